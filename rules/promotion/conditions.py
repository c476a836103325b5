"""Who may be promoted: each condition of the rule, what was found, and since or from when it is met."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from .dossier import Dossier, Rule


@dataclass(frozen=True)
class Condition:
    """One condition looked at.

    `required` and `found` are whole months for times, numbers for evaluations, and for the position what
    it is called. `is_met` is None where the system keeps nothing to check it with: that bars nobody, and
    is shown. `met_on` is the day since which, or from which, a time is long enough. `source` names the
    line of the file: "rank_line 31".
    """

    key: str
    required: int | None
    found: int | str | None
    is_met: bool | None
    from_on: dt.date | None = None
    met_on: dt.date | None = None
    source: str | None = None


def conditions(dossier: Dossier, rule: Rule, on: dt.date) -> list[Condition]:
    """Every condition that the rule sets, looked at on the date of reference."""
    rank_line = f"rank_line {dossier.rank_line}" if dossier.rank_line else None
    looked_at = [
        Condition("rank", None, None, dossier.rank_since is not None, from_on=dossier.rank_since, source=rank_line),
        _years("years_in_rank", rule.min_years_in_rank, dossier.rank_since, on, rank_line),
        _years("years_in_corps", rule.min_years_in_corps, dossier.corps_since, on, rank_line),
        _years("years_of_service", rule.min_years_of_service, dossier.entered_on, on, f"officer {dossier.officer_id}"),
        _evaluations(dossier, rule),
        _position(dossier),
        _sanctions(rule),
    ]
    return [condition for condition in looked_at if condition is not None]


def is_eligible(looked_at: list[Condition]) -> bool:
    """Nobody is barred by what the system cannot check."""
    return all(condition.is_met is not False for condition in looked_at)


def _years(key: str, years: int | None, since: dt.date | None, on: dt.date, source: str | None) -> Condition | None:
    if not years:
        return None
    if since is None:
        return Condition(key, years * 12, None, False, source=source)
    met_on = add_years(since, years)
    return Condition(key, years * 12, whole_months(since, on), met_on <= on, since, met_on, source)


def _evaluations(dossier: Dossier, rule: Rule) -> Condition | None:
    if not rule.evaluations_required:
        return None
    used = dossier.last_marks(rule.evaluations_required)
    source = ", ".join(f"evaluation {mark.source}" for mark in used) or None
    enough = len(dossier.marks) >= rule.evaluations_required
    return Condition("evaluations", rule.evaluations_required, len(dossier.marks), enough, source=source)


def _position(dossier: Dossier) -> Condition:
    source = f"position_line {dossier.position_line}" if dossier.position_line else None
    return Condition("position", None, dossier.position, dossier.is_promotable, source=source)


def _sanctions(rule: Rule) -> Condition | None:
    """Disciplinary records are not kept yet: the condition is shown as one to check on paper."""
    years = rule.years_without_second_degree_sanction
    return Condition("sanctions", years * 12, None, None) if years else None


def add_years(day: dt.date, years: int) -> dt.date:
    """The same day so many years on; 29 February becomes the 28th where there is none."""
    last = calendar.monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))


def whole_months(since: dt.date, until: dt.date) -> int:
    """Months completed between two days; 0 when the second comes first."""
    months = (until.year - since.year) * 12 + until.month - since.month
    return max(0, months - (until.day < since.day))
