"""Whose file each of many records stands in, as `audit.subject_of` says it of one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice

from sqlalchemy import inspect, select

from models import Officer, Record, db

from .rights import LOOKUP


def of_rows(model: type[Record], rows: Sequence[dict]) -> list[int | None]:
    """The officers of new records in their order; rows are column values by attribute name, with their ids."""
    if model is Officer or "officer_id" in model.__table__.c:
        own = "id" if model is Officer else "officer_id"
        return [row[own] for row in rows]
    key, parent = _parent(model)
    if parent is None:
        return [None] * len(rows)
    found = of_numbers(parent, {row[key] for row in rows})
    return [found.get(row[key]) for row in rows]


def of_numbers(model: type[Record], numbers: Collection[int]) -> dict[int, int | None]:
    """The officer of each stored record, by its number."""
    if model is Officer:
        return {number: number for number in numbers}
    if "officer_id" in model.__table__.c:
        return _stored(model, "officer_id", numbers)
    key, parent = _parent(model)
    if parent is None:
        return {}
    above = _stored(model, key, numbers)
    officers = of_numbers(parent, set(above.values()))
    return {number: officers.get(one) for number, one in above.items()}


def _parent(model: type[Record]) -> tuple[str, type[Record] | None]:
    """The column that leads to the record that this one belongs to, and the kind of that; none where it belongs to nobody."""
    scope = getattr(model, "__scope__", None)
    if not scope or scope.startswith("@"):
        return "", None
    link = inspect(model).relationships[scope]
    return next(iter(link.local_columns)).key, link.mapper.class_


def _stored(model: type[Record], column: str, numbers: Collection[int]) -> dict[int, int]:
    table, connection, rest, found = model.__table__, db.session.connection(), iter(numbers), {}
    while block := list(islice(rest, LOOKUP)):
        asked = select(table.c.id, table.c[column]).where(table.c.id.in_(block))
        found |= {number: value for number, value in connection.execute(asked)}
    return found
