"""The units whose establishment somebody may see: those whose people he sees, for of the others all would seem vacant."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import ColumnElement, false, not_, select, true

from models import Unit, db
from rules import access
from rules.access import Scope
from services import guard, listing, organisation


class Place(NamedTuple):
    """A unit in the tree of today."""

    id: int
    parent_id: int | None
    path: str
    code: str
    name: str


def places(on: dt.date, below: int | None = None) -> dict[int, Place]:
    """{number: unit} of the units that were there on a day, in the order of the tree; all, or one and those below it."""
    return _placed(listing.held(Unit, on), below)


def gone(on: dt.date, below: int | None = None) -> dict[int, Place]:
    """{number: unit} of the others: of those that had ended on a day, or had not begun."""
    return _placed(not_(listing.held(Unit, on)), below)


def _placed(wanted: ColumnElement[bool], below: int | None) -> dict[int, Place]:
    query = select(Unit.id, Unit.parent_id, Unit.path, Unit.code, Unit.name).where(_reached(), wanted)
    if below is not None:
        path = db.session.scalar(select(Unit.path).where(Unit.id == below)) or "-"
        query = query.where(organisation.below(path))
    return {row.id: Place(*row) for row in db.session.execute(query.order_by(Unit.path))}


def _reached() -> ColumnElement[bool]:
    who = guard.actor()
    match access.scope(who, "personnel"):
        case Scope.ALL:
            return true()
        case Scope.AGENCY:
            return Unit.agency_id == who.agency_id
        case Scope.SUBTREE if who.unit_path:
            return organisation.below(who.unit_path)
        case _:
            return false()
