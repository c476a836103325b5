"""The establishment summed up: over the tree, by function, by the ranks that posts ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from .filling import Filled, Strength


@dataclass
class Total:
    """Posts and people together. Vacant and over are summed post by post: the one does not make up for the other."""

    authorised: int = 0
    filled: int = 0
    vacant: int = 0
    over: int = 0
    unposted: int = 0

    def add(self, post: Filled) -> None:
        """Count one post more."""
        self.authorised += post.authorised
        self.filled += post.filled
        self.vacant += post.vacant
        self.over += post.over


def by_unit(found: Strength) -> dict[int, Total]:
    """{unit: total with all units below it}."""
    totals: dict[int, Total] = {number: Total() for number in found.places}
    above = {number: [int(part) for part in place.path.split("/") if part] for number, place in found.places.items()}
    for post in found.posts:
        for number in above[post.unit_id]:
            if number in totals:
                totals[number].add(post)
    for beside in found.unposted:
        for number in above[beside.unit_id]:
            if number in totals:
                totals[number].unposted += beside.count
    return totals


def by_function(found: Strength) -> dict[str, Total]:
    """{function: total}, by name; a function is one however its capitals are written."""
    names: dict[str, str] = {}
    totals = _summed(found, lambda post: names.setdefault(post.title.casefold(), post.title))
    for beside in found.unposted:
        if name := names.get((beside.function or "").casefold()):
            totals[name].unposted += beside.count
    return dict(sorted(totals.items()))


def by_ranks(found: Strength) -> dict[tuple[int | None, int | None], Total]:
    """{(lowest rank, highest rank): total of the posts that ask for them}."""
    return _summed(found, lambda post: (post.lowest_id, post.highest_id))


def _summed(found: Strength, key: Callable[[Filled], Hashable]) -> dict:
    totals: dict = defaultdict(Total)
    for post in found.posts:
        totals[key(post)].add(post)
    return dict(totals)
