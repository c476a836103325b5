"""What the audit trail does not tell somebody: how his own evaluation came about before it was given to him.

Whoever runs the campaign, or audits it, reads the trail of every evaluation but his own, whichever account he has.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, Subquery, and_, false, func, or_, select, union_all

from models import SHOWN_EVALUATIONS, AuditEvent, Evaluation, EvaluationMark, EvaluationPart, EvaluationState, db
from rules.access import Actor

from .concerned import is_own

EVALUATION, PART, MARK = Evaluation.__table__, EvaluationPart.__table__, EvaluationMark.__table__
# Each with the column that names the evaluation; what is decided on an appeal is told at once.
DRAFTED = ((EVALUATION, EVALUATION.c.id), (PART, PART.c.evaluation_id), (MARK, MARK.c.evaluation_id))


def is_evaluated(who: Actor) -> bool:
    """Whether there is an evaluation of somebody: else nothing is kept from him."""
    if who.user_id is None:
        return False
    own = select(EVALUATION.c.id).where(is_own(EVALUATION.c.officer_id, who))
    return db.session.connection().execute(own.limit(1)).first() is not None


def untold_events(who: Actor) -> ColumnElement[bool]:
    """The events of somebody's own evaluations, parts and marks from before the one by which each was given to him."""
    about = func.coalesce(AuditEvent.record_type.in_([table.name for table, _column in DRAFTED]), false())
    return and_(about, _of_oneself(who), AuditEvent.id.not_in(_told(who)))


def _of_oneself(who: Actor) -> ColumnElement[bool]:
    """Events name the officer; those from before they did are told by what they are about."""
    marks = [
        and_(AuditEvent.record_type == table.name, AuditEvent.record_id.in_(select(table.c.id).where(column.in_(_own(who)))))
        for table, column in DRAFTED
    ]
    return or_(is_own(AuditEvent.officer_id, who), and_(AuditEvent.officer_id.is_(None), func.coalesce(or_(*marks), false())))


def _own(who: Actor) -> Select:
    return select(EVALUATION.c.id).where(is_own(EVALUATION.c.officer_id, who))


def _told(who: Actor):
    """The numbers of the events that are open: those of what still stands, from the giving on."""
    given, told = _given(who), AuditEvent.__table__.alias("told")
    open_ = [
        select(told.c.id)
        .select_from(given)
        .join(table, column == given.c.evaluation_id)
        .join(told, and_(told.c.record_type == table.name, told.c.record_id == table.c.id))
        .where(told.c.id >= given.c.event_id)
        for table, column in DRAFTED
    ]
    return union_all(*open_)


def _given(who: Actor) -> Subquery:
    """(evaluation_id, event_id): of each own evaluation that is given, the event that gave it."""
    event = AuditEvent.__table__.alias("given")
    after = event.c.changes[("state", 1)].as_string()
    asked = select(EVALUATION.c.id.label("evaluation_id"), func.max(event.c.id).label("event_id"))
    asked = asked.select_from(EVALUATION).join(event, and_(event.c.record_type == EVALUATION.name, event.c.record_id == EVALUATION.c.id))
    own = (is_own(EVALUATION.c.officer_id, who), EVALUATION.c.state.in_(SHOWN_EVALUATIONS), after == EvaluationState.READING.value)
    return asked.where(*own).group_by(EVALUATION.c.id).subquery()
