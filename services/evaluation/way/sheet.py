"""An evaluation as one reads it: criterion by criterion what each level gave and why, what counts, and the facts beside it.

The session gives what the one who acts may read; nothing here widens that, but for the officer's name and rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import CycleCriterion, Evaluation, EvaluationAppeal, EvaluationFact, EvaluationMark, EvaluationPart, EvaluationStep, MarkLevel, Officer, PartState, db
from services import guard

from .. import founding
from . import appealing, scoring, steps


@dataclass(frozen=True)
class Said:
    """One mark: its level, who gave it (nobody is named for the body of appeals), and why."""

    number: int
    level: MarkLevel
    by: str | None
    mark: Decimal
    why: str | None


@dataclass(frozen=True)
class Line:
    """One criterion; `counts` and its `share` of the weights (0 to 1) are None and 0 where nothing was marked."""

    criterion: CycleCriterion
    said: list[Said]
    counts: Decimal | None
    share: Decimal
    facts: list[EvaluationFact]


@dataclass(frozen=True)
class Sheet:
    """The whole, as far as one may read it. `facts` are those that stand beside all criteria."""

    evaluation: Evaluation
    lines: list[Line]
    parts: Sequence[EvaluationPart]
    facts: list[EvaluationFact]
    appeal: EvaluationAppeal | None
    story: Sequence[EvaluationStep]

    @property
    def has_levels(self) -> bool:
        """Whether more than one hand marked."""
        return any(len(line.said) > 1 for line in self.lines)


def sheet(evaluation: Evaluation) -> Sheet:
    """What the one who acts may read of an evaluation; a part that was given to somebody else is left out."""
    _name(evaluation)
    parts = [part for part in _parts(evaluation) if part.state is not PartState.ENDED]
    said, noted = _said(evaluation, parts), founding.facts_for(evaluation)
    lines = [
        Line(criterion, said.get(criterion.id, []), told.mark, told.share, noted.get(criterion.criterion_id, []))
        for criterion, told in zip(scoring.criteria_of(evaluation), scoring.explanation(evaluation), strict=True)
    ]
    return Sheet(evaluation, lines, parts, noted.get(None, []), appealing.appeal_of(evaluation), steps.of(evaluation))


def _name(evaluation: Evaluation) -> None:
    """Whoever is assigned knows of whom he speaks, wherever that officer serves now."""
    with guard.unscoped("whose evaluation is read"):
        named = select(Evaluation).where(Evaluation.id == evaluation.id)
        officer = joinedload(Evaluation.officer).joinedload(Officer.rank)
        db.session.scalars(named.options(officer, joinedload(Evaluation.unit), joinedload(Evaluation.cycle)).execution_options(populate_existing=True)).one()


def _parts(evaluation: Evaluation) -> Sequence[EvaluationPart]:
    asked = select(EvaluationPart).where(EvaluationPart.evaluation_id == evaluation.id)
    return db.session.scalars(asked.options(joinedload(EvaluationPart.unit)).order_by(EvaluationPart.id)).all()


def _said(evaluation: Evaluation, parts: Sequence[EvaluationPart]) -> dict[int, list[Said]]:
    """By the number of the criterion, first level first."""
    evaluators = {part.id: part.evaluator_name for part in parts}
    return {
        key: [_one(evaluation, mark, evaluators) for mark in marks if mark.part_id is None or mark.part_id in evaluators]
        for key, marks in scoring.marks_by_criterion(evaluation).items()
    }


def _one(evaluation: Evaluation, mark: EvaluationMark, evaluators: dict[int, str | None]) -> Said:
    by = {MarkLevel.FIRST: evaluators.get(mark.part_id), MarkLevel.SECOND: evaluation.reviewer_name, MarkLevel.APPEAL: None}
    return Said(mark.id, mark.level, by[mark.level], mark.mark, mark.justification)
