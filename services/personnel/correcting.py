"""A line that was recorded wrongly: an act annuls it, and the line as it should have been takes its place at once.

Neither is rewritten: both stay in the file, the new one by the paper of the act that gave it.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from models import Annulment, Award, CareerLine, DatedLine, Degree, Officer, PositionLine, Posting, RankLine, Sanction, db
from rules import career, discipline
from rules.refused import N_, Refused

from . import acts, history
from .acts import Paper
from .annulling import ALREADY

# What a line says besides its days and the paper of its act.
HELD: dict[type[DatedLine], tuple[str, ...]] = {
    RankLine: ("rank", "step", "counts_from_on", "step_counts_from_on", "term_on"),
    Posting: ("unit", "function", "post", "is_head", "term_on"),
    PositionLine: ("position", "term_on"),
    Award: ("kind", "grounds", "ends_on"),
    Sanction: ("kind", "grounds", "case", "ends_on"),
}
PAPER = ("act_kind", "act_reference", "act_authority", "act_signed_on", "act_scan")
# From these follows when a sanction is erased.
DAYS = {"kind", "starts_on", "ends_on"}
NOT_YET = N_("A sanction does not end before it begins: correct one of the two dates.")


def correct(line: DatedLine, paper: Paper, reason: str, **right: object) -> DatedLine:
    """Annul the line by `paper` and record it anew with what is `right`; everything else is as it was.

    Refused for a line that is annulled already, and where the new one cannot be.
    """
    if line.annulment_id is not None:
        raise Refused(ALREADY)
    officer = line.officer
    db.session.flush()
    db.session.execute(select(Officer.id).where(Officer.id == officer.id).with_for_update())
    said = as_it_should_be(line, right)
    if isinstance(line, CareerLine):
        return _correct_history(line, said, paper, reason)
    career.check_start(said["starts_on"], officer.entered_on, ())
    _annul(line, paper, reason)
    return _recorded(line, said)


def as_it_should_be(line: DatedLine, right: Mapping[str, object]) -> dict[str, object]:
    """All that the line anew says, with what follows from what is `right`. Refused where a sanction cannot have these days."""
    said = {name: getattr(line, name) for name in ("starts_on", *HELD[type(line)], *PAPER)} | right
    if isinstance(line, Posting) and said["unit"] is not line.unit:
        said["post"] = None  # a post is one of its unit
    if isinstance(line, Sanction):
        said["erased_on"] = _erased_on(said) if DAYS & right.keys() else line.erased_on
    return said


def _correct_history(line: CareerLine, said: dict[str, object], paper: Paper, reason: str) -> CareerLine:
    """The two as one step: in between, the file might contradict itself."""
    model, held = type(line), {name: said[name] for name in HELD[type(line)]}
    with db.session.no_autoflush:
        planned = acts.foresee(line.officer, model, said["starts_on"], without=[line], **held)
    _annul(line, paper, reason)
    history.carry_out(planned)
    ends_on = next(end for span, end in planned.ends[model] if span.key is None)
    made = _recorded(line, said | {"ends_on": ends_on})
    history.refresh(line.officer)
    return made


def _annul(line: DatedLine, paper: Paper, reason: str) -> None:
    line.annulment = Annulment(officer=line.officer, reason=reason, **paper.columns())
    db.session.flush()  # before another line becomes the open one, or begins on the same day


def _recorded(line: DatedLine, said: dict[str, object]) -> DatedLine:
    made = type(line)(officer=line.officer, **said)
    db.session.add(made)
    db.session.flush()
    return made


def _erased_on(said: dict[str, object]):
    """When a sanction is erased follows from its kind and its days."""
    kind, starts_on, ends_on = said["kind"], said["starts_on"], said["ends_on"]
    if ends_on is not None and ends_on <= starts_on:
        raise Refused(NOT_YET)
    plain = discipline.Kind(kind.degree is Degree.SECOND, kind.most_days, kind.erased_after_years)
    discipline.check_days(plain, (ends_on - starts_on).days if ends_on else None)
    return discipline.erased_on(plain, starts_on, ends_on)
