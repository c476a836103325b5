"""The act behind the lines of a file: from columns of the file, else from the mapping, else the taking over of the file itself.

Who is known already gets another rank, unit or position by an act only; what is told of somebody for the first time may
be taken over from the file.
"""

from __future__ import annotations

import datetime as dt

from models import CareerLine, PositionLine, Posting, RankLine
from rules.importing import BadValue
from rules.importing.values import text
from rules.refused import N_
from services.wording import DAY

from .act_kinds import kind_name, taken_over
from .mapping import Mapping, day
from .parsed import Parsed, Problem
from .reading import Table
from .rows import RowPlan

TEXTS = {"act_kind": 80, "act_reference": 160, "act_authority": 160}
ACT = (*TEXTS, "act_signed_on")
NEEDED = {
    RankLine: N_("The rank or the step of this officer would change, and no act says so."),
    Posting: N_("The unit of this officer would change, and no act says so."),
    PositionLine: N_("The position of this officer would change, and no act says so."),
}


def complete(rows: list[RowPlan], parsed: Parsed, mapping: Mapping, table: Table) -> None:
    """What an act decides beside the career, an award for example, is written with that act too."""
    acts = Acts(mapping, parsed, table.name)
    for place, row in enumerate(rows):
        leave_same_kind(row)
        if row.id is None:
            row.values |= {name: value for name, value in acts.written(place).items() if value}
        starts, ends = (row.values.get(name) or row.known.get(name) for name in ("starts_on", "ends_on"))
        if starts and ends and ends <= starts and place not in parsed.problems:
            refuse_backward(place, row, parsed, mapping)


def leave_same_kind(row: RowPlan) -> None:
    """The code of a kind of act and its name are one kind."""
    before, after = row.changes.get("act_kind", (None, None))
    if before and kind_name(before) == after:
        del row.changes["act_kind"]


def refuse_backward(place: int, row: RowPlan, parsed: Parsed, mapping: Mapping) -> None:
    """Refuse a row that ends before it begins."""
    reason = BadValue(N_("The line ends before it begins, or on the same day."), N_("Correct one of the two dates."))
    column = next(iter(mapping.columns_of("ends_on")), "ends_on")
    ends = row.values.get("ends_on") or row.known["ends_on"]
    parsed.refuse(place, Problem(row.number, column, ends.strftime(DAY), reason))


class Acts:
    """The act of each row of a file. Columns of the file come before what the mapping says of the whole file."""

    def __init__(self, mapping: Mapping, parsed: Parsed, file_name: str):
        told = {name: mapping.act.get(name.removeprefix("act_")) for name in TEXTS}
        self._told = {name: text(value, TEXTS[name]) if value else None for name, value in told.items()}
        self._told["act_kind"] = kind_name(self._told["act_kind"]) if self._told["act_kind"] else None
        self._told["act_signed_on"] = day(mapping, "signed_on")
        self._columns = {name: parsed.columns[name] for name in ACT if name in parsed.columns}
        self._file_name = file_name[: TEXTS["act_reference"]]
        self.effect_on = day(mapping, "effect_on")

    def of(self, place: int) -> dict:
        """The act as columns of a line, as far as the file or the mapping says it."""
        own = {name: values[place] for name, values in self._columns.items() if values[place] is not None}
        return self._told | own

    def day_of_change(self, place: int) -> dt.date | None:
        """From when a change holds that has no date of its own: the effect of the act, else its signature."""
        return self.effect_on or self.of(place)["act_signed_on"]

    def is_named(self, place: int) -> bool:
        """Whether the act of a row is known by its kind, and by its reference or the day it was signed."""
        act = self.of(place)
        return bool(act["act_kind"] and (act["act_reference"] or act["act_signed_on"]))

    def written(self, place: int) -> dict:
        """The act as a line keeps it: without a kind, the line is taken over from this file."""
        act = self.of(place)
        if act["act_kind"] is None:
            act["act_kind"] = taken_over()
            act["act_reference"] = act["act_reference"] or self._file_name or None
        return act


def needed(model: type[CareerLine]) -> BadValue:
    """Why a row is refused that changes what somebody is without an act."""
    return BadValue(
        NEEDED[model],
        N_("Give the kind of the act and its reference or its date of signature, in the mapping or in columns of the file."),
    )

