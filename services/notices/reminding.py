"""Saying again what nobody answered, and passing it on: counted in working days, so that nobody is hurried on a holiday."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from models import Notice, User, db, now

from .. import guard
from .calendar import calendar
from .events import EVENTS
from .telling import tell

# To whom it is passed on what nobody answers.
KEEPERS = "administrator"


def remind() -> int:
    """Remind once of every open matter that waits too long, and tell the administrators of those that wait longer.

    Returns how many notices were said again. To be called once a day or oftener. The door commits.
    """
    working, today, said_again = calendar(), now().date(), 0
    asking = [event for event, one in EVENTS.items() if one.remind_after is not None]
    with guard.unscoped("the worker reminds"):
        still_open = (Notice.event.in_(asking), Notice.settled_at.is_(None), Notice.escalated_at.is_(None))
        if not working.is_working(today):
            return 0
        for notice in db.session.scalars(select(Notice).where(*still_open).order_by(Notice.id)).all():
            waited = working.between(_day(notice.told_at), today)
            said_again += _again(notice, waited)
            _pass_on(notice, waited)
    return said_again


def _day(moment: dt.datetime) -> dt.date:
    return moment.date()


def _again(notice: Notice, waited: int) -> bool:
    if notice.reminded_at is not None or waited < EVENTS[notice.event].remind_after:
        return False
    notice.reminded_at, notice.read_at, notice.mailed_at, notice.mail_tries = now(), None, None, 0
    return True


def _pass_on(notice: Notice, waited: int) -> None:
    """Once a matter, however many people were asked."""
    after = EVENTS[notice.event].escalate_after
    if after is None or waited < after or notice.escalated_at is not None:
        return
    for same in db.session.scalars(select(Notice).where(Notice.about == notice.about, Notice.event == notice.event)):
        same.escalated_at = now()
    keepers = db.session.scalars(select(User.id).where(User.role == KEEPERS, User.active)).all()
    tell(keepers, "approval.escalated", notice.url, act=notice.values["act"], days=waited)
