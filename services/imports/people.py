"""What goes together in a row about a person: the key in the file of origin, the birth and the entry, the NINA."""

from __future__ import annotations

import datetime as dt

from rules.importing import BadValue
from rules.importing.values import disagreement
from rules.refused import N_, Refused
from services.wording import DAY

from .parsed import Parsed, Problem
from .rows import RowPlan


def complete(rows: list[RowPlan], parsed: Parsed) -> None:
    """Keep the key of origin of new people, refuse impossible births, and tell what the NINA contradicts."""
    for row, key in zip(rows, parsed.columns.get("source_key", ()), strict=False):
        if key and row.id is None:
            row.values["source_key"] = key
    _check_births(rows, parsed)
    disagreeing = sum(_nina_disagrees(row.values) for row in rows)
    if disagreeing:
        parsed.warnings.append(
            Refused(N_("In %(count)s rows the NINA does not go with the sex or the year of birth."), count=disagreeing)
        )


def _check_births(rows: list[RowPlan], parsed: Parsed) -> None:
    for place, row in enumerate(rows):
        values = row.known | row.values
        entered, born = values.get("entered_on"), values.get("birth_on")
        if born is None and values.get("birth_year"):
            born = dt.date(values["birth_year"], 1, 1)
        if entered and born and born >= entered and place not in parsed.problems:
            reason = BadValue(
                N_("The birth is not before the entry into service on %(date)s."),
                N_("Correct one of the two dates."),
                date=entered,
            )
            parsed.refuse(place, Problem(row.number, "", born.strftime(DAY), reason))


def _nina_disagrees(values: dict) -> bool:
    if "nina" not in values:
        return False
    born = values.get("birth_on")
    sex = values["sex"].value if "sex" in values else None
    return bool(disagreement(values["nina"], sex, born.year if born else values.get("birth_year")))
