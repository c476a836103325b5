"""Lookups: choosing a record by typing a part of its name, from those one may see, a few at a time."""

from __future__ import annotations

from flask_admin.model.ajax import AjaxModelLoader
from flask_babel import gettext as _
from sqlalchemy import inspect, select

from models import Officer, db
from models.search import NAMES, names_in
from rules.search import line
from services import listing
from services.listing.loading import load
from services.listing.searching import linked

MOST = 20


class Lookup(AjaxModelLoader):
    """The guard scopes the query, so that a record out of scope is neither offered nor accepted."""

    def __init__(self, name: str, model: type[db.Model]):
        super().__init__(name, {"minimum_input_length": 1, "placeholder": ""})
        self.model = model
        if not listing.is_searchable(model):
            raise ValueError(f"{model.__name__} cannot be looked up: give it, or what it points to, one of {sorted(NAMES)}")

    def format(self, record) -> tuple[int, str] | None:
        """The number and the words by which the right one is taken: rank, unit and number for an officer."""
        return (record.id, describe(record)) if record is not None else None

    def get_one(self, key):
        """The chosen record, or None when it is not for this person."""
        number = as_number(key)
        with db.session.no_autoflush:
            return None if number is None else db.session.scalar(select(self.model).where(self.model.id == number))

    def get_list(self, term: str, offset: int = 0, limit: int = MOST) -> list:
        """At most twenty records in which every typed word is found, those that begin with them before the others."""
        return load(self.model, self._numbers(term), called_by(self.model))

    def _numbers(self, term: str) -> list[int]:
        number = self.model.id
        if not term.strip():
            return db.session.scalars(select(number).order_by(number).limit(MOST)).all()
        first = self._beginning_with(term)
        if len(first) == MOST:
            return first
        others = select(number).where(listing.matching(self.model, term), number.not_in(first))
        return [*first, *db.session.scalars(others.order_by(number).limit(MOST - len(first)))]

    def _beginning_with(self, term: str) -> list[int]:
        """Numbers of the records whose name begins with what was typed, in the order of their names."""
        words = line([term]).rstrip()
        if not names_in(self.model) or not words:
            return []
        column = self.model.search_text
        found = select(self.model.id).where(column >= words, column < words + "\uffff").order_by(column, self.model.id)
        return db.session.scalars(found.limit(MOST)).all()


def as_number(text: object) -> int | None:
    """The record number in a URL or form, or None."""
    text = str(text)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def name_columns(model: type[db.Model]) -> list:
    """The columns by which people call a record."""
    return [getattr(model, name) for name in names_in(model)]


def called_by(model: type[db.Model]) -> tuple[str, ...]:
    """The links that `describe` goes over: loaded for all the proposals at once."""
    if model is Officer:
        return "rank", "unit"
    return () if names_in(model) else tuple(link.key for link in linked(model))


def describe(record) -> str:
    """What stands in the list of proposals."""
    if isinstance(record, Officer):
        parts = [str(record), str(record.rank or ""), record.service_number or _("no service number"), str(record.unit or "")]
        return " · ".join(part for part in parts if part)
    return str(record)


def is_short(model: type[db.Model]) -> bool:
    """Whether the table stays short enough for a select box; every other reference is looked up."""
    return getattr(model, "__is_short__", False)


def short_links(model: type[db.Model], names: list[str]) -> list[str]:
    """References to tables short enough for a select box."""
    relationships = inspect(model).relationships
    return [name for name in names if name in relationships and is_short(relationships[name].mapper.class_)]


def lookups(model: type[db.Model], names: list[str]) -> dict[str, Lookup]:
    """A lookup for every reference to a table that can grow."""
    relationships = inspect(model).relationships
    return {
        name: Lookup(name, relationships[name].mapper.class_)
        for name in names
        if name in relationships and not is_short(relationships[name].mapper.class_)
    }
