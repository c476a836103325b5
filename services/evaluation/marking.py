"""One evaluation: kept as a draft, then sent off for good with its mark computed; and how that mark came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import (
    CycleCriterion,
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationMark,
    EvaluationState,
    Officer,
    Posting,
    db,
    now,
)
from rules import access, evaluation as rules
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused
from services import guard, personnel


def criteria_for(cycle: EvaluationCycle, officer: Officer) -> list[CycleCriterion]:
    """The criteria on which this officer is marked: those for leaders only if he or she heads a unit."""
    leads = select(Posting.id).where(Posting.officer_id == officer.id, Posting.is_head, personnel.holds(Posting, now().date()))
    is_leader = db.session.scalar(leads.limit(1)) is not None
    return [one for one in _criteria(cycle) if is_leader or not one.criterion.is_for_leaders]


def _criteria(cycle: EvaluationCycle) -> Sequence[CycleCriterion]:
    weighed = select(CycleCriterion).where(CycleCriterion.cycle_id == cycle.id)
    in_order = weighed.order_by(CycleCriterion.sort_order, CycleCriterion.id)
    return db.session.scalars(in_order.options(joinedload(CycleCriterion.criterion))).all()


def begin(cycle: EvaluationCycle, officer: Officer, *, by: Actor) -> Evaluation:
    """The evaluation of this officer, found or new; a new one is remembered when it is first saved.

    Raises Refused where `by` may not write it: for oneself, begun by somebody else, cycle not open.
    """
    found = db.session.scalar(
        select(Evaluation).where(Evaluation.cycle_id == cycle.id, Evaluation.officer_id == officer.id)
    )
    evaluation = found or Evaluation(cycle=cycle, officer=officer, evaluator_id=by.officer_id, marks=[])
    _check_writable(evaluation, by)
    return evaluation


def save(evaluation: Evaluation, marks: Mapping[int, str], comment: str, *, by: Actor) -> None:
    """Keep a draft. `marks` are as typed, by the number of the criterion of the cycle; an empty one is no mark.

    Raises WrongMarks (rules/evaluation.py) and changes nothing when one of them cannot be read.
    """
    _check_writable(evaluation, by)
    allowed = {criterion.id for criterion in criteria_for(evaluation.cycle, evaluation.officer)}
    parsed = rules.parse_marks({key: marks[key] for key in marks if key in allowed}, evaluation.cycle.scale_max)
    evaluation.comment = comment.strip() or None
    evaluation.unit_id = evaluation.officer.unit_id
    db.session.add(evaluation)
    _put_marks(evaluation, parsed)


def _put_marks(evaluation: Evaluation, marks: Mapping[int, Decimal]) -> None:
    given = {mark.cycle_criterion_id: mark for mark in evaluation.marks}
    for key, value in marks.items():
        if key not in given:
            evaluation.marks.append(EvaluationMark(cycle_criterion_id=key, mark=value))
        elif given[key].mark != value:
            given[key].mark = value
    db.session.flush()
    if cleared := [mark for key, mark in given.items() if key not in marks]:
        # Nobody has the right to delete marks; taking one back in one's own draft is part of writing it.
        with guard.unscoped("taking back marks of one's own draft"):
            for mark in cleared:
                evaluation.marks.remove(mark)


def submit(evaluation: Evaluation, *, by: Actor) -> None:
    """Send the evaluation off: the mark is computed, name and unit are frozen, and nobody edits it any more."""
    _check_writable(evaluation, by)
    weighed = weighted(criteria_for(evaluation.cycle, evaluation.officer))
    evaluation.score = rules.score(marks_of(evaluation), weighed, evaluation.cycle.least_share)
    evaluation.evaluator_name = str(evaluation.evaluator)
    evaluation.unit_id = evaluation.officer.unit_id
    evaluation.submitted_at = now()
    evaluation.state = EvaluationState.SUBMITTED
    db.session.flush()


def explanation(evaluation: Evaluation) -> list[rules.Part]:
    """How the mark came about, by the weights of the cycle."""
    return rules.explain(marks_of(evaluation), weighted(criteria_marked(evaluation)))


def criteria_marked(evaluation: Evaluation) -> list[CycleCriterion]:
    """The criteria on which it was asked for a mark. Who led then is seen from the marks: posts change."""
    marks = marks_of(evaluation)
    return [one for one in _criteria(evaluation.cycle) if one.id in marks or not one.criterion.is_for_leaders]


def weighted(criteria: Sequence[CycleCriterion]) -> list[rules.Weighted]:
    """The criteria as plain values for the rules."""
    return [rules.Weighted(one.id, str(one.criterion), one.weight) for one in criteria]


def marks_of(evaluation: Evaluation) -> dict[int, Decimal]:
    """The marks given, by the number of the criterion of the cycle."""
    return {mark.cycle_criterion_id: mark.mark for mark in evaluation.marks}


def _check_writable(evaluation: Evaluation, by: Actor) -> None:
    if not access.may(by, "evaluation.create") or by.officer_id is None:
        raise Forbidden(N_("Only an officer who heads a unit may evaluate."))
    if evaluation.officer.id == by.officer_id:
        raise Forbidden(N_("Nobody evaluates himself or herself. Your own evaluation is done by your superior."))
    if evaluation.state == EvaluationState.SUBMITTED:
        day = evaluation.submitted_at or "–"
        raise Refused(N_("You may read this evaluation, not change it: it was submitted on %(day)s."), day=day)
    if evaluation.cycle.state != CycleState.OPEN:
        raise Refused(N_("The cycle “%(name)s” is not open."), name=evaluation.cycle.name)
    if evaluation.evaluator_id != by.officer_id:
        raise Refused(N_("%(name)s has begun this evaluation and must finish it."), name=evaluation.evaluator or "–")
