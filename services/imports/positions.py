"""Positions that lines of careers name keep their meaning: a file that would change it would rewrite the past."""

from __future__ import annotations

from rules.importing import BadValue
from rules.refused import N_
from services.personnel import rewriting

from .mapping import Mapping
from .parsed import Parsed, Problem
from .reading import Table
from .rows import RowPlan


def complete(rows: list[RowPlan], parsed: Parsed, mapping: Mapping, table: Table) -> None:
    """Refuse the rows that change what a position means to the lines that name it."""
    reason = BadValue(
        N_("Lines of careers name this position: changing what it means would rewrite the past."),
        N_("Make a new position, under another code."),
    )
    for place, row in enumerate(rows):
        changed = row.id is not None and any(name in row.changes for name in rewriting.MEANING)
        if changed and place not in parsed.problems and rewriting.is_used(row.id):
            parsed.refuse(place, Problem(row.number, "", "", reason))
