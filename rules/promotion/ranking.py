"""Who comes first: the points, then the tie-breakers of the round in their order, then a draw made in public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from . import admission
from .conditions import Condition, conditions, is_eligible
from .dossier import Dossier
from .points import Part, points, shares
from .rule import Rule
from .terms import DRAW, Terms
from .tie_breaking import BY_NAME, order_key


class Place(NamedTuple):
    """A candidate in the list. `place`, `score` and `parts` are empty for one who may not be promoted.

    `admitted_by` says what brings somebody within the places. `tie_break` is the last thing that was needed to tell somebody apart
    from those just before and after; where that is the draw, `tied_at` is the first place of those whom nothing else tells apart.
    """

    dossier: Dossier
    conditions: Sequence[Condition]
    is_eligible: bool
    place: int | None = None
    score: Decimal | None = None
    parts: tuple[Part, ...] = ()
    is_admitted: bool = False
    admitted_by: str | None = None
    tie_break: str | None = None
    tied_at: int | None = None


class _Able(NamedTuple):
    """Somebody who may be promoted; `key` is what the order goes by: the points, the tie-breakers, the lot."""

    key: tuple
    dossier: Dossier
    conditions: Sequence[Condition]
    parts: tuple[Part, ...]
    score: Decimal


def rank(
    dossiers: Iterable[Dossier], rule: Rule, terms: Terms, places: int, on: dt.date,
    seed: str | None = None, decisions: Mapping[int, str] | None = None,
) -> list[Place]:  # fmt: skip
    """The list: those who may be promoted by place, then the others by file number.

    Without a `seed` drawn in public the lot is the file number, which says nothing of merit and only keeps the list the same.
    `decisions` are those of the board, as admission.outcome reads them: they change who is within the places, never a place.
    """
    known = list(dossiers)
    able, barred = _looked_at(known, rule, terms, on, seed)
    able.sort(key=itemgetter(0))
    barred.sort(key=lambda one: one.dossier.officer_id)
    filled = admission.open_places(places, rule, len(able))
    admitted = admission.outcome([one.dossier for one in able], filled, terms, decisions)
    ties = _ties(able, terms)
    return [_placed(one, number, admitted, *ties[number - 1]) for number, one in enumerate(able, 1)] + barred


def _looked_at(known: list[Dossier], rule: Rule, terms: Terms, on: dt.date, seed: str | None) -> tuple[list[_Able], list[Place]]:
    """Those who may be promoted, each with the points and what the order goes by, and the others with their reasons."""
    shared = shares(terms, has_exam=any(dossier.exam is not None for dossier in known))
    breakers = [BY_NAME[name] for name in terms.tie_breakers]
    able, barred = [], []
    for dossier in known:
        found = conditions(dossier, rule, on)
        if not is_eligible(found):
            barred.append(Place(dossier, found, False))
            continue
        parts = points(dossier, terms, on, shared)
        score = sum([part.points for part in parts])
        able.append(_Able(order_key(dossier, score, breakers, seed), dossier, found, parts, score))
    return able, barred


def _placed(one: _Able, number: int, admitted: dict[int, str], tie_break: str | None, tied_at: int | None) -> Place:
    by = admitted.get(one.dossier.officer_id)
    return Place(one.dossier, one.conditions, True, number, one.score, one.parts, by is not None, by, tie_break, tied_at)


def _ties(able: Sequence[_Able], terms: Terms) -> list[tuple[str | None, int | None]]:
    """For each place the last tie-breaker that was needed, and where the draw decides the first place that it decides."""
    names = (None, *terms.tie_breakers, DRAW)
    apart = [_first_difference(one.key, other.key) for one, other in zip(able, able[1:], strict=False)]
    needed = [max(pair) for pair in zip([0, *apart], [*apart, 0], strict=True)] if able else []
    told, first = [], 1
    for place, level in enumerate(needed, 1):
        if place > 1 and names[apart[place - 2]] != DRAW:
            first = place
        told.append((names[level], first if names[level] == DRAW else None))
    return told


def _first_difference(one: tuple, other: tuple) -> int:
    """0 where the points tell two apart, 1 for the first tie-breaker …; two lots always differ."""
    return next(number for number, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs)


def unsettled(places: Iterable[Place]) -> list[list[int]]:
    """The groups of officers whom only a draw can tell apart, by file number."""
    tied = [(one.tied_at, one.dossier.officer_id) for one in places if one.tied_at is not None]
    return [sorted(officer for _at, officer in group) for _first, group in groupby(tied, key=itemgetter(0))]
