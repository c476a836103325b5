"""What is done again and again: one line each in TIMES, with the time at which it is done."""

from __future__ import annotations

from models import db
from services import approval, drafts, export, guard, notices
from services.home import kept
from services.imports import leftovers, runs

from .takeup import take_up_again


def expire() -> None:
    """Proposals whose time is over end."""
    guard.act_as(guard.SYSTEM)
    approval.expire()
    db.session.commit()


def send_mail() -> None:
    """Notices go out by e-mail, where a server is set."""
    guard.act_as(guard.SYSTEM)
    notices.send_mail(db.session.commit)
    db.session.commit()


def remind() -> None:
    """What nobody answered is said again; oftener than once a day, because the worker may be away at the hour."""
    guard.act_as(guard.SYSTEM)
    notices.remind()
    db.session.commit()


def clear_away() -> int:
    """Remove what is not kept for longer. Returns how many files of imports that were."""
    guard.act_as(guard.SYSTEM)
    export.forget()
    drafts.forget()
    notices.forget()
    kept.forget()
    left = leftovers.forget()
    db.session.commit()
    runs.remove(left)
    return len(left)


# (name, when, what): `when` is a crontab of huey, in UTC, which is the time of Mali.
TIMES = (
    ("take_up_again", {"minute": "*"}, take_up_again),
    ("expire", {"minute": "*"}, expire),
    ("send_mail", {"minute": "*"}, send_mail),
    ("clear_away", {"minute": "20"}, clear_away),
    ("remind", {"hour": "6-17", "minute": "40"}, remind),
)
