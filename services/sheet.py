"""A table as a file, CSV or XLSX, under a heading that says what it is: for what is worked out and is no list of records."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from flask_babel import get_locale

from rules.career import day
from services.export.writing import harmless

Cell = str | int | dt.date | None


def write(kind: str, file: BinaryIO, head: tuple[str, Sequence[str]], rows: Iterable[Sequence[Cell]]) -> int:
    """Write rows under `head` (the heading, the names of the columns) as "csv" or "xlsx", and say how many they were."""
    return {"csv": _csv, "xlsx": _xlsx}[kind](file, head, rows)


def _csv(file: BinaryIO, head: tuple[str, Sequence[str]], rows: Iterable[Sequence[Cell]]) -> int:
    """As the lists are written: a semicolon in French, and the mark of UTF-8 at the start."""
    heading, columns = head
    file.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    lines, count = csv.writer(text, delimiter="," if str(get_locale()) == "en" else ";"), 0
    lines.writerows([[harmless(heading)], [], [harmless(name) for name in columns]])
    for count, row in enumerate(rows, 1):
        lines.writerow([_words(cell) for cell in row])
    text.flush()
    text.detach()
    return count


def _words(cell: Cell) -> str | int:
    if isinstance(cell, dt.date):
        return day(cell)
    return cell if isinstance(cell, int) else harmless(cell or "")


def _xlsx(file: BinaryIO, head: tuple[str, Sequence[str]], rows: Iterable[Sequence[Cell]]) -> int:
    import xlsxwriter  # heavy, and only here

    heading, columns = head
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, count = book.add_worksheet("SIRHP"), 0
    bold, plain = (book.add_format({"bold": is_bold, "quote_prefix": True}) for is_bold in (True, False))
    dated = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.set_column(0, max(len(columns) - 1, 0), 20)
    sheet.write_string(0, 0, heading, bold)
    for place, name in enumerate(columns):
        sheet.write_string(2, place, name, bold)
    for count, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, dt.date) and cell.year >= 1900:  # a spreadsheet knows no day before
                sheet.write_datetime(count + 2, place, cell, dated)
            elif isinstance(cell, int):
                sheet.write_number(count + 2, place, cell)
            elif cell:
                sheet.write_string(count + 2, place, str(_words(cell))[:32_767], plain)
    book.close()
    return count
