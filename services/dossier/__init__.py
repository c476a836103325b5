"""The whole file of an officer as one PDF, of what the reader may see; what draws is loaded with the first file.

Read contents.py (what stands in it) before writing.py (how it is laid out) and picture.py (the line of the career).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from models import Officer


def write(officer: Officer, out: BinaryIO) -> int:
    """Write the file as PDF for the acting person, note it in the audit trail, and return its number of pages."""
    from . import writing

    return writing.write(officer, out)


def prepare(officer: Officer) -> tuple[dict[str, object], Callable[[BinaryIO], int]]:
    """The file ready to be written: what the audit trail says of it, and what writes it. Refused as `write` is."""
    from . import writing

    return writing.prepare(officer)


__all__ = ["prepare", "write"]
