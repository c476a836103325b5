"""How somebody advances from step to step of a pay grid, by the version of the grid that is in force on each day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest


@dataclass(frozen=True)
class Step:
    """One step of a version: how many months one stays (None: nobody leaves it by time), and its index (points)."""

    months: int | None
    index: int | None = None


@dataclass(frozen=True)
class Grid:
    """A version of the grid of a rank, in force from `starts_on` until the next one begins; its steps by number."""

    starts_on: dt.date
    steps: dict[int, Step]

    def after(self, step: int) -> int | None:
        """The step above, None at the top."""
        return min((number for number in self.steps if number > step), default=None)


@dataclass(frozen=True)
class Placed:
    """A step given by an act: held since a day; the time in it counts from another one where seniority was kept."""

    step: int
    since: dt.date
    counts_from_on: dt.date | None = None


@dataclass(frozen=True)
class Held:
    """From a day on: the step, its index, and the date of effect of the version that says so (None: no version yet).

    `entered_on` is the day from which the time in the step counts.
    """

    starts_on: dt.date
    step: int
    index: int | None
    version: dt.date | None
    entered_on: dt.date


def progression(grids: Iterable[Grid], placed: Placed, until: dt.date) -> list[Held]:
    """The steps that somebody should hold up to and with the day `until`, each change of step or of version dated.

    Formula. One enters a step on a day E (`counts_from_on` for the step of the act). On every later day the version in
    force on that day says how many months M the step lasts; one rises on the first day that is not before E + M months.
    So the time already spent in the step is kept when a version changes, and only what is still missing changes.

    An act that gives a step late takes nothing away: whoever has, on the day of the act, been in the step for longer than it
    lasts is due for the next one since the day on which the months were over, and the time since then counts there.

    Assumptions, as no public text of the force says otherwise: whom a new version finds longer in the step than it now
    lasts rises on the day it takes effect, and the time beyond is not carried into the next step; a step that a version
    does not have is left only under a version that has it; every month counts whole, whatever the marks.
    """
    return list(_joined(_changes(sorted(grids, key=lambda grid: grid.starts_on), placed, until)))


def risen_on(grids: Iterable[Grid], placed: Placed, until: dt.date) -> tuple[int, dt.date] | None:
    """The step that is due on a day and since when its time counts, or None where it is still the one that the act gave."""
    held = [each for each in progression(grids, placed, until) if each.step != placed.step]
    if not held:
        return None
    return held[-1].step, held[-1].entered_on


def step_for(grid: Grid | None, index: int | None) -> int:
    """The step of a new rank for somebody of an index: the first whose index is at least that, so that nobody is paid less.

    Where the index is not known, on either side, it is the first step; where the whole grid lies below it, the last one
    that has an index. Without a grid it is 1.
    """
    if grid is None or not grid.steps:
        return 1
    known = {number: step.index for number, step in grid.steps.items() if step.index is not None}
    if index is None or not known:
        return min(grid.steps)
    return min((number for number, points in known.items() if points >= index), default=max(known))


def _changes(grids: list[Grid], placed: Placed, until: dt.date) -> Iterator[Held]:
    """Every change, in the order of time; of several on one day the last one holds."""
    step, entered, day = placed.step, placed.counts_from_on or placed.since, placed.since
    over = until + dt.timedelta(days=1)
    if not grids or placed.since < grids[0].starts_on:
        yield Held(day, step, None, None, entered)
    for grid, following in zip_longest(grids, grids[1:]):
        end = min(following.starts_on, over) if following else over
        day = max(day, grid.starts_on)
        if day >= end:
            continue
        yield _held(day, step, grid, entered)
        while (rises := _rises_on(step, entered, grid)) is not None and max(rises, day) < end:
            entered = rises if day == placed.since else max(rises, day)
            day, step = max(rises, day), grid.after(step)
            yield _held(day, step, grid, entered)


def _rises_on(step: int, entered: dt.date, grid: Grid) -> dt.date | None:
    """The day on which the months of the step are over by one version; None where nobody leaves it by time."""
    stay = grid.steps.get(step)
    if stay is None or stay.months is None or grid.after(step) is None:
        return None
    return months_on(entered, stay.months)


def _held(day: dt.date, step: int, grid: Grid, entered: dt.date) -> Held:
    stay = grid.steps.get(step)
    return Held(day, step, stay.index if stay else None, grid.starts_on, entered)


def _joined(changes: Iterable[Held]) -> Iterator[Held]:
    """Each day once, with what holds from it on."""
    before: Held | None = None
    for held in changes:
        if before is not None and held.starts_on != before.starts_on:
            yield before
        before = held
    if before is not None:
        yield before


def months_on(day: dt.date, months: int) -> dt.date:
    """The same day so many months on; the first of the month after where that month has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        return dt.date(day.year + years, month + 2, 1)  # December has every day
