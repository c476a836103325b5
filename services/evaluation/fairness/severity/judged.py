"""One evaluator over the years: what the estimates say of each, and how the marks of a year are spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import (
    Evaluation,
    EvaluationCycle,
    EvaluationPart,
    EvaluationState,
    EvaluatorSeverity,
    PartState,
    SeverityFit,
    db,
)
from rules.evaluation import leniency
from services import guard

from ..saying import told

# A group of marks is so wide a share of the scale.
STEPS = 10


@dataclass(frozen=True)
class Years:
    """An evaluator's lines of one corps, the last year first, and the drift of his severity from year to year."""

    corps: str
    lines: Sequence[EvaluatorSeverity]

    def drift(self, line: EvaluatorSeverity) -> float | None:
        """How many points more lenient (+) or more severe (−) than the year before; None without a year to compare with."""
        place = self.lines.index(line) + 1
        before = self.lines[place] if place < len(self.lines) else None
        is_known = before is not None and leniency.INCOMPARABLE.isdisjoint((line.why_not, before.why_not))
        return line.severity - before.severity if is_known else None


def years_of(evaluator_id: int) -> list[Years]:
    """What the estimate of each corps says of an evaluator, as far as the one who acts may read it."""
    asked = select(EvaluatorSeverity).join(EvaluationCycle, EvaluatorSeverity.cycle_id == EvaluationCycle.id)
    asked = asked.where(EvaluatorSeverity.evaluator_id == evaluator_id)
    whole = asked.options(joinedload(EvaluatorSeverity.fit).joinedload(SeverityFit.corps), joinedload(EvaluatorSeverity.cycle))
    found: dict[int, list[EvaluatorSeverity]] = {}
    for line in db.session.scalars(whole.order_by(EvaluationCycle.starts_on.desc())):
        found.setdefault(line.fit.corps_id, []).append(line)
    return [Years(str(lines[0].fit.corps), lines) for lines in found.values()]


def distribution(evaluator_id: int, cycle: EvaluationCycle) -> list[tuple[float, int]]:
    """[(lower end of the step, marks)]: how the marks that an evaluator sent in a cycle are spread over its scale.

    To be called for somebody whose severity the one who acts may read: numbers only, nobody is named.
    """
    step = float(cycle.scale_max) / STEPS
    counted = Counter(min(int(score / step), STEPS - 1) for score in _scores(cycle, evaluator_id))
    return [(place * step, counted[place]) for place in range(STEPS)]


def shares_of_cycle(cycle: EvaluationCycle) -> list[float]:
    """For each step of the scale the share of all marks of the cycle (0 to 1), to compare a distribution with."""
    step = float(cycle.scale_max) / STEPS
    counted = Counter(min(int(score / step), STEPS - 1) for score in _scores(cycle))
    total = sum(counted.values()) or 1
    return [counted[place] / total for place in range(STEPS)]


def _scores(cycle: EvaluationCycle, evaluator_id: int | None = None) -> list[float]:
    asked = select(EvaluationPart.score).join(Evaluation, EvaluationPart.evaluation_id == Evaluation.id)
    counted = [
        Evaluation.cycle_id == cycle.id, Evaluation.state == EvaluationState.CLOSED,
        EvaluationPart.state == PartState.SENT, EvaluationPart.score.is_not(None),
    ]  # fmt: skip
    if evaluator_id is not None:
        counted.append(EvaluationPart.evaluator_id == evaluator_id)
    with guard.unscoped("how marks are spread, without names"):
        return [float(score) for score in db.session.scalars(asked.where(*counted))]


def in_words(line: EvaluatorSeverity, *, own: bool = False) -> str:
    """What the estimate says of an evaluator in a year: how far from the others, how sure, and what is taken off. `own`: to himself."""
    found = leniency.judged(line.severity, line.standard_error, line.applied, line.why_not)
    if own:
        found = [replace(one, message=leniency.TO_HIMSELF.get(one.message, one.message)) for one in found]
    return " ".join(told(one, own=False) for one in found)
