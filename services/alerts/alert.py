"""What an alert is: whom it concerns, asked in one query within the guard's scope, and the rule and the text behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select

from models import Officer, Rank, Unit, db
from rules import access
from rules.access import Actor
from services import organisation
from services.forecast import in_the_force

PEOPLE = (
    Officer.id, Officer.last_name, Officer.first_names, Officer.service_number, Officer.rank_id, Officer.birth_on,
    Officer.birth_year, Unit.name.label("unit"),
)  # fmt: skip


class Found(NamedTuple):
    """Somebody whom an alert concerns: what and for which day; `record_id` is the record to act on, where it is not the file."""

    officer_id: int
    name: str
    service_number: str | None
    rank: str
    unit: str | None
    what: object
    day: dt.date | None
    record_id: int | None = None


# What a row says besides the person: (what, day, number of the record).
Told = tuple[object, dt.date | None, int | None]


@dataclass(frozen=True)
class Alert:
    """One kind of alert. `people` selects PEOPLE and whatever `told` reads of a row; any of `permissions` opens it.

    `title` and `rule` are English msgids, filled by `values`; `legal_text` is the text behind it, as the law calls itself.
    `act` names what is done about it: see the door. What is not weekly has a notice of its own.
    """

    key: str
    title: str
    rule: str
    people: Callable[[dt.date], Select]
    told: Callable[[dt.date], Callable[[NamedTuple], Told]]
    permissions: tuple[str, ...] = ("personnel.edit", "audit.view")
    legal_text: str = ""
    act: str = "file"
    values: tuple[tuple[str, object], ...] = ()
    is_weekly: bool = True

    def is_open(self, who: Actor) -> bool:
        """Whether somebody is shown this alert."""
        return any(access.may(who, permission) for permission in self.permissions)

    def count(self, today: dt.date, unit: Unit | None = None) -> int:
        """How many people it concerns today, of a unit and those below it where one is given."""
        asked = _of_unit(self.people(today), unit).order_by(None)
        return db.session.scalar(asked.with_only_columns(func.count(Officer.id))) or 0

    def rows(self, today: dt.date, unit: Unit | None = None, first: int = 0, most: int | None = None) -> Iterator[Found]:
        """The people from the place `first` on, those of the nearest day before the others."""
        return found_in(_of_unit(self.people(today), unit).offset(first).limit(most), self.told(today))


def found_in(asked: Select, told: Callable[[NamedTuple], Told]) -> Iterator[Found]:
    """The people of a query, each with what is told of his or her row."""
    ranks = {rank.id: str(rank) for rank in db.session.scalars(select(Rank))}
    for row in db.session.execute(asked).all():
        name = f"{row.last_name.upper()} {row.first_names}"
        yield Found(row.id, name, row.service_number, ranks.get(row.rank_id, ""), row.unit, *told(row))


def of_officers(*more: ColumnElement) -> Select:
    """Those whose service has not ended, with their unit; `more` are columns of what the alert is about."""
    return select(*PEOPLE, *more).select_from(Officer).outerjoin(Unit, Officer.unit_id == Unit.id).where(in_the_force())


def _of_unit(asked: Select, unit: Unit | None) -> Select:
    if unit is None:
        return asked
    return asked.where(Officer.unit_id.in_(select(Unit.id).where(organisation.below(unit.path))))
