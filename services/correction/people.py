"""Who has to do with a request: who may ask, who may decide and why another may not, who is told of it."""

from __future__ import annotations

from sqlalchemy import or_, select

from models import (
    CorrectionRequest,
    CorrectionState,
    EvaluationMark,
    Officer,
    User,
    Verdict,
    db,
)
from rules import access
from rules.access import Actor, Scope
from rules.refused import N_, Forbidden, Refused
from services import guard
from services.approval.people import person

from . import about

OWN = N_("Nobody decides on his or her own file.")
NOT_ENTITLED = N_("You are not entitled to do this.")
WROTE_IT = N_("You wrote this request for the officer: a colleague decides on it.")
GAVE_IT = N_("You gave this mark: a colleague decides on it.")
DECIDED_FIRST = N_("You took part in the first decision: somebody else decides on the appeal.")
CLOSED = N_("This request is closed: nothing more can be done with it.")
WITH_SECOND = N_("This request waits for a second person: see the proposal.")


def may_file(officer: Officer, who: Actor) -> bool:
    """Whether somebody may write a request for this file: its officer, or who files requests where the file is kept."""
    if who.user_id is None:
        return False
    if who.officer_id is not None and who.officer_id == officer.id:
        return True
    if not access.may(who, "correction.create"):
        return False
    with guard.unscoped("whose file somebody keeps"):
        kept = select(Officer.id).where(Officer.id == officer.id, guard.writable(Officer, who))
        return db.session.scalar(kept) is not None


def check_writer(request: CorrectionRequest, who: Actor) -> None:
    """Raise Forbidden for somebody else than the officer and who wrote the request."""
    is_writer = who.user_id is not None and who.user_id == request.writer_id
    is_own = who.officer_id is not None and who.officer_id == request.officer_id and request.state is not CorrectionState.DRAFT
    if not (is_writer or is_own) or not may_file(request.officer, who):
        raise Forbidden(NOT_ENTITLED)


def why_not(request: CorrectionRequest, who: Actor) -> Refused | None:
    """Why somebody may not decide on a request now; None where he may."""
    if request.state is CorrectionState.PROPOSED:
        return Refused(WITH_SECOND)
    if request.state not in (CorrectionState.WAITING, CorrectionState.PIECE_ASKED):
        return Refused(CLOSED)
    right = "approve" if request.appealed_at else "edit"
    if who.user_id is None or not (access.may(who, f"correction.{right}") and access.may(who, f"{request.about_area}.edit")):
        return Forbidden(NOT_ENTITLED)
    with guard.unscoped("who may decide on a correction request"):
        if not _keeps(request, who):
            return Forbidden(NOT_ENTITLED)
        return _in_his_own_cause(request, who)


def why_not_second(request: CorrectionRequest, who: Actor) -> Refused | None:
    """Why somebody may not be the second person; to be asked without the guard, beside what approvals ask by themselves."""
    if not access.may(who, f"{request.about_area}.view"):
        return Forbidden(NOT_ENTITLED)
    return _in_his_own_cause(request, who)


def can_decide(request: CorrectionRequest, who: Actor) -> bool:
    """Whether somebody may decide on a request now."""
    return why_not(request, who) is None


def _keeps(request: CorrectionRequest, who: Actor) -> bool:
    kept = select(CorrectionRequest.id).where(CorrectionRequest.id == request.id, guard.writable(CorrectionRequest, who))
    return db.session.scalar(kept) is not None


def _in_his_own_cause(request: CorrectionRequest, who: Actor) -> Refused | None:
    here = db.session.get(User, who.user_id)
    if who.officer_id is not None and who.officer_id == request.officer_id or here.officer_id == request.officer_id:
        return Forbidden(OWN)
    if request.writer is not None and request.writer.officer_id != request.officer_id and _is_one(here, request.writer):
        return Forbidden(WROTE_IT)
    if who.officer_id is not None and who.officer_id == evaluator_of(request):
        return Forbidden(GAVE_IT)
    if request.appealed_at and any(_is_one(here, other) for other in first_deciders(request)):
        return Forbidden(DECIDED_FIRST)
    return None


def _is_one(one: User, other: User) -> bool:
    return person(one, one.officer_id).is_same(person(other, other.officer_id))


def evaluator_of(request: CorrectionRequest) -> int | None:
    """The officer who gave the mark that is asked about; None where it is about something else."""
    record = about.record_of(request) if request.about_type == EvaluationMark.__tablename__ else None
    return record.evaluation.evaluator_id if record is not None else None


def first_deciders(request: CorrectionRequest) -> list[User]:
    """Everybody behind the first decision: who decided, and the second person."""
    with guard.unscoped("who decided first on a correction request"):
        held = [one for one in request.decisions if not one.is_appeal and not one.is_void]
        second = [each.user for one in held if one.proposal for each in one.proposal.decisions if each.verdict is Verdict.APPROVED]
        return [one.decided_by for one in held] + second


# --- who is told ---------------------------------------------------------------------------------


def accounts_of(officer: Officer) -> list[int]:
    """The accounts of the officer."""
    with guard.unscoped("whom to tell of a correction request"):
        return list(db.session.scalars(select(User.id).where(User.officer_id == officer.id, User.active)))


def deciders(request: CorrectionRequest) -> list[int]:
    """The accounts that decide on it: those of the agency that keeps the file, else those who decide everywhere."""
    return _entitled(request, "approve" if request.appealed_at else "edit")


def leaders(request: CorrectionRequest) -> list[int]:
    """The accounts to which it is passed on when the deadline is over."""
    return _entitled(request, "approve")


def _entitled(request: CorrectionRequest, verb: str) -> list[int]:
    rights = (f"correction.{verb}", f"{request.about_area}.edit")
    roles = [role for role in access.TABLE if all(access.may(Actor("", role), right) for right in rights)]
    everywhere = [role for role in roles if access.reach(Actor("", role), rights[0]) == Scope.ALL]
    with guard.unscoped("whom to tell of a correction request"):
        here = User.agency_id == request.officer.home_agency_id
        not_himself = or_(User.officer_id.is_(None), User.officer_id != request.officer_id)
        asked = select(User).where(User.active, not_himself).order_by(User.id)
        found = db.session.scalars(asked.where(User.role.in_(roles), here)).all()
        found = found or db.session.scalars(asked.where(User.role.in_(everywhere))).all()
        return [user.id for user in found if user.id != request.writer_id]
