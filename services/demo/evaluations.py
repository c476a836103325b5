"""The evaluations of the demo force: three closed years and an open one, by lenient and severe heads.

A mark is what the officer is worth, plus the evaluator's leniency (lasting, and a little of the year),
plus chance. A few heads give the same mark for everything, as everywhere.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal

from rules import evaluation as rule

from .lists import REFERENCE_ON, lists
from .people import Person, person
from .units import Plan, PlannedUnit

YEARS = (2023, 2024, 2025, 2026)
OPEN_YEAR = 2026
SERVING = ("ACT", "MAD", "MIS", "STG", "CMA", "CMT")
TYPICAL, TALENT, LENIENCY, LENIENCY_OF_YEAR, CHANCE = 13.2, 1.3, 1.2, 0.4, 0.8
MISSING, SUBMITTED_EARLY, DRAFT = 0.03, 0.10, 0.25
ALIKE = 0.08
HALVES = [Decimal(half) / 2 for half in range(41)]
LEAST_SHARE = Decimal("0.6")


@dataclass(frozen=True)
class Criteria:
    """What is marked: everybody, and the leaders."""

    everybody: list[rule.Weighted]
    leaders: list[rule.Weighted]


@dataclass(frozen=True)
class Evaluated:
    """One evaluation of one year; no score and no moment while it is a draft."""

    year: int
    evaluator: int
    unit: PlannedUnit
    marks: dict[int, Decimal]
    score: Decimal | None
    comment: str | None
    submitted_at: dt.datetime | None


class Evaluators:
    """The heads of the force: their names and how they mark, each worked out once."""

    def __init__(self, plan: Plan, seed: int):
        self._plan, self._seed = plan, seed
        self._names: dict[int, str] = {}
        self._habits: dict[tuple[int, int], tuple[float, bool]] = {}

    def name(self, number: int) -> str:
        """NAME First names, as the paper has it."""
        if number not in self._names:
            made = person(self._plan, self._seed, number)
            self._names[number] = f"{made.last_name.upper()} {made.first_names}"
        return self._names[number]

    def habit(self, number: int, year: int) -> tuple[float, bool]:
        """Leniency in points, and whether all criteria get the same mark."""
        if (number, year) not in self._habits:
            lasting, of_year = (random.Random(f"{self._seed}/{number}/{what}") for what in ("habit", year))
            leniency = lasting.gauss(0, LENIENCY) + of_year.gauss(0, LENIENCY_OF_YEAR)
            self._habits[number, year] = leniency, lasting.random() < ALIKE
        return self._habits[number, year]


def evaluations(officer: Person, criteria: Criteria, evaluators: Evaluators, seed: int) -> list[Evaluated]:
    """All evaluations of an officer, oldest first."""
    rng = random.Random(f"{seed}/{officer.number}/marks")
    talent = rng.gauss(TYPICAL, TALENT)
    made = (_of_year(officer, year, (criteria, evaluators, talent), rng) for year in YEARS)
    return [one for one in made if one]


def _of_year(officer: Person, year: int, by: tuple, rng: random.Random) -> Evaluated | None:
    """None where nobody evaluated: at school, not in service, at the very top, or forgotten."""
    criteria, evaluators, talent = by
    day = min(dt.date(year, 12, 31), REFERENCE_ON)
    stay, state = officer.posting_on(day), _state(year, rng)
    too_new = officer.career.graduated_on > dt.date(year, 7, 1)
    if state is None or stay is None or too_new or officer.position_on(day) not in SERVING:
        return None
    evaluator = _evaluator(officer, stay.unit, day)
    if evaluator is None:
        return None
    leniency, alike = evaluators.habit(evaluator, year)
    asked = criteria.leaders if stay.is_head else criteria.everybody
    marks = _marks(talent + leniency, asked, alike, rng)
    if state == "draft":
        begun = dict(list(marks.items())[: rng.randint(1, len(marks) - 1)])
        return Evaluated(year, evaluator, stay.unit, begun, None, None, None)
    score = rule.score(marks, asked, LEAST_SHARE)
    return Evaluated(year, evaluator, stay.unit, marks, score, _comment(score, rng), _moment(year, rng))


def _state(year: int, rng: random.Random) -> str | None:
    drawn = rng.random()
    if year != OPEN_YEAR:
        return None if drawn < MISSING else "submitted"
    return "submitted" if drawn < SUBMITTED_EARLY else "draft" if drawn < DRAFT else None


def _evaluator(officer: Person, unit: PlannedUnit, day: dt.date) -> int | None:
    """The head of the unit; for the head, the one above."""
    head = unit.head_on(day)
    if head != officer.number:
        return head
    return unit.parent.head_on(day) if unit.parent else None


def _marks(level: float, asked: list[rule.Weighted], alike: bool, rng: random.Random) -> dict[int, Decimal]:
    same = _to_half(rng.gauss(level, CHANCE))
    return {criterion.key: same if alike else _to_half(rng.gauss(level, CHANCE)) for criterion in asked}


def _to_half(mark: float) -> Decimal:
    return HALVES[max(8, min(40, round(mark * 2)))]


def _comment(score: Decimal, rng: random.Random) -> str:
    known = lists().comments
    return rng.choice(known[max(least for least in known if least <= score)])


def _moment(year: int, rng: random.Random) -> dt.datetime:
    """In January of the year after; in October for the open year."""
    month = dt.date(year, 10, 1) if year == OPEN_YEAR else dt.date(year + 1, 1, 5)
    day = month + dt.timedelta(days=rng.randrange(24))
    return dt.datetime(day.year, day.month, day.day, rng.randint(8, 16), rng.randrange(60), tzinfo=dt.UTC)
