"""Pay grids as they are kept, and who stands in which step of them: the progression of one officer, and everybody who is due.

An act gives the step; nothing here changes one. Whoever writes the act of a step that was due earlier keeps the
time by setting `step_counts_from_on` of the new line to the day on which it was due.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import cache
from itertools import zip_longest
from typing import NamedTuple

from sqlalchemy import func, select

from models import GridStep, Officer, Position, PositionLine, Rank, RankLine, Unit, db
from rules.steps import Grid, Held, Placed, Step, progression, risen_on, step_for
from services.personnel import holds

# No month is shorter, so that nobody who is due is left out by it.
SHORTEST_MONTH = dt.timedelta(days=28)


class Due(NamedTuple):
    """Somebody whose step no longer is the one of the act: whose, of which line, the step due and since which day."""

    officer_id: int
    rank_line_id: int
    step: int
    due_on: dt.date


class Version(NamedTuple):
    """A version of the grid of a rank, with the day on which the next one replaces it and the text behind it."""

    grid: Grid
    until: dt.date | None
    legal_text: str | None

    def is_in_force(self, on: dt.date) -> bool:
        """Whether it is the one that decides on a day."""
        return self.grid.starts_on <= on and (self.until is None or on < self.until)


class Line(NamedTuple):
    """One step of a version beside the same one of the version before; `reached` is after how many months, if all counts."""

    number: int
    step: Step | None
    before: Step | None
    reached: int | None


def of(officer: Officer, on: dt.date) -> Held | None:
    """The step that the officer should hold on a day, with its index and version; None without a step on that day."""
    held = ahead(officer, on, on)
    return held[-1] if held else None


def ahead(officer: Officer, on: dt.date, until: dt.date) -> list[Held]:
    """How the step held on a day goes on until another day (years ahead, say), if no act comes between."""
    line = db.session.scalar(select(RankLine).where(RankLine.officer_id == officer.id, holds(RankLine, on)))
    if line is None or line.step is None:
        return []
    return progression(grids({line.rank_id}).get(line.rank_id, ()), Placed(line.step, line.starts_on, line.step_counts_from_on), until)


def due(on: dt.date, *, agency_id: int | None = None, unit: Unit | None = None) -> list[Due]:
    """Everybody within one's scope who is due for a step on a day, of a home agency or of a unit and those below it.

    One query for the force and one for the grids. Left out are those whose position does not let them advance.
    """
    known = grids()
    stays = [step.months for versions in known.values() for grid in versions for step in grid.steps.values() if step.months]
    if not stays:
        return []
    found = cache(lambda rank_id, placed: risen_on(known[rank_id], placed, on))
    rows = db.session.execute(_placed(on, min(stays), agency_id, unit))
    told = ((officer, line, found(rank, Placed(*placed))) for officer, line, rank, *placed in rows)
    return [Due(officer, line, *risen) for officer, line, risen in told if risen]


def _placed(on: dt.date, shortest: int, agency_id: int | None, unit: Unit | None):
    """The lines with a step that hold on a day, of those who may have been long enough in it."""
    counted = func.coalesce(RankLine.step_counts_from_on, RankLine.starts_on)
    held_back = select(PositionLine.officer_id).join(Position, PositionLine.position_id == Position.id)
    query = select(
        RankLine.officer_id, RankLine.id, RankLine.rank_id, RankLine.step, RankLine.starts_on, RankLine.step_counts_from_on
    ).where(
        holds(RankLine, on),
        RankLine.step.is_not(None),
        RankLine.rank_id.in_(select(GridStep.rank_id)),
        counted <= on - shortest * SHORTEST_MONTH,
        RankLine.officer_id.not_in(held_back.where(holds(PositionLine, on), Position.is_promotable.is_(False))),
    )
    if agency_id is not None:
        query = query.where(RankLine.officer_id.in_(select(Officer.id).where(Officer.home_agency_id == agency_id)))
    if unit is not None:
        below = select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True))
        query = query.where(RankLine.officer_id.in_(select(Officer.id).where(Officer.unit_id.in_(below))))
    return query.order_by(RankLine.officer_id)


def grids(rank_ids: set[int] | None = None) -> dict[int, list[Grid]]:
    """The versions of the grid of each rank (of all ranks), the earliest first."""
    query = select(GridStep.rank_id, GridStep.starts_on, GridStep.step, GridStep.months, GridStep.index_points)
    if rank_ids is not None:
        query = query.where(GridStep.rank_id.in_(rank_ids))
    steps: dict[int, dict[dt.date, dict[int, Step]]] = defaultdict(lambda: defaultdict(dict))
    for rank_id, starts_on, number, months, index in db.session.execute(query.order_by(GridStep.starts_on, GridStep.step)):
        steps[rank_id][starts_on][number] = Step(months, index)
    return {rank_id: [Grid(day, found) for day, found in versions.items()] for rank_id, versions in steps.items()}


class OnPromotion:
    """Which step of a new rank somebody gets on a day, by the index that he then has in the old one; the grids are read once."""

    def __init__(self, rank_ids: set[int], on: dt.date):
        self._grids, self._on = grids(rank_ids), on

    def step(self, rank_id: int, held: RankLine) -> int:
        """The step of the new rank for who holds a line of the old one."""
        begun = [grid for grid in self._grids.get(rank_id, ()) if grid.starts_on <= self._on]
        return step_for(begun[-1] if begun else None, self._index(held))

    def _index(self, held: RankLine) -> int | None:
        """The index of the step that is due on the day, whether an act gave it already or not."""
        if held.step is None:
            return None
        reached = progression(self._grids.get(held.rank_id, ()), Placed(held.step, held.starts_on, held.step_counts_from_on), self._on)
        return reached[-1].index if reached else None


def versions(rank_id: int) -> list[Version]:
    """The versions of the grid of a rank as one reads them, the latest first."""
    found = grids({rank_id}).get(rank_id, [])
    named = select(GridStep.starts_on, func.max(GridStep.legal_text)).where(GridStep.rank_id == rank_id)
    texts = dict(db.session.execute(named.group_by(GridStep.starts_on)).tuples().all())
    dated = zip_longest(found, found[1:])
    return [Version(grid, after.starts_on if after else None, texts[grid.starts_on]) for grid, after in dated][::-1]


def compared(version: Version, before: Version | None) -> list[Line]:
    """The steps of a version, with those that only the version before had."""
    now, past = version.grid.steps, before.grid.steps if before else {}
    reached: int | None = 0
    lines = []
    for number in sorted(now | past):
        lines.append(Line(number, now.get(number), past.get(number), reached if number in now else None))
        if number in now and reached is not None:
            reached = reached + now[number].months if now[number].months else None
    return lines


def ranks() -> list[Rank]:
    """The ranks that have a grid, the highest first."""
    with_grid = select(Rank).where(Rank.id.in_(select(GridStep.rank_id)))
    return list(db.session.scalars(with_grid.order_by(Rank.level.desc(), Rank.name)))
