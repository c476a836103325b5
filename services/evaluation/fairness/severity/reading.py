"""The corrected mark of evaluations with its reason, in a few queries however many there are.

The estimate of the corps in which the officer was counts. The corrected mark is computed when it is read: stored are the
mark as given and the estimate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Select, func, select

from models import (
    CycleCriterion,
    Evaluation,
    EvaluationCycle,
    EvaluationMark,
    EvaluationPart,
    EvaluatorSeverity,
    MarkLevel,
    PartState,
    SeverityFit,
    db,
)
from rules.evaluation import leniency
from services import guard

from ..saying import told
from .gathering import corps_then

# SQLite takes so many numbers in one question.
AT_ONCE = 500
WHY = "the severity of the evaluators, for marks that one reads"


@dataclass(frozen=True)
class Corrected:
    """A mark as given and as corrected, on its own scale; `points` were taken off. `words` says why, in the reader's language."""

    raw: Decimal
    corrected: Decimal
    points: Decimal
    reasons: tuple[leniency.Sentence, ...]

    def words(self, *, own: bool = False) -> str:
        """The reason; told to the officer himself where it is his own mark."""
        return " ".join(told(reason, own=own) for reason in self.reasons)


@dataclass(frozen=True)
class _Asked:
    """An evaluation as its correction needs it."""

    number: int
    cycle_id: int
    corps_id: int | None
    raw: Decimal
    scale_max: Decimal


Judged = dict[tuple[int, int, int], leniency.Share]  # by corps, evaluator and cycle; of 0 days


def corrected(evaluations: Iterable[Evaluation]) -> dict[int, Corrected]:
    """By the number of the evaluation, those that have a mark. To be called with evaluations that the one who asks may read."""
    numbers, found = sorted({one.id for one in evaluations}), {}
    for start in range(0, len(numbers), AT_ONCE):
        found |= corrected_of(numbers[start : start + AT_ONCE])
    return found


def corrected_of(numbers: Select | Collection[int]) -> dict[int, Corrected]:
    """The same for evaluations by their numbers, or by a query for these: five queries, however many there are."""
    with guard.unscoped(WHY):
        asked = _asked(numbers)
        parts, above = _parts(numbers), _marked_above(numbers)
        judged = _judged(numbers)
    return {one.number: _correct(one, parts.get(one.number, ()), above.get(one.number, Decimal(0)), judged) for one in asked}


def _correct(one: _Asked, parts: Sequence[tuple[int, int]], above: Decimal, judged: Judged) -> Corrected:
    shares = [_share(judged.get((one.corps_id, evaluator, one.cycle_id)), days, one.scale_max) for evaluator, days in parts]
    made = leniency.correct(one.raw, shares, first_level=1 - above, scale_max=one.scale_max)
    return Corrected(made.raw, made.corrected, made.points, made.reasons)


def _share(known: leniency.Share | None, days: int, scale_max: Decimal) -> leniency.Share:
    """`known` is on a scale up to 1."""
    if known is None:
        return leniency.Share(days, why_not=leniency.UNKNOWN)
    return leniency.Share(days, known.severity * scale_max, known.applied * scale_max, known.why_not)


def _asked(numbers: Select | Collection[int]) -> list[_Asked]:
    columns = (Evaluation.id, Evaluation.cycle_id, corps_then(), Evaluation.score, EvaluationCycle.scale_max)
    asked = select(*columns).join(EvaluationCycle, Evaluation.cycle_id == EvaluationCycle.id)
    return [_Asked(*row) for row in db.session.execute(asked.where(Evaluation.id.in_(numbers), Evaluation.score.is_not(None)))]


def _parts(numbers: Select | Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """{evaluation: [(evaluator, days)]} of what was sent."""
    found = defaultdict(list)
    sent = (EvaluationPart.evaluation_id.in_(numbers), EvaluationPart.state == PartState.SENT, EvaluationPart.evaluator_id.is_not(None))
    asked = select(EvaluationPart.evaluation_id, EvaluationPart.evaluator_id, EvaluationPart.days).where(*sent)
    for evaluation, evaluator, days in db.session.execute(asked.order_by(EvaluationPart.id)):
        found[evaluation].append((evaluator, days))
    return found


def _marked_above(numbers: Select | Collection[int]) -> dict[int, Decimal]:
    """{evaluation: the share of the marked weights that the second level or an appeal decided}, only where there is such a mark."""
    is_above = EvaluationMark.level != MarkLevel.FIRST
    touched = select(EvaluationMark.evaluation_id).where(EvaluationMark.evaluation_id.in_(numbers), is_above)
    columns = (EvaluationMark.evaluation_id, EvaluationMark.cycle_criterion_id, CycleCriterion.weight, func.max(EvaluationMark.part_id.is_(None).cast(db.Integer)))
    asked = select(*columns).join(CycleCriterion, EvaluationMark.cycle_criterion_id == CycleCriterion.id)
    asked = asked.where(EvaluationMark.evaluation_id.in_(touched)).group_by(*columns[:3])
    whole, above = defaultdict(Decimal), defaultdict(Decimal)
    for evaluation, _criterion, weight, of_above in db.session.execute(asked):
        whole[evaluation] += weight
        above[evaluation] += weight * of_above
    return {evaluation: above[evaluation] / whole[evaluation] for evaluation in whole}


def _judged(numbers: Select | Collection[int]) -> Judged:
    """What the estimates say of those who had a part in these evaluations, in the cycles of these, on a scale up to 1."""
    had_part = select(EvaluationPart.evaluator_id).where(EvaluationPart.evaluation_id.in_(numbers), EvaluationPart.evaluator_id.is_not(None))
    cycles = select(Evaluation.cycle_id).where(Evaluation.id.in_(numbers))
    columns = (SeverityFit.corps_id, EvaluatorSeverity.evaluator_id, EvaluatorSeverity.cycle_id, EvaluatorSeverity.severity, EvaluatorSeverity.applied)
    asked = select(*columns, EvaluatorSeverity.why_not, EvaluationCycle.scale_max).join(SeverityFit, EvaluatorSeverity.fit_id == SeverityFit.id)
    asked = asked.join(EvaluationCycle, SeverityFit.cycle_id == EvaluationCycle.id)
    asked = asked.where(EvaluatorSeverity.evaluator_id.in_(had_part), EvaluatorSeverity.cycle_id.in_(cycles)).order_by(SeverityFit.id)
    return {
        (corps, evaluator, cycle): leniency.Share(0, _of_one(severity, scale), _of_one(applied, scale), why_not)
        for corps, evaluator, cycle, severity, applied, why_not, scale in db.session.execute(asked)
    }


def _of_one(points: float, scale_max: Decimal) -> Decimal:
    """Points of a scale as a share of it, fine enough to come back to a thousandth."""
    return (Decimal(str(points)) / scale_max).quantize(Decimal("0.0000001"), ROUND_HALF_UP)
