"""The tables of the establishment: the same for the page and for the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _, lazy_gettext as _l

from services import establishment
from services.establishment import Filled, Strength, Total, Unposted

NUMBER = "num"


class Cell(NamedTuple):
    """What stands in a cell, and where it leads."""

    value: str | int | None
    url: str = ""


@dataclass(frozen=True)
class Table:
    """Heads (label, "num" or nothing), rows, and what an empty table means."""

    heads: list[tuple[str, str]]
    rows: list[list[Cell]]
    empty: str = ""


@dataclass(frozen=True)
class Drawer:
    """Draws the tables of a strength. `open` gives the address of a unit, `people` of the holders of something."""

    found: Strength
    unit: int | None
    ranks: dict[int, str]
    open: Callable[[int], str]
    people: Callable[..., str]

    def units(self) -> Table:
        """The unit alone, and each of those right below with all under it."""
        totals, places = establishment.by_unit(self.found), self.found.places
        children = [one for one in places.values() if one.parent_id == self.unit or (self.unit is None and one.parent_id not in places)]
        rows = [
            [Cell(one.name, self.open(one.id)), *self._numbers(totals[one.id], self.people(unit=one.id))]
            for one in children
            if totals[one.id] != Total()
        ]
        return Table([(_("Unit"), ""), *_sums()], rows, _("No unit below this one has posts or people."))

    def own(self) -> Table:
        """The posts of the unit itself."""
        return self._posts([post for post in self.found.posts if post.unit_id == self.unit], _("This unit has no posts of its own."))

    def functions(self) -> Table:
        """Posts and people by function."""
        totals = establishment.by_function(self.found)
        rows = [[Cell(title), *self._numbers(total, self.people(unit=self.unit, function=title))] for title, total in totals.items()]
        return Table([(_("Function"), ""), *_sums()], rows, _("No post is authorised here."))

    def by_ranks(self) -> Table:
        """Posts by the ranks they ask for."""
        totals = establishment.by_ranks(self.found)
        order = list(self.ranks)  # from the highest to the lowest
        place = {rank: number for number, rank in enumerate(order)}
        sorted_by = sorted(totals, key=lambda key: [place.get(rank, len(order)) for rank in (key[1], key[0])])
        rows = [[Cell(self._range(*key)), *self._numbers(totals[key], "")[:-1]] for key in sorted_by]
        return Table([(_("Ranks of the post"), ""), *_sums()[:-1]], rows, _("No post is authorised here."))

    def vacancies(self) -> Table:
        """Posts with a place free, the most first."""
        found = [post for post in self.found.posts if post.vacant]
        return self._posts(sorted(found, key=lambda post: -post.vacant), _("No post is vacant."), with_unit=True)

    def overfilled(self) -> Table:
        """Posts with more people than places, the most first."""
        found = [post for post in self.found.posts if post.over]
        return self._posts(sorted(found, key=lambda post: -post.over), _("No post has more people than places."), with_unit=True)

    def misfits(self) -> Table:
        """Posts held by somebody whose rank is below or above those of the post."""
        found = [post for post in self.found.posts if post.too_low or post.too_high]
        return self._posts(found, _("Every holder has a rank that the post asks for."), with_unit=True)

    def unposted(self) -> Table:
        """People whose function is no post of their unit."""
        places = {number: Cell(place.name, self.open(number)) for number, place in self.found.places.items()}
        return self._beside(self.found.unposted, places, _("Everybody stands on a post."))

    def in_gone(self) -> Table:
        """People posted to a unit that was not there on the day: no table of the tree has them."""
        places = {number: Cell(place.name) for number, place in self.found.gone.items()}
        return self._beside(self.found.in_gone, places, _("Nobody is posted to a unit that has ended."))

    # --- pieces ----------------------------------------------------------------------------------

    def _beside(self, found: list[Unposted], units: dict[int, Cell], empty: str) -> Table:
        rows = []
        for one in sorted(found, key=lambda one: -one.count):
            people = self.people(unit=one.unit_id, below=0, function=one.function) if one.function else ""
            rows.append([units[one.unit_id], Cell(one.function or _("without a function")), Cell(one.count, people)])
        return Table([(_("Unit"), ""), (_("Function"), ""), (_("Officers"), NUMBER)], rows, empty)

    def _posts(self, posts: list[Filled], empty: str, with_unit: bool = False) -> Table:
        heads = [(_("Unit"), "")] if with_unit else []
        heads += [(_("Function"), ""), (_("Ranks of the post"), "")]
        heads += [(label, NUMBER) for label in (_("Authorised"), _("Filled"), _("by title"), _("Vacant"), _("Too many"), _("Rank too low"), _("Rank too high"))]
        return Table(heads, [self._post(post, with_unit) for post in posts], empty)

    def _post(self, post: Filled, with_unit: bool) -> list[Cell]:
        unit = [Cell(self.found.places[post.unit_id].name, self.open(post.unit_id))] if with_unit else []
        filled = Cell(post.filled, self.people(unit=post.unit_id, below=0, post=post.id) if post.filled else "")
        rest = map(Cell, (post.by_title, post.vacant, post.over, post.too_low, post.too_high))
        return [*unit, Cell(post.title), Cell(self._range(post.lowest_id, post.highest_id)), Cell(post.authorised), filled, *rest]

    def _range(self, lowest: int | None, highest: int | None) -> str:
        names = [self.ranks.get(rank, "…") for rank in dict.fromkeys((lowest, highest))]
        return " – ".join(names) if (lowest, highest) != (None, None) else _("any rank")

    def _numbers(self, total: Total, people: str) -> list[Cell]:
        filled = Cell(total.filled, people if total.filled else "")
        return [Cell(total.authorised), filled, Cell(total.vacant), Cell(total.over), Cell(total.unposted)]


def _sums() -> list[tuple[str, str]]:
    return [(label, NUMBER) for label in (_("Authorised"), _("Filled"), _("Vacant"), _("Too many"), _("Without a post"))]


# The tables that the page offers, by their name in the address.
TABLES = {
    "units": (_l("By unit"), Drawer.units),
    "functions": (_l("By function"), Drawer.functions),
    "ranks": (_l("By rank"), Drawer.by_ranks),
    "vacancies": (_l("Vacant posts"), Drawer.vacancies),
    "overfilled": (_l("Too many people"), Drawer.overfilled),
    "misfits": (_l("Rank does not fit"), Drawer.misfits),
    "unposted": (_l("Without a post"), Drawer.unposted),
    "gone": (_l("In ended units"), Drawer.in_gone),
}
