"""A corps is abolished and its ranks become ranks of another one: what each line of the table gives to whom.

Nothing here looks at a database or a clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .career import day
from .refused import N_, Refused

FIRST_STEP = 1


@dataclass(frozen=True)
class Rung:
    """A rank as the table needs it: of which corps it is, in force from when to when, and how high."""

    name: str
    corps: int
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    level: int = 0


@dataclass(frozen=True)
class Row:
    """One row of the table of concordance: the new rank and what is kept."""

    rank: int
    keeps_step: bool = True
    keeps_seniority: bool = True


@dataclass(frozen=True)
class Held:
    """The rank line that somebody holds on the day."""

    rank: int
    step: int | None
    since: dt.date  # the first day of the unbroken time in the rank
    step_since: dt.date  # the day from which the time in the step counts
    counts_from_on: dt.date | None = None  # of the rank


@dataclass(frozen=True)
class Given:
    """What the act gives: rank, step, and from when the seniority in the rank and the time in the step count, where kept."""

    rank: int
    step: int | None
    counts_from_on: dt.date | None
    step_counts_from_on: dt.date | None


def given(held: Held, table: Mapping[int, Row], ranks: Mapping[int, Rung], on: dt.date) -> Given:
    """The new rank and step of somebody. Raises Refused where the table has no row, or the new rank is not in force."""
    row = table.get(held.rank)
    if row is None:
        raise Refused(N_("The table has no row for the rank “%(rank)s”."), rank=ranks[held.rank].name)
    check_in_force(ranks[row.rank], on)
    counts_from_on = (held.counts_from_on or held.since) if row.keeps_seniority else None
    if not row.keeps_step:
        return Given(row.rank, FIRST_STEP, counts_from_on, None)
    return Given(row.rank, held.step, counts_from_on, None if held.step is None else held.step_since)


def check_in_force(rank: Rung, on: dt.date) -> None:
    """Raise Refused unless the rank can be given on this day."""
    begun = rank.starts_on is None or rank.starts_on <= on
    if not begun or (rank.ends_on is not None and rank.ends_on <= on):
        raise Refused(N_("The rank “%(rank)s” is not in force on %(day)s."), rank=rank.name, day=day(on))


def check_table(corps: int, rows: Iterable[tuple[int, Row]], ranks: Mapping[int, Rung], on: dt.date) -> None:
    """Raise Refused for a row that leads out of another corps, back into the same one, or to a rank not in force."""
    for before, row in rows:
        if ranks[before].corps != corps:
            raise Refused(N_("“%(rank)s” is not a rank of the corps that is transposed."), rank=ranks[before].name)
        if ranks[row.rank].corps == corps:
            raise Refused(
                N_("“%(before)s” cannot become “%(after)s”: the new rank is one of the corps that disappears."),
                before=ranks[before].name, after=ranks[row.rank].name,
            )  # fmt: skip
        check_in_force(ranks[row.rank], on)
