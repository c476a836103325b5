"""Who hears of a card: its officer, and those who keep the cards of the agency. No notice names the number of a card."""

from __future__ import annotations

from sqlalchemy import select

from models import Badge, Proposal, User, db
from rules import access
from rules.access import Actor
from services import guard, notices

OWN_PAGE = "/my/badge/"


def to_fetch(badge: Badge) -> None:
    """The card is checked and waits for its officer."""
    notices.tell(_holder(badge), "badge.to_fetch", OWN_PAGE, about=matter_of(badge))


def stopped(badge: Badge) -> None:
    """What the officer carries is not valid any more."""
    notices.tell(_holder(badge), "badge.stopped", OWN_PAGE, about=matter_of(badge))


def lost(badge: Badge, *, by: Actor) -> None:
    """The badge office hears of a loss, but for whoever noted it there."""
    told = {"url": f"/admin/badge/details/?id={badge.id}", "about": matter_of(badge), "officer": str(badge.officer)}
    notices.tell(set(keepers(badge.agency_id, "badge.edit")) - {by.user_id}, "badge.lost", **told)


def not_approved(proposal: Proposal, agency_id: int, count: int) -> None:
    """The badge office hears that these cards will not be made."""
    page = f"/admin/proposal/details/?id={proposal.id}"
    readers = {*keepers(agency_id, "badge.create"), proposal.proposer_id}
    notices.tell(readers, "badge.requested_refused", page, count=count)


def settled(badge: Badge) -> None:
    """The card was fetched or given back, or will not be made: nobody waits for that any more."""
    notices.take_back(matter_of(badge))


def matter_of(badge: Badge) -> str:
    """The name under which the notices of a card are settled."""
    return f"card:{badge.id}"


def keepers(agency_id: int, permission: str) -> list[int]:
    """The accounts of an agency that hold a right; where it has none, those that hold it for all agencies."""
    roles = [role for role in access.TABLE if access.may(Actor("", role), permission)]
    with guard.unscoped("who keeps the cards of an agency"):
        able = select(User.id).where(User.active, User.role.in_(roles))
        here = db.session.scalars(able.where(User.agency_id == agency_id)).all()
        return list(here or db.session.scalars(able.where(User.agency_id.is_(None))))


def _holder(badge: Badge) -> list[int]:
    """The accounts of the officer of a card."""
    with guard.unscoped("an officer is told of his card"):
        return list(db.session.scalars(select(User.id).where(User.officer_id == badge.officer_id, User.active)))
