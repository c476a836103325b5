"""Who reaches the age of retirement within 6, 12 or 24 months, by the rule in force, and who is past it and still in service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, and_, case, extract, false, func, true

from models import Officer
from rules.alerts import RETIREMENT_MONTHS
from rules.refused import N_
from rules.retirement import counts_as_born_on, still_serves_from
from rules.steps import months_on
from services.retirement import Ages, born_from

from .alert import Alert, Told, of_officers

BEFORE_ALL = dt.date(1900, 1, 1)
TEXT = "Ordonnance n° 2021-016/PT-RM du 31 décembre 2021, art. 140"


def _retiring(first: dt.date, last: dt.date) -> Select:
    """Who retires from the first day to the last one: dates of birth are compared, nobody is looked at alone."""
    within, age = [], []
    for versions, ranks in Ages().groups():
        of_rank = Officer.rank_id.in_(ranks)
        serves, leaves_later = (born_from(still_serves_from(day, versions)) for day in (first, last + dt.timedelta(days=1)))
        within.append((of_rank, and_(serves, leaves_later.is_not(true()))))
        age.append((of_rank, max(versions, key=lambda version: version.starts_on).age))
    if not within:
        return of_officers().where(false())
    return of_officers().where(case(*within, else_=false())).order_by(*_by_day(case(*age)), Officer.id)


def _by_day(age: ColumnElement[int]) -> tuple[ColumnElement, ...]:
    """The order of the days of retirement, near enough: the year in which the age is reached, then the birthday."""
    parts = {part: extract(part, Officer.birth_on) for part in ("year", "month", "day")}
    year = func.coalesce(parts["year"], Officer.birth_year) + age
    return year, func.coalesce(parts["month"], 12), func.coalesce(parts["day"], 31)


def _told(today: dt.date) -> Callable[[tuple], Told]:
    """The age and the day, each by the version that decides for this person."""
    ages = Ages()

    def tell(row) -> Told:
        found = ages.of(counts_as_born_on(row.birth_on, row.birth_year), row.rank_id)
        return (N_("%(age)s years"), {"age": found.age}), found.on, None

    return tell


def _within(number: int) -> Callable[[dt.date], Select]:
    """Those who leave within so many months, and not within the step before."""
    place = RETIREMENT_MONTHS.index(number)
    after = RETIREMENT_MONTHS[place - 1] if place else 0

    def people(today: dt.date) -> Select:
        return _retiring(months_on(today, after) + dt.timedelta(days=1), months_on(today, number))

    return people


RULE = N_("The age of retirement of the rank or the corps, by the version in force on that very day.")
OVER = Alert(
    key="retired",
    title=N_("Past the age of retirement and still in service"),
    rule=RULE,
    legal_text=TEXT,
    people=lambda today: _retiring(BEFORE_ALL, today),
    told=_told,
    act="position",
)
SOON = tuple(
    Alert(
        key=f"retires-{number}",
        title=N_("Retirement within %(months)s months"),
        values=(("months", number),),
        rule=RULE,
        legal_text=TEXT,
        people=_within(number),
        told=_told,
        act="position",
    )
    for number in RETIREMENT_MONTHS
)
