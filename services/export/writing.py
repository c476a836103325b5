"""Values as they stand in a file: texts like those of the list in CSV, typed cells in XLSX, and no formula in either."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal

from flask_babel import format_decimal, get_locale, gettext as _, to_user_timezone

from rules.access import MASK
from services import codes
from services.fields import Field, Kind

# A spreadsheet runs what begins with one of these, wide or narrow, after whatever blanks.
STARTS = frozenset("=+-@\t\r\n|%＝＋－＠")
BLANKS = " \u00a0\u200b\ufeff\u3000"
SUSPECT = STARTS | frozenset(BLANKS)
REMEMBERED = 20_000


class Remembered(dict):
    """The text of each distinct value, made once; forgotten when it becomes too many."""

    def __init__(self, write: Callable[[object], str]):
        super().__init__()
        self._write = write

    def __missing__(self, value: object) -> str:
        if len(self) > REMEMBERED:
            self.clear()
        text = self[value] = "" if value is None else self._write(value)
        return text


def writer(field: Field) -> Callable[[object], str]:
    """The function that writes a value of this field as text; nothing is an empty cell."""
    write = _text_of(field)
    if field.kind in REPEATED:
        return Remembered(write).__getitem__
    return write if write is _plain else lambda value: "" if value is None else write(value)


def _text_of(field: Field) -> Callable[[object], str]:
    if known := codes.of(field.column):
        return lambda value: harmless(codes.in_words(known, value))
    if field.kind is Kind.MOMENT:
        return moment_in(str(get_locale()))
    return WRITERS.get(field.kind, _plain)


def _plain(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    return harmless(text) if text[:1] in SUSPECT else text


def harmless(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would run."""
    if text[:1] not in SUSPECT:
        return text
    return "'" + text if text.lstrip(BLANKS)[:1] in STARTS else text


def _day(value: dt.date) -> str:
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def moment_in(language: str) -> Callable[[dt.datetime], str]:
    """How a moment is written in a language, in the time of the installation."""
    pattern = "%d/%m/%Y %H:%M" if language == "en" else "%d/%m/%Y %H h %M"
    return lambda value: to_user_timezone(value).strftime(pattern)


def _choice(value: object) -> str:
    return harmless(str(getattr(value, "label", value)))


def _decimal(value: Decimal | float) -> str:
    return format_decimal(value, format="#,##0.00")


def structure(value: object) -> str:
    """JSON for people: what is sealed in it stays so."""
    return harmless(json.dumps(_unsealed(value), ensure_ascii=False, default=str))


def _unsealed(value: object) -> object:
    if isinstance(value, dict):
        return MASK if "sealed" in value else {key: _unsealed(inner) for key, inner in value.items()}
    return [_unsealed(inner) for inner in value] if isinstance(value, list) else value


WRITERS = {
    Kind.DATE: _day,
    Kind.WHOLE: str,
    Kind.DECIMAL: _decimal,
    Kind.YES_NO: lambda value: _("Yes") if value else _("No"),
    Kind.CHOICE: _choice,
    Kind.STRUCTURE: structure,
    Kind.FILE: lambda _value: "",
}
REPEATED = {Kind.DATE, Kind.DECIMAL, Kind.YES_NO, Kind.CHOICE}
