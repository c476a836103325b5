"""What a file may say of a record: each column of a table, each field that was added, and more of an officer."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import force_locale, lazy_gettext as _l

from models import CustomKind, Officer, Record, db
from rules.importing.headers import OFFICER_HEADINGS, normalised
from services.custom.known import Chosen, Definition

KINDS = {str: "text", int: "whole", bool: "flag", dt.date: "date", Decimal: "decimal"}
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


def custom_field(one: Definition) -> Field:
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


def column_field(column) -> Field:
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


def headed(field: Field, headings: tuple[str, ...]) -> Field:
    return Field(**{**field.__dict__, "headings": headings})


def officer_fields() -> list[Field]:
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


def fits_a_cell(column) -> bool:
    """Neither a structure nor bytes stand in a cell."""
    return _python_type(column) not in (dict, list, bytes)
