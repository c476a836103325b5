"""The fields that administrators added, as this request finds them: read once, kept until a definition changes.

Every process keeps what it read last as one immutable object. A request asks the database only whether the sum of
the definitions' stamps is still the same, and sees one state of them to its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask import current_app, g, has_app_context
from flask_babel import LazyString, get_locale
from markupsafe import escape
from sqlalchemy import func

from models import CustomField, CustomKind, db

PREFIX = "cf_"
# How many definitions there are, and the sum of what each has drawn: it differs as soon as one of them does.
Stamp = tuple[int, Decimal | int | None]


class Written(LazyString):
    """What an administrator wrote, in the reader's language. Unlike our own words it is text and never markup."""

    def __html__(self) -> str:
        return escape(str(self))


@dataclass(frozen=True)
class Chosen:
    """One value of a list that an administrator wrote: `name` is what is kept, as with a Choice."""

    name: str
    fr: str
    en: str = ""
    is_retired: bool = False

    @property
    def value(self) -> str:
        return self.name

    @property
    def label(self) -> Written:
        return Written(in_language, self.fr, self.en)

    def __str__(self) -> str:
        return in_language(self.fr, self.en)


@dataclass(frozen=True)
class Definition:
    """A custom field in plain values. Labels and help are in the reader's language when they are shown."""

    record_type: str
    key: str
    kind: CustomKind
    fr: str
    en: str
    help_fr: str
    help_en: str
    choices: tuple[Chosen, ...]
    is_required: bool
    is_searchable: bool
    is_indexed: bool
    mask: str
    is_retired: bool

    @property
    def name(self) -> str:
        """What the field is called in forms, lists and addresses."""
        return PREFIX + self.key

    @property
    def label(self) -> Written:
        return Written(in_language, self.fr, self.en)

    @property
    def help(self) -> Written | str:
        return Written(in_language, self.help_fr, self.help_en) if self.help_fr or self.help_en else ""

    def chosen(self, value: object) -> Chosen | None:
        """The choice that is kept under this value, retired or not."""
        return next((choice for choice in self.choices if choice.name == value), None)


@dataclass(frozen=True)
class Known:
    """All definitions at one moment: those in use by record type, and the retired ones for what still names them."""

    stamp: Stamp
    active: dict[str, tuple[Definition, ...]]
    every: dict[tuple[str, str], Definition]


NOTHING: tuple[Definition, ...] = ()


def definitions(record_type: str) -> tuple[Definition, ...]:
    """The fields in use of a record type, in their order: the same object as long as nothing changed."""
    return known().active.get(record_type, NOTHING) if has_app_context() else NOTHING


def definition(record_type: str, key: str) -> Definition | None:
    """The field of this key, retired or not."""
    return known().every.get((record_type, key))


def known() -> Known:
    """What this request goes by."""
    if "custom_fields" not in g:
        g.custom_fields = _read_now()
    return g.custom_fields


def state() -> Stamp | None:
    """What tells apart all that follows from the definitions: the same as long as none has changed."""
    return known().stamp if has_app_context() else None


def forget() -> None:
    """This request changed a definition: what it asks next is read anew."""
    g.pop("custom_fields", None)


def begin(found: Stamp) -> None:
    """The first statement of a request has read the stamp."""
    g.custom_fields = _read_if_other(found)


def _read_if_other(found: Stamp) -> Known:
    kept = current_app.extensions.get("custom_fields")
    if kept is None or kept.stamp != found:
        with db.session.no_autoflush:
            kept = current_app.extensions["custom_fields"] = _read(found)
    return kept


def _read_now() -> Known:
    with db.session.no_autoflush:
        return _read_if_other(tuple(db.session.query(func.count(CustomField.id), func.sum(CustomField.stamp)).one()))


def _read(found: Stamp) -> Known:
    order = (CustomField.record_type, CustomField.sort_order, CustomField.id)
    every = [plain(row) for row in db.session.query(CustomField).order_by(*order)]
    active: dict[str, tuple[Definition, ...]] = {}
    for one in every:
        if not one.is_retired:
            active[one.record_type] = (*active.get(one.record_type, ()), one)
    return Known(found, active, {(one.record_type, one.key): one for one in every})


def plain(row: CustomField) -> Definition:
    """A definition without its row."""
    told = (row.label_en, row.help, row.help_en)
    choices = tuple(
        Chosen(choice["value"], choice["label"], choice.get("label_en") or "", bool(choice.get("retired")))
        for choice in row.choices or ()
    )
    # What is saved while a field is prepared is given its words at once; only the lists wait for the index.
    flags = (row.is_required, row.is_searchable, row.is_indexed and not row.is_preparing)
    en, help_fr, help_en = (text or "" for text in told)
    return Definition(row.record_type, row.key, row.kind, row.label, en, help_fr, help_en, choices, *flags, row.mask or "", row.is_retired)


def in_language(fr: str, en: str) -> str:
    """The words in the reader's language; French where there is no English, and the other way round."""
    return en if en and (not fr or str(get_locale()) == "en") else fr
