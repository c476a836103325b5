"""The tree of units: where a unit hangs, and the path that follows from it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from models import Unit, db
from rules.refused import N_, Refused

from . import guard


def below(path: str) -> ColumnElement[bool]:
    """The SQL condition of the unit of a path and of those below it in the tree of today."""
    return Unit.path.startswith(path, autoescape=True)


def place(unit: Unit) -> None:
    """Set the path of a unit, and of all below it, from its parent.

    Refused when it would hang under itself, or when a unit and the one above it would belong to two agencies.
    """
    db.session.add(unit)
    db.session.flush()  # now the keys say what the links say
    above = unit.parent.path if unit.parent else "/"
    if unit.parent and (unit.parent is unit or (unit.path and unit.parent.path.startswith(unit.path))):
        raise Refused(N_("A unit cannot be placed under itself or under a unit below it."))
    if unit.parent and unit.parent.agency_id != unit.agency_id:
        raise Refused(N_("The parent unit belongs to another agency."))
    _check_below(unit)
    former, unit.path = unit.path, f"{above}{unit.id}/"
    if former and former != unit.path:
        with guard.unscoped("a unit was moved in the tree"):
            for moved in db.session.scalars(select(Unit).where(below(former), Unit.id != unit.id)):
                moved.path = unit.path + moved.path.removeprefix(former)


def _check_below(unit: Unit) -> None:
    left_behind = select(Unit.id).where(Unit.parent_id == unit.id, Unit.agency_id != unit.agency_id)
    with guard.unscoped("a unit was moved in the tree"):
        if db.session.scalar(left_behind.limit(1)):
            raise Refused(N_("Units below this one belong to its present agency: move or change them first."))
