"""The history of a record in the reader's words: labels, choices and names instead of codes and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from models.audit import ACTIONS, DOORS
from rules import access
from services import codes, history
from web import moment

from . import formatting
from .listing import rows


@dataclass(frozen=True)
class Told:
    """One event: when, who, as what and by which door, what it was, and (field, before, after) of each change."""

    at: str
    by: str
    place: str
    action: str
    changes: tuple[tuple[str, str, str], ...]


def of(view, record, before: int | None) -> tuple[list[Told], int | None]:
    """A page of the history, and the number before which the next one begins."""
    page = history.of(record, before)
    return [told(view, entry) for entry in page.entries], page.older


def of_field(view, record, name: str) -> list[Told]:
    """The last changes of one field, the newest first."""
    return [told(view, entry) for entry in history.of_field(record, name).entries]


def told(view, entry: history.Entry) -> Told:
    """An event as it is read."""
    place = " · ".join([_(access.ROLES.get(entry.role, entry.role)), str(DOORS.get(entry.door, entry.door))])
    # What a record was made with, field by field from nothing, is not worth a line where nothing was said.
    changes = tuple((str(each.label), words(view, each, each.before), words(view, each, each.after)) for each in entry.changes)
    return Told(moment(entry.at), entry.by, place, codes.in_words(ACTIONS, entry.action), changes)


def words(view, change: history.Change, value: object) -> str:
    """A value as the page of the record writes it."""
    if value is history.SEALED:
        return "••••••"
    if isinstance(value, history.Linked):
        return value.name or _("record no. %(number)s", number=value.number)
    field = view.fields.get(change.name)
    if field is not None and isinstance(value, str) and (known := codes.of(field.column)):
        return codes.in_words(known, value)
    if field is not None and field.kind.name == "FILE":
        return _("a file") if value else formatting.DASH
    return Markup(rows.shown(view, value, change.name))
