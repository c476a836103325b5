"""Records that may point to others of the same file: units to their parents, ranks to what they became."""

from __future__ import annotations

from models import Unit, db
from rules.importing import BadValue, normalised
from rules.refused import N_
from services import bulk

from .mapping import Mapping
from .parsed import Parsed, Problem
from .reading import Table
from .references import InFile
from .rows import RowPlan


def complete(rows: list[RowPlan], parsed: Parsed, mapping: Mapping, table: Table) -> None:
    """Refuse rows that point to a refused row or, over others, to themselves; drop changes that are none."""
    by_key = {normalised(row.values["code"]): place for place, row in enumerate(rows) if row.values.get("code")}
    for row in rows:
        for name, (before, after) in list(row.changes.items()):
            if isinstance(after, InFile) and rows[by_key[after.key]].id == before:
                del row.changes[name]
    for place, row in enumerate(rows):
        seen = {place}
        at = _pointed(row, by_key)
        while at is not None and place not in parsed.problems:
            if at in parsed.problems or at in seen:
                reason = BadValue(
                    N_("It points to row %(row)s, which is refused or points back here."),
                    N_("Correct that row too."),
                    row=rows[at].number,
                )
                parsed.refuse(place, Problem(row.number, "", "", reason))
            seen.add(at)
            at = _pointed(rows[at], by_key)


def _pointed(row: RowPlan, by_key: dict[str, int]) -> int | None:
    return next((by_key[value.key] for value in row.values.values() if isinstance(value, InFile)), None)


def in_order(rows: list[RowPlan]) -> list[RowPlan]:
    """Rows with those first that others point to."""
    by_key = {normalised(row.values["code"]): place for place, row in enumerate(rows) if row.values.get("code")}

    def depth(row: RowPlan) -> int:
        at, steps = _pointed(row, by_key) if _points_here(row, by_key) else None, 0
        while at is not None:
            steps, at = steps + 1, _pointed(rows[at], by_key) if _points_here(rows[at], by_key) else None
        return steps

    return sorted(rows, key=depth)


def _points_here(row: RowPlan, by_key: dict[str, int]) -> bool:
    return any(isinstance(value, InFile) and value.key in by_key for value in row.values.values())


def renew_unit_paths() -> None:
    """Every unit's path follows from its parents; write the ones that a file made wrong."""
    units = {key: (parent, path) for key, parent, path in db.session.query(Unit.id, Unit.parent_id, Unit.path)}

    def path(key: int | None) -> str:
        return "/" if key is None else f"{path(units[key][0])}{key}/"

    right = {key: path(key) for key in units}
    bulk.update(Unit, {key: {"path": (path, right[key])} for key, (_, path) in units.items() if path != right[key]})
