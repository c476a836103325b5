"""How values stand in lists and on pages: dates of the country, labels instead of codes, a dash for nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import gettext as _
from markupsafe import Markup, escape

from models import Choice, db
from rules import access
from services import guard
from services.custom.known import Chosen
from web import day, decimal, moment

DASH = "–"


def masked(view, _context, record, name: str):
    """A sensitive value: shown by right, else what the mask leaves of it."""
    value = view.fields[name].value(record)
    if value in (None, ""):
        return DASH
    officer_id = record.id if record.__scope__ == "" else getattr(record, "officer_id", None)
    if access.may_unmask(guard.actor(), view.fields[name].mask, officer_id):
        return value
    return access.masked(value)


def text(_view, value: str, _name=None) -> str:
    return value or DASH


def structured(_view, value: dict | list, _name=None) -> Markup:
    """A JSON value as a definition list, for those who read rules and audit events."""
    if not value:
        return Markup(DASH)
    pairs = value.items() if isinstance(value, dict) else enumerate(value, 1)
    rows = [Markup("<dt>{}</dt><dd>{}</dd>").format(escape(key), _inner(inner)) for key, inner in pairs]
    return Markup('<dl class="values">{}</dl>').format(Markup("").join(rows))


def _inner(value: object) -> str:
    if isinstance(value, list) and len(value) == 2:
        return f"{_plain(value[0])} → {_plain(value[1])}"
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "••••••" if "sealed" in value else ", ".join(f"{key}: {_plain(inner)}" for key, inner in value.items())
    return DASH if value in (None, "") else str(value)


TYPES = {
    type(None): lambda _view, _value, _name=None: DASH,
    bool: lambda _view, value, _name=None: _("Yes") if value else _("No"),
    dt.datetime: lambda _view, value, _name=None: moment(value),
    dt.date: lambda _view, value, _name=None: day(value),
    Decimal: lambda _view, value, _name=None: decimal(value),
    float: lambda _view, value, _name=None: decimal(value),
    Choice: lambda _view, value, _name=None: str(value.label),
    Chosen: lambda _view, value, _name=None: str(value),
    dict: structured,
    list: structured,
    str: text,
    db.Model: lambda _view, value, _name=None: str(value),
}
