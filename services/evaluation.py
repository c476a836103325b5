"""Evaluation: opening a cycle, marking one's people as a draft, and sending the evaluation off for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from models import (
    Criterion,
    CycleCriterion,
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationMark,
    EvaluationState,
    Officer,
    Position,
    Posting,
    Unit,
    db,
    now,
)
from rules import access, evaluation as rules
from rules.access import Actor, Scope
from rules.refused import N_, Forbidden, Refused

from . import bulk, guard

PEOPLE_ON_A_PAGE = 50


@dataclass(frozen=True)
class Person:
    """Somebody to evaluate, and the evaluation as far as it has come (None: not begun)."""

    officer: Officer
    evaluation: Evaluation | None

    @property
    def state(self) -> str:
        """Not begun, draft, submitted: as the page names it."""
        return self.evaluation.state.value if self.evaluation else "not_begun"


@dataclass(frozen=True)
class Team:
    """One page of the people of an evaluator, and how all of them stand."""

    people: list[Person]
    total: int
    drafts: int
    submitted: int

    @property
    def not_begun(self) -> int:
        return self.total - self.drafts - self.submitted


# --- the cycle -----------------------------------------------------------------------------------


def check_cycle(cycle: EvaluationCycle) -> None:
    """Refuse a cycle that cannot be, and any change of one that was opened: it is the same for all until its end."""
    rules.check_period(cycle.starts_on, cycle.ends_on)
    if cycle.id is not None and cycle.state != CycleState.PREPARED:
        raise Refused(N_("This cycle was opened: its period, its scale and its weights no longer change."))


def open_cycle(cycle: EvaluationCycle, *, by: Actor) -> None:
    """Let evaluations begin. The weights are frozen: the cycle keeps its own copy of each criterion."""
    _require_manager(by)
    _hold(cycle)
    if cycle.state != CycleState.PREPARED:
        raise Refused(N_("The cycle “%(name)s” was opened before."), name=cycle.name)
    if other := current_cycle():
        raise Refused(N_("Close the cycle “%(name)s” first: only one can be open."), name=other.name)
    if not cycle.criteria:
        _copy_criteria(cycle)
    cycle.state = CycleState.OPEN
    db.session.flush()


def _copy_criteria(cycle: EvaluationCycle) -> None:
    usual = db.session.scalars(select(Criterion).where(Criterion.weight > 0).order_by(Criterion.sort_order)).all()
    if not usual:
        raise Refused(N_("There are no criteria. Enter some before you open a cycle."))
    cycle.criteria = [
        CycleCriterion(criterion=criterion, weight=criterion.weight, sort_order=criterion.sort_order)
        for criterion in usual
    ]


def close_cycle(cycle: EvaluationCycle, *, by: Actor) -> None:
    """End the cycle: what is still a draft stays one and counts for nothing."""
    _require_manager(by)
    _hold(cycle)
    if cycle.state != CycleState.OPEN:
        raise Refused(N_("The cycle “%(name)s” is not open."), name=cycle.name)
    cycle.state = CycleState.CLOSED
    db.session.flush()


def _hold(cycle: EvaluationCycle) -> None:
    """Whoever opens or closes a cycle has all cycles for himself until the end: of two who open, one sees the other."""
    bulk.lock(EvaluationCycle, true())
    db.session.refresh(cycle)


def current_cycle() -> EvaluationCycle | None:
    """The cycle that is open now."""
    return db.session.scalar(select(EvaluationCycle).where(EvaluationCycle.state == CycleState.OPEN))


def _require_manager(by: Actor) -> None:
    """A supervisor may change evaluations, not the campaign."""
    if not (access.may(by, "evaluation.edit") and access.scope(by, "evaluation") >= Scope.AGENCY):
        raise Forbidden(N_("You are not entitled to do this."))


# --- one evaluation ------------------------------------------------------------------------------


def criteria_for(cycle: EvaluationCycle, officer: Officer) -> list[CycleCriterion]:
    """The criteria on which this officer is marked: those for leaders only if he or she heads a unit."""
    leads = select(Posting.id).where(Posting.officer_id == officer.id, Posting.is_head, Posting.ends_on.is_(None))
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
    """How the mark came about, by the weights of the cycle. Who led then is seen from the marks: posts change."""
    marks = marks_of(evaluation)
    asked = [one for one in _criteria(evaluation.cycle) if one.id in marks or not one.criterion.is_for_leaders]
    return rules.explain(marks, weighted(asked))


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
        sent = f"{evaluation.submitted_at:%d/%m/%Y}" if evaluation.submitted_at else "–"
        raise Refused(N_("You may read this evaluation, not change it: it was submitted on %(day)s."), day=sent)
    if evaluation.cycle.state != CycleState.OPEN:
        raise Refused(N_("The cycle “%(name)s” is not open."), name=evaluation.cycle.name)
    if evaluation.evaluator_id != by.officer_id:
        raise Refused(N_("%(name)s has begun this evaluation and must finish it."), name=evaluation.evaluator or "–")


# --- one's people --------------------------------------------------------------------------------


def people_to_evaluate(cycle: EvaluationCycle, *, by: Actor, page: int = 1) -> Team:
    """Those who serve in the evaluator's unit and below it, himself excepted, with the state of each evaluation."""
    if not by.unit_path:
        return Team([], 0, 0, 0)
    mine = (
        Unit.path.startswith(by.unit_path, autoescape=True),
        Officer.id != by.officer_id,
        or_(Officer.position_id.is_(None), Position.is_serving),
    )
    served = select(Officer.id).join(Unit, Officer.unit_id == Unit.id).outerjoin(Position).where(*mine)
    of_mine = select(Evaluation.state, func.count()).where(
        Evaluation.cycle_id == cycle.id, Evaluation.officer_id.in_(served)
    )
    states = dict(db.session.execute(of_mine.group_by(Evaluation.state)).tuples().all())
    return Team(
        _people(cycle, served, page),
        db.session.scalar(select(func.count()).select_from(served.subquery())) or 0,
        states.get(EvaluationState.DRAFT, 0),
        states.get(EvaluationState.SUBMITTED, 0),
    )


def _people(cycle: EvaluationCycle, served, page: int) -> list[Person]:
    officers = db.session.scalars(
        select(Officer)
        .join(Unit, Officer.unit_id == Unit.id)
        .where(Officer.id.in_(served))
        .order_by(Unit.path, Officer.last_name, Officer.first_names, Officer.id)
        .options(selectinload(Officer.rank), selectinload(Officer.unit))
        .limit(PEOPLE_ON_A_PAGE)
        .offset((page - 1) * PEOPLE_ON_A_PAGE)
    ).all()
    begun = db.session.scalars(
        select(Evaluation)
        .where(Evaluation.cycle_id == cycle.id, Evaluation.officer_id.in_([officer.id for officer in officers]))
        .options(selectinload(Evaluation.marks))
    )
    by_officer = {evaluation.officer_id: evaluation for evaluation in begun}
    return [Person(officer, by_officer.get(officer.id)) for officer in officers]
