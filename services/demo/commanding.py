"""Who commanded somebody in the open year of the demo force, by the rule of the campaign: heads are asked of the plan, not of files.

Opening the campaign reads postings that are written for the whole force (services/evaluation/campaign/assigning.py); here each block of
people is written with its evaluations, and closed years, with one head each, go the same way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from rules.evaluation import assigning
from rules.evaluation.assigning import Reign, Share

from .calendar import OPEN_YEAR, first_day, last_day
from .evaluations import Evaluated
from .people import Person
from .units import PlannedUnit

STARTS_ON, UNTIL = first_day(OPEN_YEAR), last_day(OPEN_YEAR) + assigning.ONE_DAY
LEAST_DAYS = 60


@dataclass(frozen=True)
class Command:
    """The head with the longest part, the second level above, the days of the evaluator (None: the whole year), and the other heads."""

    leader: int
    reviewer: int | None
    own: Share | None = None
    others: tuple[Share, ...] = ()


def alone(made: Person, done: Evaluated) -> Command:
    """Of somebody whom one head commanded all year."""
    return Command(done.evaluator, _head_above(done.unit, {made.number, done.evaluator}, last_day(done.year)))


def shared(made: Person, done: Evaluated) -> Command:
    """Of somebody who may have changed his head within the open year."""
    found = _shares(made)
    own = next((one for one in found if one.evaluator == done.evaluator), None)
    if own is None or len(found) == 1:
        return Command(done.evaluator, alone(made, done).reviewer, own)
    led = next(unit for stay in made.postings for unit in _upwards(stay.unit) if unit.number == found[0].led)
    reviewer = _head_above(led, {made.number} | {one.evaluator for one in found}, last_day(OPEN_YEAR))
    return Command(found[0].evaluator, reviewer, own, tuple(one for one in found if one is not own))


def _shares(made: Person) -> list[Share]:
    """The parts of the open year: units and officers are those of the plan."""
    found = []
    for stay in made.postings:
        start, until = max(stay.starts_on, STARTS_ON), min(stay.ends_on or UNTIL, UNTIL)
        if start < until:
            path = [(unit.number, list(_reigns(unit))) for unit in _upwards(stay.unit)]
            found += assigning.commanded(made.number, stay.unit.number, start, until, assigning.chains(path, STARTS_ON, UNTIL))
    return assigning.shares(found, LEAST_DAYS)


def _upwards(unit: PlannedUnit | None) -> Iterator[PlannedUnit]:
    """A unit and those above it."""
    while unit is not None:
        yield unit
        unit = unit.parent


def _reigns(unit: PlannedUnit) -> Iterator[Reign]:
    ends = [since for since, _officer in unit.heads[1:]] + [None]
    for (since, officer), until in zip(unit.heads, ends, strict=True):
        yield Reign(officer, since, until)


def _head_above(unit: PlannedUnit, below: set[int], day: dt.date) -> int | None:
    """The nearest head above who is none of these; None at the very top."""
    return next((head for above in _upwards(unit.parent) if (head := above.head_on(day)) not in below), None)
