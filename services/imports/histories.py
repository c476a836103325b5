"""A file of dated lines (postings, ranks held, positions held) is fitted into the careers already kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from models import Officer, PositionLine, Posting, RankLine, db
from rules.importing import BadValue, Line, splice
from rules.refused import N_
from services.wording import DAY

from .blocks import in_blocks
from .careers import act_values
from .cells import Parsed, Problem
from .mapping import Mapping
from .reading import Table
from .records import record_type
from .rows import Amendment, RowPlan

REPEATED = {RankLine: ("rank_id", "step"), Posting: ("unit_id",), PositionLine: ("position_id",)}


def complete(rows: list[RowPlan], parsed: Parsed, mapping: Mapping, table: Table) -> None:
    """Refuse lines that overlap, close those that another one follows, and keep officers' present state."""
    model = record_type(mapping.record).model
    by_officer: dict[int, list[tuple[int, RowPlan]]] = defaultdict(list)
    act = act_values(mapping)
    for place, row in enumerate(rows):
        if row.id is None:
            row.values = {name: value for name, value in act.items() if value} | row.values
        if place not in parsed.problems and not _ends_too_early(place, row, parsed, mapping):
            by_officer[row.values["officer_id"]].append((place, row))
    kept = _kept_lines(model, set(by_officer))
    present = _present_state(model, set(by_officer))
    for officer, told in by_officer.items():
        _fit(model, told, (kept.get(officer, {}), present.get(officer)), parsed)


def _ends_too_early(place: int, row: RowPlan, parsed: Parsed, mapping: Mapping) -> bool:
    ends = row.values.get("ends_on")
    if ends is None or ends > row.values["starts_on"]:
        return False
    column = next(iter(mapping.columns_of("ends_on")), "ends_on")
    reason = BadValue(N_("The line ends before it begins, or on the same day."), N_("Correct one of the two dates."))
    parsed.refuse(place, Problem(row.number, column, ends.strftime(DAY), reason))
    return True


def _fit(model: type, told: list[tuple[int, RowPlan]], known: tuple[dict, tuple | None], parsed: Parsed) -> None:
    kept, present = known
    by_number = {row.number: (place, row) for place, row in told}
    matched = {row.id: row for _, row in told if row.id is not None}
    lines = [Line(line["starts_on"], _end(line, matched.get(key)), id=key) for key, line in kept.items()]
    lines += [Line(row.values["starts_on"], row.values.get("ends_on"), row=row.number) for _, row in told if row.id is None]
    fitted = splice(lines[:])
    for line in lines:
        if line.refusal:
            place, row = by_number[line.row]
            parsed.refuse(place, Problem(row.number, "", line.starts_on.strftime(DAY), line.refusal))
    accepted = [row for place, row in told if place not in parsed.problems]
    if accepted:
        _close(model, fitted, (by_number, matched, kept), accepted[-1])
        _repeat(model, fitted, (by_number, kept, present), accepted[-1])


def _end(line: dict, row: RowPlan | None):
    return row.changes["ends_on"][1] if row and "ends_on" in row.changes else line["ends_on"]


def _close(model: type, fitted: list[Line], known: tuple[dict, dict, dict], last: RowPlan) -> None:
    """Lines that another one follows now have an end: new ones get it, kept ones are amended."""
    by_number, matched, kept = known
    for line in fitted:
        if line.id is None:
            if line.ends_on:
                by_number[line.row][1].values["ends_on"] = line.ends_on
        elif line.ends_on != kept[line.id]["ends_on"]:
            change = {"ends_on": (kept[line.id]["ends_on"], line.ends_on)}
            if line.id in matched:
                matched[line.id].changes.update(change)
            else:
                last.amendments.append(Amendment(model, line.id, change))


def _repeat(model: type, fitted: list[Line], known: tuple[dict, dict, tuple | None], last: RowPlan) -> None:
    """The officer's own columns repeat the open line, or nothing where there is none."""
    by_number, kept, present = known
    names = REPEATED[model]
    line = fitted[-1] if fitted and fitted[-1].ends_on is None else None
    told = {} if line is None else by_number[line.row][1].values if line.id is None else kept[line.id]
    if line is not None and line.id is not None:
        told = told | {name: after for row in (r for _, r in by_number.values()) if row.id == line.id
                       for name, (_, after) in row.changes.items()}  # fmt: skip
    changes = {
        name: (before, told.get(name))
        for name, before in zip(names, present or (), strict=False)
        if before != told.get(name)
    }
    if changes:
        last.amendments.append(Amendment(Officer, last.values["officer_id"], changes))


def _kept_lines(model: type, officers: set[int]) -> dict[int, dict[int, dict]]:
    names = ("id", "officer_id", "starts_on", "ends_on", *REPEATED[model])
    found: dict[int, dict[int, dict]] = defaultdict(dict)
    for row in _of_officers(model, officers, names, model.officer_id):
        found[row[1]][row[0]] = dict(zip(names, row, strict=True))
    return found


def _present_state(model: type, officers: set[int]) -> dict[int, tuple]:
    rows = _of_officers(Officer, officers, ("id", *REPEATED[model]), Officer.id)
    return {row[0]: tuple(row[1:]) for row in rows}


def _of_officers(model: type, officers: set[int], names: tuple[str, ...], key) -> Iterator[tuple]:
    return in_blocks(db.session.query(*(getattr(model, name) for name in names)), key, officers)
