"""Opening a cycle of evaluation, with weights that no longer change, and closing it."""

from __future__ import annotations

from sqlalchemy import select, true

from models import Criterion, CycleCriterion, CycleState, EvaluationCycle, db
from rules import access, evaluation as rules
from rules.access import Actor, Scope
from rules.refused import N_, Forbidden, Refused
from services import bulk


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
