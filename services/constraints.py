"""What a constraint of the database refused, in our own words: those of its table where that has some."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from models import Record, db
from rules.refused import N_, Refused

# Where no table says it: PostgreSQL's code and SQLite's name of the broken constraint.
BROKEN = {
    "23505": N_("Another record already has this value."),
    "23503": N_("Something else refers to this record, or it refers to something that is no longer there."),
    "23514": N_("Two values of this record do not go together, or one is outside what is possible."),
    "23502": N_("A value that must be given is missing."),
}
BROKEN |= {
    "SQLITE_CONSTRAINT_UNIQUE": BROKEN["23505"],
    "SQLITE_CONSTRAINT_FOREIGNKEY": BROKEN["23503"],
    "SQLITE_CONSTRAINT_CHECK": BROKEN["23514"],
    "SQLITE_CONSTRAINT_NOTNULL": BROKEN["23502"],
}
CHECK_FAILED = "CHECK constraint failed: "
NOT_ACCEPTED = N_("The database did not accept this. Nothing was changed. Try again, and tell the technicians if it happens again.")


def code_of(error: IntegrityError) -> str | None:
    """What kind of constraint it was, as the database numbers or names it."""
    return getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)


def name_of(error: IntegrityError) -> str | None:
    """The name of the constraint: PostgreSQL tells it apart, SQLite in its sentence, and only that of a check."""
    if diagnosis := getattr(error.orig, "diag", None):
        return diagnosis.constraint_name
    return str(error.orig).removeprefix(CHECK_FAILED) if str(error.orig).startswith(CHECK_FAILED) else None


def refused(error: IntegrityError) -> Refused:
    """The same as a rule would say it."""
    name = name_of(error)
    told = next((model.__constraint_words__[name] for model in _models() if name in model.__constraint_words__), None)
    return Refused(told or BROKEN.get(code_of(error), NOT_ACCEPTED))


def _models() -> list[type[Record]]:
    return [mapper.class_ for mapper in db.Model.registry.mappers if issubclass(mapper.class_, Record)]
