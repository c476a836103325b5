"""Once a week human resources are told how many people stand in each alert: numbers only, the names are behind the page."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select

from models import Notice, User, db
from services import account, guard, notices

from .asking import ALERTS, counts

EVENT, PAGE = "alerts.week", "/admin/alerts/"
READERS = ("hr_manager", "hr_clerk")


def told(numbers: dict[str, int]) -> str:
    """The numbers of a notice in the reader's language."""
    titles = {alert.key: _(alert.title, **dict(alert.values)) for alert in ALERTS}
    return ", ".join(f"{titles[key]}{_(':')} {number}" for key, number in numbers.items() if key in titles) or _("none")


notices.names("alerts", told)


def tell_week(today: dt.date) -> int:
    """Tell those who were not told this week, each what stands within his or her scope; returns how many. The door commits."""
    year, week, _day = today.isocalendar()
    about = f"alerts {year}-{week:02d}"
    with guard.unscoped("human resources are told of the alerts of the week"):
        knows = select(Notice.reader_id).where(Notice.event == EVENT, Notice.about == about)
        waiting = db.session.scalars(select(User).where(User.role.in_(READERS), User.active, User.id.not_in(knows))).all()
    return sum(_tell(user, about, today) for user in waiting)


def _tell(user: User, about: str, today: dt.date) -> int:
    """Counted as this person would count; then the worker is itself again. Where nothing stands the week is noted all the same,
    so that it is not counted again before the next, and nobody is called."""
    before, who = guard.actor(), account.actor_of(user, "job")
    guard.act_as(who)
    try:
        numbers = {alert.key: number for alert, number in counts(who, today) if number and alert.is_weekly}
    finally:
        guard.act_as(before)
    left = notices.tell([user.id], EVENT, PAGE, about=about, is_read=not numbers, alerts=numbers)
    return left if numbers else 0
