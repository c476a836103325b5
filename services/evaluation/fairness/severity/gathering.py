"""The marks that an estimate is made from: what each evaluator sent in the closed cycles, on the scale of the last of them.

An open cycle is left out: those marked early would stand for all. So are evaluations that are not closed: their marks still move.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from models import (
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationMark,
    EvaluationPart,
    EvaluationState,
    MarkLevel,
    Officer,
    PartState,
    Rank,
    RankLine,
    db,
)
from rules.refused import N_, Refused
from services import personnel

YearOf = tuple[int, int]  # the evaluator, the cycle


@dataclass(frozen=True)
class Marked:
    """One evaluator's mark of one officer in one cycle, in points of the scale of the estimate."""

    officer_id: int
    evaluator_id: int
    cycle_id: int
    mark: float
    is_flat: bool  # every criterion was marked alike


def cycles_until(cycle: EvaluationCycle) -> list[EvaluationCycle]:
    """The closed cycles that an estimate up to this one takes in, the last first. Raises Refused where there is none."""
    if cycle.state is not CycleState.CLOSED:
        raise Refused(N_("The severity of the evaluators is estimated once the cycle “%(name)s” is closed."), name=cycle.name)
    past = select(EvaluationCycle).where(EvaluationCycle.state == CycleState.CLOSED, EvaluationCycle.starts_on <= cycle.starts_on)
    return list(db.session.scalars(past.order_by(EvaluationCycle.starts_on.desc()).limit(cycle.severity_years)))


def corps_then():
    """The corps of the rank held at the end of the period, else of the rank on file: a column for queries of Evaluation and its cycle."""
    held = select(Rank.corps_id).join(RankLine, RankLine.rank_id == Rank.id)
    held = held.where(RankLine.officer_id == Evaluation.officer_id, personnel.holds(RankLine, EvaluationCycle.ends_on))
    last = held.order_by(RankLine.starts_on.desc(), RankLine.id.desc()).limit(1).correlate(Evaluation, EvaluationCycle).scalar_subquery()
    on_file = select(Rank.corps_id).join(Officer, Officer.rank_id == Rank.id).where(Officer.id == Evaluation.officer_id)
    return func.coalesce(last, on_file.correlate(Evaluation).scalar_subquery())


def marks_by_corps(cycles: Sequence[EvaluationCycle]) -> dict[int, list[Marked]]:
    """All marks in these cycles, by the corps of who was marked, in two questions. To be called with the guard lifted."""
    flat = set(db.session.scalars(_flat_parts(cycles)))
    scale = {one.id: float(cycles[0].scale_max / one.scale_max) for one in cycles}
    asked = (corps_then(), EvaluationPart.id, Evaluation.officer_id, EvaluationPart.evaluator_id, Evaluation.cycle_id, EvaluationPart.score)
    found: dict[int, list[Marked]] = defaultdict(list)
    for corps, part, officer, evaluator, cycle, score in db.session.execute(_sent(cycles, *asked).order_by(EvaluationPart.id)):
        if corps is not None:
            found[corps].append(Marked(officer, evaluator, cycle, float(score) * scale[cycle], part in flat))
    return dict(sorted(found.items()))


def _sent(cycles: Sequence[EvaluationCycle], *columns) -> Select:
    joined = select(*columns).select_from(EvaluationPart).join(Evaluation, EvaluationPart.evaluation_id == Evaluation.id)
    counted = (
        Evaluation.cycle_id.in_([one.id for one in cycles]),
        Evaluation.state == EvaluationState.CLOSED,
        EvaluationPart.state == PartState.SENT,
        EvaluationPart.evaluator_id.is_not(None),
        EvaluationPart.score.is_not(None),
    )
    return joined.join(EvaluationCycle, Evaluation.cycle_id == EvaluationCycle.id).where(*counted)


def _flat_parts(cycles: Sequence[EvaluationCycle]) -> Select:
    """The parts in which two criteria at least were marked, and all of them alike."""
    own = (EvaluationMark.level == MarkLevel.FIRST, Evaluation.cycle_id.in_([one.id for one in cycles]))
    asked = select(EvaluationMark.part_id).join(Evaluation, EvaluationMark.evaluation_id == Evaluation.id).where(*own)
    is_flat = (func.min(EvaluationMark.mark) == func.max(EvaluationMark.mark), func.count() > 1)
    return asked.group_by(EvaluationMark.part_id).having(*is_flat)
