"""Dates as files write them. A whole column is looked at before a single cell is read.

`03/04/2020` alone does not say which part is the day: unless another cell of the column settles it
(`25/04/2020`), the order must be asked, and the mapping carries the answer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.refused import N_

from .headers import normalised
from .values import BadValue, plain

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$"
ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + TIME)
COMPACT = re.compile(r"^((?:18|19|20)\d{2})(\d{2})(\d{2})$")
NUMERIC = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})" + TIME)
WORDED = re.compile(r"^(\d{1,2})(?:er)?[-/. ]*([^\W\d_]+)\.?[-/., ]*(\d{4}|\d{2})" + TIME)
MONTH_LED = re.compile(r"^([^\W\d_]+)\.?[-/. ]+(\d{1,2})(?:st|nd|rd|th)?,?[-/. ]+(\d{4})" + TIME)
SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
SERIAL_DAYS = range(1, 80_000)
SERIAL_ORIGIN = dt.date(1899, 12, 30)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january", "fevrier fevr fev feb february", "mars mar march", "avril avr apr april",
            "mai may", "juin jun june", "juillet juil jul july", "aout aou aug august",
            "septembre sept sep september", "octobre oct october", "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}


@dataclass(frozen=True)
class DateReading:
    """How the dates of one column are read.

    `order` is None where no cell needs it. `pivot`: two-digit years up to it are of this century, the
    others of the last one. `is_ambiguous`: every cell reads both ways, so the order must be asked.
    """

    order: str | None = None
    pivot: int = 30
    is_ambiguous: bool = False
    has_short_years: bool = False
    has_serials: bool = False
    example: str = ""


def detect_dates(cells: Sequence[object], pivot: int = 30) -> DateReading:
    """Look at a whole column and say how its dates are read, or that it must be asked."""
    texts = {plain(cell) for cell in cells if isinstance(cell, str)}
    numbers = any(isinstance(cell, (int, float)) for cell in cells)
    parts = [match.groups() for match in map(NUMERIC.match, texts) if match]
    day_first = sum(int(first) > 12 for first, _, _ in parts)
    month_first = sum(int(second) > 12 for _, second, _ in parts)
    either_way = [part for part in parts if part[0] != part[1] and int(part[0]) < 13 and int(part[1]) < 13]
    settled = day_first != month_first and not (day_first and month_first)
    order = (DAY_FIRST if day_first else MONTH_FIRST) if settled else None
    if parts and not either_way and not day_first and not month_first:
        order = DAY_FIRST
    return DateReading(
        order=order,
        pivot=pivot,
        is_ambiguous=bool(parts) and order is None,
        has_short_years=any(len(year) == 2 for year in _years(texts)),
        has_serials=numbers or any(map(SERIAL.match, texts)),
        example="/".join(either_way[0]) if either_way else "",
    )


def read_date(cell: object, reading: DateReading) -> dt.date:
    """The date of one cell.

    Raises BadValue where it cannot be read, does not exist, or needs an order nobody has given.
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    value = plain(cell)
    try:
        return _read(value, reading)
    except ValueError:
        raise BadValue(
            N_("“%(value)s” is not a date of the calendar."), N_("Write it like 21/11/2026."), value=value
        ) from None


def _read(value: str, reading: DateReading) -> dt.date:
    if match := ISO.match(value) or COMPACT.match(value):
        return dt.date(*map(int, match.groups()))
    if match := NUMERIC.match(value):
        return _numeric(value, match.groups(), reading)
    if match := WORDED.match(value):
        day, month, year = match.groups()
        return dt.date(_year(year, reading.pivot), _month(month, value), int(day))
    if match := MONTH_LED.match(value):
        month, day, year = match.groups()
        return dt.date(int(year), _month(month, value), int(day))
    if SERIAL.match(value) and int(float(value)) in SERIAL_DAYS:
        return SERIAL_ORIGIN + dt.timedelta(days=int(float(value)))
    raise _unreadable(value)


def _numeric(value: str, parts: tuple[str, str, str], reading: DateReading) -> dt.date:
    first, second, year = int(parts[0]), int(parts[1]), _year(parts[2], reading.pivot)
    if reading.order is None and first != second:
        raise BadValue(
            N_("“%(value)s” can be read with the day first or with the month first."),
            N_("Say in the mapping which one this column uses."),
            value=value,
        )
    day, month = (second, first) if reading.order == MONTH_FIRST else (first, second)
    return dt.date(year, month, day)


def _year(digits: str, pivot: int) -> int:
    if len(digits) == 4:
        return int(digits)
    return (2000 if int(digits) <= pivot else 1900) + int(digits)


def _month(name: str, value: str) -> int:
    month = MONTHS.get(normalised(name))
    if month is None:
        raise _unreadable(value)
    return month


def _unreadable(value: str) -> BadValue:
    return BadValue(N_("“%(value)s” is not a date."), N_("Write it like 21/11/2026."), value=value)


def _years(texts: Iterable[str]) -> list[str]:
    return [match.groups()[2] for text in texts if (match := NUMERIC.match(text) or WORDED.match(text))]
