"""What is known of a candidate on the date of reference, as plain values that can be frozen and read again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from ..retirement import counts_as_born_on


class Line(NamedTuple):
    """One line of a career as ranking needs it: what was held, from when until the eve of when."""

    number: int
    held: int
    starts_on: dt.date
    ends_on: dt.date | None


# Of all that follows `source` is the number of the line of the file.


class Mark(NamedTuple):
    """The mark of one closed evaluation, on its own scale.

    `score` is what counts; `raw` is the mark as given where the board decided that corrected ones count, else None.
    """

    ended_on: dt.date
    score: Decimal
    scale_max: Decimal
    source: int
    raw: Decimal | None = None

    @property
    def of_twenty(self) -> Decimal:
        return self.score * 20 / self.scale_max


_BY_AGE = attrgetter("ended_on", "source")


class Diploma(NamedTuple):
    """A diploma or a course; `level` is one of rules.promotion.rule.LEVELS."""

    title: str
    level: str
    source: int


class Headed(NamedTuple):
    """A time at the head of a unit, until the eve of `ends_on`."""

    starts_on: dt.date
    ends_on: dt.date | None
    source: int


class Honour(NamedTuple):
    """An award."""

    given_on: dt.date
    source: int


class Punished(NamedTuple):
    """A sanction that stands: `degree` is "first" or "second"; from `erased_on` on nobody relies on it."""

    degree: str
    starts_on: dt.date
    erased_on: dt.date | None
    source: int


class Visit(NamedTuple):
    """The last decision on medical fitness: "fit", "restricted" or "unfit", and the last day on which it is valid."""

    outcome: str
    valid_until_on: dt.date | None
    source: int


class Dossier(NamedTuple):
    """A candidate on the date of reference. `rank_line` and `position_line` number the lines of the file."""

    officer_id: int
    service_number: str | None
    name: str
    entered_on: dt.date
    born_on: dt.date | None
    birth_year: int | None
    rank_since: dt.date | None
    rank_line: int | None
    corps_since: dt.date | None
    position: str | None
    position_line: int | None
    is_promotable: bool
    unit: str | None
    marks: tuple[Mark, ...]
    position_code: str | None = None
    retires_on: dt.date | None = None
    exam: Decimal | None = None
    exam_line: int | None = None
    diplomas: tuple[Diploma, ...] = ()
    headed: tuple[Headed, ...] = ()
    awards: tuple[Honour, ...] = ()
    sanctions: tuple[Punished, ...] = ()
    fitness: Visit | None = None

    @property
    def counts_as_born_on(self) -> dt.date | None:
        """As for retirement."""
        return counts_as_born_on(self.born_on, self.birth_year)

    def last_marks(self, count: int) -> Sequence[Mark]:
        """The latest marks, newest first."""
        return sorted(self.marks, key=_BY_AGE, reverse=True)[:count]


def held_since(lines: Sequence[Line], on: dt.date, same: Mapping[int, int] | None = None) -> Line | None:
    """The first line of the unbroken run that holds on this date: a new step in the same rank goes on.

    `same` says what counts as the same thing (rank to corps); without it, the thing itself.
    """
    begun = sorted([line for line in lines if line.starts_on <= on], key=lambda line: (line.starts_on, line.number))
    if not begun or (begun[-1].ends_on is not None and begun[-1].ends_on <= on):
        return None
    kind = (lambda line: same[line.held]) if same else (lambda line: line.held)
    first = begun.pop()
    for earlier in reversed(begun):
        if kind(earlier) != kind(first) or (earlier.ends_on or first.starts_on) < first.starts_on:
            break
        first = earlier
    return first


def in_corps_since(lines: Sequence[Line], on: dt.date, corps: Mapping[int, int], transposed: Collection[int]) -> dt.date | None:
    """Since when somebody is in the corps of the rank held on this date; None without one.

    `corps` is the corps of each rank. The time in the corps of before goes on counting across the lines `transposed`: those by
    which a transposition moved somebody and kept the seniority.
    """
    first = held_since(lines, on, same=corps)
    while first is not None and first.number in transposed:
        before = held_since(lines, first.starts_on - dt.timedelta(days=1), same=corps)
        if before is None:
            break
        first = before
    return first.starts_on if first else None
