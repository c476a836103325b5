"""What stands in the custom fields of a record: JSON in the table, typed values everywhere else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

from models import CustomKind, Record, search

from .known import Chosen, Definition, definitions

Value = str | Decimal | dt.date | bool | Chosen | None


def value(record: Record, field: Definition) -> Value:
    """The typed value of a field; None where there is none, or none of this kind."""
    return typed(field, (record.extra or {}).get(field.key))


def typed(field: Definition, kept: object) -> Value:
    """What is kept, as a value of the field's kind."""
    if kept is None or kept == "":
        return None
    match field.kind:
        case CustomKind.CHOICE:
            return field.chosen(kept)
        case CustomKind.YES_NO:
            return kept if isinstance(kept, bool) else None
        case CustomKind.NUMBER:
            return _number(kept)
        case CustomKind.DATE:
            return _day(kept)
    return str(kept)


def kept(given: Value) -> str | int | float | bool | None:
    """A typed value as JSON keeps it; a number of at most fifteen digits comes back as it was typed."""
    if isinstance(given, Chosen):
        return given.name
    if isinstance(given, dt.date):
        return given.isoformat()
    if isinstance(given, Decimal):
        return int(given) if given == given.to_integral_value() else float(given)
    return given


def with_value(extra: dict | None, field: Definition, given: Value) -> dict:
    """The custom fields with one of them set; nothing is kept for nothing."""
    others = {key: one for key, one in (extra or {}).items() if key != field.key}
    return others if given is None or given == "" else others | {field.key: kept(given)}


def put(record: Record, field: Definition, given: Value) -> None:
    """Set a field of a record; the session sees a change only where there is one."""
    changed = with_value(record.extra, field, given)
    if changed != (record.extra or {}):
        record.extra = changed


def changes(before: dict | None, after: dict | None) -> dict[str, list]:
    """{"extra.key": [before, after]} of the fields that differ, as the audit trail keeps them."""
    old, new = before or {}, after or {}
    keys = sorted(old.keys() | new.keys())
    return {f"extra.{key}": [old.get(key), new.get(key)] for key in keys if old.get(key) != new.get(key)}


def searched(record_type: str, extra: dict) -> list[str]:
    """The words by which a record is found, of the fields that are marked so."""
    found = (typed(field, extra.get(field.key)) for field in definitions(record_type) if field.is_searchable)
    return [words for one in found if one is not None for words in _words(one)]


search.ADDED[:] = [searched]


def _words(given: Value) -> list[str]:
    if isinstance(given, Chosen):
        return [given.fr, given.en]
    return [str(given)] if isinstance(given, (str, Decimal)) else []


def _number(given: object) -> Decimal | None:
    if isinstance(given, bool):
        return None
    try:
        return Decimal(str(given))
    except InvalidOperation:
        return None


def _day(given: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError:
        return None
