"""What lines of careers rest on is not changed under them: the entry into service, and what a position means.

The forms ask before, to say it beside the field; at every flush it is asked again, so that a change of many is held to it too.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import event, func, inspect, select
from sqlalchemy.orm import Session

from models import Officer, Position, PositionLine, db
from rules import career
from rules.refused import N_, Refused

from .. import guard
from .history import REPEATED, valid

# What a position means to the lines that name it: they would all have ended otherwise.
MEANING = ("leaves_unit", "ends_service")
USED = N_("Lines of careers name this position: changing what it means would rewrite the past. Make a new position instead.")


def check_entry(officer_id: int, entered_on: dt.date, before: dt.date | None) -> None:
    """Raise Refused where the entry is moved from `before` to a day on which lines of the career had begun."""
    if before is not None and entered_on <= before:
        return
    firsts = [db.session.scalar(select(func.min(model.starts_on)).where(model.officer_id == officer_id, valid(model))) for model in REPEATED]
    first = min((day for day in firsts if day is not None), default=entered_on)
    if first < entered_on:
        raise Refused(
            N_("A line of this career begins on %(start)s: the entry into service cannot be on %(entry)s. Correct the day, or annul that line first."),
            start=career.day(first), entry=career.day(entered_on),
        )  # fmt: skip


def is_used(position_id: int) -> bool:
    """Whether a line of a career names this position."""
    return db.session.scalar(select(PositionLine.id).where(PositionLine.position_id == position_id, valid(PositionLine)).limit(1)) is not None


@event.listens_for(Session, "before_flush")
def _keep_the_past(session: Session, _context, _instances) -> None:
    with session.no_autoflush:
        for record in session.dirty:
            if isinstance(record, Officer) and (moved := inspect(record).attrs.entered_on.history).added:
                check_entry(record.id, record.entered_on, next(iter(moved.deleted), None))
            elif isinstance(record, Position) and _changes_meaning(record) and is_used(record.id):
                raise Refused(USED)


def _changes_meaning(position: Position) -> bool:
    """By a person: the reference data itself is brought with its migration."""
    attributes = inspect(position).attrs
    return guard.actor() != guard.SYSTEM and any(getattr(attributes, name).history.has_changes() for name in MEANING)
