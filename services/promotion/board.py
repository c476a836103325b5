"""The board of a round: who is on it, who cannot be, and of whom somebody on it does not decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import BoardFunction, BoardMember, Officer, PromotionRound, Rank, User, db
from rules import access
from rules.access import Actor
from rules.refused import N_, Forbidden
from services import account, guard
from services.approval import person
from services.evaluation.conflicts import are_family

from . import entitled, own_cause, relatives

STANDS_IN = N_("Stands in this round: nobody decides in his or her own cause.")
BELOW = N_("Holds a rank below the one that this round gives.")
CANNOT_SEE = N_("Has no right to see the promotion rounds of this agency.")
RELATIVE = N_("You are of the family of this officer: another member decides.")


@dataclass(frozen=True)
class Sitting:
    """A member with what keeps him from deciding: at all (`bar`), or on his relatives among the candidates."""

    member: BoardMember
    bar: str | None
    relatives: Sequence[Officer]
    has_file: bool


def members(round_: PromotionRound) -> list[BoardMember]:
    """The board in the order in which it was named."""
    asked = select(BoardMember).where(BoardMember.round_id == round_.id).order_by(BoardMember.id)
    with guard.unscoped("the board of a round that one reads"):
        return list(db.session.scalars(asked.options(joinedload(BoardMember.member))))


def sittings(round_: PromotionRound) -> list[Sitting]:
    """The board with the bars of each member, for all who see the round."""
    with guard.unscoped("the bars of a board"):
        return [_sitting(round_, one) for one in members(round_)]


def _sitting(round_: PromotionRound, one: BoardMember) -> Sitting:
    mine = guard.himself(account.actor_of(one.member))
    return Sitting(one, bar(round_, one.member), relatives.among(round_, mine), bool(mine))


def bar(round_: PromotionRound, user: User) -> str | None:
    """Why somebody cannot decide in this round at all; None where nothing is known. To be asked with the guard lifted."""
    who = account.actor_of(user)
    if not user.active or not access.may(who, "promotion.view") or not entitled.is_within(round_, who):
        return CANNOT_SEE
    if own_cause.stands_in(round_, who):
        return STANDS_IN
    return BELOW if _is_below(round_, guard.himself(who)) else None


def _is_below(round_: PromotionRound, officers: set[int]) -> bool:
    """Whether the rank that one of these holds is below the target; who holds none, as a civil member, is below nobody."""
    levels = select(Rank.level).join(Officer, Officer.rank_id == Rank.id).where(Officer.id.in_(officers))
    return any(level < round_.rule.to_rank.level for level in db.session.scalars(levels))


def is_member(round_: PromotionRound, by: Actor, *, with_a_vote: bool = False) -> bool:
    """Whether somebody sits on the board, with whichever account, and nothing keeps him from deciding."""
    if by.user_id is None:
        return False
    with guard.unscoped("who sits on the board of a round"):
        user = db.session.get(User, by.user_id)
        me = person(user, by.officer_id)
        mine = [one for one in members(round_) if me.is_same(person(one.member, one.member.officer_id))]
        if with_a_vote:
            mine = [one for one in mine if one.function is not BoardFunction.SECRETARY]
        return bool(mine) and bar(round_, user) is None


def require_vote(round_: PromotionRound, by: Actor) -> None:
    """Forbidden for whoever has no vote on the board."""
    if not is_member(round_, by, with_a_vote=True):
        raise Forbidden(N_("Only the president and the members of the board of this round do this."))


def refuse_relative(by: Actor, officer_id: int) -> None:
    """Forbidden for somebody of the family of an officer on whom is decided, or for himself."""
    with guard.unscoped("whether somebody decides on his family"):
        mine = guard.himself(by)
        if officer_id in mine:
            raise Forbidden(own_cause.OWN_CAUSE)
        if are_family(mine, officer_id):
            raise Forbidden(RELATIVE)
