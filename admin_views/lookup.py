"""Lookups: choosing a record by typing a part of its name, from those one may see, a few at a time."""

from __future__ import annotations

from flask_admin.model.ajax import AjaxModelLoader
from flask_babel import gettext as _
from sqlalchemy import String, and_, inspect, or_, select

from models import Encrypted, Officer, db

MOST = 20


class Lookup(AjaxModelLoader):
    """The guard scopes the query, so that a record out of scope is neither offered nor accepted."""

    def __init__(self, name: str, model: type[db.Model]):
        super().__init__(name, {"minimum_input_length": 1, "placeholder": ""})
        self.model = model
        self.searched = [
            column
            for column in inspect(model).columns
            if isinstance(column.type, String) and not isinstance(column.type, Encrypted) and is_name(column)
        ]

    def format(self, record) -> tuple[int, str] | None:
        """The number and the words by which the right one is taken: rank, unit and number for an officer."""
        return (record.id, describe(record)) if record is not None else None

    def get_one(self, key):
        """The chosen record, or None when it is not for this person."""
        with db.session.no_autoflush:
            return db.session.scalar(select(self.model).where(self.model.id == int(key))) if str(key).isdigit() else None

    def get_list(self, term: str, offset: int = 0, limit: int = MOST) -> list:
        """At most twenty records in which every typed word is found."""
        words = [word for word in term.split() if word][:5]
        found = [or_(*[column.icontains(word, autoescape=True) for column in self.searched]) for word in words]
        return db.session.scalars(select(self.model).where(and_(True, *found)).order_by(self.model.id).limit(MOST)).all()


def is_name(column) -> bool:
    """Columns by which people call a record."""
    return column.key in {"code", "name", "title", "service_number", "last_name", "first_names", "number", "username"}


def describe(record) -> str:
    """What stands in the list of proposals."""
    if isinstance(record, Officer):
        parts = [str(record), str(record.rank or ""), record.service_number or _("no service number"), str(record.unit or "")]
        return " · ".join(part for part in parts if part)
    return str(record)
