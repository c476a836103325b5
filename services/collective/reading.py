"""A movement of postings from a file: one row a person, by service number, with the code or the name of the new unit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from models import CollectiveAct, CollectiveRow, Officer, db
from rules.access import Actor
from rules.importing.headers import normalised
from rules.refused import N_, Refused
from services.imports import reading

from .preparing import MOST_ROWS, add, check_open, unit_of_code, unit_of_name

# How the columns may be called; letters, without case or accents.
HEADINGS = {
    "number": ("matricule", "numero matricule", "n matricule", "service number"),
    "unit": (
        "code unite", "unite", "code de l unite", "nouvelle unite", "service", "code service", "nouveau service", "unit code", "unit",
    ),
    "function": ("fonction", "nouvelle fonction", "function"),
}
LONGEST_FUNCTION = 160


@dataclass(frozen=True)
class RowRefused:
    """A row of the file that was not taken: its number as the spreadsheet shows it, what stands there, and why."""

    row: int
    number: str
    unit: str
    reason: Refused


@dataclass(frozen=True)
class Report:
    """What became of a file."""

    added: int
    refused: list[RowRefused]


def take_file(act: CollectiveAct, path: Path, by: Actor) -> Report:
    """Add the people of a file to a movement. Rows that cannot be read are told and leave the others as they are."""
    check_open(act, by)
    table = reading.read(path, most=MOST_ROWS + 1)
    places = _places(table.header)
    if len(table.rows) > MOST_ROWS:
        raise Refused(N_("An act names at most %(most)s people. Prepare a second one for the others."), most=MOST_ROWS)
    rows = [(table.number(place), *_cells(row, places)) for place, row in enumerate(table.rows)]
    rows = [row for row in rows if any(row[1:])]
    officers, taken, refused = _officers(act, {row[1] for row in rows}), {}, []
    there = set(db.session.scalars(select(CollectiveRow.officer_id).where(CollectiveRow.collective_act_id == act.id)))
    for number, matricule, code, function in rows:
        try:
            officer_id = _officer(officers, matricule, taken, there)
            taken[officer_id] = {"officer_id": officer_id, "unit_id": _unit(act, code), "function": _function(function)}
        except Refused as reason:
            refused.append(RowRefused(number, matricule, code, reason))
    return Report(add(act, list(taken.values()), by), refused)


def _places(header: list[str]) -> dict[str, int]:
    found = {}
    for place, head in enumerate(header):
        for name, words in HEADINGS.items():
            if normalised(head) in map(normalised, words):
                found.setdefault(name, place)
    if not {"number", "unit"} <= found.keys():
        raise Refused(N_("The file needs a column “Matricule” and a column “Service” (its code or its name); “Fonction” may be added. It has: %(columns)s."), columns=", ".join(header))
    return found


def _cells(row: list, places: dict[str, int]) -> tuple[str, str, str]:
    return tuple(" ".join(str(row[places[name]]).split()) if name in places else "" for name in ("number", "unit", "function"))


def _officers(act: CollectiveAct, numbers: set[str]) -> dict[str, list[int]]:
    """Officers by service number: those whom the act's agency hired, as far as the reader may see them."""
    found: dict[str, list[int]] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), 500):
        asked = select(Officer.service_number, Officer.id).where(Officer.home_agency_id == act.agency_id)
        for number, key in db.session.execute(asked.where(Officer.service_number.in_(wanted[start : start + 500]))):
            found.setdefault(number, []).append(key)
    return found


def _officer(officers: dict[str, list[int]], matricule: str, taken: dict, there: set[int]) -> int:
    found = officers.get(matricule, [])
    if not matricule:
        raise Refused(N_("The service number is missing."))
    if not found:
        raise Refused(N_("No officer of the agency has this service number, or you may not see him or her."))
    if found[0] in taken:
        raise Refused(N_("This person stands in the file twice: the first row counts."))
    if found[0] in there:
        raise Refused(N_("This person is in the act already."))
    return found[0]


def _unit(act: CollectiveAct, code: str) -> int:
    if not code:
        raise Refused(N_("The unit is missing: write its code or its name."))
    unit = unit_of_code(act, code) or unit_of_name(act, code)
    if unit is None:
        raise Refused(N_("No unit has this code or this name, or several have."))
    return unit.id


def _function(text: str) -> str | None:
    if len(text) > LONGEST_FUNCTION:
        raise Refused(N_("The function is longer than %(most)s letters."), most=LONGEST_FUNCTION)
    return text or None
