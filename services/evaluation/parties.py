"""Who has a part in an evaluation, by person: the one list that every act of a third person asks.

Two accounts of somebody are one person. The officer, who marks or reviews it or once did, close family of the officer, and
who recorded the appeal neither settle, nor record papers, nor decide. Of those whom others replaced the trail tells.
"""

from __future__ import annotations

from sqlalchemy import select

from models import AuditEvent, Evaluation, EvaluationAppeal, EvaluationPart, Officer, User, db
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused
from services import guard
from services.approval import person

from .conflicts import are_family

OWN = N_("This evaluation is about you: a colleague does this.")
HAD_A_PART = N_("You marked or reviewed this evaluation, or were to do so: a colleague does this.")
FAMILY = N_("You are recorded as close family of the officer evaluated: a colleague does this.")
RECORDED = N_("You recorded this appeal: a colleague records the decision.")
NAMES_HIMSELF = N_("Nobody names himself or herself: somebody else of human resources must do it.")
NAMES_FAMILY = N_("%(officer)s is recorded as close family of yours: somebody else of human resources must do it.")


def why_not(evaluation: Evaluation, by: Actor) -> Forbidden | None:
    """Why somebody acts on this evaluation no further than as the one he is in it; None for who has no part in it."""
    with guard.unscoped("who has a part in an evaluation"):
        mine = guard.himself(by)
        if evaluation.officer_id in mine:
            return Forbidden(OWN)
        if mine & _levels(evaluation):
            return Forbidden(HAD_A_PART)
        if are_family(mine, evaluation.officer_id):
            return Forbidden(FAMILY)
        return Forbidden(RECORDED) if _recorded_appeal(evaluation, by) else None


def check_named(officer: Officer, by: Actor) -> None:
    """Raise Refused where somebody would give work on an evaluation to himself or to his close family."""
    with guard.unscoped("whom somebody names"):
        mine = guard.himself(by)
        if officer.id in mine:
            raise Refused(NAMES_HIMSELF)
        if are_family(mine, officer.id):
            raise Refused(NAMES_FAMILY, officer=str(officer))


def _levels(evaluation: Evaluation) -> set[int]:
    """Everybody who marks or reviews it, or was to before another one was named."""
    asked = select(EvaluationPart.evaluator_id).where(EvaluationPart.evaluation_id == evaluation.id)
    return {evaluation.evaluator_id, evaluation.reviewer_id, *db.session.scalars(asked), *_replaced(evaluation)} - {None}


def _replaced(evaluation: Evaluation) -> set[int]:
    """The second levels that were named, and replaced since: the evaluation itself keeps the last one only."""
    events = select(AuditEvent.changes).where(AuditEvent.record_type == Evaluation.__tablename__, AuditEvent.record_id == evaluation.id)
    return {number for told in db.session.scalars(events) for number in told.get("reviewer_id", ()) if number is not None}


def _recorded_appeal(evaluation: Evaluation, by: Actor) -> bool:
    """Whether an account of this person recorded the appeal, whoever wrote it."""
    account = db.session.get(User, by.user_id) if by.user_id else None
    if account is None:
        return False
    appeals = select(EvaluationAppeal.id).where(EvaluationAppeal.evaluation_id == evaluation.id)
    made = select(AuditEvent.user_id).where(
        AuditEvent.record_type == EvaluationAppeal.__tablename__, AuditEvent.record_id.in_(appeals), AuditEvent.action == "create"
    )
    recorders = db.session.scalars(select(User).where(User.id.in_(made)))
    return any(person(one, one.officer_id).is_same(person(account, by.officer_id)) for one in recorders)
