"""Naming the board of a round, and dismissing somebody from it, until its criteria are frozen."""

from __future__ import annotations

from sqlalchemy import select

from models import BoardFunction, BoardMember, PromotionRound, User, db
from rules import access
from rules.access import Actor
from rules.promotion.life import Act
from rules.refused import N_, Refused
from services import guard
from services.approval import Person, person

from . import steps
from .board import bar, members

MOST_CHOICES = 200


def name(round_: PromotionRound, user: User, function: BoardFunction, *, by: Actor) -> BoardMember:
    """Put somebody on the board. Refused for a candidate, for whom a rank below is held, and for whoever is on it already."""
    steps.begin(round_, Act.SET_BOARD, by=by)
    with guard.unscoped(f"the board of {round_.name}"):
        if why := bar(round_, user):
            raise Refused(why)
        if _sits(round_, person(user, user.officer_id)):
            raise Refused(N_("%(name)s is on this board already."), name=user.name)
        if function is BoardFunction.PRESIDENT and any(one.function is function for one in members(round_)):
            raise Refused(N_("This board has a president. Dismiss him or her first."))
        made = BoardMember(round=round_, member=user, function=function)
        db.session.add(made)
    steps.note(round_, Act.SET_BOARD, by=by, words=f"+ {user.name}", member=user.id, function=function.value)
    return made


def dismiss(round_: PromotionRound, member_id: int, *, by: Actor) -> None:
    """Take somebody off the board again, before anything is frozen."""
    steps.begin(round_, Act.SET_BOARD, by=by)
    with guard.unscoped(f"the board of {round_.name}"):
        found = next((one for one in members(round_) if one.id == member_id), None)
        if found is None:
            raise Refused(N_("This person is not on the board any more."))
        user = found.member
        db.session.delete(found)
    steps.note(round_, Act.SET_BOARD, by=by, words=f"− {user.name}", member=user.id)


def _sits(round_: PromotionRound, who: Person) -> bool:
    return any(who.is_same(person(one.member, one.member.officer_id)) for one in members(round_))


def choices(round_: PromotionRound) -> list[User]:
    """Accounts that could be named: those of the agency, or of all of it, that see its rounds; the bars are looked at when one is named."""
    roles = [role for role in access.TABLE if access.may(Actor("", role), "promotion.view")]
    taken = select(BoardMember.member_id).where(BoardMember.round_id == round_.id)
    of_agency = User.agency_id == round_.agency_id
    with guard.unscoped("who can be named on a board"):
        asked = select(User).where(User.active, User.role.in_(roles), of_agency, User.id.not_in(taken)).order_by(User.name)
        return list(db.session.scalars(asked.limit(MOST_CHOICES)))
