"""What is wrong: a field, a record that is missing, or something told in words. Other pages of the file lead past this one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from models import Evaluation, EvaluationMark, Officer, Record, db, model_of
from rules import correction as rules
from services.fields import fields_of

from ..my.lines import value_of


@dataclass(frozen=True)
class Choice:
    """Something that can be said to be wrong: its name, what stands there, and where it is reported."""

    label: str
    words: str
    url: str


@dataclass(frozen=True)
class Section:
    """The records of one kind in the own file; `missing` is where one of them is reported missing."""

    title: str
    choices: list[Choice]
    missing: str = ""


def choice_page(officer: Officer):
    """The kinds of records, those of one's own, and what is missing."""
    sections = [Section(_("Identity"), fields_to_choose(officer))]
    sections += [_section(table, officer) for table in rules.CORRECTABLE if table != "officer"]
    filled = [one for one in sections if one.choices or one.missing]
    return render_template("portal/correction/choose.html", sections=filled, record=None)


def field_page(record: Record):
    """The fields of one record that can be said to be wrong."""
    return render_template("portal/correction/choose.html", record=record, choices=fields_to_choose(record))


def fields_to_choose(record: Record) -> list[Choice]:
    """Every field of a record that a request can reach."""
    fields, about = fields_of(type(record)), f"{record.__tablename__}:{record.id}"
    values = [value_of(fields[name], record) for name in rules.CORRECTABLE[record.__tablename__]]
    return [Choice(one.label, one.words, url_for(request.endpoint, about=about, field=one.field)) for one in values]


def _section(table: str, officer: Officer) -> Section:
    model = model_of(table)
    records = [one for one in db.session.scalars(_records(model, officer)) if not getattr(one, "annulment", None)]
    choices = [Choice(str(one), "", url_for(request.endpoint, about=f"{table}:{one.id}")) for one in records]
    missing = url_for(request.endpoint, missing=table) if table in rules.CAN_BE_MISSING else ""
    return Section(str(model.__label_plural__), choices, missing)


def _records(model: type[Record], officer: Officer):
    """The records of one kind in the own file, the newest first; the session adds what the person concerned may see."""
    if model is EvaluationMark:
        return select(model).join(Evaluation).where(Evaluation.officer_id == officer.id).order_by(model.id.desc())
    return select(model).where(model.officer_id == officer.id).order_by(model.id.desc())
