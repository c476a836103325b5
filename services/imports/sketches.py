"""What the mapping page needs of a file, worked out once when it is received and kept beside it as JSON.

A page that read a long file again each time it is shown would keep everybody waiting.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from rules.importing import detect_dates, lost_zeros
from rules.importing import values as parse
from rules.importing.values import LostZeros
from rules.refused import Refused

from .reading import Table

SAMPLES = 3
SAMPLE_LENGTH = 40
# A column with more different values holds no names of ranks or units; the most frequent ones tell so.
MOST_VALUES = 5000


@dataclass(frozen=True)
class Column:
    """One column as the mapping page shows it. `ambiguous` is a date that reads both ways, or empty.

    `values` says how often each different value stands in it.
    """

    heading: str
    samples: list[str]
    ambiguous: str
    has_short_years: bool
    lost_zeros: LostZeros | None
    values: dict[str, int]


@dataclass(frozen=True)
class Sketch:
    """A table without its rows."""

    columns: list[Column]
    size: int
    first_row_number: int
    encoding: str | None
    sheet: str | None
    sheets: list[str]
    warnings: list[Refused]

    @property
    def header(self) -> list[str]:
        return [column.heading for column in self.columns]

    def values(self, heading: str) -> dict[str, int]:
        """How often each different value stands under a heading."""
        return self.columns[self.header.index(heading)].values


def sketch(table: Table) -> Sketch:
    """Look at every column of a table."""
    columns = [_column(heading, table.column(heading)) for heading in table.header]
    about = (table.first_row_number, table.encoding, table.sheet, table.sheets, table.warnings)
    return Sketch(columns, len(table.rows), *about)


def _column(heading: str, cells: list) -> Column:
    texts = [text for text in map(parse.plain, cells) if text]
    counted, dates = Counter(texts), detect_dates(cells)
    samples = [shorten(text) for text in islice(counted, SAMPLES)]
    ambiguous = dates.example if dates.is_ambiguous else ""
    kept = dict(counted.most_common(MOST_VALUES) if len(counted) > MOST_VALUES else counted)
    return Column(heading, samples, ambiguous, dates.has_short_years, lost_zeros(texts), kept)


def shorten(text: str) -> str:
    """A long text as far as it tells what the column holds."""
    return text if len(text) <= SAMPLE_LENGTH else text[:SAMPLE_LENGTH] + "…"


def write(found: Sketch, path: Path) -> None:
    """Keep a sketch as JSON."""
    plain = found.__dict__ | {
        "columns": [asdict(column) for column in found.columns],
        "warnings": [{"message": warning.message, "values": warning.values} for warning in found.warnings],
    }
    path.write_text(json.dumps(plain, ensure_ascii=False, default=str), encoding="utf-8")


def read(path: Path) -> Sketch:
    """The sketch that was kept."""
    plain = json.loads(path.read_text(encoding="utf-8"))
    zeros = [column.pop("lost_zeros") for column in plain["columns"]]
    columns = [
        Column(**column, lost_zeros=LostZeros(**lost) if lost else None)
        for column, lost in zip(plain["columns"], zeros, strict=True)
    ]
    warnings = [Refused(warning["message"], **warning["values"]) for warning in plain["warnings"]]
    return Sketch(**plain | {"columns": columns, "warnings": warnings})
