"""Lists of a day: of records that begin and end, or are replaced by a newer version, those that held on it.

What was annulled never held. An end is the first day on which a record holds no more, but for those of INCLUSIVE.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, and_, func, or_, select

from models import Delegation, EvaluationCycle, GridStep, RetirementAge, db

BEGINNINGS = ("starts_on", "examined_on")
ENDS = ("ends_on", "last_day_on", "valid_until_on")
LAST_DAYS = {"last_day_on", "valid_until_on"}  # ends that still belong to the record
INCLUSIVE = {Delegation, EvaluationCycle}
# A version of these holds until the next one of the same begins.
VERSIONS: dict[type[db.Model], tuple[str, ...]] = {GridStep: ("rank_id",), RetirementAge: ("corps_id", "rank_id")}


def is_dated(model: type[db.Model]) -> bool:
    """Whether the list of these records can be asked for a day."""
    names = model.__table__.columns.keys()
    return model in VERSIONS or (any(name in names for name in BEGINNINGS) and any(name in names for name in ENDS))


def held(model: type[db.Model], on: dt.date) -> ColumnElement[bool]:
    """The SQL condition for the records that held on a day; those without a beginning always had."""
    columns = model.__table__.c
    starts = next(columns[name] for name in BEGINNINGS if name in columns)
    begun = or_(starts.is_(None), starts <= on) if starts.nullable else starts <= on
    valid = [columns.annulment_id.is_(None)] if "annulment_id" in columns else []
    if model in VERSIONS:
        return and_(starts == _newest(model, on), *valid)
    name = next(name for name in ENDS if name in columns)
    end = columns[name]
    return and_(begun, or_(end.is_(None), end >= on if name in LAST_DAYS or model in INCLUSIVE else end > on), *valid)


def _newest(model: type[db.Model], on: dt.date) -> ColumnElement:
    """The beginning of the version in force on a day, for each row of the table."""
    columns, other = model.__table__.c, model.__table__.alias("version")
    same = [other.c[name].is_not_distinct_from(columns[name]) for name in VERSIONS[model]]
    newest = select(func.max(other.c.starts_on)).where(other.c.starts_on <= on, *same)
    return newest.correlate(model.__table__).scalar_subquery()
