"""Which records can be imported, and which fields a file may fill: read off the models.

A new record type needs nothing here: its columns, their labels and its unique columns say it all. `is_importable`
is the one place that says which tables no file fills.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from flask_babel import force_locale, lazy_gettext as _l
from sqlalchemy import UniqueConstraint, inspect

from models import CustomKind, DatedLine, Encrypted, Named, Officer, Post, Record, Unit, db, model_of
from rules import access
from rules.access import Actor
from rules.importing.headers import OFFICER_HEADINGS, normalised
from rules.refused import N_, Refused
from services import guard
from services.custom.known import Chosen, Definition, definitions

LINE_HEADINGS = {
    "officer": ("matricule", "service number", "officer id", "officer", "fonctionnaire"),
    "starts_on": ("debut", "date de debut", "start date", "from", "du", "date d effet", "date de debut de mandat"),
    "ends_on": ("fin", "date de fin", "end date", "until", "au", "date de fin de mandat"),
    "function": ("fonction", "function", "job title"),
}
KINDS = {str: "text", int: "whole", bool: "flag", dt.date: "date", Decimal: "decimal"}
# Accounts and the trail are no records that a file brings.
CLOSED_AREAS = ("account", "audit")
CUSTOM_KINDS = {
    CustomKind.TEXT: "text", CustomKind.NUMBER: "decimal", CustomKind.DATE: "date",
    CustomKind.CHOICE: "choice", CustomKind.YES_NO: "flag",
}  # fmt: skip
LONGEST_TEXT = 400
OFFICER_KINDS = {"nina": "nina", "email": "email", "birth_year": "year", "step": "step"}


@dataclass(frozen=True)
class Field:
    """Something a file may say of a record. `key` is the column it ends in, if it is one."""

    name: str
    kind: str
    label: object
    key: str | None = None
    is_required: bool = False
    length: int = 0
    model: type[Record] | None = None
    headings: tuple[str, ...] = ()
    choices: type[enum.Enum] | tuple[Chosen, ...] | None = None
    definition: Definition | None = None  # of a field that an administrator added


@dataclass(frozen=True)
class RecordType:
    """A table that files can be loaded into: its fields, and those by which a row is recognised."""

    name: str
    model: type[Record]
    fields: dict[str, Field]
    natural_key: tuple[str, ...]

    @property
    def is_officer(self) -> bool:
        return self.model is Officer

    @property
    def is_line(self) -> bool:
        return issubclass(self.model, DatedLine)

    @property
    def headings(self) -> dict[str, tuple[str, ...]]:
        """What each field is called in files."""
        return {field.name: field.headings for field in self.fields.values()}


def record_type(name: str) -> RecordType:
    """The record type of a table name, in the plural too, with the fields that the acting person may fill.

    As in a form, who may not see a masked value may not write it either. Refused when there is no such
    type, or it cannot be imported.
    """
    known = _record_type(name)
    masks = {column.key: column.info["mask"] for column in inspect(known.model).columns if column.info.get("mask")}
    added = {one.name: _custom_field(one) for one in definitions(known.name)}
    masks |= {name: field.definition.mask for name, field in added.items() if field.definition.mask}
    closed = {key for key, mask in masks.items() if not guard.purpose() and not access.may(guard.actor(), mask)}
    return replace(known, fields={name: field for name, field in (known.fields | added).items() if field.key not in closed})


def _custom_field(one: Definition) -> Field:
    """A field that an administrator added, as a file may fill it. A retired choice is still understood."""
    headings = tuple(dict.fromkeys(normalised(name) for name in (one.fr, one.en, one.key) if name))
    return Field(
        name=one.name,
        kind=CUSTOM_KINDS[one.kind],
        label=one.label,
        key=one.name,
        is_required=one.is_required,
        length=LONGEST_TEXT,
        headings=headings,
        choices=one.choices or None,
        definition=one,
    )


@lru_cache
def _record_type(name: str) -> RecordType:
    name = name if model_of(name) else name.removesuffix("s")
    model = model_of(name)
    if model is None or not is_importable(model):
        raise Refused(N_("Records of the type %(name)s cannot be loaded from a file."), name=name)
    fields = {field.name: field for field in map(_column_field, _open_columns(model))}
    if model is Officer:
        fields |= {field.name: field for field in _officer_fields()}
    if issubclass(model, DatedLine):
        fields |= {name: _headed(fields[name], headings) for name, headings in LINE_HEADINGS.items() if name in fields}
    return RecordType(name, model, fields, _natural_key(model))


def importable(by: Actor) -> list[RecordType]:
    """The record types that somebody may load from a file and whose rows can be recognised: officers first."""
    models = {mapper.class_ for mapper in db.Model.registry.mappers if is_importable(mapper.class_)}
    open_to = [model for model in models if access.may(by, guard.permission(model, "import"))]
    order = (Officer, *DatedLine.__subclasses__())
    ranked = {model: order.index(model) if model in order else len(order) for model in open_to}
    return [record_type(model.__tablename__) for model in sorted(open_to, key=lambda model: (ranked[model], str(model.__label_plural__)))]


@cache
def is_importable(model: type) -> bool:
    """Whether a file may fill a table. Not what its model keeps to itself (`__is_importable__`), nor accounts and the
    trail, nor what could not be recognised when the file comes again, nor what needs a value that no cell holds.
    """
    if not issubclass(model, Record) or not model.__is_importable__ or model.__area__ in CLOSED_AREAS:
        return False
    required = {column.key for column in inspect(model).columns if not column.nullable and column.default is None}
    beyond = {column.key for column in inspect(model).columns if not _fits_a_cell(column)}
    return bool(_natural_key(model)) and not required & beyond


def _fits_a_cell(column) -> bool:
    """Neither a structure nor bytes stand in a cell."""
    return _python_type(column) not in (dict, list, bytes)


@lru_cache
def secret_fields() -> tuple[Field, ...]:
    """The fields of officers that are kept encrypted, or shown masked."""
    columns = inspect(Officer).columns
    return tuple(_column_field(column) for column in columns if column.info.get("mask") or isinstance(column.type, Encrypted))


def _open_columns(model: type[Record]) -> list:
    """The columns a person may fill; on officers also those that repeat the present line of a career."""
    careers = ("unit_id", "rank_id", "step", "position_id") if model is Officer else ()
    return [
        column
        for column in inspect(model).columns
        if column.key not in ("id", "version")
        and not column.info.get("hidden")
        and not column.info.get("internal")
        and _fits_a_cell(column)
        and "file" not in column.info
        and (not column.info.get("derived") or column.key in careers)
    ]


def _column_field(column) -> Field:
    name, table = column.key.removesuffix("_id") if column.foreign_keys else column.key, column.table.name
    target = _target(column)
    choices = getattr(column.type, "enum_class", None)
    kind = "reference" if target else "choice" if choices else KINDS.get(_python_type(column), "text")
    officer = table == Officer.__tablename__
    return Field(
        name=name,
        kind=OFFICER_KINDS.get(name, kind) if officer else kind,
        label=column.info["label"],
        key=column.key,
        is_required=not column.nullable and column.default is None and name != "act_kind",
        length=_length(column),
        model=target,
        headings=OFFICER_HEADINGS.get(name, ()) if officer else (name.replace("_", " "), *_words(column)),
        choices=choices,
    )


def _words(column) -> tuple[str, ...]:
    """The label of a column as a heading, in the languages that an exported file is written in."""
    found = []
    for language in ("fr", "en"):
        with force_locale(language):
            found.append(normalised(str(column.info["label"])))
    return tuple(dict.fromkeys(found))


def _headed(field: Field, headings: tuple[str, ...]) -> Field:
    return Field(**{**field.__dict__, "headings": headings})


def _officer_fields() -> list[Field]:
    """What files say of an officer that is no column: a name in one piece, an age, dates of effect."""

    def pseudo(name: str, kind: str, label) -> Field:
        return Field(name, kind, label, headings=OFFICER_HEADINGS.get(name, ()))

    return [
        pseudo("name", "name", _l("Last name and first names")),
        pseudo("age", "age", _l("Age")),
        pseudo("effect_on", "date", _l("Date of effect")),
        pseudo("rank_since", "date", _l("Rank held since")),
        pseudo("unit_since", "date", _l("In the unit since")),
        pseudo("position_since", "date", _l("In the position since")),
    ]


def _python_type(column) -> type | None:
    try:
        return column.type.python_type
    except NotImplementedError:
        return None


def _length(column) -> int:
    """How long a text may be; an encrypted one takes about twice its length, in letters of base64."""
    length = getattr(column.type, "length", None) or 0
    return length // 2 - 40 if hasattr(column.type, "context") else length


def _target(column) -> type[Record] | None:
    for key in column.foreign_keys:
        for mapper in db.Model.registry.mappers:
            if mapper.local_table is key.column.table:
                return mapper.class_
    return None


def _natural_key(model: type[Record]) -> tuple[str, ...]:
    """The columns by which a row of a file is recognised when it comes again."""
    if issubclass(model, DatedLine):
        return ("officer_id", "starts_on")
    if issubclass(model, Named):
        return ("code",)
    if model in (Unit, Post):
        return ("agency_id", "code") if model is Unit else ("unit_id", "title")
    if model is Officer:
        return ("home_agency_id", "service_number")
    for constraint in model.__table__.constraints:
        if isinstance(constraint, UniqueConstraint):
            return tuple(column.key for column in constraint.columns)
    return tuple(column.key for column in model.__table__.columns if column.unique)[:1]
