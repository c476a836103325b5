"""The declarative base: what every record has, and the few column types of our own."""

from __future__ import annotations

import datetime as dt
import enum

from flask import current_app
from flask_babel import get_locale, lazy_gettext as _l
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Enum, Index, MetaData, String, event, inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, object_session
from sqlalchemy.types import TypeDecorator

from . import search

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
        attribute.impl.active_history = True


# The custom fields of a record, by key (models/extra.py reads one of them in SQL).
EXTRA = JSON().with_variant(JSONB(), "postgresql")
EXTRA_INFO = {"label": _l("Additional fields"), "hidden": True, "internal": True}


class Record(db.Model):
    """A table of the system.

    `__area__` says which permissions govern it (rules/access.py). `__scope__` says whose it is: the name
    of the relationship towards the officer it is about ("" is the officer), "@owner" when it belongs to
    the account in column `__owner__`, "@agency" when its `agency_id` decides, "@area" when the permission
    to see the area does, and None when it is reference data shared by all. `__shared__` adds to "@owner" those
    with whom the owner shared the record, by its `sharing`, `role` and `agency_id`; `__opened_by__` is the permission
    that opens it to others, None where it is the owner's alone. services/guard/ turns it into
    what one sees and may write. Shared data belongs to the agency in its `agency_id`, or to that of the
    record that the relationship `__anchor__` leads to, or to all: then only a scope of all may write it.
    `__is_rule__` marks tables that set the rules for others: writing them
    asks for the verb "configure". `__keeps_deleted__` is that of Restorable.

    Two words say what people do with the records. `__is_extensible__`: an administrator may add fields, whose
    values stand in `extra` (services/custom/); left open it is true, but for what is one's own or leaves no
    trace. `__is_importable__`: files are loaded into the table; left open it follows `__is_extensible__`, and
    services/imports/records.py says what else it takes.

    `__search__` names the columns by whose words a record is found, and the links through which it is found
    besides (an evaluation by its officer); left open, its names, or if it has none what it points to.
    `__order__` is the column by which lists sort such records where others point to them; left open, the names.
    `__sorted__` names the columns by which its list is filtered and sorted besides: each gets an index. A table that
    stays within some thousands of records at any force says `__grows__ = False` and needs none; one that stays
    within some dozens, as most reference data, says `__is_short__`, and is chosen from a box instead of looked up.

    `__constraint_words__` says in a sentence that names the fields what a constraint of the table refuses, by the
    name of the constraint.

    `__is_personal__`: the records speak of people though no link of theirs leads to one, as the names in the audit
    trail. What leads to an officer or an account is personal by itself (services/export/approving.py).
    """

    __abstract__ = True
    __area__: str
    __scope__: str | None = None
    __owner__: str = "owner_id"
    __shared__: bool = False
    __opened_by__: str | None = None
    __audited__: bool = True
    __is_rule__: bool = False
    __anchor__: str | None = None
    __keeps_deleted__: bool = False
    __label__: str
    __label_plural__: str
    __is_extensible__: bool | None = None
    __is_importable__: bool | None = None
    __search__: tuple[str, ...] | None = None
    __order__: str | None = None
    __sorted__: tuple[str, ...] = ()
    __grows__: bool = True
    __is_short__: bool = False
    __is_personal__: bool = False
    __constraint_words__: dict[str, str] = {}

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-20, info={"label": _l("Number")})
    version: Mapped[int] = mapped_column(default=1, sort_order=99, info={"label": _l("Version")})

    def __init_subclass__(cls, **options) -> None:
        """Answer what the class leaves open, and give an extensible table the column of its custom fields."""
        if cls.__is_extensible__ is None and "__abstract__" not in cls.__dict__:
            cls.__is_extensible__ = cls.__audited__ and cls.__scope__ != "@owner"
        if cls.__is_importable__ is None and "__abstract__" not in cls.__dict__:
            cls.__is_importable__ = cls.__is_extensible__
        if cls.__is_extensible__ and "__abstract__" not in cls.__dict__:
            cls.extra = mapped_column(EXTRA, default=dict, server_default="{}", nullable=False, sort_order=98, info=EXTRA_INFO)
        if search.names_in(cls) and "__abstract__" not in cls.__dict__:
            cls.search_text = search.search_column(_l("Search words"))
        super().__init_subclass__(**options)
        if "__abstract__" not in cls.__dict__:
            search.declare_indexes(cls)
            if cls.__keeps_deleted__:
                is_gone = cls.deleted_at.is_not(None)  # few, and asked for in every query
                Index(f"ix_{cls.__tablename__}_deleted_at", cls.deleted_at, sqlite_where=is_gone, postgresql_where=is_gone)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict:
        return {"version_id_col": cls.version}


search.listen(Record)


class Named(Record):
    """Reference data with a code, a French and an English name, and where the facts come from."""

    __abstract__ = True
    __grows__, __is_short__, __search__ = False, True, ("name", "name_en", "code")

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


class Restorable:
    """Beside Record, where the law wants a trace: deleting fills these columns, restoring empties them.

    The guard hides what is deleted from everybody who does not ask for it by name, and checks the right
    to delete; services/deleting.py says what stands against it.
    """

    __keeps_deleted__ = True

    deleted_at: Mapped[dt.datetime | None] = mapped_column(
        UtcDateTime, sort_order=90, info={"label": _l("Deleted at"), "internal": True}
    )
    deleted_by: Mapped[str | None] = mapped_column(
        String(200), sort_order=91, info={"label": _l("Deleted by"), "internal": True}
    )
    deletion_reason: Mapped[str | None] = mapped_column(
        String(400), sort_order=92, info={"label": _l("Reason of the deletion"), "internal": True}
    )


def linked(record: Record, name: str) -> Record | None:
    """What a link leads to; also of a record on its way to the database, whose links by number nobody follows yet."""
    found, link = getattr(record, name), inspect(type(record)).relationships[name]
    key, session = getattr(record, next(iter(link.local_columns)).key), object_session(record)
    if found is not None or key is None or session is None:
        return found
    with session.no_autoflush:
        return session.get(link.mapper.class_, key)


def named_by(record: Record, *names: str, sign: str = " · ") -> str:
    """The name of a record that is called by what it links; a dash where nothing is linked yet."""
    found = [linked(record, name) for name in names]
    return sign.join(str(one) for one in found if one is not None) or "–"


def model_of(table: str | None) -> type[db.Model] | None:
    """The kind of record that a table keeps; None when there is no such table."""
    return next((mapper.class_ for mapper in db.Model.registry.mappers if mapper.class_.__tablename__ == table), None)


def now() -> dt.datetime:
    """The present moment; tests freeze it here."""
    return dt.datetime.now(dt.UTC)
