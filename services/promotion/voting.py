"""The board decides, before the criteria are frozen, whether a round counts marks as given or corrected for severity.

Each member votes once, and all who see the round read who voted what. Who prepares the round closes the vote: the majority
decides, and where there is none, or nobody voted, the marks count as given. Freezing settles it for good. Nobody votes on, or closes the vote of, a round in which he stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import MarkBasis, MarkVote, PromotionRound, User, db, now
from rules.access import Actor
from rules.promotion import life
from rules.promotion.life import Act
from rules.refused import N_, Refused
from services import guard
from services.approval import person

from . import board, steps


def votes(round_: PromotionRound) -> Sequence[MarkVote]:
    """All votes so far, in their order."""
    asked = select(MarkVote).where(MarkVote.round_id == round_.id).order_by(MarkVote.id)
    with guard.unscoped("the votes of a round that one reads"):
        return db.session.scalars(asked.options(joinedload(MarkVote.voter))).all()


def may_vote(round_: PromotionRound, by: Actor) -> bool:
    """Whether somebody has a vote on the board of this round and has not voted, while the vote is open."""
    return is_open(round_) and steps.may(round_, Act.VOTE, by) and board.is_member(round_, by, with_a_vote=True) and not _has_voted(round_, by)


def may_close(round_: PromotionRound, by: Actor) -> bool:
    """Whether somebody may close the vote: who may prepare the round, and does not stand in it."""
    return is_open(round_) and steps.may(round_, Act.CLOSE_VOTE, by)


def is_open(round_: PromotionRound) -> bool:
    """Until the criteria are frozen, as long as the vote was not closed."""
    return life.may(round_.state, Act.VOTE) and round_.basis_decided_at is None


def vote(round_: PromotionRound, basis: MarkBasis, *, by: Actor) -> MarkVote:
    """Vote once, openly. Raises Refused or Forbidden."""
    steps.begin(round_, Act.VOTE, by=by)
    board.require_vote(round_, by)
    _check_open(round_)
    if _has_voted(round_, by):
        raise Refused(N_("You have voted. A vote is not changed."))
    with guard.unscoped(f"a vote on the marks of {round_.name}"):
        made = MarkVote(round=round_, voter_id=by.user_id, basis=basis)
        db.session.add(made)
        db.session.flush()
    return made


def close_vote(round_: PromotionRound, *, by: Actor) -> MarkBasis:
    """Record the result: the majority of the votes, and with a tie or without votes the marks as given."""
    steps.begin(round_, Act.CLOSE_VOTE, by=by)
    _check_open(round_)
    counted = Counter(one.basis for one in votes(round_))
    basis = MarkBasis.CORRECTED if counted[MarkBasis.CORRECTED] > counted[MarkBasis.RAW] else MarkBasis.RAW
    with guard.unscoped(f"the vote on the marks of {round_.name}"):
        round_.mark_basis, round_.basis_decided_at = basis, now()
        db.session.flush()
    told = {"basis": basis.value, "raw": counted[MarkBasis.RAW], "corrected": counted[MarkBasis.CORRECTED]}
    steps.note(round_, Act.CLOSE_VOTE, by=by, words=f"{basis.value}: {told['raw']} – {told['corrected']}", **told)
    return basis


def _check_open(round_: PromotionRound) -> None:
    if not is_open(round_):
        raise Refused(N_("The vote on the marks of this round is over."))


def _has_voted(round_: PromotionRound, by: Actor) -> bool:
    """Whether this person voted, with whichever account."""
    with guard.unscoped("who votes on the marks of a round"):
        account = db.session.get(User, by.user_id)
    me = person(account, by.officer_id)
    return any(me.is_same(person(one.voter, one.voter.officer_id)) for one in votes(round_))
