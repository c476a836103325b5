"""What a decision grants is written into the file by the service of its area, with the request as the act.

A field of the person or of a plain record is set. A dated line is never rewritten: it is annulled and recorded anew, or
its paper is completed. What is missing is recorded. A mark is corrected with its score.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from models import (
    Absence,
    Award,
    CorrectionKind,
    CorrectionRequest,
    DatedLine,
    EvaluationMark,
    Officer,
    PositionLine,
    Posting,
    RankLine,
    Record,
    db,
    model_of,
    now,
)
from rules import correction as rules
from rules.refused import N_, Refused
from services import constraints, evaluation, personnel
from services.fields import Field
from services.imports.act_kinds import CORRECTION, kind_name
from services.personnel import Act, Paper, absences, completing, plain_records

from . import about, values
from .asking import OUT_OF_REACH
from .sending import GONE
from .values import Plain

ACT = ("act_kind", "act_reference", "act_authority", "act_signed_on")
SAME = N_("This is what stands in the file already: nothing would change. Refuse the request, or grant something else.")


@dataclass(frozen=True)
class Applied:
    """What stood before, and the record that says otherwise since."""

    found: dict[str, Plain]
    record: Record | None = None


def apply(request: CorrectionRequest, granted: dict[str, Plain], reason: str) -> Applied:
    """Write what is granted. Refused, with nothing written, where the file does not take it."""
    try:
        with db.session.begin_nested():
            return _apply(request, granted, reason)
    except IntegrityError as error:
        raise constraints.refused(error) from None


def check(request: CorrectionRequest, granted: dict[str, Plain], reason: str) -> None:
    """Refused where the file would not take what is granted, in whoever's words; nothing is written."""
    tried = db.session.begin_nested()
    try:
        _apply(request, granted, reason)
    except IntegrityError as error:
        raise constraints.refused(error) from None
    finally:
        tried.rollback()


def _apply(request: CorrectionRequest, granted: dict[str, Plain], reason: str) -> Applied:
    asked = _reachable(request)
    given = {field.name: values.stored(field, granted.get(field.name)) for field in asked}
    paper = Paper(kind_name(CORRECTION), request.reference, signed_on=now().date())
    if request.kind is CorrectionKind.MISSING:
        return Applied({}, _recorded(request, given, paper))
    record, [field] = about.record_of(request), asked
    if record is None or about.officer_of(record).id != request.officer_id:
        raise Refused(GONE)
    found = about.read_from(record, [field])
    if values.is_same(field, found[field.name], granted.get(field.name)):
        raise Refused(SAME)
    return Applied(found, _corrected(record, field, given[field.name], (paper, reason)))


def _reachable(request: CorrectionRequest) -> list[Field]:
    """The fields that are written; the list of the rules is asked once more, whatever the request says."""
    is_named = request.about_type in rules.CAN_BE_MISSING or rules.is_correctable(request.about_type, request.field)
    asked = about.asked(request) if is_named else []
    if not asked:
        raise Refused(OUT_OF_REACH)
    return asked


# --- what stands wrongly -------------------------------------------------------------------------


def _corrected(record: Record, field: Field, value: object, act: tuple[Paper, str]) -> Record:
    if isinstance(record, DatedLine):
        return _corrected_line(record, field.name, value, act)
    if isinstance(record, EvaluationMark):
        evaluation.correct_mark(record, value)
        return record
    setattr(record, field.name, value)
    return _checked(record, {field.name})


def _corrected_line(line: DatedLine, name: str, value: object, act: tuple[Paper, str]) -> DatedLine:
    """What the line does not say yet of its paper is completed; anything else is another line."""
    if value is not None and name in completing.fillable(line):
        personnel.complete(line, **{name: value})
        return line
    paper, reason = act
    return personnel.correct(line, paper, reason, **{name: value})


def _checked(record: Record, changed: Collection[str]) -> Record:
    """A plain record as it is to stand, held to what its own form asks of the fields that changed."""
    plain_records.check(record, changed)
    plain_records.tidy(record)
    db.session.flush()
    if isinstance(record, Absence):
        absences.check(record)
    return record


# --- what is missing -----------------------------------------------------------------------------


def _recorded(request: CorrectionRequest, given: dict[str, object], paper: Paper) -> Record:
    """Record what was missing, by the paper that the officer named; without one the request is the act."""
    model, officer = model_of(request.about_type), request.officer
    if model in RECORDING:
        return RECORDING[model](officer, given, _act(given, paper))
    if "act_kind" in given and given["act_kind"] is None:
        given |= {"act_kind": paper.kind, "act_reference": given["act_reference"] or paper.reference}
    made = model(officer=officer, **given)
    db.session.add(made)
    return _checked(made, given)


def _act(given: dict[str, object], paper: Paper) -> Act:
    if given["act_kind"] is None and given["act_reference"] is None:
        return Act(given["starts_on"], paper.kind, paper.reference, paper.authority, paper.signed_on)
    kind, reference, authority, signed_on = (given[name] for name in ACT)
    return Act(given["starts_on"], kind or paper.kind, reference, authority, signed_on)


RECORDING: dict[type[Record], Callable[[Officer, dict, Act], Record]] = {
    Posting: lambda officer, given, act: personnel.post(officer, given["unit"], act, function=given["function"]),
    RankLine: lambda officer, given, act: personnel.promote(officer, given["rank"], act, step=given["step"]),
    PositionLine: lambda officer, given, act: personnel.set_position(officer, given["position"], act),
    Award: lambda officer, given, act: personnel.award(officer, given["kind"], act, grounds=given["grounds"]),
}
