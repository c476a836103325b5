"""Spreadsheets and CSV files that are waiting to be read."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from rules.refused import N_, Refused

from .places import folder, path, random_name

LARGEST_BYTES = 50 * 1024 * 1024
TABLES = {".csv", ".txt", ".xlsx", ".ods"}


def keep_table(stream: BinaryIO, file_name: str, *, instead: str = "") -> str:
    """Keep a spreadsheet or CSV file to be read; returns its stored name.

    `instead` is how the names of those files begin that it replaces at once, as its own then does: of each such kind one is kept.
    """
    ending = Path(file_name).suffix.lower()
    if ending not in TABLES:
        raise Refused(N_("This kind of file is not read. Save it as XLSX, ODS or CSV and load it again."))
    name = f"{instead}{random_name(ending)}"
    kept = 0
    with open(path("imports", name), "wb") as file:
        while block := stream.read(1 << 20):
            kept += len(block)
            if kept > LARGEST_BYTES:
                path("imports", name).unlink()
                raise Refused(N_("The file is too large. Split it into files of less than 50 MB."))
            file.write(block)
    for earlier in folder("imports").glob(f"{instead}*") if instead else ():
        if earlier.name != name:
            earlier.unlink(missing_ok=True)
    return name
