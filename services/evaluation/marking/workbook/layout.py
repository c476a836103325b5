"""What stands in which column of a sheet, and how a field is compared, however a spreadsheet wrote it.

The first row of a sheet is hidden and names each column for the machine, the first column names each person: so columns
and rows may change their places.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from models import CycleCriterion
from rules import evaluation as rules
from rules.evaluation.marks import MARK

# Signs that no criterion has: the number of the part, and what a reader knows the person by.
PART, NUMBER, NAME, RANK, UNIT = "sirhp:part", "sirhp:number", "sirhp:name", "sirhp:rank", "sirhp:unit"
COMMENT = "comment"
HIDDEN = "_sirhp"
LARGEST = 10**15  # a spreadsheet keeps fifteen digits; what is beyond stands as it is, and is no mark
KEYS_ROW, HEADINGS_ROW, FIRST_ROW = 0, 1, 2


@dataclass(frozen=True)
class Column:
    """A column: its name for the machine, its heading, its width in letters, and whether it is filled in."""

    key: str
    heading: str
    width: int
    is_filled: bool = False

    @property
    def is_mark(self) -> bool:
        return self.key.startswith("mark-")


def columns(criteria: Sequence[CycleCriterion]) -> list[Column]:
    """Who it is, the marks side by side, the overall assessment, then a justification for each mark."""
    marks = [Column(f"mark-{one.id}", _("%(criterion)s (weight %(weight)s)", criterion=one.criterion, weight=rules.plain(one.weight)), 13, True) for one in criteria]
    words = [Column(f"why-{one.id}", _("Justification: %(criterion)s", criterion=one.criterion), 28, True) for one in criteria]
    known = [
        Column(PART, "SIRHP", 4), Column(NUMBER, _("Service number"), 12), Column(NAME, _("Name"), 28),
        Column(RANK, _("Rank"), 20), Column(UNIT, _("Unit"), 30),
    ]  # fmt: skip
    return [*known, *marks, Column(COMMENT, _("Overall assessment"), 40, True), *words]


def is_field(key: str) -> bool:
    """Whether a column of this name is filled in by the evaluator."""
    return key == COMMENT or key.startswith(("mark-", "why-"))


def canonical(field: str, text: str) -> str:
    """A field without what a spreadsheet changes by itself: 14.50 is 14,5, and a line ends as a line ends."""
    if not field.startswith("mark-"):
        return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()
    typed = text.strip()
    return rules.plain(Decimal(typed.replace(",", "."))) if MARK.fullmatch(typed) else typed


def as_typed(field: str, cell: object) -> str:
    """A cell as its writer would have typed it into the form: numbers with a comma, days as 24/12/2026."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, (int, float)) and abs(cell) < LARGEST:
        return rules.plain(round(Decimal(str(cell)), 6)).replace(".", ",")
    if isinstance(cell, dt.date):
        return cell.strftime("%d/%m/%Y")
    text = "" if cell is None else rules.as_kept(str(cell))
    return text.strip() if field.startswith("mark-") else canonical(field, text)
