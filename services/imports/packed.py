"""Workbooks are zip archives: their limits are checked before anything is unpacked.

A few kilobytes can unpack to gigabytes, and a single cell in the last row and column makes a reader
reserve the whole sheet. Both are refused here. Macros and links to other files are never run or
followed; a workbook that has them is read, and the user is told.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from rules.refused import N_, Refused

MOST_ENTRIES = 1000
MOST_UNPACKED = 50 * 1024 * 1024
MOST_RATIO = 100
MOST_CELLS = 20_000_000
COLUMN = re.compile(rb'\br="([A-Z]{1,3})\d')
FAR_ROW = re.compile(rb'\br="[A-Z]{0,3}([1-9]\d{4,})"')
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def check(path: Path) -> list[Refused]:
    """Refuse an archive that would overwhelm the machine; return warnings about what is left out of it."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive, path)
            names = archive.namelist()
            for entry in archive.infolist():
                _check_content(entry.filename, archive.read(entry))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ElementTree.ParseError):
        raise Refused(N_("The workbook %(name)s cannot be read: it is damaged."), name=path.name) from None
    if "xl/workbook.xml" not in names and "content.xml" not in names:
        raise Refused(N_("The file %(name)s is not a table: neither text, nor XLSX, nor ODS."), name=path.name)
    return _left_out(names)


def _check_sizes(archive: zipfile.ZipFile, path: Path) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, path.stat().st_size)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * packed:
        raise Refused(
            N_("The workbook %(name)s unpacks to too much (%(size)s MB). Save the sheet as CSV and load that."),
            name=path.name,
            size=unpacked // 1024 // 1024,
        )


def _check_content(name: str, content: bytes) -> None:
    """Reading an entry also compares it with the size and checksum that the archive claims."""
    if name.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
        raise Refused(N_("The workbook declares entities of its own, which no spreadsheet does. It is not read."))
    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
        _check_extent(*_extent(content))
    if name == "content.xml":
        for extent in _ods_extents(content):
            _check_extent(*extent)


def _check_extent(rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS:
        raise Refused(
            N_("A sheet reaches to row %(rows)s and column %(columns)s. Delete the far cells and save it again."),
            rows=rows,
            columns=columns,
        )


def _extent(content: bytes) -> tuple[int, int]:
    """The furthest row and column of an XLSX sheet, from the references of its cells."""
    columns = [_column_number(letters) for letters in set(COLUMN.findall(content))]
    rows = [int(row) for row in FAR_ROW.findall(content)]
    return max(rows, default=9_999), max(columns, default=1)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _ods_extents(content: bytes) -> list[tuple[int, int]]:
    """Rows and columns of each ODS table up to its last filled cell; repeated cells count as often."""
    extents, height, pending, width = [], 0, 0, 0
    for _, element in ElementTree.iterparse(io.BytesIO(content)):
        if element.tag == TABLE + "table-row":
            repeated, filled = int(element.get(TABLE + "number-rows-repeated", 1)), _filled_width(element)
            pending += repeated
            if filled:
                height, pending, width = height + pending, 0, max(width, filled)
            element.clear()
        elif element.tag == TABLE + "table":
            extents.append((height, width))
            height = pending = width = 0
    return extents


def _filled_width(row: ElementTree.Element) -> int:
    place = filled = 0
    for cell in row:
        place += int(cell.get(TABLE + "number-columns-repeated", 1))
        if len(cell):
            filled = place
    return filled


def _left_out(names: list[str]) -> list[Refused]:
    warnings = []
    if any(name.endswith("vbaProject.bin") for name in names):
        warnings.append(Refused(N_("The workbook holds macros. They were not run.")))
    if any(name.startswith("xl/externalLinks/") for name in names):
        warnings.append(Refused(N_("The workbook links to other files. The links were not followed.")))
    return warnings
