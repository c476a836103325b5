"""A value as it stands in dossier.json: ISO dates, numbers as numbers, choices and linked records by code and name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from models import Record
from services.fields import Field, Kind

Json = str | int | float | bool | None | list | dict
# Gives the place of a stored file within the archive: (record, field) -> path or None.
Placed = Callable[[Record, Field], str | None]


def plain(field: Field, record: Record, placed: Placed) -> Json:
    """What stands in a field of a record; nothing is null."""
    if field.kind is Kind.FILE:
        return placed(record, field)
    value = field.value(record)
    if value in (None, ""):
        return None
    if field.kind is Kind.LINK:
        return linked(value)
    if field.kind is Kind.CHOICE:
        return {"code": getattr(value, "value", None) or value.name, "name": str(value.label)}
    return simple(value)


def linked(record: Record) -> dict:
    """A record that is pointed to: its number, its code where it has one, its name."""
    return {"id": record.id, "code": getattr(record, "code", None), "name": str(record)}


def simple(value: object) -> Json:
    """A value that is neither a link nor a choice; a moment is told in UTC."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
