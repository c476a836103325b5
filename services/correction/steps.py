"""What happens to a request is written down as a step, and those concerned are told: never more than the reference and a day."""

from __future__ import annotations

from collections.abc import Iterable

from models import CorrectionRequest, CorrectionStep, StepKind, db
from rules.access import Actor
from rules.career import day
from rules.refused import Refused
from services import bulk, notices

from . import people
from .values import MOST_BYTES, TOO_LONG


def note(request: CorrectionRequest, kind: StepKind, by: Actor | None = None, words: str | None = None) -> None:
    """Add a step. The request itself stays as it is: a proposal may be bound to its version."""
    db.session.add(CorrectionStep(request_id=request.id, kind=kind, user_id=by.user_id if by else None, words=words))
    db.session.flush()
    db.session.expire(request, ["steps"])


def hold(request: CorrectionRequest) -> None:
    """Have the request for oneself until the end of the transaction, as it stands now."""
    bulk.lock(CorrectionRequest, CorrectionRequest.id == request.id)
    db.session.refresh(request)


def in_words(text: str | None) -> str:
    """What somebody wrote, as it is kept. Refused where it is too long."""
    said = (text or "").replace("\x00", "").strip()
    if len(said.encode()) > MOST_BYTES:
        raise Refused(TOO_LONG)
    return said


def tell_desk(readers: Iterable[int], event: str, request: CorrectionRequest) -> None:
    """Tell accounts of human resources, until the request is settled."""
    notices.tell(readers, event, desk_page(request), about=matter_of(request), **_values(request, event))


def tell_officer(request: CorrectionRequest, event: str, **values: object) -> None:
    """Tell the officer, and whoever filed the request in his or her name."""
    accounts = people.accounts_of(request.officer)
    notices.tell(accounts, event, own_page(request), **_values(request, event) | values)
    if request.writer_id is not None and request.writer_id not in accounts and not values:
        notices.tell([request.writer_id], event, desk_page(request), **_values(request, event))


def _values(request: CorrectionRequest, event: str) -> dict[str, object]:
    due = {"day": day(request.due_on)} if event in ("correction.asked", "correction.appealed", "correction.due", "correction.late") else {}
    return {"reference": request.reference} | due


def settle(request: CorrectionRequest) -> None:
    """Nobody is asked for anything any more."""
    notices.settle(matter_of(request))


def take_back(request: CorrectionRequest) -> None:
    """Nobody is asked any more, and whoever did not read of it yet never does."""
    notices.take_back(matter_of(request))


def matter_of(request: CorrectionRequest) -> str:
    """The name under which the notices of human resources are settled."""
    return f"correction:{request.id}"


def desk_page(request: CorrectionRequest) -> str:
    """Where human resources read it."""
    return f"/admin/correction-request/details/?id={request.id}"


def own_page(request: CorrectionRequest) -> str:
    """Where the officer reads it."""
    return f"/my/corrections/{request.id}/"
