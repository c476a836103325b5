"""The declarative base: what every record has, and the few column types of our own."""

from __future__ import annotations

import datetime as dt
import enum

from flask import current_app
from flask_babel import get_locale, lazy_gettext as _l
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Enum, MetaData, String, event
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can drop it again on any database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)
# States are kept as plain text: adding one must not need ALTER TYPE.
db.Model.registry.update_type_annotation_map({enum.Enum: Enum(enum.Enum, native_enum=False, length=20)})


@event.listens_for(db.Model, "attribute_instrument", propagate=True)
def remember_what_stood(_model, _name, attribute) -> None:
    """Setting a value first loads what stood there, so that the audit trail can say it even after a commit."""
    if hasattr(attribute.property, "columns"):
        event.listen(attribute, "set", lambda *_: None, active_history=True)


class Record(db.Model):
    """A table of the system.

    `__area__` says which permissions govern it (rules/access.py). `__scope__` says whose it is: the name
    of the relationship towards the officer it is about ("" is the officer), "@owner" when it belongs to
    the account in column `__owner__`, "@agency" when its `agency_id` decides, "@area" when the permission
    to see the area does, and None when it is reference data shared by all. services/guard.py turns it into
    what one sees and may write. Shared data belongs to the agency in its `agency_id`, or to that of the
    record that the relationship `__anchor__` leads to, or to all: then only a scope of all may write it.
    `__is_rule__` marks tables that set the rules for others: writing them
    asks for the verb "configure".
    """

    __abstract__ = True
    __area__: str
    __scope__: str | None = None
    __owner__: str = "owner_id"
    __audited__: bool = True
    __is_rule__: bool = False
    __anchor__: str | None = None
    __label__: str
    __label_plural__: str

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-20, info={"label": _l("Number")})
    version: Mapped[int] = mapped_column(default=1, sort_order=99, info={"label": _l("Version")})

    @declared_attr.directive
    def __mapper_args__(cls) -> dict:
        return {"version_id_col": cls.version}


class Named(Record):
    """Reference data with a code, a French and an English name, and where the facts come from."""

    __abstract__ = True

    code: Mapped[str] = mapped_column(String(40), unique=True, sort_order=-10, info={"label": _l("Code")})
    name: Mapped[str] = mapped_column(String(160), sort_order=-9, info={"label": _l("Name")})
    name_en: Mapped[str | None] = mapped_column(String(160), sort_order=-8, info={"label": _l("Name in English")})
    is_assumed: Mapped[bool] = mapped_column(
        default=False,
        info={"label": _l("Assumed"), "help": _l("Not found in a public text: to be confirmed by the force.")},
    )
    source: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Source")})

    def __str__(self) -> str:
        return self.name_en if self.name_en and str(get_locale()) == "en" else self.name


class Choice(enum.Enum):
    """A closed list of values, each written with its label: `OPEN = "open", _l("Open")`."""

    def __new__(cls, value: str, label: str):
        member = object.__new__(cls)
        member._value_, member.label = value, label
        return member


class UtcDateTime(TypeDecorator):
    """A moment, stored in UTC and always given back with its time zone, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Encrypted(TypeDecorator):
    """Text kept encrypted under a key outside the database, yet found again by its exact value.

    AES-SIV (RFC 5297) gives the same bytes for the same text in the same column, so that `==` and a
    unique constraint work and nothing else does: no prefix, no order. `context` names the column, so
    that a value cannot be moved to another one.
    """

    impl = String
    cache_ok = True

    def __init__(self, context: str, length: int = 400):
        super().__init__(length)
        self.context = context

    def process_bind_param(self, value, dialect):
        return None if value in (None, "") else current_app.extensions["cipher"].seal(value, self.context)

    def process_result_value(self, value, dialect):
        return None if value is None else current_app.extensions["cipher"].open(value, self.context)


def now() -> dt.datetime:
    """The present moment; tests freeze it here."""
    return dt.datetime.now(dt.UTC)
