"""A filled workbook becomes rows: XLSX of any spreadsheet, or ODS; checked before it is unpacked, and never run.

Columns are known by the hidden first row, people by the hidden first column, wherever they were put.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from rules.access import Actor
from rules.refused import N_, Refused
from services.imports import packed

from . import sealing
from .layout import HIDDEN, NAME, NUMBER, PART, as_typed, is_field
from .sealing import FOREIGN, Seal

LARGEST_BYTES = 5 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 2000, 400
KEYS_WITHIN = 5
# A failed formula as XLSX and as ODS write it.
FAILED = re.compile(rb'<c\b[^>]*\bt="e"|calcext:value-type="error"')
NOT_A_WORKBOOK = N_("Choose the workbook that you downloaded here and filled: an XLSX or ODS file.")


@dataclass(frozen=True)
class Row:
    """A row as it was filled: the sheet and the number that a spreadsheet shows, who it says it is about, and its fields."""

    place: str
    part: str
    number: str
    name: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Filled:
    """A workbook that came back."""

    seal: Seal
    rows: list[Row]

    @property
    def doubled(self) -> set[str]:
        """The parts that stand in several rows."""
        return {part for part, count in Counter(row.part for row in self.rows).items() if part and count > 1}


def read(path: Path, *, by: Actor) -> Filled:
    """The seal and the rows of a workbook. Raises Refused for what is none, was not made here, or is somebody else's."""
    with path.open("rb") as file:
        if not file.read(2) == b"PK":
            raise Refused(NOT_A_WORKBOOK)
    packed.check(path)
    _check_errors(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        cells = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS + KEYS_WITHIN + 1) for name in book.sheet_names}
    except CalamineError:
        raise Refused(N_("The workbook %(name)s cannot be read: it is damaged."), name=path.name) from None
    seal = _sealed(cells.pop(HIDDEN, None), by)
    rows = [row for name, sheet in cells.items() for row in _rows(name, sheet)]
    if not rows:
        raise Refused(N_("No row of your people is left in this file. Its first row and first column are hidden and must stay: download your sheet again."))
    return Filled(seal, rows)


def _check_errors(path: Path) -> None:
    """A cell whose formula failed is read as an empty one, and would empty a field."""
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/") or name == "content.xml"]
    if any(FAILED.search(sheet) for sheet in sheets):
        raise Refused(N_("A formula in this file has failed, as “#REF!” or “Err:502” shows. Put the mark itself into that cell."))


def _sealed(cells: list[list] | None, by: Actor) -> Seal:
    if not cells:
        raise Refused(FOREIGN)
    seal = sealing.opened("".join(str(row[0]) for row in cells if row))
    if seal.evaluator_id != by.officer_id:
        raise Refused(N_("This sheet was downloaded by somebody else: only who downloaded it can load it back."))
    return seal


def _rows(name: str, sheet: list[list]) -> list[Row]:
    """The rows of one sheet; none for a sheet without the hidden names of the columns, such as the facts."""
    top = next((row for row, cells in enumerate(sheet[:KEYS_WITHIN]) if PART in map(str, cells)), None)
    if top is None:
        return []
    keys = {str(cell): place for place, cell in enumerate(sheet[top]) if cell}
    if len(sheet) - top > MOST_ROWS or len(keys) > MOST_COLUMNS:
        raise Refused(N_("The sheet “%(name)s” has more rows or columns than were downloaded. Download your sheet again and fill that one."), name=name)
    found = [_row(f"{name}, {number + 1}", keys, cells) for number, cells in enumerate(sheet) if number > top + 1]
    return [row for row in found if row.part or any(row.fields.values())]


def _row(place: str, keys: dict[str, int], cells: list) -> Row:
    def under(key: str) -> object:
        return cells[keys[key]] if key in keys and keys[key] < len(cells) else ""

    fields = {key: as_typed(key, under(key)) for key in keys if is_field(key)}
    return Row(place, as_typed(PART, under(PART)), as_typed(NUMBER, under(NUMBER)), as_typed(NAME, under(NAME)), fields)
