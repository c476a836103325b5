"""Telling people: in the application, by e-mail where a server is set, again when nobody answers.

Whoever has something to say calls `tell`; which events there are, and their words, stands in events.py alone.
"""

from .calendar import calendar
from .events import EVENTS, names, words
from .mailing import send_mail
from .reminding import remind
from .telling import (
    Letter,
    choose_mail,
    forget,
    is_waiting,
    latest,
    mail_rhythm,
    mark_all_read,
    mark_page_read,
    mark_read,
    settle,
    settle_all,
    take_back,
    tell,
    tell_all,
    unread,
    unread_pages,
)

__all__ = [
    "EVENTS",
    "Letter",
    "calendar",
    "choose_mail",
    "forget",
    "is_waiting",
    "latest",
    "mail_rhythm",
    "mark_all_read",
    "mark_page_read",
    "mark_read",
    "names",
    "remind",
    "send_mail",
    "settle",
    "settle_all",
    "take_back",
    "tell",
    "tell_all",
    "unread",
    "unread_pages",
    "words",
]
