"""Reading requests: how one stands, its story, who has it now, and those that wait."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import Select, false, func, or_, select

from models import OPEN_CORRECTIONS, CorrectionKind, CorrectionRequest, CorrectionState, Officer, StepKind, User, db
from rules import access
from rules.access import Actor
from services import guard, listing

from . import about, people, values

ON_A_PAGE = 20
TO_DECIDE = "to-decide"  # what a list is asked for that shows what somebody may decide on now


@dataclass(frozen=True)
class Situation:
    """A request in words: (what, what stood when it was sent, what stands now, what should stand).

    `changed`: what stands is not what stood when it was asked. `seen` is the token to decide with.
    """

    lines: list[tuple[str, str, str, str]]
    changed: bool
    seen: str


@dataclass(frozen=True)
class StepTold:
    """A step as it is read: when, by whom (name and role), what, and what was said."""

    at: dt.datetime
    by: str
    what: str
    words: str


def situation(request: CorrectionRequest) -> Situation:
    """How a request stands now. Of a missing record nothing stands; of one that is gone it is said."""
    stood, wished, now_stands = values.opened(request.stood), values.opened(request.wished), about.stands(request)
    owner, lines, changed = request.officer_id, [], False
    for field in about.asked(request):
        before, asked = stood.get(field.name), wished.get(field.name)
        after = (now_stands or {}).get(field.name)
        told = values.words(field, after, owner) if now_stands is not None else _("no longer there")
        lines.append((str(field.label), values.words(field, before, owner), told, values.words(field, asked, owner)))
        changed = changed or now_stands is None or not values.is_same(field, before, after)
    return Situation(lines, changed and request.kind is CorrectionKind.CHANGE, about.seen(request))


def story(request: CorrectionRequest) -> list[StepTold]:
    """What happened to a request, the first step first."""
    with guard.unscoped("the story of a correction request"):
        return [StepTold(step.at, _who(step.user), str(step.kind.label), step.words or "") for step in request.steps]


def asked_for(request: CorrectionRequest) -> str:
    """The words in which human resources ask for a piece; "" where none is asked for now."""
    if request.state is not CorrectionState.PIECE_ASKED:
        return ""
    with guard.unscoped("which piece is asked for"):
        return next((step.words or "" for step in reversed(request.steps) if step.kind is StepKind.PIECE_ASKED), "")


def _who(user: User | None) -> str:
    if user is None:
        return ""
    return _("%(name)s, %(role)s", name=user.name, role=_(access.ROLES.get(user.role, user.role)))


def with_whom(request: CorrectionRequest) -> str:
    """Who has the request now, in words."""
    with guard.unscoped("who has a correction request"):
        match request.state:
            case CorrectionState.DRAFT:
                return _("Not sent yet")
            case CorrectionState.PIECE_ASKED:
                return _("The officer, who is asked for a piece")
            case CorrectionState.PROPOSED:
                return _("A second person of human resources")
            case CorrectionState.WAITING:
                return _who(request.handler) or _office(request)
        return _("Nobody any more: it is closed")


def _office(request: CorrectionRequest) -> str:
    agency = request.officer.home_agency
    if request.appealed_at:
        return _("Human resources (%(agency)s): somebody else than who decided first", agency=agency)
    return _("Human resources (%(agency)s)", agency=agency)


# --- lists ---------------------------------------------------------------------------------------


def of(officer: Officer) -> list[CorrectionRequest]:
    """The requests about a file that the reader may see, the newest first; drafts are their writer's alone."""
    return list(db.session.scalars(_of(officer)))


def page_of(officer: Officer, number: int) -> tuple[list[CorrectionRequest], int, int]:
    """One page of them, its number from 1 on, and how many pages there are; beyond the last it is the last."""
    count = db.session.scalar(_of(officer).with_only_columns(func.count(CorrectionRequest.id)).order_by(None))
    last = max(1, -(-count // ON_A_PAGE))
    number = min(max(number, 1), last)
    return list(db.session.scalars(_of(officer).limit(ON_A_PAGE).offset((number - 1) * ON_A_PAGE))), number, last


def open_of(officer: Officer) -> list[CorrectionRequest]:
    """Those that are not closed, the newest first: what counts towards MOST_OPEN."""
    return list(db.session.scalars(_of(officer).where(CorrectionRequest.state.in_((CorrectionState.DRAFT, *OPEN_CORRECTIONS)))))


def last_about_same(request: CorrectionRequest) -> int:
    """The number of the last request about the same as this new one, which has no number yet; 0 where there was none."""
    names = ("about_type", "about_id", "field")
    same = [getattr(CorrectionRequest, name).is_not_distinct_from(getattr(request, name)) for name in names]
    own = select(func.max(CorrectionRequest.id)).where(CorrectionRequest.officer_id == request.officer_id, _no_draft_of_others())
    return db.session.scalar(own.where(*same)) or 0


def _of(officer: Officer) -> Select:
    own = select(CorrectionRequest).where(CorrectionRequest.officer_id == officer.id, _no_draft_of_others())
    return own.order_by(CorrectionRequest.id.desc())


def _no_draft_of_others():
    return or_(CorrectionRequest.state != CorrectionState.DRAFT, CorrectionRequest.writer_id == guard.actor().user_id)


def to_decide(by: Actor) -> tuple[int, dt.date | None]:
    """How many requests somebody may decide on now, and when the first answer is due; those for which a piece was asked not counted."""
    if by.user_id is None:
        return 0, None
    number, first = db.session.execute(_to_decide(by).with_only_columns(func.count(CorrectionRequest.id), func.min(CorrectionRequest.due_on))).one()
    return number, first


def _to_decide(by: Actor) -> Select:
    waiting = _waiting(by)
    return waiting.where(CorrectionRequest.id.not_in(people.kept_from(waiting, by)))


def _numbers_to_decide() -> Select:
    """The same as a list asks for it; nobody without an account decides."""
    by = guard.actor()
    found = _to_decide(by) if by.user_id is not None else _waiting(by).where(false())
    return found.with_only_columns(CorrectionRequest.id)


listing.declare(CorrectionRequest, TO_DECIDE, _numbers_to_decide)


def _waiting(by: Actor) -> Select:
    """Requests that wait, on files that somebody keeps and in areas where he corrects; appeals for who approves."""
    areas = [area for area in access.AREAS if access.may(by, f"{area}.edit")] if access.may(by, "correction.edit") else []
    is_waiting = CorrectionRequest.state == CorrectionState.WAITING
    found = select(CorrectionRequest).where(is_waiting, CorrectionRequest.about_area.in_(areas), guard.writable(CorrectionRequest, by))
    return found if access.may(by, "correction.approve") else found.where(CorrectionRequest.appealed_at.is_(None))
