"""A place in a list: what its record is sorted by and its number; written into a URL as a cursor, and read back with care.

A cursor is only a place to begin at. Whoever makes one up gets a page that begins elsewhere, of what he may see anyway.
"""

from __future__ import annotations

import base64
import calendar
import datetime as dt
import enum
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from sqlalchemy import ColumnElement, Enum

from models import UtcDateTime

YEARS = range(1800, 2200)
MOST = 2**31  # numbers beyond it fit no column


class Unreadable(ValueError):
    """A text of the URL that means nothing here."""


@dataclass(frozen=True)
class Place:
    """The value by which a record is sorted, None where it is empty, and the record's number."""

    value: object
    id: int


def written(place: Place) -> str:
    """The cursor of a place."""
    value = place.value
    if isinstance(value, enum.Enum):
        value = value.name
    elif isinstance(value, dt.date):
        value = value.isoformat()
    text = f"{place.id}" if value is None else f"{place.id} {int(value) if isinstance(value, bool) else value}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str) -> tuple[str | None, int]:
    """The text of the value and the number in a cursor; raises Unreadable."""
    try:
        number, space, text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(" ")
    except ValueError:
        raise Unreadable(cursor) from None
    return text if space else None, whole(number)


def value_in(column: ColumnElement, text: str | None) -> object:
    """What a text means as a value of a column; raises Unreadable."""
    if text is None:
        return None if column.nullable else refuse(text)
    if isinstance(column.type, Enum):
        return column.type.enum_class[text] if text in column.type.enum_class.__members__ else refuse(text)
    if isinstance(column.type, UtcDateTime):
        return moment(text)
    return READERS.get(column.type.python_type, printable)(text)


def first_of(column: ColumnElement, text: str, is_last: bool) -> object:
    """The first or the last value that begins like the text: of 2020, the first or the last day."""
    if isinstance(column.type, UtcDateTime):
        start = _day_in(text, is_last)
        return dt.datetime.combine(start, dt.time.max if is_last else dt.time.min, dt.UTC)
    if column.type.python_type is dt.date:
        return _day_in(text, is_last)
    value = value_in(column, text)
    return value + "\uffff" if is_last and isinstance(value, str) else value


def _day_in(text: str, is_last: bool) -> dt.date:
    """2020, 2020-05, 05/2020 or a whole date."""
    numbers = text.split("-") if "-" in text else text.split("/")[::-1]
    if len(numbers) > 2 or not all(number.isascii() and number.isdigit() and len(number) < 5 for number in numbers):
        return day(text)
    year, month = int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 12 if is_last else 1
    if year not in YEARS or not 1 <= month <= 12:
        raise Unreadable(text)
    return dt.date(year, month, calendar.monthrange(year, month)[1] if is_last else 1)


# --- single values -------------------------------------------------------------------------------


def refuse(text: object):
    """Say that a text means nothing."""
    raise Unreadable(text)


def printable(text: str) -> str:
    """Text without control characters: PostgreSQL takes no zero byte."""
    return text if all(sign == "\uffff" or sign.isprintable() for sign in text) else refuse(text)


def whole(text: str) -> int:
    """A whole number that a column can hold."""
    digits = text.removeprefix("-")
    number = int(text) if digits.isascii() and digits.isdigit() and len(digits) < 12 else refuse(text)
    return number if abs(number) < MOST else refuse(text)


def decimal(text: str) -> Decimal:
    """A number, with a point or a comma."""
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise Unreadable(text) from None
    return number if number.is_finite() and abs(number) < MOST and number.as_tuple().exponent > -12 else refuse(text)


def yes_or_no(text: str) -> bool:
    """1 or 0."""
    return text == "1" if text in ("0", "1") else refuse(text)


def day(text: str) -> dt.date:
    """A date as URLs have it, 2026-11-21, or as people type it, 21/11/2026."""
    parts = text.split("/")
    try:
        found = dt.date(*map(int, reversed(parts))) if len(parts) == 3 else dt.date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise Unreadable(text) from None
    return found if found.year in YEARS else refuse(text)


def moment(text: str) -> dt.datetime:
    """A moment with its time zone."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(text) from None
    return found if found.tzinfo and found.year in YEARS else refuse(text)


READERS = {bool: yes_or_no, int: whole, Decimal: decimal, float: decimal, dt.date: day, str: printable}
