"""Enrolling a unit: its people without a photo, or with too old a one, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from models import Officer, Unit, db, now
from rules.access import Actor
from services import organisation
from services.forecast import in_the_force

from .current import outdated

BY_NAME = (Officer.last_name, Officer.first_names, Officer.id)
MOST_UNITS = 20


def to_enrol(unit: Unit, *, by: Actor) -> Select[tuple[Officer]]:
    """The people of a unit and below it who need a photo, by name; oneself is left out."""
    return select(Officer).where(*_of(unit, by), outdated(now().date())).order_by(*BY_NAME)


def next_after(unit: Unit, officer_id: int | None, *, by: Actor) -> Officer | None:
    """Who comes after this one in the order of names, else the first of the others; None where nobody else is left."""
    waiting = to_enrol(unit, by=by).where(Officer.id.is_distinct_from(officer_id)).limit(1)
    before = None if officer_id is None else db.session.scalar(select(Officer).where(Officer.id == officer_id))
    if before is not None:
        after = tuple_(*BY_NAME) > (before.last_name, before.first_names, before.id)
        if found := db.session.scalar(waiting.where(after)):
            return found
    return db.session.scalar(waiting)


def progress(unit: Unit, *, by: Actor) -> tuple[int, int]:
    """How many people of the unit have a recent photo, and how many there are; without oneself."""
    people = db.session.scalar(select(func.count(Officer.id)).where(*_of(unit, by))) or 0
    return people - _left(unit, by), people


def units_to_enrol(*, by: Actor) -> Sequence[tuple[Unit, int]]:
    """The units of whose own people the most need a photo, each with how many the run through it asks for, those below it with them."""
    number = func.count(Officer.id)
    needed = (outdated(now().date()), in_the_force(), Officer.id.is_distinct_from(by.officer_id))
    counted = select(Officer.unit_id, number).where(*needed, Officer.unit_id.is_not(None)).group_by(Officer.unit_id)
    found = db.session.execute(counted.order_by(number.desc(), Officer.unit_id).limit(MOST_UNITS)).all()
    units = db.session.scalars(select(Unit).where(Unit.id.in_([row[0] for row in found])).order_by(Unit.id))
    return sorted(((unit, _left(unit, by)) for unit in units), key=lambda row: row[1], reverse=True)


def _left(unit: Unit, by: Actor) -> int:
    """How many of a unit and below it need a photo."""
    return db.session.scalar(select(func.count(Officer.id)).where(*_of(unit, by), outdated(now().date()))) or 0


def _of(unit: Unit, by: Actor) -> tuple[ColumnElement[bool], ...]:
    below = select(Unit.id).where(organisation.below(unit.path))
    return Officer.unit_id.in_(below), in_the_force(), Officer.id.is_distinct_from(by.officer_id)
