"""The lists that the demo force is drawn from: names, places, units, careers. All of them files of data/demo."""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from services import reference

FOLDER = Path(__file__).parent.parent.parent / "data" / "demo"

# The force is as it stood on this day: no clock has a part in it.
REFERENCE_ON = dt.date(2026, 11, 1)


class Weighted:
    """Things drawn at random, each as often as its weight says."""

    def __init__(self, pairs: Iterable[tuple[object, int]]):
        pairs = list(pairs)
        self.things = [thing for thing, _ in pairs]
        self._bounds = list(accumulate(weight for _, weight in pairs))

    def pick(self, rng: random.Random):
        """One of the things."""
        return self.things[bisect_right(self._bounds, rng.random() * self._bounds[-1])]


@dataclass(frozen=True)
class Rung:
    """A rank on a ladder: at least and at most so many years in it, or from a fixed date on."""

    rank: str
    years_least: int
    years_most: int
    fixed_on: dt.date | None
    exists_from: dt.date


@dataclass(frozen=True)
class Intake:
    """A class that entered together and left school together."""

    entered_on: dt.date
    graduated_on: dt.date


@dataclass(frozen=True)
class Situation:
    """A position that somebody may be in instead of plain service, and for how long at most."""

    position: str
    days_least: int
    days_most: int
    leaves_unit: bool
    sex: str | None
    act_kind: str


def _rows(file: str, /, **columns: reference.Reader) -> list[dict]:
    return [values for _, values in reference.read(FOLDER / file, columns, frozenset())]


@dataclass(frozen=True)
class Lists:
    """All lists, read once."""

    family_names: dict[str, Weighted]
    given_names: dict[str, Weighted]
    places: dict[str, Weighted]
    ladders: dict[str, list[Rung]]
    career_of_rank: dict[str, str]
    intakes: dict[str, list[Intake]]
    staff: dict[str, Weighted]
    functions: dict[tuple[str, str], list[str]]
    situations: Weighted
    comments: dict[int, list[str]]
    unit_patterns: list[dict]
    regions: dict[str, str]
    rank_levels: dict[str, int]
    rank_corps: dict[str, str]
    retirement_ages: dict[str, int]


@cache
def lists() -> Lists:
    """The lists of data/demo beside the reference data they refer to."""
    ranks, ladders, text = _reference("ranks.csv"), _ladders(), reference.text
    ages = {line["corps"]: line["age"] for line in _reference("retirement_ages.csv")}
    names = {name: _rows(name, name=text, sex=text, weight=reference.number) for name in NAME_FILES}
    return Lists(
        family_names={sex: _names(names["family_names.csv"], sex) for sex in "FM"},
        given_names={sex: _names(names["given_names.csv"], sex) for sex in "FM"},
        places=_places(),
        ladders=ladders,
        # Of several careers that lead to a rank, the first of the file is meant.
        career_of_rank={rung.rank: career for career in reversed(ladders) for rung in ladders[career]},
        intakes=_intakes(),
        staff=_staff(),
        functions=_functions(),
        situations=_situations(),
        comments=_comments(),
        unit_patterns=_unit_patterns(),
        regions={line["code"]: line["name"] for line in _reference("regions.csv")},
        rank_levels={line["code"]: line["level"] for line in ranks},
        rank_corps={line["code"]: line["corps"] for line in ranks},
        retirement_ages={line["code"]: ages[line["corps"]] for line in ranks},
    )


NAME_FILES = ("family_names.csv", "given_names.csv")
_NAMED = {"code": reference.text, "name": reference.text}
_REFERENCE = {
    "ranks.csv": _NAMED | {"corps": reference.text, "level": reference.number, "starts_on": reference.date},
    "retirement_ages.csv": {"corps": reference.text, "age": reference.number},
    "regions.csv": _NAMED,
}


def _reference(name: str) -> list[dict]:
    columns = _REFERENCE[name]
    return [values for _, values in reference.read(reference.FOLDER / name, columns, frozenset())]


def _names(lines: list[dict], sex: str) -> Weighted:
    return Weighted((line["name"], line["weight"]) for line in lines if line["sex"] in (None, sex))


def _places() -> dict[str, Weighted]:
    by_region = defaultdict(list)
    for line in _rows("places.csv", region=reference.text, place=reference.text, weight=reference.number):
        by_region[line["region"]].append((line["place"], line["weight"]))
        by_region[""].append(((line["region"], line["place"]), line["weight"]))
    return {region: Weighted(pairs) for region, pairs in by_region.items()}


def _ladders() -> dict[str, list[Rung]]:
    exists_from = {line["code"]: line["starts_on"] or dt.date.min for line in _reference("ranks.csv")}
    ladders, number = defaultdict(list), reference.number
    columns = {"career": reference.text, "rank": reference.text, "fixed_on": reference.date}
    for line in _rows("careers.csv", years_least=number, years_most=number, **columns):
        career, rank = line.pop("career"), line["rank"]
        ladders[career].append(Rung(exists_from=exists_from[rank], **line))
    return dict(ladders)


def _intakes() -> dict[str, list[Intake]]:
    by_career = defaultdict(list)
    for line in _rows("intakes.csv", career=reference.text, entered_on=reference.date, graduated_on=reference.date):
        by_career[line.pop("career")].append(Intake(**line))
    return dict(by_career)


def _staff() -> dict[str, Weighted]:
    by_staff, text = defaultdict(list), reference.text
    for line in _rows("staff.csv", staff=text, home_agency=text, career=text, rank=text, weight=reference.number):
        by_staff[line["staff"]].append(((line["home_agency"], line["career"], line["rank"]), line["weight"]))
    return {staff: Weighted(pairs) for staff, pairs in by_staff.items()}


def _functions() -> dict[tuple[str, str], list[str]]:
    by_staff = defaultdict(list)
    for line in _rows("functions.csv", staff=reference.text, rank=reference.text, function=reference.text):
        by_staff[line["staff"], line["rank"] or ""].append(line["function"])
    return dict(by_staff)


def _situations() -> Weighted:
    number, text = reference.number, reference.text
    columns = {"days_least": number, "days_most": number, "leaves_unit": reference.yes_no, "sex": text}
    lines = _rows("positions.csv", position=text, weight=number, act_kind=text, **columns)
    pairs = [(line.pop("weight"), line) for line in lines]
    return Weighted((Situation(**line), weight) for weight, line in pairs)


def _comments() -> dict[int, list[str]]:
    by_score = defaultdict(list)
    for line in _rows("comments.csv", score_least=reference.number, comment=reference.text):
        by_score[line["score_least"]].append(line["comment"])
    return dict(by_score)


def _unit_patterns() -> list[dict]:
    text = reference.text
    named = dict.fromkeys(("agency", "code", "parent", "name", "each", "staff", "head_from", "head_to"), text)
    return _rows("units.csv", **named, head_function=text, weight=reference.number)
