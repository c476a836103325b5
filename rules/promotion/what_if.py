"""What would change a place: one thing better in the file of a candidate, and all others as they were frozen.

And of somebody who may not be promoted yet: from which day on he may.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from .conditions import add_years, conditions, is_eligible, mean_of_twenty, standing
from .dossier import Diploma, Dossier, Headed, Honour
from .points import TWENTY, points, rounded, shares
from .rule import LEVELS, Rule
from .terms import PARTS, SANCTIONS, Terms
from .tie_breaking import BY_NAME, order_key

ONE = Decimal(1)


class Prospect(NamedTuple):
    """What one better thing would give.

    `part` says where; `found` is what the file would then hold: the mean or the mark of 20, the level of the diploma; of sanctions the
    day from which none takes points away any more; None for one year or one distinction more. `gained` are points.
    """

    part: str
    found: Decimal | str | dt.date | None
    gained: Decimal
    score: Decimal
    place: int
    is_within: bool


class Ordered(Protocol):
    """The order keys of the other candidates, the first place first; one is asked for only when it is looked at."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int) -> tuple: ...


def prospects(dossier: Dossier, terms: Terms, on: dt.date, others: Ordered, *, line: int, seed: str | None, has_exam: bool) -> list[Prospect]:
    """Each single thing that would bring points or another place. `line` is the last place that the order of merit admits."""
    shared = shares(terms, has_exam)
    score, place = _standing(dossier, terms, on, others, shared, seed)
    told = []
    for part, found, better in _better(dossier, terms, on, (*shared, SANCTIONS)):
        then, there = _standing(better, terms, on, others, shared, seed)
        if then > score or there < place:
            told.append(Prospect(part, found, then - score, then, there, there <= line))
    return told


def _standing(dossier: Dossier, terms: Terms, on: dt.date, others: Ordered, shared: Mapping[str, Decimal], seed: str | None) -> tuple[Decimal, int]:
    """The score, and the place among the others."""
    score = sum([part.points for part in points(dossier, terms, on, shared)])
    own = order_key(dossier, score, [BY_NAME[name] for name in terms.tie_breakers], seed)
    return score, bisect_left(others, own) + 1


def _better(dossier: Dossier, terms: Terms, on: dt.date, counted: Sequence[str]) -> Iterator[tuple[str, Decimal | str | dt.date | None, Dossier]]:
    """The part, what would be found, and the file with one thing better; only of what counts in this round."""
    for part in (*PARTS, SANCTIONS):
        made = BETTER[part](dossier, terms, on) if part in counted else None
        if made is not None:
            yield part, *made


Better = tuple[Decimal | str | dt.date | None, Dossier]


def _mark(dossier: Dossier, terms: Terms, _on: dt.date) -> Better | None:
    """One point of twenty more on the mean of the marks that count, as far as the scale goes."""
    used = dossier.last_marks(terms.marks_counted)
    if not used:
        return None
    raised = {mark.source: mark._replace(score=min(mark.score + mark.scale_max / TWENTY, mark.scale_max)) for mark in used}
    marks = tuple(raised.get(mark.source, mark) for mark in dossier.marks)
    return rounded(mean_of_twenty(list(raised.values()))), dossier._replace(marks=marks)


def _exam(dossier: Dossier, _terms: Terms, _on: dt.date) -> Better | None:
    if dossier.exam is None:
        return None
    better = min(dossier.exam + ONE, TWENTY)
    return better, dossier._replace(exam=better)


def _seniority(dossier: Dossier, _terms: Terms, _on: dt.date) -> Better | None:
    """One year more in the rank."""
    return None if dossier.rank_since is None else (None, dossier._replace(rank_since=add_years(dossier.rank_since, -1)))


def _training(dossier: Dossier, _terms: Terms, _on: dt.date) -> Better:
    """A diploma of the next level; beside the highest one, another of it."""
    reached = max([LEVELS.index(one.level) for one in dossier.diplomas], default=-1)
    level = LEVELS[min(reached + 1, len(LEVELS) - 1)]
    return level, dossier._replace(diplomas=(*dossier.diplomas, Diploma("", level, 0)))


def _posts(dossier: Dossier, _terms: Terms, on: dt.date) -> Better:
    """One year more at the head of a unit."""
    return None, dossier._replace(headed=(*dossier.headed, Headed(add_years(on, -1), on, 0)))


def _distinctions(dossier: Dossier, _terms: Terms, on: dt.date) -> Better:
    """One distinction more."""
    return None, dossier._replace(awards=(*dossier.awards, Honour(on, 0)))


def _sanctions(dossier: Dossier, terms: Terms, on: dt.date) -> Better | None:
    """None that still counts."""
    ends = [min(add_years(one.starts_on, terms.sanction_years), one.erased_on or dt.date.max) for one in standing(dossier, on)]
    counting = [end for end in ends if end > on]
    return (max(counting), dossier._replace(sanctions=())) if counting else None


BETTER: dict[str, Callable[[Dossier, Terms, dt.date], Better | None]] = {
    "evaluation": _mark, "exam": _exam, "seniority": _seniority, "training": _training, "posts": _posts, "distinctions": _distinctions,
    SANCTIONS: _sanctions,
}  # fmt: skip


class Awaited(NamedTuple):
    """From which day on somebody may be promoted if nothing else changes; None where no day can be said.

    `lost` are the conditions met today that will no longer be met on that day.
    """

    on: dt.date | None
    lost: tuple[str, ...] = ()


def awaited(dossier: Dossier, rule: Rule, today: dt.date) -> Awaited:
    """The day on which the last condition that is not met today will be."""
    looked_at = conditions(dossier, rule, today)
    if is_eligible(looked_at):
        return Awaited(today)
    days = [one.met_on for one in looked_at if one.is_met is False]
    if None in days:
        return Awaited(None)
    met = {one.key for one in looked_at if one.is_met}
    return Awaited(max(days), tuple(one.key for one in conditions(dossier, rule, max(days)) if one.key in met and one.is_met is False))
