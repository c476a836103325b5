"""One custom field of a record as an SQL expression: for filters, sorting and the index that makes both quick.

SQLite uses an index on an expression only where the path stands in the statement itself; PostgreSQL wants every
function in it immutable. No value, however odd, makes a statement fail: what is of another kind is nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from sqlalchemy import Boolean, Numeric, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator

from .custom import CustomKind

KEY = re.compile(r"[a-z][a-z0-9_]*")


class IsoDay(TypeDecorator):
    """A date as JSON keeps it, 2026-11-21: text that sorts as the days do."""

    impl = String
    cache_ok = True
    python_type = dt.date

    def process_bind_param(self, value, dialect):
        return value.isoformat() if isinstance(value, dt.date) else value

    def process_result_value(self, value, dialect):
        try:
            return dt.date.fromisoformat(value) if value else None
        except ValueError:
            return None


class JsonNumber(TypeDecorator):
    """A number as JSON keeps it."""

    impl = Numeric(asdecimal=False)
    cache_ok = True
    python_type = Decimal

    def process_result_value(self, value, dialect):
        return Decimal(str(value)) if isinstance(value, (int, float, Decimal)) else None


TYPES = {
    CustomKind.TEXT: String(),
    CustomKind.CHOICE: String(),
    CustomKind.NUMBER: JsonNumber(),
    CustomKind.DATE: IsoDay(),
    CustomKind.YES_NO: Boolean(),
}


class ExtraValue(FunctionElement):
    """The value under a key of `extra`: `ExtraValue(Unit.extra, "area_m2", CustomKind.NUMBER)`."""

    name = "extra_value"
    inherit_cache = True
    nullable = True
    _traverse_internals = [
        *FunctionElement._traverse_internals,
        ("path", InternalTraversal.dp_string),
        ("kind_name", InternalTraversal.dp_string),
        ("type", InternalTraversal.dp_type),
    ]

    def __init__(self, extra, key: str, kind: CustomKind):
        if not KEY.fullmatch(key):
            raise ValueError(f"{key!r} is no key")
        super().__init__(extra)
        self.table = next(iter(self.clauses)).table
        self.path, self.kind_name, self.type = key, kind.name, TYPES[kind]


@compiles(ExtraValue)
def _on_sqlite(element, compiler, **options) -> str:
    return f"json_extract({compiler.process(element.clauses, **options)}, '$.{element.path}')"


@compiles(ExtraValue, "postgresql")
def _on_postgresql(element, compiler, **options) -> str:
    extra, key = compiler.process(element.clauses, **options), element.path
    text = f"({extra} ->> '{key}')"
    if element.kind_name == "NUMBER":
        return f"(CASE WHEN jsonb_typeof({extra} -> '{key}') = 'number' THEN CAST({text} AS NUMERIC) END)"
    if element.kind_name == "YES_NO":
        return f"(CASE {text} WHEN 'true' THEN true WHEN 'false' THEN false END)"
    return text if element.kind_name == "TEXT" else f'({text} COLLATE "C")'
