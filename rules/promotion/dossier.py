"""What is known of a candidate and what the rule asks, as plain values that can be frozen and read again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..refused import N_, Refused
from ..retirement import counts_as_born_on

# The parts of the score, in the order in which they are shown.
PARTS = ("evaluation", "exam", "seniority", "training", "posts", "distinctions")
# Of 100, where anything else counts as well. Proposed; see docs/fr/avancement.md.
MOST_FOR_SENIORITY = Decimal(20)
# What the weights of a rule make together.
FULL_WEIGHT = 100
# Years in the rank after which seniority brings all its points. Proposed, unless the rule says otherwise.
YEARS_FOR_FULL_SENIORITY = 10


@dataclass(frozen=True)
class Line:
    """One line of a career as ranking needs it: what was held, from when until the eve of when."""

    number: int
    held: int
    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True)
class Mark:
    """The mark of one closed evaluation, on its own scale. `source` is the number of the evaluation.

    `score` is what counts; `raw` is the mark as given where the board decided that corrected ones count, else None.
    """

    ended_on: dt.date
    score: Decimal
    scale_max: Decimal
    source: int
    raw: Decimal | None = None

    @property
    def of_twenty(self) -> Decimal:
        return self.score * 20 / self.scale_max


@dataclass(frozen=True)
class Dossier:
    """A candidate on the date of reference. `rank_line` and `position_line` number the lines of the file."""

    officer_id: int
    service_number: str | None
    name: str
    entered_on: dt.date
    born_on: dt.date | None
    birth_year: int | None
    rank_since: dt.date | None
    rank_line: int | None
    corps_since: dt.date | None
    position: str | None
    position_line: int | None
    is_promotable: bool
    unit: str | None
    marks: tuple[Mark, ...]

    @property
    def counts_as_born_on(self) -> dt.date | None:
        """As for retirement."""
        return counts_as_born_on(self.born_on, self.birth_year)

    def last_marks(self, count: int) -> list[Mark]:
        """The latest marks, newest first."""
        return sorted(self.marks, key=lambda mark: (mark.ended_on, mark.source), reverse=True)[:count]


@dataclass(frozen=True)
class Rule:
    """What one version of a promotion rule asks and weighs. None: not asked."""

    min_years_in_rank: int | None
    min_years_of_service: int | None
    min_years_in_corps: int | None
    evaluations_required: int
    years_without_second_degree_sanction: int | None
    seniority_full_at_years: int
    weights: Mapping[str, Decimal]


def rule_from(asked: Mapping[str, object], weights: Mapping[str, object]) -> Rule:
    """The rule as its record keeps it. Raises Refused for weights that are unknown or weigh nothing together."""
    unknown = sorted(set(weights) - set(PARTS))
    if unknown:
        raise Refused(N_("“%(name)s” is not a part of the score."), name=unknown[0])
    weighed = {part: Decimal(str(weights[part])) for part in PARTS if weights.get(part)}
    if not weighed or min(weighed.values()) < 0:
        raise Refused(N_("Give at least one part of the score a weight above zero."))
    number = lambda name: None if asked.get(name) is None else int(str(asked[name]))  # noqa: E731
    return Rule(
        min_years_in_rank=number("min_years_in_rank"),
        min_years_of_service=number("min_years_of_service"),
        min_years_in_corps=number("min_years_in_corps"),
        evaluations_required=number("evaluations_required") or 0,
        years_without_second_degree_sanction=number("years_without_second_degree_sanction"),
        seniority_full_at_years=number("seniority_full_at_years") or YEARS_FOR_FULL_SENIORITY,
        weights=weighed,
    )


def check_weights(weights: Mapping[str, int]) -> None:
    """Refuse weights that do not make a hundred together: a rule is read by people."""
    if sum(weights.values()) != FULL_WEIGHT:
        raise Refused(N_("The weights make %(sum)s together; they must make 100."), sum=sum(weights.values()))


def held_since(lines: Sequence[Line], on: dt.date, same: Mapping[int, int] | None = None) -> Line | None:
    """The first line of the unbroken run that holds on this date: a new step in the same rank goes on.

    `same` says what counts as the same thing (rank to corps); without it, the thing itself.
    """
    kind = lambda line: same[line.held] if same else line.held  # noqa: E731
    begun = sorted((line for line in lines if line.starts_on <= on), key=lambda line: (line.starts_on, line.number))
    if not begun or (begun[-1].ends_on is not None and begun[-1].ends_on <= on):
        return None
    first = begun[-1]
    for earlier in reversed(begun[:-1]):
        if kind(earlier) != kind(first) or (earlier.ends_on or first.starts_on) < first.starts_on:
            break
        first = earlier
    return first


def in_corps_since(lines: Sequence[Line], on: dt.date, corps: Mapping[int, int], transposed: Collection[int]) -> dt.date | None:
    """Since when somebody is in the corps of the rank held on this date; None without one.

    `corps` is the corps of each rank. The time in the corps of before goes on counting across the lines `transposed`: those by
    which a transposition moved somebody and kept the seniority.
    """
    first = held_since(lines, on, same=corps)
    while first is not None and first.number in transposed:
        before = held_since(lines, first.starts_on - dt.timedelta(days=1), same=corps)
        if before is None:
            break
        first = before
    return first.starts_on if first else None


# --- frozen, and read again ----------------------------------------------------------------------


def as_plain(value: object) -> object:
    """Any of the values of this package as JSON keeps it: dates as 2026-11-21, numbers as exact text."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [as_plain(inner) for inner in value]
    return {name: as_plain(inner) for name, inner in vars(value).items()}


def dossier_from_plain(frozen: Mapping[str, object]) -> Dossier:
    """The dossier as it was frozen."""
    day = lambda text: dt.date.fromisoformat(text) if text else None  # noqa: E731
    raw = lambda mark: Decimal(mark["raw"]) if mark.get("raw") is not None else None  # noqa: E731 — lists of before have none
    marks = tuple(
        Mark(day(mark["ended_on"]), Decimal(mark["score"]), Decimal(mark["scale_max"]), mark["source"], raw(mark))
        for mark in frozen["marks"]
    )
    dates = {name: day(frozen[name]) for name in ("entered_on", "born_on", "rank_since", "corps_since")}
    return Dossier(**{**frozen, **dates, "marks": marks})
