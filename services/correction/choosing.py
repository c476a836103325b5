"""What can be asked about in a file: the records of each kind with their names, and the fields of each that a request can reach.

Both doors choose from it: the officer in the own file, and the clerk who files what an officer signed on paper.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import Select, select

from models import DatedLine, Evaluation, EvaluationMark, Officer, Record, db, model_of
from rules import access
from rules import correction as rules
from rules.career import day
from services import guard

from . import about, values


@dataclass(frozen=True)
class Value:
    """A field that can be said to be wrong; `words` are empty where nothing is recorded."""

    field: str
    label: str
    words: str


@dataclass(frozen=True)
class Choice:
    """A record that can be asked about, by the name that tells it from others of its kind."""

    title: str
    record: Record

    @property
    def table(self) -> str:
        """The kind of the record, as an address names it."""
        return self.record.__tablename__

    @property
    def values(self) -> list[Value]:
        """Its fields that a request can reach, with what stands in them."""
        return values_of(self.record)


@dataclass(frozen=True)
class Section:
    """The records of one kind; one of them may be missing where `can_be_missing` says so."""

    table: str
    title: str
    choices: list[Choice]
    can_be_missing: bool


def sections(officer: Officer) -> list[Section]:
    """The whole file as far as the reader sees it; kinds of which nothing can be said are left out."""
    absent = missing(officer)
    found = [Section(table, _title(table), _choices(table, officer), table in absent) for table in rules.CORRECTABLE]
    return [section for section in found if section.choices or section.can_be_missing]


def missing(officer: Officer) -> dict[str, str]:
    """The kinds of which the reader may say that a record is missing, each with its name."""
    is_own, known = guard.actor().officer_id == officer.id, {table: model_of(table) for table in rules.CAN_BE_MISSING}
    return {
        table: str(model.__label__) for table, model in known.items() if is_own or access.may(guard.actor(), f"{model.__area__}.view")
    }


def values_of(record: Record) -> list[Value]:
    """The fields of a record that a request can reach, with what stands in them."""
    owner = about.officer_of(record).id
    return [
        Value(field.name, str(field.label), values.told(field, field.value(record), owner)) for field in about.fields(record.__tablename__)
    ]


def record(officer: Officer, table: str, number: int) -> Record | None:
    """A record of this file that the reader sees; None where a request reaches none."""
    if table not in rules.CORRECTABLE:
        return None
    if table == Officer.__tablename__:
        return officer if officer.id == number else None
    model = model_of(table)
    return db.session.scalar(_of(officer, model).where(model.id == number))


def _title(table: str) -> str:
    return _("Identity") if table == Officer.__tablename__ else str(model_of(table).__label_plural__)


def _choices(table: str, officer: Officer) -> list[Choice]:
    """The newest first; what was annulled never held, so nothing of it is wrong."""
    if table == Officer.__tablename__:
        return [Choice(str(officer), officer)]
    model = model_of(table)
    found = _of(officer, model).options(*about.read_with(model)).order_by(model.id.desc())
    if issubclass(model, DatedLine):
        found = found.where(model.annulment_id.is_(None))
    return [Choice(called(one), one) for one in db.session.scalars(found)]


def _of(officer: Officer, model: type[Record]) -> Select:
    """The records of one kind in a file; the session leaves out what is not for the reader."""
    if model is EvaluationMark:
        return select(model).join(Evaluation).where(Evaluation.officer_id == officer.id)
    return select(model).where(model.officer_id == officer.id)


def called(record: Record) -> str:
    """A record by its name and the day or the cycle that tells it from others of the name."""
    if isinstance(record, EvaluationMark):
        return f"{record.evaluation.cycle} · {record.cycle_criterion}"
    return f"{record} · {day(record.starts_on)}" if isinstance(record, DatedLine) else str(record)
