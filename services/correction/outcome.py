"""What a decision came to: asked, granted and standing in the file now, side by side, with its reasons and its record."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from models import CorrectionDecision, CorrectionKind, CorrectionRequest, CorrectionVerdict, DatedLine, Record, db, model_of
from services import guard
from services.fields import Field

from . import about, values
from .values import Plain


@dataclass(frozen=True)
class Outcome:
    """A decided request in words: lines are (what, what was asked for, what was granted, what stands in the file now).

    Where nothing was granted, and of something told in words, there are no lines. `record` is where it stands now.
    """

    verdict: CorrectionVerdict
    reason: str
    lines: list[tuple[str, str, str, str]]
    record: Record | None


def outcome(request: CorrectionRequest) -> Outcome | None:
    """What the decision that holds came to; None where none does."""
    with guard.unscoped("what a decision on a correction request came to"):
        decision = _held(request)
        if decision is None:
            return None
        record = _standing(request, decision)
        lines = _lines(request, decision, record) if decision.granted is not None and request.state.is_granted else []
        return Outcome(decision.verdict, decision.reason or "", lines, record)


def _held(request: CorrectionRequest) -> CorrectionDecision | None:
    """The decision that closed the request."""
    return next((one for one in reversed(request.decisions) if not one.is_void), None) if request.state.is_decided else None


def _standing(request: CorrectionRequest, decision: CorrectionDecision) -> Record | None:
    """The record that says what was granted; None where it was annulled or deleted since, or none was added."""
    if request.kind is not CorrectionKind.MISSING:
        return about.record_of(request)
    if decision.applied_id is None:
        return None
    model = model_of(decision.applied_type)
    made = db.session.query(model).filter_by(id=decision.applied_id).one_or_none()
    return about.in_its_place(made) if isinstance(made, DatedLine) else made


def _lines(request: CorrectionRequest, decision: CorrectionDecision, record: Record | None) -> list[tuple[str, str, str, str]]:
    asked, wished, granted = about.asked(request), values.opened(request.wished), values.opened(decision.granted)
    stands = about.read_from(record, asked) if record is not None else None
    return [_line(field, wished, granted, (stands, request.officer_id)) for field in asked if wished.get(field.name) or granted.get(field.name)]


def _line(field: Field, wished: dict[str, Plain], granted: dict[str, Plain], now_stands: tuple[dict[str, Plain] | None, int]) -> tuple[str, str, str, str]:
    stands, owner = now_stands
    told = values.words(field, stands.get(field.name), owner) if stands is not None else _("no longer there")
    return str(field.label), values.words(field, wished.get(field.name), owner), values.words(field, granted.get(field.name), owner), told
