"""Who changed a record meanwhile and what, in words, from the audit trail; and the value of a form's field in words."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal

from flask_babel import format_datetime, gettext as _
from markupsafe import Markup
from wtforms import Field

from models import db, now
from services import history
from web import day, decimal, language, moment

from .. import past
from ..formatting import DASH

MOST_EVENTS = 10
CHANGING = ("edit", "delete", "restore")


def changes_since(view, record: db.Model, count: int) -> list[str]:
    """The last changes of a record, the oldest first: "Boubacar Diarra changed this record at 14 h 05: Name A → B."."""
    entries = [entry for entry in history.of(record).entries if entry.action in CHANGING]
    return [changed(view, entry) for entry in reversed(entries[: min(count, MOST_EVENTS)])]


def changed(view, entry: history.Entry) -> Markup:
    """One change in words."""
    said = {"who": entry.by, "time": clock(entry.at)}
    if not entry.changes:
        return Markup(_("%(who)s changed this record %(time)s.")) % said
    told = Markup(" · ").join(told_change(view, each) for each in entry.changes)
    return Markup(_("%(who)s changed this record %(time)s: %(changes)s.")) % (said | {"changes": told})


def told_change(view, change: history.Change) -> Markup | str:
    """ "Last name Traoré → Traorée"; of a value that this person may not read, only that it changed."""
    if history.SEALED in (change.before, change.after):
        return _("%(field)s (not shown)", field=change.label)
    words = (past.words(view, change, change.before), past.words(view, change, change.after))
    return Markup("{} {} → {}").format(change.label, *words)


def plain(value: object) -> str:
    """A value of a form in words."""
    if value is None or value == "" or value == []:
        return DASH
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, enum.Enum):
        return str(value.label)
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return day(value)
    return decimal(value) if isinstance(value, Decimal) else str(value)


def value(field: Field) -> str:
    """What stands in a field; what could not be read stands as it was typed."""
    if field.process_errors:
        return ", ".join(map(str, field.raw_data))
    labels = {str(key): label for key, label, *_rest in field.iter_choices()} if field.type == "SelectField" else {}
    return str(labels[str(field.data)]) if str(field.data) in labels else plain(field.data)


def named(field: Field) -> str:
    """ "First names: Oumar"."""
    return _("%(field)s: %(value)s", field=field.label.text, value=value(field))


def clock(at: dt.datetime) -> str:
    """ "at 14 h 05" of today; of another day "on 21/11/2026 at 14 h 05": the word before it belongs to it."""
    time = format_datetime(at, "HH:mm" if language() == "en" else "HH 'h' mm")
    if format_datetime(at, "yyyyMMdd") != format_datetime(now(), "yyyyMMdd"):
        return _("on %(day)s at %(time)s", day=format_datetime(at, "dd/MM/yyyy"), time=time)
    return _("at %(time)s", time=time)
