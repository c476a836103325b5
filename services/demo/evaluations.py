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

from .calendar import OPEN_YEAR, YEARS, last_day
from .lists import lists
from .people import Person, person
from .units import Plan, PlannedUnit

SERVING = ("ACT", "MAD", "MIS", "STG", "CMA", "CMT")
TYPICAL, TALENT, LENIENCY, LENIENCY_OF_YEAR, CHANCE = 13.2, 1.3, 1.2, 0.4, 0.8
MISSING, SENT_EARLY, BEGUN = 0.03, 0.10, 0.25
ALIKE = 0.08
HALVES = [Decimal(half) / 2 for half in range(41)]
LEAST_SHARE = Decimal("0.6")
# How far an evaluation of the open year is with its head, by chance; of closed years all are closed.
NOT_BEGUN, DRAFT, SENT, CLOSED = "not begun", "draft", "sent", "closed"


@dataclass(frozen=True)
class Criteria:
    """What is marked: everybody, and the leaders."""

    everybody: list[rule.Weighted]
    leaders: list[rule.Weighted]


@dataclass(frozen=True)
class Evaluated:
    """One evaluation of one year: what its head says of the officer, and how far that has come (`stage`).

    Of a draft only the first `begun` marks are typed. `sent_at` is None in the open year, where the stage tells the days (course.py).
    """

    year: int
    evaluator: int
    unit: PlannedUnit
    is_head: bool
    stage: str
    marks: dict[int, Decimal]
    begun: int
    score: Decimal
    comment: str
    sent_at: dt.datetime | None


class Evaluators:
    """The heads of the force: their names and how they mark, each worked out once."""

    def __init__(self, plan: Plan, seed: int):
        self._plan, self._seed = plan, seed
        self._names: dict[int, tuple[str, str]] = {}
        self._habits: dict[tuple[int, int], tuple[float, bool]] = {}

    def names(self, number: int) -> tuple[str, str]:
        """The last name and the first names."""
        if number not in self._names:
            made = person(self._plan, self._seed, number)
            self._names[number] = made.last_name, made.first_names
        return self._names[number]

    def name(self, number: int) -> str:
        """NAME First names, as the paper has it."""
        last_name, first_names = self.names(number)
        return f"{last_name.upper()} {first_names}"

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


def is_evaluated(officer: Person, year: int) -> bool:
    """Whether somebody had to be: in service in a unit on the last day of the period, and no newcomer."""
    day = last_day(year)
    is_new = officer.career.graduated_on > dt.date(year, 7, 1)
    return officer.posting_on(day) is not None and not is_new and officer.position_on(day) in SERVING


def _of_year(officer: Person, year: int, by: tuple, rng: random.Random) -> Evaluated | None:
    """None where nobody evaluated: at school, not in service, at the very top, or forgotten."""
    criteria, evaluators, talent = by
    stage = _stage(year, rng)
    if stage is None or not is_evaluated(officer, year):
        return None
    stay = officer.posting_on(last_day(year))
    evaluator = _evaluator(officer, stay.unit, last_day(year))
    if evaluator is None:
        return None
    leniency, alike = evaluators.habit(evaluator, year)
    asked = criteria.leaders if stay.is_head else criteria.everybody
    marks = _marks(talent + leniency, asked, alike, rng)
    begun, score = rng.randint(1, len(marks) - 1), rule.score(marks, asked, LEAST_SHARE)
    sent_at = None if year == OPEN_YEAR else _moment(year, rng)
    return Evaluated(year, evaluator, stay.unit, stay.is_head, stage, marks, begun, score, _comment(score, rng), sent_at)


def _stage(year: int, rng: random.Random) -> str | None:
    drawn = rng.random()
    if year != OPEN_YEAR:
        return None if drawn < MISSING else CLOSED
    return SENT if drawn < SENT_EARLY else DRAFT if drawn < BEGUN else NOT_BEGUN


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
    """Within four weeks of the end of the period."""
    day = last_day(year) + dt.timedelta(days=rng.randint(9, 32))
    return dt.datetime(day.year, day.month, day.day, rng.randint(8, 16), rng.randrange(60), tzinfo=dt.UTC)
