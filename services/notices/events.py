"""Every event that somebody may be told of, with its words. A notice keeps the key and the values only.

The words are made when they are read, in the reader's language. They name acts and the accounts of colleagues
and nothing from a file: what a notice is about is seen behind its link, by those who may.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import format_datetime, gettext as _, lazy_gettext as _l

from models import Notice


@dataclass(frozen=True)
class Event:
    """The words of an event; after how many working days without an answer it is said again, and passed on."""

    text: object
    remind_after: int | None = None
    escalate_after: int | None = None


EVENTS = {
    "approval.asked": Event(_l("%(by)s asks for a second person: %(act)s. Decide before %(deadline)s."), 1, 2),
    "approval.approved": Event(_l("%(by)s approved: %(act)s. Carry it out now; the approval serves once.")),
    "approval.done": Event(_l("%(by)s approved: %(act)s. It is done.")),
    "approval.rejected": Event(_l("%(by)s rejected: %(act)s. The reason stands on the page of the proposal.")),
    "approval.void": Event(_l("What you proposed has changed meanwhile and is void: %(act)s. Propose it again.")),
    "approval.expired": Event(_l("Nobody decided in time: %(act)s. Propose it again if it is still needed.")),
    "approval.expiring": Event(_l("The time is nearly over: %(act)s. The last moment is %(deadline)s.")),
    "approval.escalated": Event(_l("An act has waited for a decision for %(days)s working days: %(act)s.")),
    "delegation.given": Event(_l("%(by)s lets you approve in his or her place for a time.")),
    "delegation.ended": Event(_l("%(by)s has taken back the right to approve in his or her place.")),
    "job.done": Event(_l("Your work is done: %(title)s.")),
    "job.failed": Event(_l("Your work was not done: %(title)s. Its page says why.")),
    "job.cut": Event(_l("Your work was cut off and begins again: %(title)s.")),
    "import.done": Event(_l("Your file is loaded: %(title)s. See what was taken and what was refused.")),
    "promotion.sealed": Event(_l("A promotion list in which you stand is final. Your place and its reasons are in your file.")),
    "alerts.week": Event(_l("Alerts of the week: %(alerts)s.")),
    "correction.asked": Event(_l("A correction request waits for a decision: %(reference)s. Answer by %(day)s.")),
    "correction.appealed": Event(_l("A decision is appealed, somebody else decides: %(reference)s. Answer by %(day)s.")),
    "correction.due": Event(_l("A correction request is nearly due: %(reference)s. Answer by %(day)s.")),
    "correction.late": Event(_l("A correction request is not answered in time: %(reference)s was due on %(day)s. See to it.")),
    "correction.piece_given": Event(_l("A piece was added to the correction request %(reference)s.")),
    "correction.withdrawn": Event(_l("The correction request %(reference)s is withdrawn: nothing is left to do.")),
    "correction.filed": Event(_l("%(by)s filed a correction request in your name: %(reference)s.")),
    "correction.piece_asked": Event(_l("Human resources ask for a piece for your request %(reference)s.")),
    "correction.accepted": Event(_l("Your request %(reference)s is accepted.")),
    "correction.partly": Event(_l("Your request %(reference)s is accepted in part. The reasons stand on its page.")),
    "correction.refused": Event(_l("Your request %(reference)s is refused. The reasons stand on its page.")),
    "correction.sent_back": Event(_l("The second person did not let the decision on %(reference)s take effect: it waits for a decision again.")),
    "account.changed": Event(_l("What your account allows has changed.")),
    "account.letter": Event(_l("%(by)s printed a new access letter for you. If you did not ask for it, tell human resources at once.")),
    "account.password": Event(_l("Your account was given a new first password by %(by)s.")),
}

# Values that are keys of something: how each is told. Their owners add themselves.
_named: dict[str, Callable[[str], str]] = {}


def names(value: str, told: Callable[[str], str]) -> None:
    """Let the value of this name be told by a function: "act" by the label of the act."""
    _named[value] = told


def words(notice: Notice) -> str:
    """The notice in the language of whoever reads it now."""
    text = str(EVENTS[notice.event].text)
    said = text % {name: _told(name, value) for name, value in notice.values.items()}
    return _("Reminder: %(text)s", text=said) if notice.reminded_at else said


def _told(name: str, value: object) -> object:
    if name in _named:
        return _named[name](value)
    if name == "deadline":
        return moment(dt.datetime.fromisoformat(value))
    return value


def moment(value: dt.datetime) -> str:
    """21/11/2026 14 h 05, in the time of the installation."""
    return format_datetime(value, "dd/MM/yyyy HH 'h' mm")
