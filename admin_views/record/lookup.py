"""Lookups: choosing a record by typing a part of its name, from those one may see, a few at a time."""

from __future__ import annotations

from flask_admin.model.ajax import AjaxModelLoader
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, and_, inspect, or_, select
from sqlalchemy.orm import MANYTOONE

from models import Agency, Corps, CycleCriterion, Encrypted, Officer, Position, Rank, Region, db

MOST = 20
# Reference tables that stay short enough for a select box; every other reference is looked up.
SHORT_TABLES = {Agency, Region, Corps, Rank, Position, CycleCriterion}
NAMES = {"code", "name", "title", "service_number", "last_name", "first_names", "number", "username"}


class Lookup(AjaxModelLoader):
    """The guard scopes the query, so that a record out of scope is neither offered nor accepted."""

    def __init__(self, name: str, model: type[db.Model]):
        super().__init__(name, {"minimum_input_length": 1, "placeholder": ""})
        self.model = model
        self.names = name_columns(model)
        self.links = [] if self.names else named_links(model)
        if not (self.names or self.links):
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
        """At most twenty records in which every typed word is found."""
        found = [self._holds(word) for word in term.split()[:5]]
        return db.session.scalars(select(self.model).where(and_(True, *found)).order_by(self.model.id).limit(MOST)).all()

    def _holds(self, word: str) -> ColumnElement[bool]:
        """Whether a word stands in the record's own names, or in those of what it points to."""
        own = [column.icontains(word, autoescape=True) for column in self.names]
        linked = [
            link.has(or_(*[column.icontains(word, autoescape=True) for column in columns])) for link, columns in self.links
        ]
        return or_(*own, *linked)


def as_number(text: object) -> int | None:
    """The record number in a URL or form, or None."""
    text = str(text)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def name_columns(model: type[db.Model]) -> list:
    """The columns by which people call a record."""
    texts = [column for column in inspect(model).column_attrs if isinstance(column.columns[0].type, String)]
    return [getattr(model, text.key) for text in texts if text.key in NAMES and not isinstance(text.columns[0].type, Encrypted)]


def named_links(model: type[db.Model]) -> list[tuple]:
    """What a record without a name points to, where that has one: a rule is found by its two ranks."""
    links = [link for link in inspect(model).relationships if link.direction is MANYTOONE]
    return [(getattr(model, link.key), names) for link in links if (names := name_columns(link.mapper.class_))]


def describe(record) -> str:
    """What stands in the list of proposals."""
    if isinstance(record, Officer):
        parts = [str(record), str(record.rank or ""), record.service_number or _("no service number"), str(record.unit or "")]
        return " · ".join(part for part in parts if part)
    return str(record)


def short_links(model: type[db.Model], names: list[str]) -> list[str]:
    """References to tables short enough for a select box."""
    relationships = inspect(model).relationships
    return [name for name in names if name in relationships and relationships[name].mapper.class_ in SHORT_TABLES]


def lookups(model: type[db.Model], names: list[str]) -> dict[str, Lookup]:
    """A lookup for every reference to a table that can grow."""
    relationships = inspect(model).relationships
    return {
        name: Lookup(name, relationships[name].mapper.class_)
        for name in names
        if name in relationships and relationships[name].mapper.class_ not in SHORT_TABLES
    }
