"""What happened around a file, for the archive: the correction requests with their story, and who looked."""

from __future__ import annotations

from collections.abc import Iterator

from models import Choice, CorrectionDecision, CorrectionPiece, CorrectionRequest, CorrectionVerdict, Officer
from services import correction, viewing
from services.fields import fields_of

from .files import Files
from .values import simple

LINE = ("field", "stood", "stands", "wished")


def corrections(officer: Officer, files: Files) -> Iterator[dict]:
    """The requests, the latest first, each with what it asks, its pieces, its decisions and its story."""
    for request in correction.of(officer):
        lines = correction.situation(request).lines
        yield {
            "reference": request.reference,
            "label": correction.label(request),
            "kind": _choice(request.kind),
            "state": _choice(request.state),
            "sent_at": simple(request.sent_at),
            "due_on": simple(request.due_on),
            "closed_at": simple(request.closed_at),
            "reason": request.reason or None,
            "lines": [dict(zip(LINE, line, strict=True)) for line in lines],
            "pieces": [{"title": piece.title, "file": files.place(piece, fields_of(CorrectionPiece)["file"])} for piece in request.pieces],
            "signed_form": files.place(request, fields_of(CorrectionRequest)["signed_form"]),
            "appeal_reason": request.appeal_reason or None,
            "decisions": [_decision(one) for one in request.decisions if _is_told(one)],
            "steps": [{"at": simple(step.at), "by": step.by, "what": step.what, "words": step.words} for step in correction.story(request)],
        }


def _choice(value: Choice) -> dict:
    return {"code": value.value, "name": str(value.label)}


def _is_told(one: CorrectionDecision) -> bool:
    """What waits for a second person is not decided yet, and what was void never was."""
    return not one.is_void and (one.took_effect_at is not None or one.verdict is CorrectionVerdict.REFUSED)


def _decision(one: CorrectionDecision) -> dict:
    return {"verdict": _choice(one.verdict), "on_appeal": one.is_appeal, "decided_at": simple(one.decided_at), "reason": one.reason or None}


def views(officer: Officer) -> Iterator[dict]:
    """Who opened, took away or changed what, the latest first: one line for each person, day and kind of act."""
    before = None
    while True:
        page = viewing.of(officer, before)
        for look in page.looks:
            yield {
                "at": simple(look.at), "by": look.by, "role": look.role, "what": look.what.value,
                "act": look.act and look.act.verb.value, "times": look.times, "purposes": look.purposes, "details": look.details,
            }  # fmt: skip
        if page.older is None:
            return
        before = page.older
