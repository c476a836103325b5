"""What a list can be filtered by: the fields that an index serves, how their values are read, and the condition they make."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import to_utc
from sqlalchemy import ColumnElement, and_, or_, select

from models import db
from models.search import names_in
from rules import access
from rules.search import asked
from services import guard
from services.custom import known
from services.fields import Field, Kind, fields_of

from . import places
from .searching import column_holds, matching


class Operation(enum.Enum):
    """How a field is compared; the value is the ending of the argument's name in the URL."""

    IS = ""
    CONTAINS = "contains"
    FROM = "from"
    TO = "to"
    EMPTY = "empty"
    FILLED = "filled"


MEASURED = (Operation.IS, Operation.FROM, Operation.TO)
OPERATIONS = {Kind.WHOLE: MEASURED, Kind.DECIMAL: MEASURED, Kind.DATE: MEASURED, Kind.MOMENT: MEASURED} | dict.fromkeys(
    (Kind.TEXT, Kind.SECRET, Kind.YES_NO, Kind.CHOICE, Kind.LINK), (Operation.IS,)
)


@dataclass(frozen=True)
class Filter:
    """A condition on one field; several values mean any of them. `path` is a field's name or "officer.rank"."""

    path: str
    operation: Operation
    values: tuple[str, ...]

    @property
    def argument(self) -> str:
        """Its name in the URL."""
        return f"{self.path}.{self.operation.value}" if self.operation.value else self.path


# --- what is offered -----------------------------------------------------------------------------


def field_at(model: type[db.Model], path: str) -> tuple[type[db.Model], Field] | None:
    """The field at the end of a path and the model that has it; None where there is none or it is masked."""
    name, _dot, rest = path.partition(".")
    field = fields_of(model).get(name)
    if field is None or field.is_hidden or (field.mask and not access.may(guard.actor(), field.mask)):
        return None
    if rest:
        return field_at(field.target, rest) if field.target else None
    return model, field


def column_of(model: type[db.Model], field: Field) -> ColumnElement:
    """The column of a field, or the expression that reads one which an administrator added."""
    return field.expression(model.__table__.c) if field.is_custom else model.__table__.c[field.column.name]


def is_indexed(column: ColumnElement) -> bool:
    """Whether the column leads an index or a unique constraint of its table."""
    leading = [next(iter(index.columns)) for index in column.table.indexes]
    keys = [next(iter(each.columns)) for each in column.table.constraints if getattr(each, "columns", None) and _is_key(each)]
    return column.unique is True or any(column is each for each in leading + keys)


def _is_key(constraint) -> bool:
    return constraint.__visit_name__ in ("unique_constraint", "primary_key_constraint")


def is_quick(model: type[db.Model], field: Field) -> bool:
    """Whether an index serves the field, or its table is short."""
    if field.is_custom:
        return field.is_quick
    return field.column is not None and (not getattr(model, "__grows__", True) or is_indexed(column_of(model, field)))


def operations(model: type[db.Model], path: str) -> tuple[Operation, ...]:
    """How a list can be filtered by a field; nothing when it cannot."""
    return _operations(model, path, guard.actor().role, known.state())


@lru_cache(maxsize=5000)
def _operations(model: type[db.Model], path: str, _role: str, _state: known.Stamp | None) -> tuple[Operation, ...]:
    """Worked out once for a role, whose rights decide what is masked, and for a state of the definitions."""
    found = field_at(model, path)
    if found is None:
        return ()
    owner, field = found
    has_words = _has_words(owner, field)
    offered = (Operation.CONTAINS,) if has_words else ()
    if is_quick(owner, field):
        offered += OPERATIONS.get(field.kind, ())
        if field.kind in OPERATIONS and (field.is_custom or field.column.nullable):
            offered += (Operation.EMPTY, Operation.FILLED)
    return offered


def _has_words(model: type[db.Model], field: Field) -> bool:
    return hasattr(model, "__search__") and field.column is not None and field.column.key in names_in(model)


def filterable(model: type[db.Model], path: str) -> bool:
    """Whether a list can be filtered by a field."""
    return bool(operations(model, path))


# --- values --------------------------------------------------------------------------------------


def value_of(field: Field, operation: Operation, text: str) -> object:
    """What a text of the URL means for a field; raises Unreadable."""
    if operation in (Operation.EMPTY, Operation.FILLED):
        return True
    if operation is Operation.CONTAINS:
        return text if asked(text) else places.refuse(text)
    if field.kind is Kind.CHOICE:
        return _choice(field, text)
    return READERS.get(field.kind, places.printable)(text)


def _choice(field: Field, text: str) -> object:
    if text not in dict(field.choices):
        return places.refuse(text)
    return text if field.is_custom else field.column.type.enum_class[text]


READERS = {
    Kind.LINK: places.whole,
    Kind.WHOLE: places.whole,
    Kind.DECIMAL: places.decimal,
    Kind.YES_NO: places.yes_or_no,
    Kind.DATE: places.day,
    Kind.MOMENT: places.day,
}


# --- conditions ----------------------------------------------------------------------------------


def condition(model: type[db.Model], asked_for: Filter) -> ColumnElement[bool]:
    """The rows that a filter lets through. On the way over other records only those one may see count."""
    name, _dot, rest = asked_for.path.partition(".")
    field = fields_of(model)[name]
    if rest:
        beyond = condition(field.target, Filter(rest, asked_for.operation, asked_for.values))
        found = select(field.target.__table__.c.id).where(beyond, guard.reach(field.target))
        return column_of(model, field).in_(found)
    values = [value_of(field, asked_for.operation, text) for text in asked_for.values]
    return CONDITIONS[asked_for.operation](model, field, values)


def _is(model: type[db.Model], field: Field, values: list) -> ColumnElement[bool]:
    column = column_of(model, field)
    if field.kind is Kind.MOMENT:
        return or_(*[and_(column >= start_of(value), column < start_of(value + dt.timedelta(1))) for value in values])
    return column == values[0] if len(values) == 1 else column.in_(values)


def _contains(model: type[db.Model], field: Field, values: list) -> ColumnElement[bool]:
    column = column_of(model, field)
    return or_(*[and_(matching(model, value), column_holds(column, value)) for value in values])


def _from(model: type[db.Model], field: Field, values: list) -> ColumnElement[bool]:
    least = min(values)
    return column_of(model, field) >= (start_of(least) if field.kind is Kind.MOMENT else least)


def _to(model: type[db.Model], field: Field, values: list) -> ColumnElement[bool]:
    column, most = column_of(model, field), max(values)
    return column < start_of(most + dt.timedelta(1)) if field.kind is Kind.MOMENT else column <= most


CONDITIONS = {
    Operation.IS: _is,
    Operation.CONTAINS: _contains,
    Operation.FROM: _from,
    Operation.TO: _to,
    Operation.EMPTY: lambda model, field, _values: column_of(model, field).is_(None),
    Operation.FILLED: lambda model, field, _values: column_of(model, field).is_not(None),
}


def start_of(date: dt.date) -> dt.datetime:
    """The first moment of a day where the reader is."""
    return to_utc(dt.datetime.combine(date, dt.time.min)).replace(tzinfo=dt.UTC)
