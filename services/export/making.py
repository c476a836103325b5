"""Making the file: CSV or XLSX, block by block, so that a million rows need no more memory than a thousand."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
from array import array
from collections.abc import Callable, Iterator
from typing import BinaryIO

from flask_babel import get_locale, to_user_timezone

from rules.refused import N_, Refused
from services import audit, bulk, listing
from services.fields import Field, Kind

from .rows import Reading
from .wanted import Wanted, described
from .writing import harmless, writer

AT_ONCE = 5000  # rows that are written while one waits
MOST_ROWS = {"xlsx": 1_048_575, "csv": 50_000_000}
Tell = Callable[[int, int], None]


def count(wanted: Wanted) -> array:
    """The numbers of the records that the file will hold, in the order of the list. Refused when they are too many."""
    numbers = listing.numbers(wanted.model, wanted.asked)
    if len(numbers) > MOST_ROWS[wanted.kind]:
        raise Refused(N_("A spreadsheet holds at most 1,048,575 lines. Choose CSV, or filter the list."))
    return numbers


def make(wanted: Wanted, numbers: array, file: BinaryIO, tell: Tell = lambda _done, _total: None) -> int:
    """Write the file, note it in the audit trail with the officers whose rows it holds, and return its number of rows."""
    write, reading = {"csv": _write_csv, "xlsx": _write_xlsx}[wanted.kind], Reading(wanted)
    rows = write(wanted, _told(reading, numbers, tell), file)
    said = {str(label): str(value) for label, value in described(wanted.content(rows))}
    said |= {"rows": rows, "columns": list(wanted.columns)}
    said |= {"proposal": wanted.proposal_id} if wanted.proposal_id is not None else {}
    event_id = audit.note("export", record_type=wanted.model.__tablename__, changes=said)
    bulk.note_exported(event_id, reading.officers)
    return rows


def _told(reading: Reading, numbers: array, tell: Tell) -> Iterator[list[tuple]]:
    done = 0
    for block in reading.blocks(numbers):
        yield block
        done += len(block)
        tell(done, len(numbers))


def _write_csv(wanted: Wanted, blocks: Iterator[list[tuple]], file: BinaryIO) -> int:
    """A semicolon in French, as its spreadsheets expect; the mark at the start says that it is UTF-8."""
    fields = [wanted.field(path) for path in wanted.columns]
    file.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    lines, rows = csv.writer(text, delimiter="," if str(get_locale()) == "en" else ";"), 0
    lines.writerow([harmless(str(field.label)) for field in fields])
    writers = [writer(field) for field in fields]
    for block in blocks:
        columns = [list(map(write, column)) for write, column in zip(writers, zip(*block, strict=True), strict=False)]
        lines.writerows(zip(*columns, strict=True))
        rows += len(block)
    text.flush()
    text.detach()
    return rows


def _write_xlsx(wanted: Wanted, blocks: Iterator[list[tuple]], file: BinaryIO) -> int:
    """One sheet of plain cells: no author, nothing hidden; text stays text whatever it begins with."""
    import xlsxwriter  # heavy, and only here

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, fields = book.add_worksheet("SIRHP"), [wanted.field(path) for path in wanted.columns]
    looks = {
        "text": book.add_format({"quote_prefix": True}),
        "day": book.add_format({"num_format": "dd/mm/yyyy"}),
        "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
    }
    sheet.set_column(0, max(len(fields) - 1, 0), 18)
    for place, field in enumerate(fields):
        sheet.write_string(0, place, str(field.label), book.add_format({"bold": True, "quote_prefix": True}))
    cells, rows = [_cell(field, sheet, looks) for field in fields], 0
    for block in blocks:
        for values in block:
            rows += 1
            for place, (write, value) in enumerate(zip(cells, values, strict=True)):
                if value is not None:
                    write(rows, place, value)
    book.close()
    return rows


def _cell(field: Field, sheet, looks: dict) -> Callable[[int, int, object], object]:
    """How a value of this field goes into its cell: dates as dates, numbers as numbers, all else as text."""
    as_text = writer(field)

    def text(row: int, place: int, value: object):
        return sheet.write_string(row, place, as_text(value)[:32_767], looks["text"])

    def day(row: int, place: int, value: dt.date):
        """Excel knows no day before 1900."""
        return sheet.write_datetime(row, place, value, looks["day"]) if value.year >= 1900 else text(row, place, value)

    def moment(row: int, place: int, value: dt.datetime):
        return sheet.write_datetime(row, place, to_user_timezone(value).replace(tzinfo=None), looks["moment"])

    if field.kind in (Kind.WHOLE, Kind.DECIMAL) and not field.mask:
        return sheet.write_number
    return {Kind.DATE: day, Kind.MOMENT: moment}.get(field.kind, text)
