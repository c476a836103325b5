"""The cycles of evaluation: what a prepared one must be, which one is open, and its end. Opening it is opening.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from sqlalchemy import and_, func, select, true

from models import CycleState, Evaluation, EvaluationCycle, EvaluationState, EvaluationStepKind, Officer, db, now
from rules import access, evaluation as rules
from rules.access import Actor, Scope
from rules.refused import N_, Forbidden, Refused
from services import bulk, guard

from ..way import steps

# What the end of the cycle leaves without a mark: nobody can finish it any more.
UNFINISHED = tuple(EvaluationState(state) for state in rules.way.WAY["excuse"][0])


def check_cycle(cycle: EvaluationCycle) -> None:
    """Refuse a cycle that cannot be, and any change of one that was opened: it is the same for all until its end."""
    check_typed({field.name: getattr(cycle, field.name) for field in fields(rules.Calendar)})
    if cycle.id is not None and cycle.state != CycleState.PREPARED:
        raise Refused(N_("This cycle was opened: its period, its scale and its weights no longer change."))


def check_typed(values: Mapping[str, object]) -> None:
    """Refuse a calendar that cannot be, by the names of its fields; what is None is left to its usual value."""
    known = {field.name for field in fields(rules.Calendar)}
    rules.check_calendar(rules.Calendar(**{name: value for name, value in values.items() if name in known and value is not None}))


def unfinished(cycle: EvaluationCycle, *, by: Actor) -> int:
    """How many evaluations of the cycle have no mark yet, and would get none if it closed now."""
    require_force(by)
    with guard.unscoped("evaluations that are not finished are counted"):
        counted = select(func.count()).select_from(Evaluation)
        return db.session.scalar(counted.where(Evaluation.cycle_id == cycle.id, Evaluation.state.in_(UNFINISHED))) or 0


def close_cycle(cycle: EvaluationCycle, because: str = "", *, by: Actor) -> int:
    """End the cycle. What has no mark yet is not evaluated, with the reason; what its officer reads goes on to its end.

    Returns how many were left without a mark. Raises Refused where there are some and no reason is given.
    """
    require_force(by)
    hold(cycle)
    if cycle.state != CycleState.OPEN:
        raise Refused(N_("The cycle “%(name)s” is not open."), name=cycle.name)
    if (left := unfinished(cycle, by=by)) and not because.strip():
        raise Refused(N_("%(count)s evaluations are not finished. Write why the cycle is closed all the same: it will stand on each of them."), count=left)
    with guard.unscoped("a cycle of the whole force is closed"):
        cycle.state, cycle.closed_at = CycleState.CLOSED, now()
        db.session.flush()
    if left:
        _excuse_all(cycle.id, because.strip()[: rules.LONGEST_REASON], by)
    return left


def _excuse_all(cycle_id: int, because: str, by: Actor) -> None:
    """Drafts and marks that were sent stay where they are, and count for nothing."""
    with guard.unscoped("a cycle of evaluation is closed"):
        left = (Evaluation.cycle_id == cycle_id, Evaluation.state.in_(UNFINISHED))
        bulk.lock(Evaluation, and_(*left))
        found = db.session.execute(select(Evaluation.id, Evaluation.state).where(*left)).tuples().all()
        excused = {state: EvaluationState(rules.way.after("excuse", state.value)) for state in UNFINISHED}
        after = {key: {"state": (state, excused[state]), "excuse": (None, because)} for key, state in found}
        bulk.update(Evaluation, after)
        steps.note_all(list(after), EvaluationStepKind.EXCUSED, by=by, words=because)


def hold(cycle: EvaluationCycle) -> None:
    """Whoever opens or closes a cycle has all cycles for himself until the end: of two who open, one sees the other."""
    bulk.lock(EvaluationCycle, true())
    db.session.refresh(cycle)


def current_cycle() -> EvaluationCycle | None:
    """The cycle that is open now."""
    return db.session.scalar(select(EvaluationCycle).where(EvaluationCycle.state == CycleState.OPEN))


def last_closed() -> EvaluationCycle | None:
    """The closed cycle that ended last."""
    closed = select(EvaluationCycle).where(EvaluationCycle.state == CycleState.CLOSED)
    return db.session.scalar(closed.order_by(EvaluationCycle.starts_on.desc()).limit(1))


def is_manager(who: Actor) -> bool:
    """Whether somebody runs the campaign: a supervisor may change evaluations, not the campaign."""
    return access.may(who, "evaluation.edit") and access.scope(who, "evaluation") >= Scope.AGENCY


def require_manager(by: Actor) -> None:
    """Raise Forbidden for who does not run the campaign."""
    if not is_manager(by):
        raise Forbidden(N_("You are not entitled to do this."))


def runs_force(who: Actor) -> bool:
    """Whether somebody opens and closes cycles, which are those of the whole force: who runs the campaign of everybody in it.

    That is who administers and, where one agency uses the system, who leads its human resources. Where there are several, each
    settles and recomputes what is within his own.
    """
    if not is_manager(who):
        return False
    if access.scope(who, "evaluation") == Scope.ALL:
        return True
    with guard.unscoped("whether there is anybody beyond an agency"):
        within = select(Officer.id).where(guard.in_scope(Officer, who))
        return db.session.scalar(select(Officer.id).where(Officer.deleted_at.is_(None), Officer.id.not_in(within)).limit(1)) is None


def require_force(by: Actor) -> None:
    """Raise Forbidden for who does not run the campaign of everybody."""
    require_manager(by)
    if not runs_force(by):
        raise Forbidden(N_("A cycle is that of all agencies: who administers opens and closes it."))
