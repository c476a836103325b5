"""Plain records of a file held to rules/records.py: by the forms of the desk, and by corrections that were granted.

Files that are loaded have checks of their own, row by row (services/imports).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress

from models import Choice, Fitness, IdentityPaper, LanguageSkill, MedicalFitness, Officer, PaperKind, Record, db, now
from rules import records
from rules.importing.values import BadValue, nina
from rules.records import Whose, Wrong
from rules.refused import N_, Refused

from ..fields import fields_of

TWICE = N_("This language is recorded for the officer already: change that record.")


def wrong(model: type[Record], values: Mapping[str, object], officer: Officer | None, record: Record | None = None) -> list[Wrong]:
    """What cannot be in a record of an officer's file, by the values of its fields as a form or a record holds them.

    `record` is the stored one that they belong to; None for a new one.
    """
    plain = {name: value.name if isinstance(value, Choice) else value for name, value in values.items()}
    whose = Whose(now().date(), *((officer.birth_on, officer.entered_on) if officer else ()))
    found = records.wrong(model.__tablename__, plain, whose)
    if model is LanguageSkill and officer and _has_twin(officer, values.get("language"), record):
        found.append(Wrong(("language",), Refused(TWICE)))
    return found


def check(record: Record, changed: Collection[str]) -> None:
    """Raise the first thing that cannot be in a record as it is to stand, of those in which a changed field has a part."""
    with db.session.no_autoflush:
        values = {name: field.value(record) for name, field in fields_of(type(record)).items()}
        found = wrong(type(record), values, values.get("officer"), record)
    for one in found:
        if not set(one.fields).isdisjoint(changed):
            raise one.refused


def tidy(record: Record) -> None:
    """What is kept in one way, however it was typed: a NINA without spaces, no restriction for who is fit or unfit."""
    if isinstance(record, IdentityPaper) and record.kind is PaperKind.NINA_SHEET:
        with suppress(BadValue):  # one that was loaded so stays so until somebody corrects it
            record.number = nina(record.number)
    elif isinstance(record, MedicalFitness) and record.outcome is not Fitness.RESTRICTED:
        record.restriction = None


def _has_twin(officer: Officer, language: Record | None, record: Record | None) -> bool:
    """Whether another record tells of this language already."""
    if language is None:
        return False
    same = db.session.query(LanguageSkill).filter_by(officer_id=officer.id, language_id=language.id)
    return any(one is not record for one in same)
