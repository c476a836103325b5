"""Who will leave, and when: departures by the ages of retirement in force, ages and the share of women.

Everything is counted in the database, within the scope of the reader: for each rule the dates of birth that part the
years are worked out first, so that a force is counted by comparing dates and nobody is looked at alone. Each is counted
in the rank and the region of today.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, extract, func, or_, select
from sqlalchemy.orm import selectinload

from models import Officer, Position, Sex, Unit, db
from rules.retirement import AgeRule, still_serves_from
from services.retirement import Ages, born_from

YEARS = 10
AGE_STEP, YOUNGEST, OLDEST = 5, 20, 65
# What stands in place of a year where it cannot be told, or is not within the years asked about.
NO_BIRTH, NO_RULE, PASSED, LATER = -3, -2, -1, 0
Bounds = list[tuple[tuple[dt.date, ...], list[int]]]


class Leaver(NamedTuple):
    """Somebody who leaves within the time asked about."""

    officer: Officer
    on: dt.date
    age: int


@dataclass(frozen=True)
class Asked:
    """Whose departures: of a year (or PASSED), of a rank and a region where one is given; 0 for none recorded."""

    year: int
    rank_id: int | None = None
    region_id: int | None = None


def years(today: dt.date) -> list[int]:
    """This year, of which only what is left counts, and the ten after it."""
    return list(range(today.year, today.year + YEARS + 1))


def departures(today: dt.date) -> list[tuple[int, int | None, int | None, int]]:
    """[(year, or what stands in its place; rank id; region id; officers)] of all whose service has not ended."""
    year = _year(_bounds(today), today).label("year")
    query = select(year, Officer.rank_id, Unit.region_id, func.count(Officer.id)).outerjoin(Officer.unit)
    return _rows(query.where(in_the_force()).group_by("year", Officer.rank_id, Unit.region_id))


def people(today: dt.date) -> list[tuple[int | None, int | None, str | None, int]]:
    """[(age reached within this year or None, rank id, "F", "M" or None, officers)] of the same people."""
    born = func.coalesce(extract("year", Officer.birth_on), Officer.birth_year).label("born")
    query = select(born, Officer.rank_id, Officer.sex, func.count(Officer.id)).where(in_the_force())
    found = _rows(query.group_by("born", Officer.rank_id, Officer.sex))
    return [(born and today.year - int(born), rank, sex and sex.value, number) for born, rank, sex, number in found]


def ages(counted: list) -> list[tuple[int, int, int]]:
    """[(first year of the age group, women, men)] of what `people` counted; the last group has no end."""
    groups: Counter = Counter()
    for age, _rank, sex, number in counted:
        if age is not None and sex is not None:
            age = min(max(age, YOUNGEST), OLDEST)
            groups[age - age % AGE_STEP, sex] += number
    oldest = max((age for age, _sex in groups), default=YOUNGEST)
    return [(age, groups[age, Sex.F.value], groups[age, Sex.M.value]) for age in range(YOUNGEST, oldest + 1, AGE_STEP)]


def leavers(asked: Asked, today: dt.date, first: int, most: int) -> list[Leaver]:
    """Some of those who leave in a year, from the place `first` on, by their birthday, which mostly is the day they leave."""
    ages = Ages()
    query = select(Officer).outerjoin(Officer.unit).where(in_the_force(), _year(_bounds(today), today) == asked.year)
    for column, wanted in ((Officer.rank_id, asked.rank_id), (Unit.region_id, asked.region_id)):
        if wanted is not None:
            query = query.where(column == wanted if wanted else column.is_(None))
    birthday = func.coalesce(extract("month", Officer.birth_on), 12), func.coalesce(extract("day", Officer.birth_on), 31)
    shown = query.options(selectinload(Officer.rank), selectinload(Officer.unit)).order_by(*birthday, Officer.id)
    found = db.session.scalars(shown.offset(first).limit(most))
    told = ((officer, ages.of(officer.counts_as_born_on, officer.rank_id)) for officer in found)
    return [Leaver(officer, ends.on, ends.age) for officer, ends in told if ends]


def in_the_force() -> ColumnElement[bool]:
    """The condition of those whose service has not ended: suspended and seconded ones retire, too."""
    return or_(Officer.position_id.is_(None), Officer.position_id.in_(select(Position.id).where(Position.ends_service.is_(False))))


def _bounds(today: dt.date) -> Bounds:
    """For the ranks under the same versions: whoever is born before the first of these dates has left before today, and so on."""
    days = [today, *(dt.date(year + 1, 1, 1) for year in years(today))]

    def births(versions: tuple[AgeRule, ...]) -> tuple[dt.date, ...]:
        return tuple(still_serves_from(day, versions) for day in days)

    return [(births(versions), ranks) for versions, ranks in Ages().groups()]


def _year(bounds: Bounds, today: dt.date) -> ColumnElement[int]:
    """The year in which somebody leaves, or what stands in its place. Most people are young: they are told apart first."""
    unknown = (and_(Officer.birth_on.is_(None), Officer.birth_year.is_(None)), NO_BIRTH)
    told = [LATER, *reversed(years(today))]
    by_rule = [
        (Officer.rank_id.in_(ranks), case(*[(born_from(birth), year) for birth, year in zip(births[::-1], told, strict=True)], else_=PASSED))
        for births, ranks in bounds
    ]
    return case(unknown, *by_rule, else_=NO_RULE)


def _rows(query) -> list[tuple]:
    return [tuple(row) for row in db.session.execute(query)]
