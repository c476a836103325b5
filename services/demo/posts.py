"""The establishment of the demo force: the authorised posts of each unit, near to what its people do, never quite the same.

Its numbers are invented: a unit has the posts that its kind of service knows, a few too many or too few of each.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass

from .lists import Lists, lists
from .rows import Keys
from .units import Plan, PlannedUnit

NO_POSTS = {"Élève", "Stagiaire"}  # who learns fills no post
UNLINKED_EVERY = 9  # of so many postings one names its function only, as files of former times do


@dataclass(frozen=True)
class Wanted:
    """A function of a kind of unit: the ranks that hold it, and how large a part of the people do it."""

    title: str
    ranks: tuple[str, ...]
    share: float


class Posts:
    """The posts of a plan: rows to write, and once written, the post of each posting."""

    def __init__(self, plan: Plan, seed: int):
        self._plan, self._seed, self._known = plan, seed, _functions(lists())
        self._ids: dict[tuple[int, str], int] = {}

    def rows(self, keys: Keys, first_unit: int) -> list[dict]:
        """Rows of Post."""
        made = []
        for unit in self._plan.units:
            for title, headcount, ranks in self._of(unit):
                ladder = sorted((keys.ranks[rank] for rank in ranks), key=lambda pair: pair[1])
                about = {"unit_id": first_unit + unit.number, "title": title, "headcount": headcount}
                made.append(about | {"lowest_rank_id": ladder[0][0], "highest_rank_id": ladder[-1][0]})
        return made

    def written(self, rows: list[dict], ids: list[int]) -> None:
        """Remember under which ids the rows were written."""
        self._ids = {(row["unit_id"], row["title"]): key for row, key in zip(rows, ids, strict=True)}

    def linked(self, number: int, postings: list[dict]) -> list[dict]:
        """The same rows of Posting of the officer of this number, each with the post whose function it names."""
        if number % UNLINKED_EVERY == 0:
            return [line | {"post_id": None} for line in postings]
        return [line | {"post_id": self._ids.get((line["unit_id"], line["function"]))} for line in postings]

    def _of(self, unit: PlannedUnit) -> list[tuple[str, int, tuple[str, ...]]]:
        """Title, headcount and ranks of the posts of a unit, that of its head first."""
        rng = random.Random(f"{self._seed}/posts/{unit.code}")
        found = {unit.head_function: (1, unit.head_ranks)}
        for wanted in self._known[unit.staff]:
            headcount = int(wanted.share * (unit.size - 1) * rng.uniform(0.9, 1.2) + rng.random())
            if headcount and wanted.title not in found:
                found[wanted.title] = headcount, wanted.ranks
        return [(title, *rest) for title, rest in found.items()]


def _functions(known: Lists) -> dict[str, list[Wanted]]:
    """What is done in each kind of unit, from the functions of each rank and from how many hold it."""
    found = defaultdict(list)
    for staff, people in known.staff.items():
        held, shares = defaultdict(list), defaultdict(float)
        for rank, weight in _weights(people):
            done = known.functions.get((staff, rank)) or known.functions.get((staff, "")) or ["Adjoint"]
            for title in done:
                held[title].append(rank)
                shares[title] += weight / len(done)
        found[staff] = [Wanted(title, tuple(held[title]), shares[title]) for title in held if title not in NO_POSTS]
    return found


def _weights(people) -> list[tuple[str, float]]:
    """Each rank of a kind of unit with its part of the people."""
    ends = people._bounds
    steps = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    return [(rank, step / ends[-1]) for (_agency, _career, rank), step in zip(people.things, steps, strict=True)]
