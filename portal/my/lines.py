"""The records of a file as a page reads them: what it is, from when to when, each value beside its label."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import inspect
from sqlalchemy.orm import selectinload

from models import ByAct, Officer, Record, db
from rules import correction
from services.correction.values import told
from services.fields import Field, fields_of
from services.personnel.page import act_words
from web import day

from .door import own
from .opening import Paper, papers_of


@dataclass(frozen=True)
class Value:
    """One value of a record; `words` are empty where nothing is recorded."""

    field: str
    label: str
    words: str


@dataclass(frozen=True)
class Line:
    """One record: `values` is what is read beside the title, `wrong` what can be reported as wrong."""

    table: str
    number: int
    title: str
    days: str
    values: tuple[Value, ...]
    wrong: tuple[Value, ...]
    papers: tuple[Paper, ...]
    annulled_by: str = ""

    @property
    def about(self) -> str:
        """How an address names the record."""
        return f"{self.table}:{self.number}"


@dataclass(frozen=True)
class Part:
    """One list of a page. `empty` says what it means that nothing stands there."""

    title: object
    table: str
    lines: tuple[Line, ...]
    empty: object


@dataclass(frozen=True)
class Kept:
    """How the records of one kind are read: the fields beside the title, the column by which the newest comes first."""

    model: type[Record]
    fields: tuple[str, ...]
    newest_by: str = "id"
    days: Callable[[Record], str] = lambda _record: ""


def part(title: object, kept: Kept, officer: Officer, empty: object) -> Part:
    """All records of one kind in the file, the newest first, annulled ones too."""
    fields = fields_of(kept.model)
    wrong = correction.CORRECTABLE.get(kept.model.__tablename__, ())
    linked = {name for name in (*fields, "annulment") if name in inspect(kept.model).relationships}
    links = [selectinload(getattr(kept.model, name)) for name in linked.intersection((*kept.fields, *wrong, "kind", "annulment"))]
    newest = getattr(kept.model, kept.newest_by)
    found = db.session.scalars(own(kept.model, officer).options(*links).order_by(newest.desc(), kept.model.id.desc()))
    return Part(title, kept.model.__tablename__, tuple(_line(record, kept, fields) for record in found), empty)


def _line(record: Record, kept: Kept, fields: dict[str, Field]) -> Line:
    table = record.__tablename__
    annulment = getattr(record, "annulment", None)
    added = [name for name, field in fields.items() if field.is_custom and not field.is_hidden]
    values = [*(value_of(fields[name], record) for name in (*kept.fields, *added)), *([_act(record)] if isinstance(record, ByAct) else [])]
    wrong = () if annulment else tuple(value_of(fields[name], record) for name in correction.CORRECTABLE.get(table, ()))
    return Line(
        table, record.id, str(record), kept.days(record), tuple(value for value in values if value.words), wrong,
        papers_of(record), str(annulment or ""),
    )  # fmt: skip


def _act(record: ByAct) -> Value:
    """The act in one line: “Décret n° 2020-1280/P-RM, Président de la République, 14/12/2020”."""
    parts = (act_words(record), record.act_authority, record.act_signed_on and day(record.act_signed_on))
    return Value("", _("Act"), ", ".join(part for part in parts if part))


def value_of(field: Field, record: Record) -> Value:
    """One value in words, masked where even the person concerned reads it masked."""
    owner = getattr(record, "officer_id", record.id)
    return Value(field.name, str(field.label), told(field, field.value(record), owner))
