"""Whoever has left the unit, seconded or retired, is posted nowhere: what a file says of them is checked, and kept in step."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from models import Officer, Position, PositionLine, Posting, db
from rules import career
from rules.importing import BadValue
from rules.refused import N_
from services.personnel import history

from .blocks import in_blocks

Away = list[tuple[dt.date, dt.date | None]]


def leaving() -> frozenset[int]:
    """The positions in which nobody serves in a unit."""
    return frozenset(key for (key,) in db.session.query(Position.id).filter(Position.leaves_unit))


def away_of(officers: Iterable[int]) -> dict[int, Away]:
    """By officer the times (from, to) without a unit, of those who ever left."""
    query = db.session.query(PositionLine.officer_id, PositionLine.starts_on, PositionLine.ends_on)
    query = query.join(Position, Position.id == PositionLine.position_id).filter(Position.leaves_unit, history.valid(PositionLine))
    found: dict[int, Away] = defaultdict(list)
    for officer, starts_on, ends_on in in_blocks(query, PositionLine.officer_id, officers):
        found[officer].append((starts_on, ends_on))
    return dict(found)


def posted(officers: Iterable[int]) -> dict[int, list[dt.date]]:
    """By officer the days on which postings begin."""
    query = db.session.query(Posting.officer_id, Posting.starts_on).filter(history.valid(Posting))
    found: dict[int, list[dt.date]] = defaultdict(list)
    for officer, starts_on in in_blocks(query, Posting.officer_id, officers):
        found[officer].append(starts_on)
    return dict(found)


def contradiction(starts: Iterable[dt.date], away: Away) -> BadValue | None:
    """Why postings that begin on these days do not go with the times without a unit, if they do not."""
    found = career.posted_outside(starts, away)
    if found is None:
        return None
    return BadValue(
        N_("From %(left)s on the officer serves in no unit: no posting can begin on %(start)s."),
        N_("Correct one of the two dates, or leave the unit empty."),
        start=found[0],
        left=found[1],
    )


def keep_in_step(officers: Iterable[int]) -> None:
    """End the postings of those who left, on the day they did, and let their files say so."""
    left = away_of(officers)
    if not left:
        return
    db.session.expire_all()
    for (key,) in in_blocks(db.session.query(Officer.id), Officer.id, left):
        officer = db.session.get(Officer, key)
        for line, end in history.plan(officer).moved():
            line.ends_on = end
        history.refresh(officer)
