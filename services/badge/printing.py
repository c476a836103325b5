"""Printing, as others call it: what draws (ReportLab, 8 MB) is loaded with the first sheet, not with every process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from models import Badge, Unit
from rules.access import Actor


def print_badges(badges: Iterable[Badge], out: BinaryIO, *, by: Actor) -> int:
    """Write the sheets of these badges as PDF; how many cards there are."""
    from . import sheets

    return sheets.print_badges(badges, out, by=by)


def print_unit(unit: Unit, out: BinaryIO, *, by: Actor) -> int:
    """Print the cards of all who serve in a unit and below it; how many cards there are."""
    from . import sheets

    return sheets.print_unit(unit, out, by=by)
