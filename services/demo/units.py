"""The units of the demo force: a tree that grows with the number of officers, each unit with its places and head.

Officers are numbered from 0; a unit owns a run of numbers and its first one is the head. Heads of like
units change places once, so that evaluators can be compared through the people they both evaluated.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from .lists import Lists, Weighted

LEAST_SIZE = 2  # a unit whose share of the force is less is left out, and its people serve in the parent
LARGE = 60  # a unit of more people is divided into sections
SECTION = 40
HEADS_SINCE = dt.date(2021, 1, 15)
CHANGES_ON = (dt.date(2024, 1, 15), dt.date(2025, 1, 15))
BORDER_REGIONS = ("01", "03", "06", "07", "08", "09", "10", "13", "14", "16")


@dataclass(eq=False)
class PlannedUnit:
    """A unit to be made. `heads` are the officers who headed it, each from a day on, the present one last."""

    number: int
    code: str
    name: str
    agency: str
    region: str
    staff: str
    head_ranks: tuple[str, ...]
    head_function: str
    parent: PlannedUnit | None
    share: float
    group: str
    has_children: bool = False
    size: int = 1
    first: int = 0
    heads: list[tuple[dt.date, int]] = field(default_factory=list)

    def head_on(self, day: dt.date) -> int:
        """The officer who headed the unit on a day."""
        return [officer for since, officer in self.heads if since <= day][-1]


class Plan:
    """All units of a force of so many officers."""

    def __init__(self, officers: int, lists: Lists):
        self.officers = officers
        self.units = _divide_large(_sized(_worthwhile(_expand(lists), officers), officers), lists)
        self._number()
        self._name_heads()
        self.by_code = {unit.code: unit for unit in self.units}
        self.led_by: dict[int, list[tuple[dt.date, PlannedUnit]]] = defaultdict(list)
        for unit in self.units:
            for since, officer in unit.heads:
                self.led_by[officer].append((since, unit))
        self.field = Weighted((unit, unit.size) for unit in self.units if unit.staff in ("field", "squad", "staff"))

    def unit_of(self, officer: int) -> PlannedUnit:
        """The unit that owns this officer's place."""
        return self.units[bisect_right(self._firsts, officer) - 1]

    def _number(self) -> None:
        first = 0
        for number, unit in enumerate(self.units):
            unit.number, unit.first = number, first
            first += unit.size
        self._firsts = [unit.first for unit in self.units]

    def _name_heads(self) -> None:
        groups = defaultdict(list)
        for unit in self.units:
            groups[unit.group].append(unit)
        for place, group in enumerate(groups.values()):
            for unit, follower in zip(group, group[1:] + group[:1], strict=True):
                unit.heads = [(HEADS_SINCE, follower.first)]
                if len(group) > 1:
                    unit.heads.append((CHANGES_ON[place % 2], unit.first))


def _expand(lists: Lists) -> list[PlannedUnit]:
    """The patterns of the file written out for every region and arrondissement, parents before children."""
    units: dict[str, PlannedUnit] = {}
    for pattern in lists.unit_patterns:
        for words in _places_of(pattern["each"], lists):
            code = pattern["code"].format(**words) + ("-" + words["n"] if pattern["each"] == "company" else "")
            parent = units[pattern["parent"].format(**words)] if pattern["parent"] else None
            units[code] = PlannedUnit(
                number=0,
                code=code,
                name=pattern["name"].format(**words),
                agency=pattern["agency"],
                region=words["region"],
                staff=pattern["staff"],
                head_ranks=_between(pattern["head_from"], pattern["head_to"], lists),
                head_function=pattern["head_function"],
                parent=parent,
                share=float(pattern["weight"]),
                group=pattern["code"],
            )
    return list(units.values())


def _places_of(each: str | None, lists: Lists) -> list[dict[str, str]]:
    regions = {
        "region": list(lists.regions),
        "outside": [code for code in lists.regions if code != "00"],
        "border": list(BORDER_REGIONS),
    }
    if each in regions:
        return [_words(code, 1, lists) for code in regions[each]]
    numbered = {"ward": 12, "company": 3}
    return [_words("00", number, lists) for number in range(1, numbered.get(each, 1) + 1)]


def _words(region: str, number: int, lists: Lists) -> dict[str, str]:
    places = lists.places[region].things
    return {
        "region": region,
        "of_region": "du District de Bamako" if region == "00" else _of(lists.regions[region]),
        "of_second_place": _of(places[min(1, len(places) - 1)]),
        "n": str(number),
        "n_rank": "1er" if number == 1 else f"{number}e",
        "n_ordinal": "1re" if number == 1 else f"{number}e",
    }


def _of(place: str) -> str:
    return f"d'{place}" if place[0] in "AEIOUÉ" else f"de {place}"


def _between(lowest: str, highest: str, lists: Lists) -> tuple[str, ...]:
    """The ranks from one to another on the ladder of the corps that both belong to."""
    ladder = [rung.rank for rung in lists.ladders[lists.career_of_rank[lowest]]]
    return tuple(ladder[ladder.index(lowest) : ladder.index(highest) + 1])


def _worthwhile(units: list[PlannedUnit], officers: int) -> list[PlannedUnit]:
    """The units that get enough people; the share of the others goes to their parents, from the leaves up."""
    total = sum(unit.share for unit in units)
    kept = []
    for unit in reversed(units):
        unit.share *= officers / total if unit.share else 0
    for unit in reversed(units):
        if unit.parent is None or unit.has_children or unit.share >= LEAST_SIZE:
            kept.append(unit)
            if unit.parent:
                unit.parent.has_children = True
        else:
            unit.parent.share += unit.share
    return kept[::-1]


def _sized(units: list[PlannedUnit], officers: int) -> list[PlannedUnit]:
    """One head each, and the rest of the people by share, rounded so that the sum is exact."""
    rest, total = officers - len(units), sum(unit.share for unit in units)
    given, share = 0, 0.0
    for unit in units:
        share += unit.share
        upto = round(rest * share / total)
        unit.size, given = 1 + upto - given, upto
    return units


def _divide_large(units: list[PlannedUnit], lists: Lists) -> list[PlannedUnit]:
    divided = []
    for unit in units:
        count = unit.size // SECTION if unit.size > LARGE else 0
        sizes = [unit.size // (count + 1)] * count
        unit.size -= sum(sizes)
        divided.append(unit)
        divided += [_section(unit, place, size, lists) for place, size in enumerate(sizes, start=1)]
    return divided


def _section(unit: PlannedUnit, place: int, size: int, lists: Lists) -> PlannedUnit:
    unit.has_children = True
    is_squad = unit.staff in ("field", "squad")
    lowest, highest = ("ADC", "MAJ") if is_squad else ("COM", "CPR")
    return PlannedUnit(
        number=0,
        code=f"{unit.code}-S{place}",
        name=f"{'1re' if place == 1 else f'{place}e'} section · {unit.name}",
        agency=unit.agency,
        region=unit.region,
        staff="squad" if is_squad else unit.staff,
        head_ranks=_between(lowest, highest, lists),
        head_function="Chef de section",
        parent=unit,
        share=0.0,
        group=f"{unit.code}-S",
        size=size,
    )
