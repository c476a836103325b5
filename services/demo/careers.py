"""How a career of the demo force came about: back from the present rank to the school, rule by rule."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from .lists import Intake, Rung, lists


@dataclass(frozen=True)
class Career:
    """When somebody entered, left school, and got each rank, the present one last."""

    entered_on: dt.date
    graduated_on: dt.date
    ranks: list[tuple[str, dt.date]]


def career(path: tuple[str, str], as_of: dt.date, least_years: int, rng: random.Random) -> Career:
    """A career that on `as_of` has led to this rank, after at least so many years. `path` is career and rank."""
    known = lists()
    ladder, intakes = known.ladders[path[0]], known.intakes[path[0]]
    place = next(place for place, rung in enumerate(ladder) if rung.rank == path[1])
    has_school = intakes[0].graduated_on > intakes[0].entered_on
    if has_school and place == 0:
        return _student(ladder[0], [intake for intake in intakes if intake.graduated_on > as_of][0])
    if ladder[place].fixed_on:
        return _transposed(ladder[: place + 1], rng.choice(intakes))
    return _promoted(ladder[: place + 1], intakes, (as_of, least_years), rng)


def _student(rung: Rung, intake: Intake) -> Career:
    return Career(intake.entered_on, intake.graduated_on, [(rung.rank, intake.entered_on)])


def _transposed(ladder: list[Rung], intake: Intake) -> Career:
    ranks = [(rung.rank, rung.fixed_on or intake.entered_on) for rung in ladder]
    return Career(intake.entered_on, intake.graduated_on, ranks)


def _promoted(ladder: list[Rung], intakes: list[Intake], asked: tuple[dt.date, int], rng: random.Random) -> Career:
    as_of, least_years = asked
    has_school = intakes[0].graduated_on > intakes[0].entered_on
    climbed = ladder[1:] if has_school else ladder
    years = [rng.randint(rung.years_least, rung.years_most) for rung in climbed[:-1]]
    present = rng.randrange(max(climbed[-1].years_most, 1))
    present = max(present, least_years - sum(years))
    starts = _starts(climbed, years, as_of.year - present)
    while _skips_a_rank(climbed, starts):
        present += 1
        starts = _starts(climbed, years, as_of.year - present)
    return _from_school(ladder, climbed, starts, intakes)


def _starts(climbed: list[Rung], years: list[int], last: int) -> list[dt.date | None]:
    """The first of January of each promotion, counted back from the last; None for a rank that was not there yet."""
    starts: list[dt.date | None] = [dt.date(last, 1, 1)]
    for rung, stay in zip(reversed(climbed[:-1]), reversed(years), strict=True):
        start = dt.date(last - stay, 1, 1)
        if start < rung.exists_from:
            starts.insert(0, None)
        else:
            starts.insert(0, start)
            last -= stay
    return starts


def _skips_a_rank(climbed: list[Rung], starts: list[dt.date | None]) -> bool:
    """Whether a rank was passed over although it was there when the next one was given."""
    following = [next(start for start in starts[place + 1 :] if start) for place in range(len(starts) - 1)]
    return any(
        start is None and rung.exists_from <= after
        for rung, start, after in zip(climbed[:-1], starts[:-1], following, strict=True)
    )


def _from_school(
    ladder: list[Rung], climbed: list[Rung], starts: list[dt.date | None], intakes: list[Intake]
) -> Career:
    """The last intake that left school in time for the first promotion; the school comes before the ladder."""
    first = next(place for place, start in enumerate(starts) if start)
    intake = next((one for one in reversed(intakes) if one.graduated_on <= starts[first]), intakes[0])
    ranks = [(rung.rank, start) for rung, start in zip(climbed, starts, strict=True) if start]
    ranks[0] = (ranks[0][0], intake.graduated_on)
    if len(ladder) > len(climbed):
        ranks.insert(0, (ladder[0].rank, intake.entered_on))
    return Career(intake.entered_on, intake.graduated_on, ranks)
