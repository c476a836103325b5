"""Letting somebody else decide for a time: given by who holds the right himself, to one account of the agency."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, select

from models import Delegation, User, db, now
from rules import access
from rules.access import Actor, Scope
from rules.refused import N_, Forbidden, Refused

from .. import guard, listing, notices

LONGEST = dt.timedelta(days=92)
# Who only reads, such as an auditor, stays outside of what is decided.
READING = {"view", "export", "identify", "contact"}


def delegate(permission: str, to: User, days: tuple[dt.date, dt.date], *, reason: str, by: Actor) -> Delegation:
    """Give one's right to approve to an account of one's agency, from the first day to the last.

    Only one's own right is given: what was delegated is not delegated on. Refused for a colleague without an enabled
    account, of another agency, and for more than three months.
    """
    starts_on, ends_on = days
    if by.user_id is None or access.reach(by, permission) == Scope.NONE:
        raise Forbidden(N_("You give only a right that you hold yourself."))
    if not reason.strip():
        raise Refused(N_("Say why: it stands beside every decision that is made for you."))
    if ends_on < starts_on or ends_on < now().date() or ends_on - starts_on > LONGEST:
        raise Refused(N_("Choose a last day after the first, at most three months later."))
    with guard.unscoped("a right to approve is delegated"):
        _check_delegate(to, by)
        made = Delegation(giver_id=by.user_id, delegate=to, permission=permission, agency_id=by.agency_id, reason=reason.strip())
        made.starts_on, made.ends_on = starts_on, ends_on
        db.session.add(made)
        db.session.flush()
        notices.tell([to.id], "delegation.given", "/admin/delegation/", by=by.name)
    return made


def _check_delegate(to: User, by: Actor) -> None:
    if to.id == by.user_id or (to.officer_id is not None and to.officer_id == by.officer_id):
        raise Refused(N_("A delegation goes to another person."))
    if not to.active or to.role not in acting_roles() or to.agency_id is None or to.agency_id != by.agency_id:
        raise Refused(N_("A delegation goes to an enabled account of your own agency that does more than read."))


def acting_roles() -> list[str]:
    """The roles that do something at the desk."""
    return [role for role, areas in access.TABLE.items() if any(set(verbs.split()) - READING for verbs, _scope in areas.values())]


def take_back(delegation: Delegation, *, by: Actor) -> None:
    """End a delegation that one gave; what was decided by it stays decided."""
    with guard.unscoped("a delegation is taken back"):
        if delegation.giver_id != by.user_id:
            raise Forbidden(N_("Only the person who gave this delegation takes it back."))
        if delegation.revoked_at is not None:
            raise Refused(N_("This delegation was taken back already."))
        delegation.revoked_at = now()
        db.session.flush()
        notices.tell([delegation.delegate_id], "delegation.ended", "/admin/delegation/", by=by.name)


def delegates_for(by: Actor, words: str = "", most: int = 20) -> list[User]:
    """The first accounts, by name, to which somebody may give a right and in which all the words are found."""
    found = _may_be_given(by).order_by(User.name, User.id).limit(most)
    with guard.unscoped("to whom a right may be delegated"):
        return list(db.session.scalars(found.where(listing.matching(User, words)) if words.strip() else found))


def delegate_numbered(number: int, by: Actor) -> User | None:
    """The account of this number, if somebody may give it a right."""
    with guard.unscoped("to whom a right may be delegated"):
        return db.session.scalar(_may_be_given(by).where(User.id == number))


def _may_be_given(by: Actor) -> Select:
    """Enabled accounts of the agency that do more than read, not one's own."""
    there = (User.active, User.agency_id == by.agency_id, User.id != by.user_id, User.role.in_(acting_roles()))
    return select(User).where(*there)
