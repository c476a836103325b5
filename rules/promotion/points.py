"""What counts how much: the score out of 100 and the part that each thing has in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .dossier import MOST_FOR_SENIORITY, PARTS, Dossier, Rule

THOUSANDTH = Decimal("0.001")
HUNDRED = Decimal(100)
MARKS_COUNTED = 3
DAYS_OF_A_YEAR = Decimal("365.25")


@dataclass(frozen=True)
class Part:
    """The points of one part: what was found (a mean of 20, or years), the points, of how many, from what."""

    key: str
    found: Decimal | None
    points: Decimal
    of: Decimal
    source: str | None = None


def _evaluation(dossier: Dossier, _rule: Rule, _on: dt.date) -> tuple[Decimal | None, Decimal, str | None]:
    """The mean of the last three marks, brought to 20; a year without a mark is left out, not counted as zero."""
    used = dossier.last_marks(MARKS_COUNTED)
    if not used:
        return None, Decimal(0), None
    mean = sum(mark.of_twenty for mark in used) / len(used)
    source = ", ".join(f"evaluation {mark.source}" for mark in used)
    return mean.quantize(THOUSANDTH, ROUND_HALF_UP), mean / 20, source


def _seniority(dossier: Dossier, rule: Rule, on: dt.date) -> tuple[Decimal | None, Decimal, str | None]:
    """Time in the rank, in a straight line from nothing to all the points, and then no more."""
    if dossier.rank_since is None:
        return None, Decimal(0), None
    years = max((on - dossier.rank_since).days, 0) / DAYS_OF_A_YEAR
    source = f"rank_line {dossier.rank_line}" if dossier.rank_line else None
    return years.quantize(THOUSANDTH, ROUND_HALF_UP), min(years / rule.seniority_full_at_years, Decimal(1)), source


# How each part is measured: (what was found, the share of its points earned from 0 to 1, the source).
# A part that stands in no file of the system yet has no line here.
MEASURES: dict[str, Callable[[Dossier, Rule, dt.date], tuple[Decimal | None, Decimal, str | None]]] = {
    "evaluation": _evaluation,
    "seniority": _seniority,
}


def without_data(rule: Rule) -> list[str]:
    """The parts that the rule weighs and nothing measures yet; the others share their weight."""
    return [part for part in PARTS if part in rule.weights and part not in MEASURES]


def shares(rule: Rule) -> dict[str, Decimal]:
    """How many points of 100 each measured part can bring: the weights pro rata, seniority within its limit."""
    weights = {part: rule.weights[part] for part in PARTS if part in rule.weights and part in MEASURES}
    shared = _pro_rata(weights, HUNDRED)
    if len(shared) > 1 and shared.get("seniority", Decimal(0)) > MOST_FOR_SENIORITY:
        others = {part: weight for part, weight in weights.items() if part != "seniority"}
        shared = _pro_rata(others, HUNDRED - MOST_FOR_SENIORITY) | {"seniority": MOST_FOR_SENIORITY}
    return shared


def _pro_rata(weights: Mapping[str, Decimal], whole: Decimal) -> dict[str, Decimal]:
    total = sum(weights.values(), Decimal(0))
    return {part: whole * weight / total for part, weight in weights.items()}


def points(dossier: Dossier, rule: Rule, on: dt.date, shared: Mapping[str, Decimal] | None = None) -> list[Part]:
    """The parts of the score, each to a thousandth of a point, so that what is shown adds up exactly.

    `shared` is `shares(rule)`, given by whoever asks for many candidates.
    """
    parts = []
    for key, of in (shares(rule) if shared is None else shared).items():
        found, earned, source = MEASURES[key](dossier, rule, on)
        parts.append(Part(key, found, (of * earned).quantize(THOUSANDTH, ROUND_HALF_UP), of.quantize(THOUSANDTH), source))
    return parts
