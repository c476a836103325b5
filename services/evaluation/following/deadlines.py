"""Who is awaited in a campaign, by which day, and what is late: said here alone, for figures, reminders and what is passed on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.orm import InstrumentedAttribute

from models import CycleState, Evaluation, EvaluationCycle, EvaluationDraft, EvaluationPart, EvaluationState, Officer, PartState
from rules.evaluation import way

MARKS, REVIEWS = "marks", "reviews"


@dataclass(frozen=True)
class Level:
    """One of the two levels from which an answer is awaited, on the page where it is given.

    `awaited(*conditions)` counts what waits for whom: (officer, name, whether it was begun, how many). `late` are the
    evaluations that wait at this level for somebody other than human resources; `passed_on` is when others were told of it.
    """

    name: str
    due_on: dt.date
    page: str
    awaited: Callable[..., Select]
    late: ColumnElement[bool]
    passed_on: InstrumentedAttribute

    def is_late(self, today: dt.date) -> bool:
        """Whether what is still awaited is late."""
        return way.is_late(self.due_on, today)


def levels(cycle: EvaluationCycle) -> tuple[Level, ...]:
    """First marks, then reviews; none while the cycle is not open: nobody is awaited then."""
    if cycle.state is not CycleState.OPEN:
        return ()
    of_cycle = Evaluation.cycle_id == cycle.id
    return (
        Level(MARKS, cycle.marked_by, "/my/team/", _marks, and_(of_cycle, _is_marking()), Evaluation.escalated_at),
        Level(REVIEWS, cycle.reviewed_by, "/my/reviews/", _reviews, and_(of_cycle, _is_reviewing()), Evaluation.review_escalated_at),
    )


def _is_marking() -> ColumnElement[bool]:
    """What is set aside waits for human resources: it is no evaluator's delay."""
    aside = select(EvaluationPart.id).where(EvaluationPart.evaluation_id == Evaluation.id, EvaluationPart.state == PartState.SET_ASIDE)
    return and_(Evaluation.state == EvaluationState.MARKING, ~aside.correlate(Evaluation).exists())


def _is_reviewing() -> ColumnElement[bool]:
    return Evaluation.state == EvaluationState.REVIEWING


def _marks(*conditions: ColumnElement[bool]) -> Select:
    begun = EvaluationDraft.id.is_not(None)
    asked = select(EvaluationPart.evaluator_id, func.max(EvaluationPart.evaluator_name), begun, func.count()).join(EvaluationPart.evaluation)
    asked = asked.join(Officer, Evaluation.officer_id == Officer.id).outerjoin(EvaluationDraft, EvaluationDraft.part_id == EvaluationPart.id)
    open_ = (Evaluation.state == EvaluationState.MARKING, EvaluationPart.state == PartState.OPEN, EvaluationPart.evaluator_id.is_not(None))
    return asked.where(*open_, *conditions).group_by(EvaluationPart.evaluator_id, begun)


def _reviews(*conditions: ColumnElement[bool]) -> Select:
    asked = select(Evaluation.reviewer_id, func.max(Evaluation.reviewer_name), false(), func.count())
    asked = asked.join(Officer, Evaluation.officer_id == Officer.id)
    return asked.where(_is_reviewing(), Evaluation.reviewer_id.is_not(None), *conditions).group_by(Evaluation.reviewer_id)
