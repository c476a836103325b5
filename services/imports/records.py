"""Which records can be imported, and which fields a file may fill: read off the models.

A new record type needs nothing here: its columns, their labels and its unique columns say it all. `is_importable`
is the one place that says which tables no file fills.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache

from sqlalchemy import UniqueConstraint, inspect

from models import (
    Absence,
    ByAct,
    CareerLine,
    DatedLine,
    Education,
    EmergencyContact,
    Encrypted,
    FamilyMember,
    IdentityPaper,
    MedicalFitness,
    Named,
    Officer,
    Post,
    Record,
    Unit,
    db,
    model_of,
)
from rules import access
from rules.access import Actor
from rules.refused import N_, Refused
from services import guard
from services.custom.known import definitions

from .fields import ANNULLED, Fillable, annulled_field, column_field, custom_field, fits_a_cell, headed, officer_fields

# By what the records of a file are recognised that have no number of their own.
KEYS: dict[type[Record], tuple[str, ...]] = {
    IdentityPaper: ("officer_id", "kind", "number"),
    FamilyMember: ("officer_id", "last_name", "first_names"),
    EmergencyContact: ("officer_id", "name"),
    Education: ("officer_id", "title"),
    Absence: ("officer_id", "starts_on"),
    MedicalFitness: ("officer_id", "examined_on"),
}
# Accounts and the trail are no records that a file brings.
CLOSED_AREAS = ("account", "audit")
LINE_HEADINGS = {
    "officer": ("matricule", "service number", "officer id", "fonctionnaire"),
    "starts_on": ("debut", "date de debut", "start date", "from", "du", "date d effet", "date de debut de mandat"),
    "ends_on": ("fin", "date de fin", "end date", "until", "au", "date de fin de mandat"),
    "function": ("fonction", "function", "job title"),
}


@dataclass(frozen=True)
class RecordType:
    """A table that files can be loaded into: its fields, and those by which a row is recognised."""

    name: str
    model: type[Record]
    fields: dict[str, Fillable]
    natural_key: tuple[str, ...]

    @property
    def is_officer(self) -> bool:
        return self.model is Officer

    @property
    def is_line(self) -> bool:
        """Whether the record is a line of a history in which one holds at a time."""
        return issubclass(self.model, CareerLine)

    @property
    def is_by_act(self) -> bool:
        """Whether an act decides on the record."""
        return issubclass(self.model, ByAct)

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
    added = {one.name: custom_field(one) for one in definitions(known.name)}
    masks |= {name: field.definition.mask for name, field in added.items() if field.definition.mask}
    closed = {key for key, mask in masks.items() if not guard.purpose() and not access.may(guard.actor(), mask)}
    return replace(known, fields={name: field for name, field in (known.fields | added).items() if field.key not in closed})


@lru_cache
def _record_type(name: str) -> RecordType:
    name = name.replace("-", "_")
    name = name if model_of(name) else name.removesuffix("s")
    model = model_of(name)
    if model is None or not is_importable(model):
        raise Refused(N_("Records of the type %(name)s cannot be loaded from a file."), name=name)
    fields = {field.name: field for field in map(column_field, _open_columns(model))}
    if model is Officer:
        fields |= {field.name: field for field in officer_fields()}
    if issubclass(model, DatedLine):
        fields |= {name: headed(fields[name], headings) for name, headings in LINE_HEADINGS.items() if name in fields}
        fields[ANNULLED] = annulled_field(model)
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
    beyond = {column.key for column in inspect(model).columns if not fits_a_cell(column)}
    return bool(_natural_key(model)) and not required & beyond


@lru_cache
def secret_fields() -> tuple[Fillable, ...]:
    """The fields of officers that are kept encrypted, or shown masked."""
    columns = inspect(Officer).columns
    return tuple(column_field(column) for column in columns if column.info.get("mask") or isinstance(column.type, Encrypted))


def _open_columns(model: type[Record]) -> list:
    """The columns a person may fill; on officers also those that repeat the present line of a career."""
    careers = ("unit_id", "rank_id", "step", "position_id") if model is Officer else ()
    return [
        column
        for column in inspect(model).columns
        if column.key not in ("id", "version")
        and not column.info.get("hidden")
        and not column.info.get("internal")
        and fits_a_cell(column)
        and "file" not in column.info
        and (not column.info.get("derived") or column.key in careers)
    ]


def _natural_key(model: type[Record]) -> tuple[str, ...]:
    """The columns by which a row of a file is recognised when it comes again."""
    if model in KEYS:
        return KEYS[model]
    if issubclass(model, CareerLine):
        return ("officer_id", "starts_on")
    if issubclass(model, DatedLine):
        return ("officer_id", *(column.key for column in model.__table__.columns if column.key == "kind_id"), "starts_on")
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
