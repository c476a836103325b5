"""The lists that the system itself wrote: their headings are our own words, their days come first (services/export)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from flask_babel import force_locale

from rules.importing import detect_dates
from rules.importing import values as parse
from rules.importing.dates import DAY_FIRST
from services.fields import fields_of

from .reading import Table
from .records import RecordType
from .sketches import Sketch

if TYPE_CHECKING:
    from .mapping import Mapping

# What the export puts at the start of a text file, and how it writes a day. A spreadsheet that wrote the file anew in
# the order of another country writes 3/4/2020.
MARKED = "utf-8-sig"
OUR_DAY = re.compile(r"\d{2}/\d{2}/\d{4}$")


def answered(mapping: Mapping, table: Table | Sketch, record: RecordType) -> Mapping:
    """The mapping with the order of days and months of a list of our own, where the dates alone do not show it."""
    if table.encoding != MARKED or not _has_our_headings(table.header, record):
        return mapping
    dates = {name for name, field in record.fields.items() if field.kind == "date"}
    ours = {
        column
        for column, use in mapping.columns.items()
        if use.field in dates and not use.dates and column in table.header and _is_ours(_texts(table, column))
    }
    uses = {column: replace(use, dates=DAY_FIRST) if column in ours else use for column, use in mapping.columns.items()}
    return replace(mapping, columns=uses)


def _has_our_headings(header: list[str], record: RecordType) -> bool:
    labels = {str(field.label) for field in record.fields.values()}
    return any(set(header) <= known | labels for known in _labels(record.model))


@lru_cache
def _labels(model: type) -> list[frozenset[str]]:
    """What the fields of a model, and of what it links to, are called in each language."""
    found = []
    for language in ("fr", "en"):
        with force_locale(language):
            near = fields_of(model).values()
            far = (field for link in near if link.target for field in fields_of(link.target).values())
            found.append(frozenset(str(field.label) for field in (*near, *far)))
    return found


def _texts(table: Table | Sketch, column: str) -> list[str]:
    cells = table.values(column) if isinstance(table, Sketch) else set(table.column(column))
    return [text for text in map(parse.plain, cells) if text]


def _is_ours(texts: list[str]) -> bool:
    """Whether every cell is written as the export writes a day, and the cells alone do not say the order."""
    return all(map(OUR_DAY.match, texts)) and detect_dates(texts).is_ambiguous
