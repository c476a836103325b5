"""The fact log: who may note a fact about whom, what its officer answers, and what is read of it.

A superior, an evaluator, the second level and the officer himself may note. The officer reads each fact at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, func, not_, or_, select
from sqlalchemy.orm import joinedload

from models import OVER_EVALUATIONS, Criterion, Evaluation, EvaluationFact, EvaluationPart, FactTone, Officer, PartState, User, db, now
from rules import access
from rules import evaluation as rules
from rules.access import Actor, Scope
from rules.refused import N_, Forbidden, Refused
from services import bulk, guard, notices

from . import founding

NOT_ENTITLED = N_("You are not entitled to do this.")
PAGE = 25  # facts on a page
OWN_PAGE, HEADS_PAGE = "/my/evaluations/facts/", "/my/team/facts/%s/"


def may_note(officer: Officer, by: Actor) -> bool:
    """Whether somebody may note a fact about this officer: himself, a superior, an evaluator or the second level."""
    if by.user_id is None:
        return False
    return officer.id == by.officer_id or _is_superior(officer, by) or is_assigned(officer, by)


def _is_superior(officer: Officer, by: Actor) -> bool:
    """A right over all, or over an agency, makes nobody a superior; and nobody is his own, under whichever account."""
    if access.reach(by, "evaluation.create") != Scope.SUBTREE:
        return False
    led = select(Officer.id).where(Officer.id == officer.id, guard.in_scope(Officer, by), not_(guard.is_own(Officer.id, by)))
    with guard.unscoped("whose superior somebody is"):
        return db.session.scalar(led) is not None


def is_assigned(officer: Officer, by: Actor) -> bool:
    """Whether somebody marks or reviews an evaluation of the officer that is not over."""
    if by.officer_id is None or by.officer_id == officer.id:
        return False
    marks = Evaluation.parts.any((EvaluationPart.evaluator_id == by.officer_id) & (EvaluationPart.state != PartState.ENDED))
    asked = select(Evaluation.id).where(Evaluation.officer_id == officer.id, Evaluation.state.not_in(OVER_EVALUATIONS))
    with guard.unscoped("whose evaluator somebody is"):
        return db.session.scalar(asked.where(or_(Evaluation.reviewer_id == by.officer_id, marks)).limit(1)) is not None


def note_fact(officer: Officer, values: Mapping[str, object], *, by: Actor) -> EvaluationFact:
    """Note a fact: happened_on (a day, or as typed), tone, words, criterion_id or nothing. The officer is told at once.

    Raises Forbidden for who has nothing to do with the officer, WrongFact for what cannot be noted, or too often.
    """
    if not may_note(officer, by):
        raise Forbidden(NOT_ENTITLED)
    said = rules.parse_fact(values, today=now().date())
    criterion = db.session.get(Criterion, said.criterion) if said.criterion else None
    if criterion is None and said.criterion:
        raise rules.WrongFact({"criterion_id": Refused(rules.NO_CRITERION)})
    with guard.unscoped("a fact is noted"):
        _check_often(officer, by)
        made = EvaluationFact(
            officer_id=officer.id, happened_on=said.happened_on, tone=FactTone(said.tone), criterion=criterion, words=said.words,
            noted_by_id=by.user_id, noted_by_name=by.name, is_by_officer=officer.id == by.officer_id,
        )  # fmt: skip
        db.session.add(made)
    if officer.id != by.officer_id:
        _tell(officer.id, "evaluation.fact", by)
    return made


def _check_often(officer: Officer, by: Actor) -> None:
    bulk.lock(User, User.id == by.user_id)  # facts sent at the same moment are counted one after the other
    noted = select(EvaluationFact.noted_at).where(EvaluationFact.officer_id == officer.id, EvaluationFact.noted_by_id == by.user_id)
    try:
        rules.check_often(db.session.scalars(noted).all(), now())
    except Refused as refused:
        raise rules.WrongFact({"words": refused}) from None


def withdraw_fact(fact: EvaluationFact, because: str, *, by: Actor) -> None:
    """Take a fact back, with the reason; it stays to be read, and founds nothing any more. Raises Refused."""
    is_own = by.user_id is not None and fact.noted_by_id == by.user_id
    with guard.unscoped("a fact is withdrawn"):
        _hold(fact)
        founded_on = founding.founded([fact]).get(fact.id)
        reason = rules.check_withdrawal(because, is_own_note=is_own, is_withdrawn=fact.withdrawn_at is not None, founded_on=founded_on)
        fact.withdrawn_at, fact.withdrawn_because = now(), reason
    if fact.officer_id != by.officer_id:
        _tell(fact.officer_id, "evaluation.fact_withdrawn", by)


def reply_to_fact(fact: EvaluationFact, words: str, *, by: Actor) -> None:
    """What the officer answers to a fact that somebody else noted; written anew, it replaces the answer before. Raises Refused."""
    if by.officer_id is None or fact.officer_id != by.officer_id:
        raise Forbidden(NOT_ENTITLED)
    answer = rules.told(words)
    with guard.unscoped("a fact is answered"):
        _hold(fact)
        closed_on = founding.sealed([fact]).get(fact.id)
        rules.check_reply(is_own_note=fact.noted_by_id == by.user_id, is_withdrawn=fact.withdrawn_at is not None, closed_on=closed_on)
        fact.reply, fact.replied_at = answer, now()
    notices.tell([fact.noted_by_id], "evaluation.fact_answered", HEADS_PAGE % fact.officer_id, by=by.name)


def _hold(fact: EvaluationFact) -> None:
    """Nobody sends marks on this fact, withdraws or answers it before this ends; then it is read once more."""
    db.session.flush()
    bulk.lock(EvaluationFact, EvaluationFact.id == fact.id)
    db.session.refresh(fact)


def _tell(officer_id: int, event: str, by: Actor) -> None:
    with guard.unscoped("who is told of a fact"):
        readers = db.session.scalars(select(User.id).where(User.officer_id == officer_id)).all()
    notices.tell(readers, event, OWN_PAGE, by=by.name)


def facts_about(officer: Officer, *, is_own: bool = False, page: int = 1) -> Sequence[EvaluationFact]:
    """A page of the facts noted about somebody that the one who acts may read, withdrawn ones too, the latest first.

    Those that the officer noted himself (`is_own`) are read apart: however many they are, they hide none of the others.
    """
    latest = select(EvaluationFact).where(*_about(officer, is_own)).order_by(EvaluationFact.happened_on.desc(), EvaluationFact.id.desc())
    return db.session.scalars(latest.offset((page - 1) * PAGE).limit(PAGE).options(joinedload(EvaluationFact.criterion))).all()


def last_page_about(officer: Officer, *, is_own: bool = False) -> int:
    """The number of the last page that `facts_about` gives, 1 at least."""
    found = db.session.scalar(select(func.count(EvaluationFact.id)).where(*_about(officer, is_own)))
    return max(1, -(-found // PAGE))


def _about(officer: Officer, is_own: bool) -> tuple[ColumnElement[bool], ...]:
    return EvaluationFact.officer_id == officer.id, EvaluationFact.is_by_officer.is_(is_own)
