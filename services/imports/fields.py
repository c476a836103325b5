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
ACT_KIND = "act_kind"
ANNULLED = "annulled"
ACT_HEADINGS = {
    ACT_KIND: ("nature de l acte", "type d acte", "type de l acte", "kind of act"),
    "act_reference": ("reference de l acte", "numero de l acte", "n de l acte", "reference of the act", "act reference"),
    "act_authority": ("autorite signataire", "signataire", "signing authority"),
    "act_signed_on": ("signe le", "date de signature", "date de l acte", "signed on", "date of signature"),
}


@dataclass(frozen=True)
class Fillable:
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


def custom_field(one: Definition) -> Fillable:
    """A field that an administrator added, as a file may fill it. A retired choice is still understood."""
    headings = tuple(dict.fromkeys(normalised(name) for name in (one.fr, one.en, one.key) if name))
    return Fillable(
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


def column_field(column) -> Fillable:
    """What a file may say in a column of a table."""
    name, table = column.key.removesuffix("_id") if column.foreign_keys else column.key, column.table.name
    target = _target(column)
    choices = getattr(column.type, "enum_class", None)
    kind = "reference" if target else "choice" if choices else KINDS.get(_python_type(column), "text")
    officer = table == Officer.__tablename__
    known = (*OFFICER_HEADINGS.get(name, ()), *_words(column)) if officer else (name.replace("_", " "), *_words(column))
    return Fillable(
        name=name,
        kind=OFFICER_KINDS.get(name, kind) if officer else ACT_KIND if name == ACT_KIND else kind,
        label=column.info["label"],
        key=column.key,
        is_required=not column.nullable and column.default is None and name != ACT_KIND,
        length=_length(column),
        model=target,
        headings=tuple(dict.fromkeys((*ACT_HEADINGS.get(name, ()), *known))),
        choices=choices,
    )


def _words(column) -> tuple[str, ...]:
    """The label of a column as a heading, in the languages that an exported file is written in."""
    found = []
    for language in ("fr", "en"):
        with force_locale(language):
            found.append(normalised(str(column.info["label"])))
    return tuple(dict.fromkeys(found))


def annulled_field(model: type[Record]) -> Fillable:
    """The act that annulled a line, as our own lists tell it: such a row is left out."""
    column = model.__table__.columns["annulment_id"]
    return Fillable(ANNULLED, "text", column.info["label"], length=LONGEST_TEXT, headings=_words(column))


def headed(field: Fillable, headings: tuple[str, ...]) -> Fillable:
    """The same under other headings."""
    return Fillable(**{**field.__dict__, "headings": headings})


def officer_fields() -> list[Fillable]:
    """What files say of an officer that is no column: a name in one piece, an age, dates of effect, the act."""

    def pseudo(name: str, kind: str, label, length: int = 0) -> Fillable:
        return Fillable(name, kind, label, length=length, headings=OFFICER_HEADINGS.get(name, ACT_HEADINGS.get(name, ())))

    return [
        pseudo("name", "name", _l("Last name and first names")),
        pseudo("age", "age", _l("Age")),
        pseudo("effect_on", "date", _l("Date of effect")),
        pseudo("rank_since", "date", _l("Rank held since")),
        pseudo("unit_since", "date", _l("In the unit since")),
        pseudo("position_since", "date", _l("In the position since")),
        pseudo(ACT_KIND, ACT_KIND, _l("Kind of act"), 80),
        pseudo("act_reference", "text", _l("Reference of the act"), 160),
        pseudo("act_authority", "text", _l("Signing authority"), 160),
        pseudo("act_signed_on", "date", _l("Signed on")),
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
