"""A file becomes a table: CSV in any encoding and separator, XLSX or ODS, the header found near the top."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from rules.importing.headers import OFFICER_HEADINGS, known_headings, normalised
from rules.refused import N_, Refused

from . import delimited, packed

HEADER_WITHIN = 20
MOST_COLUMNS = 400
LARGEST_FILE = 50 * 1024 * 1024
FLOATED = re.compile(r"^\d+\.0$")
Cell = str | int | float | dt.date


@dataclass
class Table:
    """The rows of a file under their header.

    `first_row_number` is that of `rows[0]` as a spreadsheet shows it. `warnings` are refusals that stop
    nothing: what a user must know before loading. `name` is what the file is called.
    """

    header: list[str]
    rows: list[list[Cell]]
    first_row_number: int
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    sheets: list[str] = field(default_factory=list)
    warnings: list[Refused] = field(default_factory=list)
    name: str = ""

    def number(self, place: int) -> int:
        """The row number in the file of the row at this place."""
        return self.first_row_number + place

    def column(self, name: str) -> list[Cell]:
        """All cells under a heading."""
        place = self.header.index(name)
        return [row[place] for row in self.rows]


def read(path: Path | str, sheet: str | None = None, header_row: int | None = None, *, most: int | None = None) -> Table:
    """Read a file; `header_row` (1 is the first) says where the header is when it is not found by itself.

    `most` rows under the header are enough: what follows is not read.

    Raises Refused when the file is empty, too large, no table, or built to overwhelm.
    """
    path, wanted = Path(path), None if most is None else most + HEADER_WITHIN
    start = _opening(path)
    if start.startswith(b"PK"):
        return _workbook(path, sheet, header_row, wanted)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            N_("The file %(name)s is an old or a password-protected workbook. Save it as XLSX without a password."),
            name=path.name,
        )
    rows, encoding, separator = delimited.read(path.read_bytes(), path.name, wanted)
    table = _table(rows, path.name, header_row)
    table.encoding, table.separator = encoding, separator
    return _unfloat(table)


def _opening(path: Path) -> bytes:
    size = path.stat().st_size
    if not size:
        raise Refused(N_("The file %(name)s is empty."), name=path.name)
    if size > LARGEST_FILE:
        raise Refused(N_("The file %(name)s is larger than 50 MB. Load it in parts."), name=path.name)
    with path.open("rb") as file:
        return file.read(8)


def _workbook(path: Path, sheet: str | None, header_row: int | None, most: int | None) -> Table:
    warnings = packed.check(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            raise Refused(
                N_("There is no sheet %(sheet)s in the file. Its sheets are: %(sheets)s."),
                sheet=sheet,
                sheets=", ".join(names),
            )
        chosen = sheet or _best_sheet(book)
        rows = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False, nrows=most)
    except CalamineError:
        raise Refused(N_("The workbook %(name)s cannot be read: it is damaged."), name=path.name) from None
    cells = [[cell.strip() if type(cell) is str else _cell(cell) for cell in row] for row in rows]
    table = _table(cells, path.name, header_row)
    table.sheet, table.sheets, table.warnings = chosen, names, warnings + table.warnings
    return table


def _best_sheet(book: CalamineWorkbook) -> str:
    """The sheet that looks most like a roster: known headings first, then the number of filled rows."""

    def worth(name: str) -> tuple[int, int]:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=200)
        headings = [known_headings([str(cell) for cell in row], OFFICER_HEADINGS) for row in rows[:HEADER_WITHIN]]
        return max(headings, default=0), sum(any(cell != "" for cell in row) for row in rows)

    return max(book.sheet_names, key=worth) if len(book.sheet_names) > 1 else book.sheet_names[0]


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else value
    return value if isinstance(value, (int, dt.date)) else str(value)


def _table(rows: list[list[Cell]], name: str, header_row: int | None) -> Table:
    if not any(_filled(row) for row in rows):
        raise Refused(N_("The file %(name)s is empty."), name=name)
    place = header_row - 1 if header_row else _header_place(rows)
    if not 0 <= place < len(rows):
        raise Refused(N_("The file %(name)s has no row %(row)s to be its header."), name=name, row=header_row)
    body = rows[place + 1 :]
    while body and not _filled(body[-1]):
        body.pop()
    if not body:
        raise Refused(N_("The file %(name)s has a header and no row below it."), name=name)
    header, body, warnings = _columns(rows[place], body, place + 2)
    return Table(header, body, place + 2, warnings=warnings, name=name)


def _filled(row: Iterable[Cell]) -> int:
    return sum(cell != "" and cell is not None for cell in row)


def _header_place(rows: list[list[Cell]]) -> int:
    """The row most like a header: many short words, none of them a number; known headings weigh most."""

    def worth(place: int) -> tuple[int, int]:
        words = [cell for cell in rows[place] if isinstance(cell, str) and _looks_like_a_heading(cell)]
        return 3 * known_headings(words, OFFICER_HEADINGS) + len({normalised(word) for word in words}), -place

    return max(range(min(HEADER_WITHIN, len(rows))), key=worth)


def _looks_like_a_heading(cell: str) -> bool:
    return 0 < len(cell) <= 60 and not cell[0].isdigit() and not cell.startswith(("#", "="))


def _columns(heads: list[Cell], body: list[list[Cell]], first: int) -> tuple[list[str], list[list[Cell]], list[Refused]]:
    """Give every column a unique name, drop the nameless empty ones at the end, make rows equally long."""
    width = max(len(heads), max(map(len, body)))
    if width > MOST_COLUMNS:
        raise Refused(
            N_("The file has %(count)s columns; at most %(most)s can be mapped. Delete those that are not needed."),
            count=width,
            most=MOST_COLUMNS,
        )
    heads = [" ".join(str(head).split()) for head in heads] + [""] * (width - len(heads))
    if any(len(row) < width for row in body):
        body = [row + [""] * (width - len(row)) for row in body]
    used = [bool(heads[place]) or any(row[place] != "" for row in body) for place in range(width)]
    keep = max((place + 1 for place in range(width) if used[place]), default=0)
    if keep < width:
        body = [row[:keep] for row in body]
    shifted = [place for place in range(keep) if not heads[place] and _is_rare(place, body)]
    warnings = [_nameless(place, body, first) for place in shifted]
    return _unique(heads[:keep]), body, warnings


def _is_rare(place: int, body: list[list[Cell]]) -> bool:
    return 0 < sum(row[place] != "" for row in body) * 2 < len(body)


def _nameless(place: int, body: list[list[Cell]], first: int) -> Refused:
    filled = [number for number, row in enumerate(body, first) if row[place] != ""]
    return Refused(
        N_(
            "Column %(column)s has no name, yet %(count)s rows have something in it (the first is row %(row)s): "
            "a separator inside a text may have shifted the cells of these rows."
        ),
        column=letter(place),
        count=len(filled),
        row=filled[0],
    )


def _unique(heads: list[str]) -> list[str]:
    """Headings by which each column can be named: a repeated one is numbered."""
    taken, repeats = set(heads), Counter()
    names = []
    for place, head in enumerate(heads):
        name = head or f"[{letter(place)}]"
        repeats[name] += 1
        while repeats[name] > 1 and (again := f"{name} ({repeats[name]})") in taken:
            repeats[name] += 1
        names.append(again if repeats[name] > 1 else name)
    return names


def letter(place: int) -> str:
    """The letter of a column as a spreadsheet shows it."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _unfloat(table: Table) -> Table:
    """A text file whose whole column reads `18513.0` held whole numbers that a program made floats."""
    for place in range(len(table.header)):
        cells = [row[place] for row in table.rows if row[place]]
        if cells and FLOATED.match(cells[0]) and all(map(FLOATED.match, cells)):
            for row in table.rows:
                row[place] = row[place].removesuffix(".0")
    return table
