"""Filters in words: the chips over a list, and the panel in which they are chosen."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from models import db
from services import listing
from services.fields import Field, Kind, far_field
from services.listing import Asked, Operation, arguments
from services.listing.places import day
from services.listing.wording import in_words, named, value_words

from ..lookup import Lookup, describe, is_short

TYPED_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")
DAYS = {Kind.DATE, Kind.MOMENT}
# By what a short table is read: ranks by level.
ORDERS = ("level", "sort_order", "name", "id")


@dataclass(frozen=True)
class Chip:
    """One condition in words, and the list without it."""

    words: str
    name: str
    address: str


@dataclass(frozen=True)
class Box:
    """One field of the filter panel: how it is asked for, what may be chosen, what is chosen now."""

    path: str
    label: str
    shape: str  # "choices", "lookup", "days", "numbers", "text"
    options: tuple[tuple[str, str], ...] = ()
    values: tuple[str, ...] = ()
    least: str = ""
    most: str = ""
    argument: str = ""  # the name of its text in the address
    text: str = ""
    presence: str = ""  # "empty", "filled" or nothing
    may_be_empty: bool = False

    @property
    def is_used(self) -> bool:
        return bool(self.values or self.least or self.most or self.text or self.presence)


def iso_days(args: MultiDict) -> MultiDict:
    """The arguments with dates as a person types them, 21/11/2026, in the order that addresses keep."""
    return MultiDict((name, text if name == "search" else _iso(text)) for name, text in args.items(multi=True))


def _iso(text: str) -> str:
    found = TYPED_DAY.fullmatch(text.strip())
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else text


# --- chips ---------------------------------------------------------------------------------------


def chips(view, asked: Asked) -> list[Chip]:
    """What is shown, condition by condition, each with the address of the list without it."""
    found = []
    if asked.search:
        words = _("Search: “%(search)s”", search=asked.search)
        found.append(Chip(words, _("Search"), view.address(arguments(asked, search=""))))
    if asked.on:
        words = _("Situation on %(day)s", day=f"{day(asked.on):%d/%m/%Y}")
        found.append(Chip(words, _("Situation on"), view.address(arguments(asked, on=""))))
    for one in asked.filters:
        field = _field(view, one.path)
        without = tuple(other for other in asked.filters if other is not one)
        label = str(field.label)
        words = f"{label}{_(':')} {in_words(field, one)}"
        found.append(Chip(words, label, view.address(arguments(asked, filters=without))))
    return found


# --- the panel -----------------------------------------------------------------------------------


def boxes(view, asked: Asked) -> list[Box]:
    """The fields of the filter panel, those of the screen first, with what is chosen now."""
    return [_box(view, path, asked) for path in view.open_paths]


def _box(view, path: str, asked: Asked) -> Box:
    field = _field(view, path)
    chosen = {one.operation: one.values for one in asked.filters if one.path == path}
    possible = listing.operations(view.model, path)
    shape = _shape(field, possible)
    is_word = Operation.CONTAINS in possible
    return Box(
        path=path,
        label=str(field.label),
        shape=shape,
        options=tuple(_options(field, shape, chosen.get(Operation.IS, ()))),
        values=chosen.get(Operation.IS, ()),
        argument=f"{path}.contains" if is_word else path,
        text=_one(field, chosen.get(Operation.CONTAINS if is_word else Operation.IS)) if shape == "text" else "",
        least=_one(field, chosen.get(Operation.FROM)),
        most=_one(field, chosen.get(Operation.TO)),
        presence=next((one.value for one in (Operation.EMPTY, Operation.FILLED) if one in chosen), ""),
        may_be_empty=Operation.EMPTY in possible,
    )


def _shape(field: Field, possible: Collection[Operation]) -> str:
    """How one is asked for the values of a field; nothing where only its presence can be asked for."""
    if field.kind is Kind.LINK and Operation.IS in possible:
        return "choices" if is_short(field.target) else "lookup"
    if field.kind in (Kind.CHOICE, Kind.YES_NO) and Operation.IS in possible:
        return "choices"
    if Operation.FROM in possible:
        return "days" if field.kind in DAYS else "numbers"
    return "text" if possible else ""


def _options(field: Field, shape: str, values: tuple[str, ...]) -> list[tuple[str, str]]:
    """What can be ticked; of a table that can grow only what is chosen already."""
    if shape == "lookup":
        return [(str(number), words) for number, words in named(field.target, values)]
    if shape != "choices":
        return []
    if field.kind is Kind.YES_NO:
        return [("1", _("Yes")), ("0", _("No"))]
    if field.kind is Kind.CHOICE:
        return [(value, str(label)) for value, label in field.choices]
    order = next(getattr(field.target, name) for name in ORDERS if hasattr(field.target, name))
    records = db.session.scalars(select(field.target).order_by(order, field.target.id))
    return [(str(record.id), str(record)) for record in records]


def _one(field: Field, values: tuple[str, ...] | None) -> str:
    return value_words(field, values)[0] if values else ""


def _field(view, path: str) -> Field:
    return view.fields[path] if path in view.fields else far_field(view.model, path)


def proposals(view, path: str, term: str) -> list[tuple[int, str]]:
    """Records of a table that can grow, as one types a part of their name; the guard decides which."""
    field = _field(view, path)
    is_looked_up = _shape(field, listing.operations(view.model, path)) == "lookup"
    found = Lookup(path, field.target).get_list(term) if is_looked_up else []
    return [(record.id, describe(record)) for record in found]
