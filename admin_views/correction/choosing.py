"""What a clerk can choose for an officer: each field of the file that a request can reach, and what may be missing from it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select

from models import DatedLine, Evaluation, EvaluationMark, Officer, Record, db, model_of
from rules import access
from rules import correction as rules
from rules.career import day
from services import guard
from services.correction import values
from services.fields import fields_of


@dataclass(frozen=True)
class Choice:
    """A record of the file: (label, what stands, name of the field) of each field that a request can reach."""

    title: str
    table: str
    number: int
    fields: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Part:
    """The records of one kind."""

    title: str
    choices: list[Choice]


def parts(officer: Officer) -> list[Part]:
    """The whole file as far as the clerk sees it, kinds without a record left out."""
    found = [Part(str(model_of(table).__label_plural__), _choices(table, officer)) for table in rules.CORRECTABLE]
    return [part for part in found if part.choices]


def missing() -> list[tuple[str, str]]:
    """The kinds of records of which one can be said to be missing: table and name."""
    known = [(table, model_of(table)) for table in rules.CAN_BE_MISSING]
    return [(table, str(model.__label__)) for table, model in known if access.may(guard.actor(), f"{model.__area__}.view")]


def record(officer: Officer, table: str, number: int | None) -> Record | None:
    """A record of this officer's file that the clerk sees; None where a request reaches none."""
    if table not in rules.CORRECTABLE or number is None:
        return None
    return next((one for one in _records(table, officer) if one.id == number), None)


def _choices(table: str, officer: Officer) -> list[Choice]:
    named = [(name, fields_of(model_of(table))[name]) for name in rules.CORRECTABLE[table]]

    def line(one: Record) -> Choice:
        told = [(str(field.label), values.words(field, values.plain(field, field.value(one)), officer.id), name) for name, field in named]
        return Choice(_called(one), table, one.id, told)

    return [line(one) for one in _records(table, officer) if getattr(one, "annulment_id", None) is None]


def _called(one: Record) -> str:
    """A record by its name and the day or the cycle that tells it from others of the name."""
    if isinstance(one, EvaluationMark):
        return f"{one.evaluation.cycle} · {one.cycle_criterion}"
    return f"{one} · {day(one.starts_on)}" if isinstance(one, DatedLine) else str(one)


def _records(table: str, officer: Officer) -> list[Record]:
    """The newest first; the session leaves out what is not for the clerk."""
    return [officer] if table == Officer.__tablename__ else db.session.scalars(_asked_for(model_of(table), officer)).all()


def _asked_for(model: type[Record], officer: Officer) -> Select:
    if model is EvaluationMark:
        return select(model).join(Evaluation).where(Evaluation.officer_id == officer.id).order_by(model.id.desc())
    return select(model).where(model.officer_id == officer.id).order_by(model.id.desc())
