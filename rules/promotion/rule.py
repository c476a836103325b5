"""What one version of a promotion rule asks of a candidate, as its record keeps it in plain values. None: not asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..refused import N_, Refused

# The levels of a diploma, the lowest first, as the files of officers name them.
LEVELS = ("primary", "lower", "vocational", "secondary", "bachelor", "master", "doctorate")
# What "positions" says where every position marked as promotable is admitted.
PROMOTABLE = "promotable"

_NUMBERS = (
    "min_years_in_rank", "min_years_in_corps", "min_years_of_service", "evaluations_required", "least_mark",
    "years_barred_first_degree", "years_barred_second_degree", "months_before_retirement", "most_percent", "most_overrides",
)  # fmt: skip
# The most that each number may be, where a greater one can only be a slip of the pen.
_MOST = {"least_mark": 20, "most_percent": 100, "most_overrides": 100}


@dataclass(frozen=True)
class Rule:
    """The conditions of one version, and what the board may do by it.

    Years and months are whole. `least_mark` is the least mean of the last marks, of 20. `positions` are the codes admitted; empty
    means every position marked as promotable. `trainings` are titles of diplomas that must be in the file. Of the eligible,
    `most_percent` of a hundred at most are promoted. The board may decide against the order for `most_overrides` percent of the places.
    """

    min_years_in_rank: int | None = None
    min_years_in_corps: int | None = None
    min_years_of_service: int | None = None
    evaluations_required: int | None = None
    least_mark: int | None = None
    years_barred_first_degree: int | None = None
    years_barred_second_degree: int | None = None
    needs_fitness: bool = False
    positions: tuple[str, ...] = ()
    least_education: str | None = None
    trainings: tuple[str, ...] = ()
    months_before_retirement: int | None = None
    most_percent: int | None = None
    overrides_allowed: bool = False
    most_overrides: int | None = None


def rule_from(asked: Mapping[str, object]) -> Rule:
    """The rule that `PromotionRule.conditions` says. Raises Refused for what cannot be meant."""
    level = asked.get("least_education") or None
    if level is not None and level not in LEVELS:
        raise Refused(N_("“%(level)s” is not a level of education."), level=level)
    positions = asked.get("positions") or PROMOTABLE
    return Rule(
        **{name: _number(name, asked.get(name)) for name in _NUMBERS},
        needs_fitness=bool(asked.get("needs_fitness")),
        positions=() if positions == PROMOTABLE else tuple(positions),
        least_education=level,
        trainings=tuple(asked.get("trainings") or ()),
        overrides_allowed=bool(asked.get("overrides_allowed")),
    )


def _number(name: str, value: object) -> int | None:
    """Nothing and zero ask nothing."""
    if value in (None, "", 0):
        return None
    try:
        number = int(str(value))
    except ValueError:
        raise Refused(N_("“%(value)s” is not a whole number."), value=value) from None
    if not 0 <= number <= _MOST.get(name, 600):
        raise Refused(N_("“%(value)s” is outside what this condition can ask."), value=value)
    return number or None
