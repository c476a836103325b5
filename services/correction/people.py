"""Who has to do with a request: who may ask, who may decide and why another may not, who is told of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from models import (
    CorrectionDecision,
    CorrectionRequest,
    CorrectionState,
    Decision,
    Delegation,
    Evaluation,
    EvaluationMark,
    EvaluationPart,
    Officer,
    Proposal,
    User,
    Verdict,
    db,
)
from rules import access, correction as rules
from rules.access import Actor, Scope
from rules.refused import N_, Forbidden, Refused
from services import guard
from services.approval.people import Person, person

from . import about, own_cause

NOT_ENTITLED = N_("You are not entitled to do this.")
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
    if not request.state.is_decidable:
        return Refused(CLOSED)
    right = "approve" if request.appealed_at else "edit"
    if who.user_id is None or not (access.may(who, f"correction.{right}") and access.may(who, f"{request.about_area}.edit")):
        return _decided_first(request, who) or Forbidden(NOT_ENTITLED)
    with guard.unscoped("who may decide on a correction request"):
        if not _keeps(request, who):
            return Forbidden(NOT_ENTITLED)
        return _in_his_own_cause(request, who) or _reads_not(request, who)


def _decided_first(request: CorrectionRequest, who: Actor) -> Refused | None:
    """What is told of an appeal to somebody behind the first decision, whatever he has the right to."""
    if who.user_id is None or request.appealed_at is None:
        return None
    with guard.unscoped("who decided on a correction request first"):
        bar = _in_his_own_cause(request, who)
    return bar if bar is not None and bar.message == rules.DECIDED_FIRST else None


def why_not_second(requests: Sequence[CorrectionRequest], people: Mapping[Actor, Person]) -> dict[tuple[int, int], Refused]:
    """By (request, account) why these people may not be the second person, nor delegate it; a few statements for all of them.

    To be asked without the guard, beside what approvals ask by themselves: who does not see the request is no second person.
    """
    found = {}
    for request, others in barred(requests):
        for who, here in people.items():
            if refused := _bar(others, [here]) or _reads_not(request, who):
                found[request.id, who.user_id] = refused
    return found


def to_second(numbers: Collection[int]) -> list[CorrectionRequest]:
    """The requests of these numbers with all that `why_not_second` reads of them; to be asked without the guard."""
    return list(db.session.scalars(select(CorrectionRequest).where(CorrectionRequest.id.in_(numbers)).options(*_behind())))


def _reads_not(request: CorrectionRequest, who: Actor) -> Refused | None:
    return None if own_cause.sees_values(request, who) else Forbidden(own_cause.UNSEEN)


def _keeps(request: CorrectionRequest, who: Actor) -> bool:
    kept = select(CorrectionRequest.id).where(CorrectionRequest.id == request.id, guard.writable(CorrectionRequest, who))
    return db.session.scalar(kept) is not None


# --- who has a part in it himself ------------------------------------------------------------------


def barred(requests: Sequence[CorrectionRequest]) -> list[tuple[CorrectionRequest, list[tuple[Person, str]]]]:
    """With each request everybody who decides on it neither first nor second, with the reason: the one list of them."""
    with guard.unscoped("who does not decide on a correction request"):
        himself = own_cause.barred(requests)
        return [(request, himself[request.id] + _others_barred(request)) for request in requests]


def _others_barred(request: CorrectionRequest) -> list[tuple[Person, str]]:
    is_for_officer = request.writer is not None and request.writer.officer_id != request.officer_id
    return rules.barred(
        _by_number(request.officer_id),
        writer=_as_person(request.writer) if is_for_officer else None,
        evaluators=[_by_number(number) for number in sorted(_evaluators_of(request))],
        first=[_as_person(user) for user in _first_deciders(request)] if request.appealed_at else (),
    )


def kept_from(waiting: Select, who: Actor) -> list[int]:
    """Of these requests the numbers of those from which somebody is barred, or whose values he does not read.

    Read are only those in which another than the officer can have a part; whether he has one, `barred` says.
    """
    with guard.unscoped("on which correction requests somebody does not decide"):
        here = db.session.get(User, who.user_id)
        own = {who.officer_id, here.officer_id} - {None}
        found = db.session.scalars(waiting.where(_with_a_part(own, who)).options(*_behind())).all()
        me = [person(here, who.officer_id), _as_person(here)]
        return [request.id for request, others in barred(found) if _bar(others, me) or _reads_not(request, who)]


def _with_a_part(officers: set[int], who: Actor) -> ColumnElement[bool]:
    asked = CorrectionRequest
    part = EvaluationPart.evaluator_id.in_(officers)
    took_part = or_(Evaluation.reviewer_id.in_(officers), Evaluation.id.in_(select(EvaluationPart.evaluation_id).where(part)))
    given = select(EvaluationMark.id).join(EvaluationMark.evaluation).where(took_part)
    return or_(
        asked.officer_id.in_(officers),
        guard.is_own(asked.officer_id, who),
        asked.officer_id.in_(own_cause.opened_by(who)),
        own_cause.unread(who),
        asked.writer.has(or_(User.officer_id.is_(None), User.officer_id != asked.officer_id)),
        and_(asked.about_type == EvaluationMark.__tablename__, asked.about_id.in_(given)),
        asked.appealed_at.is_not(None),
    )


def _behind() -> tuple:
    """What `barred` reads of many requests, in a few statements; nothing that is encrypted."""
    asked, decided = CorrectionRequest, CorrectionDecision
    said = joinedload(decided.proposal).selectinload(Proposal.decisions)
    seconds = (said.joinedload(Decision.user), said.joinedload(Decision.delegation).joinedload(Delegation.giver))
    names = load_only(decided.request_id, decided.is_appeal, decided.is_void, decided.decided_by_id, decided.proposal_id)
    return (
        load_only(asked.officer_id, asked.writer_id, asked.about_type, asked.about_id, asked.appealed_at, asked.kind, asked.field, asked.written_at),
        joinedload(asked.writer),
        selectinload(asked.decisions).options(names, joinedload(decided.decided_by), *seconds),
    )


def _in_his_own_cause(request: CorrectionRequest, who: Actor) -> Refused | None:
    user, [(_request, others)] = db.session.get(User, who.user_id), barred([request])
    return _bar(others, [person(user, who.officer_id), _as_person(user)])


def _bar(others: Sequence[tuple[Person, str]], me: Sequence[Person]) -> Refused | None:
    """Why somebody is kept out: as the officer who acts now, or as the one that the account names."""
    return next((Forbidden(why) for other, why in others if any(one.is_same(other) for one in me)), None)


def _as_person(user: User) -> Person:
    return person(user, user.officer_id)


def _by_number(officer_id: int) -> Person:
    """The person of a file, whichever the account."""
    return Person(0, officer_id, "", "")


def _evaluators_of(request: CorrectionRequest) -> set[int]:
    """The officers who had a part in the evaluation of which a mark is asked about; none where it is about something else."""
    record = about.record_of(request) if request.about_type == EvaluationMark.__tablename__ else None
    if record is None:
        return set()
    return {record.evaluation.reviewer_id, *(part.evaluator_id for part in record.evaluation.parts)} - {None}


def _first_deciders(request: CorrectionRequest) -> list[User]:
    """Everybody behind the first decision, also one that was sent back: who decided, the second person, and for whom he did."""
    first = [one for one in request.decisions if not one.is_appeal]
    seconds = [each for one in first if one.proposal for each in one.proposal.decisions if each.verdict is Verdict.APPROVED]
    return [one.decided_by for one in first] + [each.user for each in seconds] + [each.delegation.giver for each in seconds if each.delegation]


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
    rights = (f"correction.{verb}", f"{request.about_area}.edit", *own_cause.masks(request))
    roles = [role for role in access.TABLE if all(access.may(Actor("", role), right) for right in rights)]
    everywhere = [role for role in roles if access.reach(Actor("", role), rights[0]) == Scope.ALL]
    with guard.unscoped("whom to tell of a correction request"):
        here = and_(User.role.in_(roles), User.agency_id == request.officer.home_agency_id)
        return _told(request, here) or _told(request, User.role.in_(everywhere))


def _told(request: CorrectionRequest, which: ColumnElement[bool]) -> list[int]:
    """Of these accounts those of people who are not barred from deciding."""
    [(_request, others)] = barred([request])
    found = db.session.scalars(select(User).where(User.active, which).order_by(User.id))
    return [user.id for user in found.all() if not _bar(others, [_as_person(user)])]
