"""Text files: which encoding, which separator, then plain rows."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from itertools import islice

from rules.refused import N_, Refused

SEPARATORS = ";\t|,"
FORMULA_SIGNS = ("=", "+", "-", "@")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Tried in this order on bytes that are no UTF-8; the one that yields most of these letters is taken.
ONE_BYTE = ("cp1252", "cp850", "mac_roman", "latin-1")
EXPECTED = set("éèêëàâäçùûüôöîïÉÈÊËÀÂÇÔÎÙœŒæñáíóú’‘“”«»–…°€ºª\xa0")


def read(data: bytes, name: str, most: int | None = None) -> tuple[list[list[str]], str, str]:
    """The rows of a text file, at most so many, its encoding and its separator."""
    encoding = encoding_of(data)
    text = data.decode(encoding, errors="replace" if encoding == "utf-16" else "strict")
    if "\x00" in text:
        raise Refused(N_("The file %(name)s is not a table: neither text, nor XLSX, nor ODS."), name=name)
    text, separator = _hinted(text)
    separator = separator or separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [[_bare(cell) for cell in row] for row in islice(reader, most)], encoding, separator
    except csv.Error:
        raise Refused(
            N_("The quotation marks of the file %(name)s do not match: look near line %(line)s."),
            name=name,
            line=reader.line_num,
        ) from None


def _bare(cell: str) -> str:
    """The cell without the apostrophe that our own files put before what looks like a formula."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_SIGNS else cell


def encoding_of(data: bytes) -> str:
    """The encoding of a text: its mark, else UTF-8 if it is valid, else the likeliest of the old ones."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:2000]
    if sample.count(0) * 3 > len(sample):
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return _one_byte_encoding(data)


def _one_byte_encoding(data: bytes) -> str:
    high = Counter(byte for byte in data if byte > 127)

    def expected(encoding: str) -> int:
        letters = {byte: bytes([byte]).decode(encoding, errors="replace") for byte in high}
        if encoding != "latin-1" and "\ufffd" in letters.values():
            return -1
        return sum(count for byte, count in high.items() if letters[byte] in EXPECTED)

    return max(ONE_BYTE, key=expected)


def _hinted(text: str) -> tuple[str, str | None]:
    """Excel's own first line `sep=;`, where there is one."""
    first, _, rest = text.partition("\n")
    hint = first.strip()
    if hint.lower().startswith("sep=") and len(hint) == 5:
        return "\n" + rest, hint[4]
    return text, None


def separator_of(text: str) -> str:
    """The separator that cuts the first lines most evenly, and into most columns among equals."""

    def evenness(separator: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=separator)
        widths = Counter(len(row) for _, row in zip(range(60), reader) if len(row) > 1)
        if not widths:
            return 0.0, 0
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]))
        return rows, width

    return max(SEPARATORS, key=evenness)
