"""Who may be promoted: each condition of the rule, what was found, and since or from when it is met."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from .dossier import Dossier, Mark, Punished
from .rule import LEVELS, Rule

THOUSANDTH = Decimal("0.001")
# So many marks make the mean that a rule asks for, unless it asks for more evaluations or fewer.
MARKS_OF_THE_MEAN = 3


class Condition(NamedTuple):
    """One condition looked at.

    `required` and `found` are whole months for times, numbers of evaluations and of sanctions that bar, a mean of 20 as exact text,
    and for the others what it is called. `is_met` is None where the system keeps nothing to check it with: that bars nobody, and is
    shown. `from_on` is the day from which a time counts; for fitness the last day that the visit is valid, for retirement the day of
    leaving. `met_on` is the day since which, or from which at the earliest, the condition is met; None where nobody knows. `source`
    names the lines of the file: "rank_line 31".
    """

    key: str
    required: int | str | None
    found: int | str | None
    is_met: bool | None
    from_on: dt.date | None = None
    met_on: dt.date | None = None
    source: str | None = None


def conditions(dossier: Dossier, rule: Rule, on: dt.date) -> list[Condition]:
    """Every condition that the rule sets, looked at on the date of reference."""
    rank_line = f"rank_line {dossier.rank_line}" if dossier.rank_line else None
    looked_at = [
        Condition("rank", None, None, dossier.rank_since is not None, dossier.rank_since, None, rank_line),
        _years("years_in_rank", rule.min_years_in_rank, dossier.rank_since, on, rank_line),
        _years("years_in_corps", rule.min_years_in_corps, dossier.corps_since, on, rank_line),
        _years("years_of_service", rule.min_years_of_service, dossier.entered_on, on, f"officer {dossier.officer_id}"),
        _evaluations(dossier, rule),
        _mean_mark(dossier, rule),
        _position(dossier, rule),
        _sanctions("sanctions_first", "first", rule.years_barred_first_degree, dossier, on),
        _sanctions("sanctions_second", "second", rule.years_barred_second_degree, dossier, on),
        _fitness(dossier, rule, on),
        _education(dossier, rule),
        *(_training(dossier, title) for title in rule.trainings),
        _retirement(dossier, rule, on),
    ]
    return [condition for condition in looked_at if condition is not None]


def is_eligible(looked_at: Sequence[Condition]) -> bool:
    """Nobody is barred by what the system cannot check."""
    return all([condition.is_met is not False for condition in looked_at])


def _years(key: str, years: int | None, since: dt.date | None, on: dt.date, source: str | None) -> Condition | None:
    if not years:
        return None
    if since is None:
        return Condition(key, years * 12, None, False, None, None, source)
    met_on = add_years(since, years)
    return Condition(key, years * 12, whole_months(since, on), met_on <= on, since, met_on, source)


def _evaluations(dossier: Dossier, rule: Rule) -> Condition | None:
    """Met since the last one asked for; where some are missing, and one is made each year, from so many years after the last."""
    required, found = rule.evaluations_required, len(dossier.marks)
    if not required:
        return None
    newest = dossier.last_marks(found)
    met_on = None
    if newest:
        met_on = newest[found - required].ended_on if found >= required else add_years(newest[0].ended_on, required - found)
    return Condition("evaluations", required, found, found >= required, None, met_on, marks_named(newest[:required]))


def _mean_mark(dossier: Dossier, rule: Rule) -> Condition | None:
    if rule.least_mark is None:
        return None
    used = dossier.last_marks(rule.evaluations_required or MARKS_OF_THE_MEAN)
    if not used:
        return Condition("mean_mark", rule.least_mark, None, False)
    mean = mean_of_twenty(used)
    found = str(mean.quantize(THOUSANDTH, ROUND_HALF_UP))
    return Condition("mean_mark", rule.least_mark, found, mean >= rule.least_mark, None, None, marks_named(used))


def _position(dossier: Dossier, rule: Rule) -> Condition:
    source = f"position_line {dossier.position_line}" if dossier.position_line else None
    admits = dossier.position_code in rule.positions if rule.positions else dossier.is_promotable
    return Condition("position", ", ".join(rule.positions) or None, dossier.position, admits, None, None, source)


def _sanctions(key: str, degree: str, years: int | None, dossier: Dossier, on: dt.date) -> Condition | None:
    """Each sanction bars for so many years from its beginning, and not a day longer than it stands."""
    if not years:
        return None
    given = [one for one in standing(dossier, on) if one.degree == degree]
    if not given:
        return Condition(key, years * 12, 0, True)
    barring = [one for one in given if _bars_until(one, years) > on]
    source = ", ".join([f"sanction {one.source}" for one in barring or given])
    last, met_on = max(one.starts_on for one in given), max(_bars_until(one, years) for one in given)
    return Condition(key, years * 12, len(barring), not barring, last, met_on, source)


def _bars_until(sanction: Punished, years: int) -> dt.date:
    return min(add_years(sanction.starts_on, years), sanction.erased_on or dt.date.max)


def standing(dossier: Dossier, on: dt.date) -> list[Punished]:
    """The sanctions given before the end of this day that are not erased on it."""
    return [one for one in dossier.sanctions if one.starts_on <= on and (one.erased_on is None or one.erased_on > on)]


def _fitness(dossier: Dossier, rule: Rule, on: dt.date) -> Condition | None:
    """The last visit decides: fit, also with restrictions, and still valid on the day."""
    visit = dossier.fitness
    if not rule.needs_fitness:
        return None
    if visit is None:
        return Condition("fitness", None, None, False)
    is_valid = visit.valid_until_on is None or visit.valid_until_on >= on
    is_met = is_valid and visit.outcome != "unfit"
    return Condition("fitness", None, visit.outcome, is_met, visit.valid_until_on, None, f"medical_fitness {visit.source}")


def _education(dossier: Dossier, rule: Rule) -> Condition | None:
    if rule.least_education is None:
        return None
    if not dossier.diplomas:
        return Condition("education", rule.least_education, None, False)
    highest = max(dossier.diplomas, key=lambda one: (LEVELS.index(one.level), -one.source))
    is_met = LEVELS.index(highest.level) >= LEVELS.index(rule.least_education)
    return Condition("education", rule.least_education, highest.level, is_met, None, None, f"education {highest.source}")


def _training(dossier: Dossier, title: str) -> Condition:
    found = next((one for one in dossier.diplomas if _same_title(one.title, title)), None)
    if found is None:
        return Condition("training", title, None, False)
    return Condition("training", title, found.title, True, None, None, f"education {found.source}")


def _same_title(one: str, other: str) -> bool:
    """However it is spaced and written in capitals."""
    return one.casefold().split() == other.casefold().split()


def _retirement(dossier: Dossier, rule: Rule, on: dt.date) -> Condition | None:
    """Without a date of birth, or an age of retirement of the rank, nobody can say."""
    months, leaves_on = rule.months_before_retirement, dossier.retires_on
    if not months:
        return None
    if leaves_on is None:
        return Condition("retirement", months, None, None)
    left = whole_months(on, leaves_on)
    return Condition("retirement", months, left, left >= months, leaves_on, None, f"officer {dossier.officer_id}")


def mean_of_twenty(marks: Sequence[Mark]) -> Decimal:
    """The mean of marks, each brought to 20."""
    return sum([mark.of_twenty for mark in marks]) / len(marks)


def marks_named(marks: Sequence[Mark]) -> str | None:
    """The lines of the file that marks come from."""
    return ", ".join([f"evaluation {mark.source}" for mark in marks]) or None


@lru_cache(maxsize=100_000)
def add_years(day: dt.date, years: int) -> dt.date:
    """The same day so many years on; 29 February becomes the 28th where there is none."""
    last = calendar.monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))


@lru_cache(maxsize=100_000)
def whole_months(since: dt.date, until: dt.date) -> int:
    """Months completed between two days; 0 when the second comes first."""
    months = (until.year - since.year) * 12 + until.month - since.month
    return max(0, months - (until.day < since.day))
