"""Who comes first: the points, then the tie-breakers in their order, down to one that always settles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .conditions import Condition, conditions, is_eligible
from .dossier import Dossier, Rule
from .points import Part, points, shares

# In this order: longer in the rank, longer in the service, older, and as a last resort the lower file
# number, which says nothing of merit and only makes the list the same each time.
TIE_BREAKERS = ("time_in_rank", "service", "age", "number")


@dataclass(frozen=True)
class Place:
    """A candidate in the list. `place`, `score` and `parts` are empty for one who may not be promoted."""

    dossier: Dossier
    conditions: list[Condition]
    is_eligible: bool
    place: int | None = None
    score: Decimal | None = None
    parts: tuple[Part, ...] = ()
    is_admitted: bool = False
    tie_break: str | None = None


def rank(dossiers: Iterable[Dossier], rule: Rule, places: int, on: dt.date) -> list[Place]:
    """The list: those who may be promoted by place, then the others by file number."""
    shared, able, barred = shares(rule), [], []
    for dossier in dossiers:
        looked_at = conditions(dossier, rule, on)
        if is_eligible(looked_at):
            parts = tuple(points(dossier, rule, on, shared))
            able.append((dossier, looked_at, parts, sum((part.points for part in parts), Decimal(0))))
        else:
            barred.append(Place(dossier, looked_at, is_eligible=False))
    able.sort(key=lambda one: (-one[3], tie_key(one[0])))
    barred.sort(key=lambda one: one.dossier.officer_id)
    return [_placed(able, index, places) for index in range(len(able))] + barred


def tie_key(dossier: Dossier) -> tuple[dt.date, dt.date, dt.date, int]:
    """Smaller comes first; a date that is not known comes last."""
    unknown = dt.date.max
    return (
        dossier.rank_since or unknown,
        dossier.entered_on,
        dossier.counts_as_born_on or unknown,
        dossier.officer_id,
    )


def _placed(able: list[tuple], index: int, places: int) -> Place:
    dossier, looked_at, parts, score = able[index]
    return Place(
        dossier,
        looked_at,
        is_eligible=True,
        place=index + 1,
        score=score,
        parts=parts,
        is_admitted=index < places,
        tie_break=_tie_break(able, index),
    )


def _tie_break(able: list[tuple], index: int) -> str | None:
    """The last tie-breaker that was needed to set this candidate apart from those just before and after."""
    dossier, _looked_at, _parts, score = able[index]
    neighbours = [able[other] for other in (index - 1, index + 1) if 0 <= other < len(able)]
    needed = [_first_difference(dossier, other) for other, _c, _p, points_ in neighbours if points_ == score]
    return TIE_BREAKERS[max(needed)] if needed else None


def _first_difference(one: Dossier, other: Dossier) -> int:
    pairs = zip(tie_key(one), tie_key(other), strict=True)
    return next(number for number, (mine, theirs) in enumerate(pairs) if mine != theirs)
