"""What the demo force becomes in the database: one dictionary of column values for each record."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from models import Agency, Position, Rank, Region, Sex, db

from . import portraits
from .people import Person
from .units import Plan, PlannedUnit

# What rank a decree, an order or a decision of the director gives, and who signs it.
DECREE = ("Décret", "Décret n° {year}-{number:04d}/P-RM", "Présidence de la République")
ORDER = ("Arrêté", "Arrêté n° {year}-{number:04d}/MSPC-SG", "Ministre de la Sécurité et de la Protection civile")
DECISION = ("Décision", "Décision n° {year}-{number:04d}/DGPN-DPFM", "Directeur général de la Police nationale")
ACTS = {act[0]: act for act in (DECREE, ORDER, DECISION)}
ACT_OF_LEVEL = ((150, DECREE), (40, ORDER), (0, DECISION))


@dataclass(frozen=True)
class Keys:
    """The ids that rows refer to, by code."""

    agencies: dict[str, int]
    regions: dict[str, int]
    ranks: dict[str, tuple[int, int]]
    positions: dict[str, int]


def keys() -> Keys:
    """The ids of the reference data in this database; of a rank, id and level."""
    agencies, regions, positions = (
        dict(db.session.query(model.code, model.id).all()) for model in (Agency, Region, Position)
    )
    ranks = {code: (key, level) for code, key, level in db.session.query(Rank.code, Rank.id, Rank.level)}
    return Keys(agencies, regions, ranks, positions)


class Writer:
    """Turns planned units and people into rows; officers and units have ids from a first one on."""

    def __init__(self, plan: Plan, seed: int, known: Keys, firsts: tuple[int, int]):
        self._plan, self._seed, self._keys = plan, seed, known
        self._first_unit, self._first_officer = firsts

    def unit_id(self, unit: PlannedUnit) -> int:
        """The id of a unit."""
        return self._first_unit + unit.number

    def officer_id(self, number: int) -> int:
        """The id of an officer."""
        return self._first_officer + number

    def unit(self, unit: PlannedUnit) -> dict:
        """A row of Unit."""
        return {
            "id": self.unit_id(unit),
            "code": unit.code,
            "name": unit.name,
            "agency_id": self._keys.agencies[unit.agency],
            "parent_id": self.unit_id(unit.parent) if unit.parent else None,
            "region_id": self._keys.regions[unit.region],
            "path": self._path(unit),
        }

    def officer(self, made: Person) -> dict:
        """A row of Officer, whose present unit, rank, step and position are those of the last lines."""
        last = made.postings[-1]
        return {
            "id": self.officer_id(made.number),
            "service_number": made.service_number,
            "last_name": made.last_name,
            "first_names": made.first_names,
            "sex": Sex(made.sex),
            "birth_on": made.birth_on if made.is_birth_known else None,
            "birth_year": None if made.is_birth_known else made.birth_on.year,
            "birth_place": made.birth_place,
            "photo": portraits.name_of(self._seed, made.number),
            "nina": made.nina,
            "phone": made.phone,
            "address": made.address,
            "entered_on": made.career.entered_on,
            "home_agency_id": self._keys.agencies[made.home_agency],
            "unit_id": None if last.ends_on else self.unit_id(last.unit),
            "rank_id": self._keys.ranks[made.rank][0],
            "step": _step(made, len(made.career.ranks) - 1),
            "position_id": self._keys.positions[made.positions[-1].position],
        }

    def rank_lines(self, made: Person) -> list[dict]:
        """Rows of RankLine."""
        ranks, acts = made.career.ranks, self._acts(made, "ranks")
        ends = [start for _, start in ranks[1:]] + [None]
        return [
            self._line(made, start, end, acts.of_rank(self._keys.ranks[rank][1], start))
            | {"rank_id": self._keys.ranks[rank][0], "step": _step(made, place)}
            for place, ((rank, start), end) in enumerate(zip(ranks, ends, strict=True))
        ]

    def postings(self, made: Person) -> list[dict]:
        """Rows of Posting."""
        acts = self._acts(made, "postings")
        return [
            self._line(made, stay.starts_on, stay.ends_on, acts.of(DECISION, stay.starts_on))
            | {"unit_id": self.unit_id(stay.unit), "function": stay.function, "is_head": stay.is_head}
            for stay in made.postings
        ]

    def position_lines(self, made: Person) -> list[dict]:
        """Rows of PositionLine."""
        acts = self._acts(made, "positions")
        return [
            self._line(made, state.starts_on, state.ends_on, acts.of(ACTS[state.act_kind], state.starts_on))
            | {"position_id": self._keys.positions[state.position]}
            for state in made.positions
        ]

    def _path(self, unit: PlannedUnit) -> str:
        return f"{self._path(unit.parent) if unit.parent else '/'}{self.unit_id(unit)}/"

    def _line(self, made: Person, start: dt.date, end: dt.date | None, act: dict) -> dict:
        return {"officer_id": self.officer_id(made.number), "starts_on": start, "ends_on": end} | act

    def _acts(self, made: Person, lines: str) -> Acts:
        return Acts(random.Random(f"{self._seed}/{made.number}/{lines}"))


class Acts:
    """Acts with invented references, of the right kind and signed a little before they take effect."""

    def __init__(self, rng: random.Random):
        self._rng = rng

    def of(self, act: tuple[str, str, str], start: dt.date) -> dict:
        """The act of this kind for something that begins on a day."""
        kind, pattern, authority = act
        signed_on = start - dt.timedelta(days=self._rng.randint(3, 40))
        return {
            "act_kind": kind,
            "act_reference": pattern.format(year=signed_on.year, number=self._rng.randint(1, 2999)),
            "act_authority": authority,
            "act_signed_on": signed_on,
        }

    def of_rank(self, level: int, start: dt.date) -> dict:
        """The act that gives a rank of this level."""
        return self.of(next(act for least, act in ACT_OF_LEVEL if level >= least), start)


def _step(made: Person, place: int) -> int:
    """An invented step within the rank, 1 to 3: the rules of steps are not public."""
    return 1 + (made.number + place) % 3
