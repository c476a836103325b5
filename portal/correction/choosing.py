"""What is wrong: a field, a record that is missing, or something told in words. Other pages of the file lead past this one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request, url_for

from models import Officer, Record
from services.correction import choosing


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
    sections = [_section(one, officer) for one in choosing.sections(officer)]
    return render_template("portal/correction/choose.html", sections=sections, record=None)


def field_page(record: Record):
    """The fields of one record that can be said to be wrong."""
    return render_template("portal/correction/choose.html", record=record, choices=fields_to_choose(record))


def fields_to_choose(record: Record) -> list[Choice]:
    """Every field of a record that a request can reach."""
    about = f"{record.__tablename__}:{record.id}"
    return [Choice(one.label, one.words, url_for(request.endpoint, about=about, field=one.field)) for one in choosing.values_of(record)]


def _section(found: choosing.Section, officer: Officer) -> Section:
    """The fields of the identity at once; of every other kind its records, whose fields are on a page of their own."""
    missing = url_for(request.endpoint, missing=found.table) if found.can_be_missing else ""
    if found.table == Officer.__tablename__:
        return Section(found.title, fields_to_choose(officer), missing)
    choices = [Choice(one.title, "", url_for(request.endpoint, about=f"{found.table}:{one.record.id}")) for one in found.choices]
    return Section(found.title, choices, missing)
