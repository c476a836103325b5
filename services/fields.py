"""What a record type consists of: its fields by name, the one description that list, form, details, export and import read.

A label, a help text, a unit and the permission that unmasks a value are written beside the column and nowhere else.
The fields that an administrator added come last; they are asked for anew in each request (services/custom/known.py).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cache, lru_cache

from sqlalchemy import JSON, Boolean, Column, ColumnElement, Date, Enum, Integer, Numeric, Text, inspect
from sqlalchemy.orm import MANYTOONE

from models import CustomKind, Encrypted, ExtraValue, Record, UtcDateTime

from .custom import values
from .custom.known import Definition, definitions


class Kind(enum.Enum):
    """What a value is, and so how it is typed, shown, filtered and sorted."""

    TEXT = "text"
    LONG_TEXT = "long text"
    SECRET = "secret"  # kept encrypted: found by its exact value only
    WHOLE = "whole"
    DECIMAL = "decimal"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes or no"
    CHOICE = "choice"
    LINK = "link"  # another record
    FILE = "file"
    STRUCTURE = "structure"  # JSON that people read and never type


@dataclass(frozen=True)
class Field:
    """One field of a record type. A foreign key appears under the name of its relationship."""

    name: str
    label: object
    kind: Kind
    column: Column | None = None
    target: type[Record] | None = None
    choices: tuple[tuple[str, object], ...] = ()  # (value in URLs and forms, label)
    help: object = ""
    unit: object = ""
    mask: str = ""  # the permission without which the value is masked
    is_hidden: bool = False
    is_derived: bool = False  # follows from other records, never typed
    is_required: bool = False
    is_custom: bool = False  # added by an administrator, kept in `extra`

    @property
    def is_quick(self) -> bool:
        """Whether the field may be filtered and sorted by: a custom one only when it was given an index."""
        return True

    def value(self, record: Record) -> object:
        """What stands in the field of a record."""
        return getattr(record, self.name)

    def expression(self, model: type[Record]) -> ColumnElement:
        """The field in SQL, of a model or an alias of it: the column, which of a link is the number it points to."""
        return getattr(model, self.column.key)

    @property
    def trail_key(self) -> str:
        """What the audit trail calls the field."""
        return self.column.key


@dataclass(frozen=True)
class CustomizedField(Field):
    """A field that an administrator added. Its choices are those still offered; a retired one keeps its label."""

    definition: Definition | None = None

    @property
    def is_quick(self) -> bool:
        return self.definition.is_indexed

    def value(self, record: Record) -> values.Value:
        """The typed value: text, Decimal, date, bool or Chosen (which has `name` and `label`, as a Choice has)."""
        return values.value(record, self.definition)

    def expression(self, model: type[Record]) -> ColumnElement:
        """The value in SQL; of a choice its `name`."""
        return ExtraValue(model.extra, self.definition.key, self.definition.kind)

    @property
    def trail_key(self) -> str:
        return f"extra.{self.definition.key}"


KINDS = (
    (Encrypted, Kind.SECRET), (UtcDateTime, Kind.MOMENT), (Date, Kind.DATE), (Boolean, Kind.YES_NO), (Enum, Kind.CHOICE),
    (JSON, Kind.STRUCTURE), (Integer, Kind.WHOLE), (Numeric, Kind.DECIMAL), (Text, Kind.LONG_TEXT),
)  # fmt: skip

CUSTOM_KINDS = {
    CustomKind.TEXT: Kind.TEXT, CustomKind.NUMBER: Kind.DECIMAL, CustomKind.DATE: Kind.DATE,
    CustomKind.CHOICE: Kind.CHOICE, CustomKind.YES_NO: Kind.YES_NO,
}  # fmt: skip


def fields_of(model: type[Record]) -> dict[str, Field]:
    """The fields of a model by name, in the order of its columns; number and version of the row are none."""
    added = definitions(model.__tablename__)
    return {**_own_fields(model), **{one.name: _customized(one) for one in added}}


@cache
def _own_fields(model: type[Record]) -> dict[str, Field]:
    mapper = inspect(model)
    links = {next(iter(link.local_columns)).key: link for link in mapper.relationships if link.direction is MANYTOONE}
    found = [
        _field(attribute.key, attribute.columns[0], links.get(attribute.key))
        for attribute in mapper.column_attrs
        if attribute.key not in ("id", "version") and not attribute.columns[0].info.get("internal")
    ]
    return {field.name: field for field in found}


@lru_cache(maxsize=2000)
def _customized(one: Definition) -> CustomizedField:
    return CustomizedField(
        name=one.name,
        label=one.label,
        kind=CUSTOM_KINDS[one.kind],
        choices=tuple((choice.name, choice.label) for choice in one.choices if not choice.is_retired),
        help=one.help,
        mask=one.mask,
        is_required=one.is_required,
        is_custom=True,
        definition=one,
    )


def far_field(model: type[Record], path: str) -> Field:
    """The field at the end of a path over related records: "officer.rank"."""
    name, _dot, rest = path.partition(".")
    field = fields_of(model)[name]
    return far_field(field.target, rest) if rest else field


def _field(key: str, column: Column, link) -> Field:
    info = column.info
    members = getattr(column.type, "enum_class", None)
    return Field(
        name=link.key if link else key,
        label=info["label"],
        kind=_kind(column, link),
        column=column,
        target=link.mapper.class_ if link else None,
        choices=tuple((member.name, member.label) for member in members) if members else (),
        help=info.get("help", ""),
        unit=info.get("unit", ""),
        mask=info.get("mask", ""),
        is_hidden=info.get("hidden", False),
        is_derived=info.get("derived", False),
        is_required=not column.nullable and column.default is None,
    )


def _kind(column: Column, link) -> Kind:
    if link:
        return Kind.LINK
    if column.info.get("file"):
        return Kind.FILE
    return next((kind for kind_of, kind in KINDS if isinstance(column.type, kind_of)), Kind.TEXT)
