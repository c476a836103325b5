"""The reminder of photos that are missing or too old, once a quarter."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from models import Notice, Officer, Position, User, db
from rules import access
from rules.access import Actor
from services import account, guard, notices

from .current import outdated

EVENT, PAGE = "photo.outdated", "/admin/alerts/?kind=photos"
READERS = [role for role in access.TABLE if access.may(Actor("", role), "personnel.edit") or access.may(Actor("", role), "badge.create")]


def tell_quarter(today: dt.date) -> int:
    """Tell those who were not told this quarter how many photos of their people are too old; returns how many. The door commits."""
    about = f"photos {today.year}-{(today.month + 2) // 3}"
    with guard.unscoped("who keeps photos is told of those that are too old"):
        knows = select(Notice.reader_id).where(Notice.event == EVENT, Notice.about == about)
        waiting = db.session.scalars(select(User).where(User.role.in_(READERS), User.active, User.id.not_in(knows))).all()
    return sum(_tell(user, about, today) for user in waiting)


def _tell(user: User, about: str, today: dt.date) -> int:
    """Counted as this person would count; where nothing is too old the quarter is noted all the same, and nobody is called."""
    before = guard.actor()
    guard.act_as(account.actor_of(user, "job"))
    try:
        counted = select(func.count(Officer.id)).join(Officer.position).where(Position.is_serving, outdated(today))
        number = db.session.scalar(counted) or 0
    finally:
        guard.act_as(before)
    left = notices.tell([user.id], EVENT, PAGE, about=about, is_read=not number, count=number)
    return left if number else 0
