"""Who looked at a file, as its officer reads it: who, in which role, when, what, and for which purpose.

One line says one act of one person on one day: what was opened, or which change it was. What no person did, a command or
background work, was the system, and no name of a machine's user is told. Left out are the officer's own acts, changes of records that
the officer may not see himself, and what an inquiry hides; a page holds whole days, so that nothing tells that something
was left out. What guard.unscoped names is a purpose of ours, not of a person, and is not shown.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice

from flask_babel import gettext as _, to_user_timezone
from sqlalchemy import select

from models import AuditEvent, ExportedFile, Officer, User, db
from rules import access

from .. import guard
from .acts import Act, Verb, act
from .inquiries import hiding, is_hidden
from .seen import Seen, detail

PAGE = 20
BLOCK = 100
EXPORTED = "export"


class What(enum.Enum):
    """What somebody did with the file."""

    OPENED = "opened"
    EXPORTED = "exported"
    CHANGED = "changed"
    DOCUMENT = "document"


ACTIONS = {
    "view": What.OPENED, "open": What.DOCUMENT, EXPORTED: What.EXPORTED,
    "create": What.CHANGED, "edit": What.CHANGED, "delete": What.CHANGED, "restore": What.CHANGED,
}  # fmt: skip
CHANGES = tuple(action for action, what in ACTIONS.items() if what is What.CHANGED)
LOOKS = tuple(action for action, what in ACTIONS.items() if what is not What.CHANGED)


@dataclass
class Look:
    """What one person did of one kind on one day: the last time, how often, and in words what it was about.

    `by` and `role` are empty where it was the system.
    """

    number: int
    at: dt.datetime
    by: str
    role: str
    what: What
    times: int = 1
    purposes: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    act: Act | None = None  # which change

    @property
    def purpose(self) -> str:
        """What the person wrote, or nothing."""
        return _("; ").join(self.purposes)


@dataclass(frozen=True)
class Page:
    """Some looks, the newest first; `older` is the number before which the next page begins."""

    looks: tuple[Look, ...]
    older: int | None


def of(officer: Officer, before: int | None = None) -> Page:
    """A page of who looked at the file of this officer; for him alone to read."""
    with guard.unscoped("who looked at the file of the person who asks"):
        return _page(officer, before, PAGE)


def latest(officer: Officer, count: int) -> tuple[Look, ...]:
    """The last who opened the file of this officer or took it away, so many lines at most."""
    return _first(officer, count, LOOKS)


def changes(officer: Officer, count: int) -> tuple[Look, ...]:
    """The last changes of the file of this officer, so many lines at most; how a request is dealt with stands on its own page."""
    return _first(officer, count, CHANGES)


def _first(officer: Officer, count: int, actions: tuple[str, ...]) -> tuple[Look, ...]:
    with guard.unscoped("who looked at the file of the person who asks"):
        lines = (look for _last, day in _days(officer, None, actions) for look in day)
        return tuple(islice((look for look in lines if look.act is None or look.act.verb is not Verb.REQUEST), count))


def _page(officer: Officer, before: int | None, least: int) -> Page:
    """Whole days, until there are at least so many lines."""
    found: list[Look] = []
    older = None
    for last, day in _days(officer, before, tuple(ACTIONS)):
        if len(found) >= least:
            return Page(tuple(found), older)
        found, older = [*found, *day], last
    return Page(tuple(found), None)


def _days(officer: Officer, before: int | None, actions: tuple[str, ...]) -> Iterator[tuple[int, list[Look]]]:
    """The lines of one day after the other, the newest first, each with the number of its last event."""
    for _day, told in groupby(_told(officer, before, actions), lambda one: to_user_timezone(one[0].at).date()):
        looks: dict[tuple, Look] = {}
        for event, what, done, words in told:
            by, role = _who(event)
            key = (event.user_id, by, role, what, done and (done.verb, done.of))
            _add(looks.setdefault(key, Look(event.id, event.at, by, role, what, times=0, act=done)), event, words)
        yield event.id, list(looks.values())


def _add(look: Look, event: AuditEvent, words: Sequence[str]) -> None:
    """One more event of the same line; what was said already is not said again."""
    look.times += 1
    purpose = event.purpose if look.what is What.OPENED else None
    for said, texts in ((look.purposes, (purpose,)), (look.details, words)):
        said.extend(text for text in texts if text and text not in said)


def _who(event: AuditEvent) -> tuple[str, str]:
    """Name and role of who acted; of commands and background work nobody's."""
    return ("", "") if event.user_id is None else (event.user_name, _(access.ROLES.get(event.role, event.role)))


def _told(officer: Officer, before: int | None, actions: tuple[str, ...]) -> Iterator[tuple[AuditEvent, What, Act | None, Sequence[str]]]:
    """The events that the officer reads, the newest first, with what each was, which change and what it was about."""
    inquiries, seen = hiding(officer.id), Seen(officer)
    own = set(db.session.scalars(select(User.id).where(User.officer_id == officer.id)))
    for events in _blocks(officer.id, before, actions):
        shown = [event for event in events if event.user_id not in own and not is_hidden(event, inquiries)]
        visible = seen.among(shown)
        changes = [event for event in shown if ACTIONS[event.action] is What.CHANGED and _is_in(visible, event) and seen.is_told(event)]
        acts = {event.id: act(event, changes) for event in changes}
        for event in shown:
            what = ACTIONS[event.action]
            if what is What.CHANGED:
                if done := acts.get(event.id):
                    yield event, what, done, done.words
                continue
            if what is What.DOCUMENT and not _is_in(visible, event):
                what = What.OPENED  # a paper of which the officer was not told yet: the file was opened
            yield event, what, None, (detail(event),) if what is not What.OPENED else ()


def _is_in(visible: set[tuple[str, int]], event: AuditEvent) -> bool:
    return (event.record_type, event.record_id) in visible


def _blocks(officer_id: int, before: int | None, actions: tuple[str, ...]) -> Iterator[list[AuditEvent]]:
    """The events about an officer and the exports in which he stood, the newest first, a block at a time."""
    while numbers := _numbers(officer_id, before, actions):
        asked = select(AuditEvent).where(AuditEvent.id.in_(numbers)).order_by(AuditEvent.id.desc())
        yield list(db.session.scalars(asked))
        if len(numbers) < BLOCK:
            return
        before = numbers[-1]


def _numbers(officer_id: int, before: int | None, actions: tuple[str, ...]) -> Sequence[int]:
    """The next block of both, each by its own index."""
    about = select(AuditEvent.id).where(AuditEvent.officer_id == officer_id, AuditEvent.action.in_(actions))
    listed = select(ExportedFile.event_id).where(ExportedFile.officer_id == officer_id)
    if before is not None:
        about, listed = about.where(AuditEvent.id < before), listed.where(ExportedFile.event_id < before)
    found = set(db.session.scalars(about.order_by(AuditEvent.id.desc()).limit(BLOCK)))
    if EXPORTED in actions:
        found |= set(db.session.scalars(listed.order_by(ExportedFile.event_id.desc()).limit(BLOCK)))
    return sorted(found, reverse=True)[:BLOCK]
