"""A roster says where officers stand today: rank, step, unit, position. Each is written as a dated line, by an act."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func

from models import CareerLine, PositionLine, Posting, RankLine, db
from rules.importing import BadValue
from rules.refused import N_

from . import departures, people
from .acts import ACT, Acts, needed
from .blocks import in_blocks
from .findings import Finding
from .mapping import Mapping
from .parsed import Parsed, Problem
from .reading import Table
from .rows import Amendment, Opening, RowPlan


@dataclass(frozen=True)
class Career:
    """One kind of line: its columns, and the field that says since when."""

    model: type[CareerLine]
    columns: tuple[str, ...]
    since: str


CAREERS = (
    Career(RankLine, ("rank_id", "step"), "rank_since"),
    Career(Posting, ("unit_id",), "unit_since"),
    Career(PositionLine, ("position_id",), "position_since"),
)


@dataclass(frozen=True)
class Change:
    """What a row says of one history, and the lines of it that matter: the last one, and the one that holds today."""

    career: Career
    told: dict
    starts: dt.date | None
    last: dict | None
    holding: dict | None

    def is_said_already(self) -> bool:
        """Whether what is told stands in the line that holds, or in the open one that an act dated ahead wrote."""
        lines = [self.holding, self.last if self.last and self.last["ends_on"] is None else None]
        return any(line and all(line[name] == value for name, value in self.told.items()) for line in lines)


def complete(rows: list[RowPlan], parsed: Parsed, mapping: Mapping, table: Table) -> None:
    """Check what goes together in a row, and add the lines that the row opens or closes."""
    people.complete(rows, parsed)
    acts = Acts(mapping, parsed, table.name)
    known = [row.id for row in rows if row.id is not None]
    lines, leaving = {career: _lines(career, known, parsed.today) for career in CAREERS}, departures.leaving()
    _refuse_late_entries(rows, parsed)
    for place, row in enumerate(rows):
        changes = list(_changes(place, row, acts, lines))
        for name in (*ACT, "effect_on"):
            row.values.pop(name, None)
        if place not in parsed.problems:
            left = _left_on(changes, lines[CAREERS[-1]].get(row.id, (None, None))[0], leaving)
            _add_lines(place, row, changes, (acts, parsed, left))


def _changes(place: int, row: RowPlan, acts: Acts, lines: dict[Career, dict]) -> Iterator[Change]:
    """What the row says of each history; it is taken out of the values of the row."""
    values = row.values
    effect = values.get("effect_on") or (acts.day_of_change(place) if row.id else acts.effect_on or values.get("entered_on"))
    for career in CAREERS:
        since = values.pop(career.since, None)
        told = {name: values.pop(name) for name in career.columns if name in values}
        last, holding = lines[career].get(row.id, (None, None))
        change = Change(career, told, since or effect, last, holding)
        if told and not change.is_said_already():
            yield change


def _left_on(changes: list[Change], last: dict | None, leaving: frozenset[int]) -> dt.date | None:
    """The day on which the officer leaves the service, or has left it, by the last position told or kept."""
    for change in changes:
        if change.career.model is PositionLine:
            return change.starts if change.told["position_id"] in leaving else None
    return last["starts_on"] if last and last["position_id"] in leaving and last["ends_on"] is None else None


def _add_lines(place: int, row: RowPlan, changes: list[Change], known: tuple[Acts, Parsed, dt.date | None]) -> None:
    acts, parsed, left = known
    for change in changes:
        unfounded = row.id is not None and not acts.is_named(place)
        reason = needed(change.career.model) if unfounded else _cannot_open(row, change)
        if reason is None and left and change.career.model is Posting:
            reason = departures.contradiction([change.starts], [(left, None)])
        if reason:
            parsed.refuse(place, Problem(row.number, "", "", reason))
            return
    for change in changes:
        _open(row, change, acts.written(place), parsed)


def _cannot_open(row: RowPlan, change: Change) -> BadValue | None:
    starts, last = change.starts, change.last
    if starts is None:
        return BadValue(
            N_("The row changes the rank, the unit or the position without a date of effect."),
            N_("Give the act's date of effect in the mapping, or map a column that holds it."),
        )
    entered = (row.known | row.values).get("entered_on")
    if entered and starts < entered:
        return before_entry(starts, entered)
    if last and last["ends_on"] is None and starts <= last["starts_on"]:
        return BadValue(
            N_("The change of %(date)s is not after the present line, which began on %(start)s."),
            N_("Give a later date of effect, or correct the present line in the officer's file."),
            date=starts,
            start=last["starts_on"],
        )
    if last and last["ends_on"] and starts < last["ends_on"]:
        return BadValue(
            N_("It overlaps with a line already kept, from %(start)s to %(end)s."),
            N_("Correct the dates, or end the other line first."),
            start=last["starts_on"],
            end=last["ends_on"],
        )
    if change.career.model is RankLine and "rank_id" not in change.told and not (last and last["ends_on"] is None):
        return BadValue(N_("A step needs a rank."), N_("Fill in the rank."))
    return None


def before_entry(starts: dt.date, entered: dt.date) -> BadValue:
    """Why a line is refused that begins before its officer entered the service."""
    return BadValue(
        N_("It begins on %(start)s, before the entry into service on %(entry)s."),
        N_("Correct one of the two dates."),
        start=starts,
        entry=entered,
    )


def _open(row: RowPlan, change: Change, act: dict, parsed: Parsed) -> None:
    """The step of a new rank is only what the row says; a step alone keeps the rank. An act dated ahead waits for its day."""
    career, told, last, starts = change.career, change.told, change.last, change.starts
    if last and career.model is RankLine and "rank_id" not in told:
        told["rank_id"] = last["rank_id"]
    columns = {name: told.get(name) for name in career.columns}
    if starts <= parsed.today:
        row.values.update(columns if row.id is None else {})
        row.changes.update({name: (row.known[name], value) for name, value in columns.items() if row.id and row.known[name] != value})
    row.openings.append(Opening(career.model, columns | act | {"starts_on": starts}))
    if last and last["ends_on"] is None:
        row.amendments.append(Amendment(career.model, last["id"], {"ends_on": (None, starts)}))
    elif last and last["ends_on"] < starts:
        parsed.findings.append(Finding(career.model, row.id, last["ends_on"], starts))


def _lines(career: Career, officers: list[int], today: dt.date) -> dict[int, tuple[dict | None, dict | None]]:
    """By officer the last line of a history and the one that holds today; what was annulled is none."""
    model = career.model
    running = model.ends_on.is_(None) | (model.ends_on > today)
    found = _valid_lines(career, officers, running)
    ended = [officer for officer in officers if officer not in found]
    found |= _valid_lines(career, ended, True)
    return {officer: (lines[-1], _holding(lines, today)) for officer, lines in found.items()}


def _valid_lines(career: Career, officers: list[int], which) -> dict[int, list[dict]]:
    names = ("officer_id", "id", "starts_on", "ends_on", *career.columns)
    query = db.session.query(*(getattr(career.model, name) for name in names)).filter(career.model.annulment_id.is_(None), which)
    found: dict[int, list[dict]] = defaultdict(list)
    for line in in_blocks(query.order_by(career.model.starts_on), career.model.officer_id, officers):
        found[line[0]].append(dict(zip(names, line, strict=True)))
    return dict(found)


def _holding(lines: list[dict], today: dt.date) -> dict | None:
    held = (line for line in reversed(lines) if line["starts_on"] <= today and (line["ends_on"] is None or line["ends_on"] > today))
    return next(held, None)


def _refuse_late_entries(rows: list[RowPlan], parsed: Parsed) -> None:
    """Nobody enters the service after a line of the career has begun."""
    moved = {row.id: place for place, row in enumerate(rows) if row.changes.get("entered_on") and place not in parsed.problems}
    for career in CAREERS if moved else ():
        model = career.model
        query = db.session.query(model.officer_id, func.min(model.starts_on)).filter(model.annulment_id.is_(None))
        for officer, first in in_blocks(query.group_by(model.officer_id), model.officer_id, moved):
            entered = rows[moved[officer]].values["entered_on"]
            if first < entered:
                reason = before_entry(first, entered)
                parsed.refuse(moved[officer], Problem(rows[moved[officer]].number, "", "", reason))
