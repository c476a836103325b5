"""Who is within the places: by the order of merit, by seniority, or by a decision of the board."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from .dossier import Dossier
from .rule import Rule
from .terms import Terms
from .tie_breaking import age, service, time_in_rank

CHOICE, SENIORITY, BOARD = "choice", "seniority", "board"
ADMIT, LEAVE_OUT = "admit", "leave_out"


def open_places(places: int, rule: Rule, eligible: int) -> int:
    """How many places can be filled: no more than the quota of the rule lets be of the eligible, in whole people."""
    return places if rule.most_percent is None else min(places, eligible * rule.most_percent // 100)


def by_seniority(places: int, terms: Terms) -> int:
    """How many of the places go by seniority; what does not make a whole place goes by choice."""
    return places * terms.seniority_percent // 100


def outcome(order: Sequence[Dossier], places: int, terms: Terms, decisions: Mapping[int, str] | None = None) -> dict[int, str]:
    """{officer: what admits him} of all who are within the places.

    `order` are those who may be promoted, in the order of merit; `places` is `open_places`; `decisions` says of officers "admit" or
    "leave_out". The number of places stays. Whom the board admits takes a place of the order of merit, whose last one loses it;
    where none is left, of seniority. The place of somebody left out goes to the next.
    """
    decisions = decisions or {}
    pool = [one for one in order if decisions.get(one.officer_id) != LEAVE_OUT]
    wanted = [one.officer_id for one in pool if decisions.get(one.officer_id) == ADMIT]
    by_board: list[int] = []
    while True:
        admitted = _computed(pool, places, terms, by_board)
        missing = [officer for officer in wanted if officer not in admitted and officer not in by_board]
        if not missing or len(by_board) >= places:
            return admitted | dict.fromkeys(by_board, BOARD)
        by_board = (by_board + missing)[:places]


def _computed(pool: Sequence[Dossier], places: int, terms: Terms, besides: Collection[int]) -> dict[int, str]:
    """Who is admitted to the places that those admitted by the board leave."""
    left = max(places - len(besides), 0)
    senior = min(by_seniority(places, terms), left)
    others = [one for one in pool if one.officer_id not in besides] if besides else pool
    admitted = {one.officer_id: CHOICE for one in others[: left - senior]}
    rest = sorted(others[left - senior :], key=seniority) if senior else ()
    return admitted | {one.officer_id: SENIORITY for one in rest[:senior]}


def seniority(dossier: Dossier) -> tuple:
    """Longest in the rank first, then in the service, then the older; who is equal in all stays in the order of merit."""
    return time_in_rank(dossier), service(dossier), age(dossier)
