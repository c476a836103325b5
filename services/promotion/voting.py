"""The board decides, before the first ranking, whether a round counts marks as given or corrected for severity.

Each member votes once, and all who see the round read who voted what. Who prepares the round closes the vote: the majority
decides, and where there is none, or nobody voted, the marks count as given. The first ranking settles it for good, whatever is
changed in the round later. Nobody votes on, or closes the vote of, a round in which he stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import MarkBasis, MarkVote, PromotionRound, RoundState, User, db, now
from rules import access
from rules.access import Actor, Scope
from rules.refused import N_, Forbidden, Refused
from services import audit, bulk, guard
from services.approval import person

from . import own_cause

# Whose vote it is.
VOTER = "board_member"


def votes(round_: PromotionRound) -> Sequence[MarkVote]:
    """All votes so far, in their order."""
    asked = select(MarkVote).where(MarkVote.round_id == round_.id).order_by(MarkVote.id)
    with guard.unscoped("the votes of a round that one reads"):
        return db.session.scalars(asked.options(joinedload(MarkVote.voter))).all()


def may_vote(round_: PromotionRound, by: Actor) -> bool:
    """Whether somebody is a member of the board of this round's agency and has not voted, while the vote is open."""
    return is_open(round_) and _is_member(round_, by) and not _has_voted(round_, by) and not own_cause.stands_in(round_, by)


def may_close(round_: PromotionRound, by: Actor) -> bool:
    """Whether somebody may close the vote: who may prepare the round, and does not stand in it."""
    return is_open(round_) and _may_prepare(round_, by) and not own_cause.stands_in(round_, by)


def is_open(round_: PromotionRound) -> bool:
    """Before the round is ranked, as long as the vote was not closed."""
    return round_.state is RoundState.PREPARED and round_.ranked_at is None and round_.basis_decided_at is None


def vote(round_: PromotionRound, basis: MarkBasis, *, by: Actor) -> MarkVote:
    """Vote once, openly. Raises Refused or Forbidden."""
    _hold(round_)
    if not is_open(round_):
        raise Refused(N_("The vote on the marks of this round is over."))
    if not _is_member(round_, by):
        raise Forbidden(N_("Only members of the promotion board of this agency vote."))
    _refuse_own_cause(round_, by)
    if _has_voted(round_, by):
        raise Refused(N_("You have voted. A vote is not changed."))
    with guard.unscoped(f"a vote on the marks of {round_.name}"):
        made = MarkVote(round=round_, voter_id=by.user_id, basis=basis)
        db.session.add(made)
        db.session.flush()
    return made


def close_vote(round_: PromotionRound, *, by: Actor) -> MarkBasis:
    """Record the result: the majority of the votes, and with a tie or without votes the marks as given."""
    _hold(round_)
    if not is_open(round_):
        raise Refused(N_("The vote on the marks of this round is over."))
    if not _may_prepare(round_, by):
        raise Forbidden(N_("You are not entitled to do this."))
    _refuse_own_cause(round_, by)
    counted = Counter(one.basis for one in votes(round_))
    basis = MarkBasis.CORRECTED if counted[MarkBasis.CORRECTED] > counted[MarkBasis.RAW] else MarkBasis.RAW
    round_.mark_basis, round_.basis_decided_at = basis, now()
    db.session.flush()
    told = {"basis": basis.value, "raw": counted[MarkBasis.RAW], "corrected": counted[MarkBasis.CORRECTED]}
    audit.note("vote", record=round_, changes=told)
    return basis


def _hold(round_: PromotionRound) -> None:
    bulk.lock(PromotionRound, PromotionRound.id == round_.id)
    db.session.refresh(round_)


def _refuse_own_cause(round_: PromotionRound, by: Actor) -> None:
    if own_cause.stands_in(round_, by):
        raise Forbidden(own_cause.OWN_CAUSE)


def _has_voted(round_: PromotionRound, by: Actor) -> bool:
    """Whether this person voted, with whichever account."""
    with guard.unscoped("who votes on the marks of a round"):
        account = db.session.get(User, by.user_id)
    me = person(account, by.officer_id)
    return any(me.is_same(person(one.voter, one.voter.officer_id)) for one in votes(round_))


def _may_prepare(round_: PromotionRound, by: Actor) -> bool:
    return access.may(by, "promotion.edit") and _is_within(round_, by)


def _is_member(round_: PromotionRound, by: Actor) -> bool:
    return by.user_id is not None and by.role == VOTER and access.may(by, "promotion.view") and _is_within(round_, by)


def _is_within(round_: PromotionRound, by: Actor) -> bool:
    reach = access.scope(by, "promotion")
    return reach == Scope.ALL or (reach == Scope.AGENCY and by.agency_id == round_.agency_id)
