"""Who evaluates whom: the head of the unit, for as long as he commanded; the head above him is the second level.

The general statute has the immediate superior give the marks, and the authority above him decide (the decree on notation of
Mali is not public: that heads count by their days, the least time, and how ties fall are assumed, and set by the cycle).
Where a unit has no head on a day, or its head is away or is the officer himself, the next one above commands.
Days are counted with both ends, as in the postings: 1 January to 31 December are 365.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Reign:
    """Somebody at the head of a unit; `until` is the first day on which he is not any more, None while it is open."""

    head: int
    starts_on: dt.date
    until: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether he is at the head on that day."""
        return self.starts_on <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Chain:
    """Those at the head of a unit and of those above it from one day until (without) another, the nearest first: (unit, head)."""

    starts_on: dt.date
    until: dt.date
    heads: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Stretch:
    """Somebody commanded the officer without a break; evaluator None: nobody did. `led` is the unit whose head he was."""

    evaluator: int | None
    unit: int
    starts_on: dt.date
    until: dt.date
    led: int | None = None

    @property
    def days(self) -> int:
        return (self.until - self.starts_on).days


@dataclass(frozen=True)
class Share:
    """What one head has in the year of an officer: his days in all, from the first to the last, and where he commanded longest."""

    evaluator: int | None
    unit: int
    starts_on: dt.date
    ends_on: dt.date
    days: int
    led: int | None = None


def chains(path: Sequence[tuple[int, Sequence[Reign]]], starts_on: dt.date, until: dt.date) -> list[Chain]:
    """The heads above a place, cut at every day on which one of them changes. `path` goes from the unit to the top."""
    reigns = [reign for _unit, found in path for reign in found]
    cuts = {starts_on, until} | {day for reign in reigns for day in (reign.starts_on, reign.until) if day and starts_on < day < until}
    days = sorted(cuts)
    return [Chain(first, last, tuple(_heads(path, first))) for first, last in zip(days, days[1:], strict=False)]


def _heads(path: Sequence[tuple[int, Sequence[Reign]]], day: dt.date) -> Iterable[tuple[int, int]]:
    for unit, reigns in path:
        held = [reign for reign in reigns if reign.holds(day)]
        if held:
            yield unit, max(held, key=lambda reign: (reign.starts_on, -reign.head)).head  # the last to come, where two are named


def commanded(officer: int, unit: int, starts_on: dt.date, until: dt.date, above: Iterable[Chain]) -> list[Stretch]:
    """Who commanded the officer while he served in a unit: the nearest head who is not himself."""
    found = []
    for chain in above:
        first, last = max(starts_on, chain.starts_on), min(until, chain.until)
        if first < last:
            led, head = next(((place, head) for place, head in chain.heads if head != officer), (None, None))
            found.append(Stretch(head, unit, first, last, led))
    return found


def shares(stretches: Sequence[Stretch], least_days: int) -> list[Share]:
    """The parts of a year, the longest first: days under one head are summed, whatever lies between.

    Who commanded for less than `least_days` is not asked unless nobody commanded longer; then the longest alone is. Equal
    times: the one who commanded last knows the year best, then the lower number. Empty where there was not one day.
    """
    summed = sorted(_summed(stretches), key=lambda one: longest_first(one.days, one.ends_on, one.evaluator))
    named = [one for one in summed if one.evaluator is not None] or summed
    long = [one for one in named if one.days >= least_days]
    return long or named[:1]


def longest_first(days: int, ends_on: dt.date, evaluator: int | None) -> tuple[int, int, int]:
    """What the parts of an evaluation are sorted by; who has the first one leads it, and holds the interview."""
    return -days, -ends_on.toordinal(), evaluator or 0


def _summed(stretches: Sequence[Stretch]) -> Iterable[Share]:
    by_head: dict[int | None, list[Stretch]] = {}
    for one in stretches:
        if one.days > 0:
            by_head.setdefault(one.evaluator, []).append(one)
    for head, found in by_head.items():
        longest = max(found, key=lambda one: (one.days, one.starts_on))
        last = max(one.until for one in found) - ONE_DAY
        yield Share(head, longest.unit, min(one.starts_on for one in found), last, sum(one.days for one in found), longest.led)


def reviewer(above: Sequence[int], passed_over: Collection[int]) -> int | None:
    """The second level: the nearest head above the main evaluator who may be; None where there is none."""
    return next((head for head in above if head not in passed_over), None)


def within(spans: Iterable[tuple[dt.date, dt.date | None]], starts_on: dt.date, until: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The spans, cut to those days; an open one lasts to the end."""
    cut = ((max(first, starts_on), min(last or until, until)) for first, last in spans)
    return [(first, last) for first, last in cut if first < last]


def while_serving(reigns: Iterable[Reign], served: Sequence[tuple[dt.date, dt.date | None]]) -> list[Reign]:
    """The time at the head in which the head himself served: one who is suspended or on leave commands nobody."""
    found = []
    for reign in reigns:
        for first, last in within(served, reign.starts_on, reign.until or dt.date.max):
            found.append(replace(reign, starts_on=first, until=None if last == dt.date.max else last))
    return found
