"""Whether an intake overtakes an older one, and what makes the difference.

An intake is everybody in a round who entered in the same year: the service, or the rank. A younger intake overtakes an older one
when a greater share of it is admitted. Why, is told in two ways: how many of the older one do not fulfil a condition; and how
many points those of the younger one who are admitted have, on average and part by part, more than those of the older one who
fulfil every condition and stay behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

# Of a smaller intake a single person moves the share by ten percent and more: it is shown, and nothing is concluded from it.
LEAST_PEOPLE = 10
MOST_PAIRS = 60
MOST_MISSING = 3
HUNDREDTH = Decimal("0.01")
TENTH = Decimal("0.1")
HUNDRED = Decimal(100)


class Member(NamedTuple):
    """Somebody in a round: the year of the intake, None where it is not known; the points by part, or the conditions missed."""

    year: int | None
    is_admitted: bool
    points: Mapping[str, Decimal] | None = None
    missing: tuple[str, ...] = ()
    admitted_by: str | None = None

    @property
    def is_eligible(self) -> bool:
        return self.points is not None


@dataclass(frozen=True)
class Intake:
    """An intake as it stands in the round. `share` is the percentage of all its people that is admitted."""

    year: int
    people: int
    eligible: int
    admitted: int
    share: Decimal


@dataclass(frozen=True)
class Gap:
    """One part of the score: the mean points of those of the younger intake admitted, of those of the older one left behind."""

    part: str
    younger: Decimal
    older: Decimal

    @property
    def difference(self) -> Decimal:
        return self.younger - self.older


@dataclass(frozen=True)
class Overtaking:
    """A younger intake before an older one.

    `behind` of the older one fulfil every condition and are not admitted, `barred` do not fulfil them: `missing` says which,
    the most frequent first. `gaps` is empty where nobody of the older one is behind. `admitted_by` counts what brought those of
    the younger one within the places. Numbers too small to conclude from: `is_few`.
    """

    younger: Intake
    older: Intake
    behind: int
    barred: int
    missing: tuple[tuple[str, int], ...]
    gaps: tuple[Gap, ...]
    admitted_by: tuple[tuple[str, int], ...]
    is_few: bool


@dataclass(frozen=True)
class Cohorts:
    """All intakes, the oldest first; the overtakings that weigh most; how many more there are; people of unknown year."""

    intakes: tuple[Intake, ...]
    overtakings: tuple[Overtaking, ...]
    others: int
    unknown: int


@dataclass
class _Sums:
    """What is added up of one intake; the points of those admitted, and of those who stay behind although they may be promoted."""

    people: int = 0
    eligible: int = 0
    admitted: int = 0
    behind: int = 0
    missing: Counter = field(default_factory=Counter)
    admitted_by: Counter = field(default_factory=Counter)
    within: Counter = field(default_factory=Counter)
    beyond: Counter = field(default_factory=Counter)

    def add(self, one: Member) -> None:
        self.people += 1
        self.eligible += one.is_eligible
        if one.missing:
            self.missing.update(one.missing)
        if one.is_admitted:
            self.admitted += 1
            self.admitted_by[one.admitted_by] += 1
        elif one.is_eligible:
            self.behind += 1
        if one.points is not None:
            sums = self.within if one.is_admitted else self.beyond
            for part, points in one.points.items():
                sums[part] += points


def compare(members: Iterable[Member]) -> Cohorts:
    """Each intake, and each pair in which a younger one overtakes an older one; in whatever order the members come."""
    sums: dict[int, _Sums] = {}
    unknown = 0
    for one in members:
        if one.year is None:
            unknown += 1
        else:
            sums.setdefault(one.year, _Sums()).add(one)
    years = sorted(sums)
    pairs = [(younger, older) for older in years for younger in years if younger > older and _overtakes(sums[younger], sums[older])]
    found = sorted((_overtaking(younger, older, sums) for younger, older in pairs), key=_weight)
    return Cohorts(tuple(_intake(year, sums[year]) for year in years), tuple(found[:MOST_PAIRS]), len(found[MOST_PAIRS:]), unknown)


def _overtakes(younger: _Sums, older: _Sums) -> bool:
    """Whether a greater share of the younger one is admitted; in whole numbers, so that nothing is rounded."""
    return younger.admitted * older.people > older.admitted * younger.people


def _weight(one: Overtaking) -> tuple:
    """What concerns many comes first; pairs too small to conclude from come last."""
    return one.is_few, -(one.behind + one.barred), one.older.year, one.younger.year


def _overtaking(younger_year: int, older_year: int, sums: Mapping[int, _Sums]) -> Overtaking:
    younger, older = sums[younger_year], sums[older_year]
    return Overtaking(
        younger=_intake(younger_year, younger),
        older=_intake(older_year, older),
        behind=older.behind,
        barred=older.people - older.eligible,
        missing=_most(older.missing)[:MOST_MISSING],
        gaps=_gaps(younger, older),
        admitted_by=_most(younger.admitted_by),
        is_few=min(younger.people, older.people) < LEAST_PEOPLE,
    )


def _intake(year: int, one: _Sums) -> Intake:
    share = (HUNDRED * one.admitted / one.people).quantize(TENTH, ROUND_HALF_UP)
    return Intake(year, one.people, one.eligible, one.admitted, share)


def _gaps(younger: _Sums, older: _Sums) -> tuple[Gap, ...]:
    """The widest first; parts in which the two do not differ stay out."""
    if not older.behind:
        return ()
    mean = lambda points, people: (Decimal(points) / people).quantize(HUNDREDTH, ROUND_HALF_UP)  # noqa: E731
    parts = sorted(younger.within.keys() | older.beyond.keys())
    gaps = [Gap(part, mean(younger.within[part], younger.admitted), mean(older.beyond[part], older.behind)) for part in parts]
    return tuple(sorted((gap for gap in gaps if gap.difference), key=lambda gap: (-abs(gap.difference), gap.part)))


def _most(counted: Counter) -> tuple[tuple[str, int], ...]:
    """Counts, the greatest first, and equal ones in the order of their names."""
    return tuple(sorted(((key, number) for key, number in counted.items() if key), key=lambda one: (-one[1], one[0])))
