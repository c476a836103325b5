"""Which cards show what no longer holds, or soon end: a question, not a state. Once a week the badge office hears how many."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from models import Agency, Badge, BadgeKind, BadgeState, Notice, Officer, Position, Unit, User, db, now
from models.badge import IN_FORCE, IN_WORK
from rules import access
from rules.access import Actor
from rules.badge import EXPIRES_WITHIN
from services import account, guard, notices

EVENT, PAGE = "badge.reprint", "/admin/badge/"
_GONE = (BadgeState.LOST, BadgeState.STOLEN)


def reprint_due() -> ColumnElement[bool]:
    """The condition of active cards to be made anew: they show what no longer holds, or expire soon."""
    return and_(Badge.state == BadgeState.ACTIVE, or_(shows_otherwise(), Badge.expires_on <= now().date() + EXPIRES_WITHIN))


def not_replaced() -> ColumnElement[bool]:
    """The condition of lost and stolen cards whose officer is in service, and for whom no card of the kind holds or is being made."""
    other = aliased(Badge)
    holds = select(other.id).where(other.officer_id == Badge.officer_id, other.kind == Badge.kind, other.state.in_((*IN_WORK, *IN_FORCE)))
    later = select(other.id).where(other.officer_id == Badge.officer_id, other.kind == Badge.kind, other.state.in_(_GONE), other.id > Badge.id)
    serves = select(Officer.id).join(Officer.position).where(Officer.id == Badge.officer_id, Position.is_serving)
    return and_(Badge.state.in_(_GONE), ~holds.correlate(Badge).exists(), ~later.correlate(Badge).exists(), serves.correlate(Badge).exists())


def shows_otherwise() -> ColumnElement[bool]:
    """The condition of cards whose rank, agency or name differ from the file; of a field badge, which bears no name, the first two only."""
    other_name = or_(Officer.last_name != Badge.last_name, Officer.first_names != Badge.first_names)
    on_both = or_(Officer.rank_id.is_distinct_from(Badge.rank_id), Agency.name != Badge.agency_name)
    differs = or_(on_both, and_(Badge.kind == BadgeKind.IDENTITY, other_name))
    held = select(Officer.id).outerjoin(Officer.unit).join(Agency, Agency.id == func.coalesce(Unit.agency_id, Officer.home_agency_id))
    return and_(Badge.last_name.is_not(None), held.where(Officer.id == Badge.officer_id, differs).correlate(Badge).exists())


def tell_week(today: dt.date) -> int:
    """Tell those who request cards and were not told this week how many are due; returns how many. The door commits."""
    year, week, _day = today.isocalendar()
    about = f"cards {year}-{week:02d}"
    roles = [role for role in access.TABLE if access.may(Actor("", role), "badge.create")]
    with guard.unscoped("the badge office is told of the cards to be made anew"):
        knows = select(Notice.reader_id).where(Notice.event == EVENT, Notice.about == about)
        waiting = db.session.scalars(select(User).where(User.role.in_(roles), User.active, User.id.not_in(knows))).all()
    return sum(_tell(user, about) for user in waiting)


def _tell(user: User, about: str) -> int:
    """Counted as this person would count; where none is due the week is noted all the same, and nobody is called."""
    before = guard.actor()
    guard.act_as(account.actor_of(user, "job"))
    try:
        number = db.session.scalar(select(func.count(Badge.id)).where(reprint_due())) or 0
    finally:
        guard.act_as(before)
    left = notices.tell([user.id], EVENT, PAGE, about=about, is_read=not number, count=number)
    return left if number else 0
