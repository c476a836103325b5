"""A file of dated lines (postings, ranks held, positions held) is fitted into the careers already kept."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from models import Officer, PositionLine, Posting, RankLine, db
from rules.importing import BadValue, Line, holding, holes, overlap, splice
from services.wording import DAY

from . import departures
from .acts import Acts, leave_same_kind, needed, refuse_backward
from .blocks import in_blocks
from .careers import before_entry
from .findings import Finding
from .mapping import Mapping
from .parsed import Parsed, Problem
from .reading import Table
from .records import record_type
from .rows import Amendment, RowPlan

REPEATED = {RankLine: ("rank_id", "step"), Posting: ("unit_id",), PositionLine: ("position_id",)}


def complete(rows: list[RowPlan], parsed: Parsed, mapping: Mapping, table: Table) -> None:
    """Refuse lines that contradict the career, close those that another one follows, and keep officers' present state."""
    model = record_type(mapping.record).model
    acts = Acts(mapping, parsed, table.name)
    for place, row in enumerate(rows):
        _say_the_act_and_the_term(place, row, acts)
    officers = {row.values["officer_id"] for place, row in enumerate(rows) if place not in parsed.problems}
    kept, people = _kept_lines(model, officers), _people(model, officers)
    for officer, away in departures.away_of(officers).items() if model is Posting else ():
        people[officer]["away"] = away
    for officer, starts in departures.posted(officers).items() if model is PositionLine else ():
        people[officer]["posted"] = starts
    by_officer: dict[int, dict[int, RowPlan]] = defaultdict(dict)
    for place, row in enumerate(rows):
        if place not in parsed.problems and not _is_impossible(place, row, people, (parsed, mapping)):
            by_officer[row.values["officer_id"]][place] = row
    ends = parsed.columns.get("ends_on", ())
    fitting = Fitting(model, acts, parsed, departures.leaving(), says_ends=any(end is not None for end in ends))
    for officer, told in by_officer.items():
        fitting.fit(told, kept.get(officer, {}), people[officer])


def _say_the_act_and_the_term(place: int, row: RowPlan, acts: Acts) -> None:
    """An end that the file says is what the act itself set: the term. One that is kept already is not set anew."""
    ends = row.values.get("ends_on")
    leave_same_kind(row)
    if row.id is None:
        row.values |= {name: value for name, value in acts.written(place).items() if value}
        row.values |= {"term_on": ends} if ends else {}
    elif "ends_on" in row.changes and row.known["term_on"] != ends:
        row.changes["term_on"] = (row.known["term_on"], ends)


def _is_impossible(place: int, row: RowPlan, people: dict[int, dict], known: tuple[Parsed, Mapping]) -> bool:
    """Refuse a line that ends before it begins, or begins before the officer entered the service or after he left."""
    parsed, mapping = known
    starts, ends = row.values["starts_on"], row.values.get("ends_on")
    person = people[row.values["officer_id"]]
    reason = before_entry(starts, person["entered_on"]) if starts < person["entered_on"] else None
    reason = reason or departures.contradiction([starts], person.get("away", []))
    if ends is not None and ends <= starts:
        refuse_backward(place, row, parsed, mapping)
    elif row.id is None and reason:
        column = next(iter(mapping.columns_of("starts_on")), "starts_on")
        parsed.refuse(place, Problem(row.number, column, starts.strftime(DAY), reason))
    return place in parsed.problems


@dataclass
class Fitting:
    """Fits the rows of one officer after the other into the lines already kept. `says_ends`: the file has ends at all."""

    model: type
    acts: Acts
    parsed: Parsed
    leaving: frozenset[int]
    says_ends: bool

    def fit(self, told: dict[int, RowPlan], kept: dict[int, dict], person: dict) -> None:
        """Fit the rows of one officer, by their place; those that contradict other lines, or need an act, are refused."""
        told = self._within_bounds(told, kept)
        history = History(self.model, told, kept, (self.parsed.today, {left for left, _back in person.get("away", [])}))
        for place, line in history.refused():
            row = told[place]
            self.parsed.refuse(place, Problem(row.number, "", line.starts_on.strftime(DAY), line.refusal))
        accepted = {place: row for place, row in told.items() if place not in self.parsed.problems}
        place, reason = self._objection(history, accepted, person)
        if reason:
            self.parsed.refuse(place, Problem(told[place].number, "", "", reason))
            self.fit({at: row for at, row in accepted.items() if at != place}, kept, person)
        elif accepted:
            history.close(accepted)
            history.repeat(accepted, person)
            self._find(history, person)

    def _objection(self, history: History, accepted: dict[int, RowPlan], person: dict) -> tuple[int, BadValue | None]:
        """What stands against one of the rows, though no other line does: its place and the reason."""
        cause = history.cause(accepted)
        if cause is not None and not self.acts.is_named(cause):
            return cause, needed(self.model)
        for place, row in accepted.items() if self.model is PositionLine else ():
            if row.id is None and row.values["position_id"] in self.leaving:
                line = next(line for line in history.fitted if line.row == row.number)
                if reason := departures.contradiction(person.get("posted", []), [(line.starts_on, line.ends_on)]):
                    return place, reason
        return -1, None

    def _within_bounds(self, told: dict[int, RowPlan], kept: dict[int, dict]) -> dict[int, RowPlan]:
        """A kept line to which the file gives an end does not run over the next one."""
        for place, row in list(told.items()):
            ends = row.changes["ends_on"][1] if "ends_on" in row.changes else None
            over = (line for key, line in kept.items() if ends and key != row.id and row.values["starts_on"] < line["starts_on"] < ends)
            if other := next(over, None):
                reason = overlap(Line(other["starts_on"], other["ends_on"]))
                self.parsed.refuse(place, Problem(row.number, "", ends.strftime(DAY), reason))
                told = {at: row for at, row in told.items() if at != place}
        return told

    def _find(self, history: History, person: dict) -> None:
        """Holes between the lines, and lines that the file leaves open although it says where others end."""
        missing = [pair for pair in holes(history.fitted) if pair[0].ends_on not in history.stops]
        for before, after in missing:
            self.parsed.findings.append(Finding(self.model, person["id"], before.ends_on, after.starts_on))
        for before, after in zip(history.fitted, history.fitted[1:], strict=False) if self.says_ends else ():
            if before.row in history.left_open and after.row in history.left_open:
                rows = (before.row, after.row)
                self.parsed.findings.append(Finding(self.model, person["id"], before.starts_on, after.starts_on, rows))


class History:
    """The lines of one officer, those of the file among those already kept.

    `days` are today, and the days on which a position outside every unit began, which end a posting.
    """

    def __init__(self, model: type, told: dict[int, RowPlan], kept: dict[int, dict], days: tuple[dt.date, set[dt.date]]):
        self.model, self._kept, (self.today, self.stops) = model, kept, days
        self._places = {row.number: place for place, row in told.items()}
        self._new = {row.number: row for row in told.values() if row.id is None}
        self._matched = {row.id: row for row in told.values() if row.id is not None}
        self._following = self.stops | {line["starts_on"] for line in kept.values()}
        self._lines = [Line(line["starts_on"], self._end(key), id=key) for key, line in kept.items()]
        self._lines += [Line(row.values["starts_on"], row.values.get("term_on"), row=number) for number, row in self._new.items()]
        self.left_open = {line.row for line in self._lines if line.row and line.ends_on is None}
        before = [Line(line["starts_on"], line["ends_on"], id=key) for key, line in kept.items()]
        self._held = holding(sorted(before, key=lambda line: line.starts_on), self.today)
        self.fitted = splice(self._lines[:])
        for line in self.fitted:
            later = [stop for stop in (line.ends_on, *self.stops) if stop is not None and stop > line.starts_on]
            line.ends_on = min(later, default=None)

    def _end(self, key: int) -> dt.date | None:
        """The end that the act of a kept line set; where it only follows from what came after, another may come between."""
        line, row = self._kept[key], self._matched.get(key)
        if row and "ends_on" in row.changes:
            return row.changes["ends_on"][1]
        return None if line["term_on"] is None and line["ends_on"] in self._following else line["ends_on"]

    def refused(self) -> Iterator[tuple[int, Line]]:
        """The lines of the file that overlap others, by the place of their row."""
        return ((self._places[line.row], line) for line in self._lines if line.refusal)

    def cause(self, accepted: dict[int, RowPlan]) -> int | None:
        """The place of the row by which the officer is something else today than before; None where nothing changes."""
        held = self._kept[self._held.id] if self._held else None
        doing = [place for place, row in accepted.items() if row.id is None or row.changes]
        if held is None or not doing or all(held[name] == value for name, value in self._present().items()):
            return None
        line = holding(self.fitted, self.today)
        row = (self._new.get(line.row) or self._matched.get(line.id)) if line else None
        place = self._places[row.number] if row else None
        return place if place in doing else doing[-1]

    def _present(self) -> dict:
        """The columns of the officer that repeat a history, as they will stand."""
        line = holding(self.fitted, self.today)
        if line is None:
            return dict.fromkeys(REPEATED[self.model])
        values = self._new[line.row].values if line.id is None else self._kept[line.id] | self._changed(line.id)
        return {name: values.get(name) for name in REPEATED[self.model]}

    def _changed(self, key: int) -> dict:
        row = self._matched.get(key)
        return {name: after for name, (_before, after) in row.changes.items()} if row else {}

    def close(self, accepted: dict[int, RowPlan]) -> None:
        """Lines that another one follows now have an end: new ones get it, kept ones are amended."""
        last = list(accepted.values())[-1]
        for line in self.fitted:
            if line.id is None:
                self._new[line.row].values["ends_on"] = line.ends_on
            elif line.ends_on != self._kept[line.id]["ends_on"]:
                change = {"ends_on": (self._kept[line.id]["ends_on"], line.ends_on)}
                if line.id in self._matched:
                    self._matched[line.id].changes.update(change)
                else:
                    last.amendments.append(Amendment(self.model, line.id, change))

    def repeat(self, accepted: dict[int, RowPlan], person: dict) -> None:
        """The officer's own columns repeat the line that holds today, or nothing where there is none."""
        changes = {name: (person[name], value) for name, value in self._present().items() if person[name] != value}
        if changes:
            list(accepted.values())[-1].amendments.append(Amendment(Officer, person["id"], changes))


def _kept_lines(model: type, officers: set[int]) -> dict[int, dict[int, dict]]:
    """The lines of each officer; one that was annulled is none."""
    names = ("id", "officer_id", "starts_on", "ends_on", "term_on", *REPEATED[model])
    query = db.session.query(*(getattr(model, name) for name in names)).filter(model.annulment_id.is_(None))
    found: dict[int, dict[int, dict]] = defaultdict(dict)
    for row in in_blocks(query, model.officer_id, officers):
        found[row[1]][row[0]] = dict(zip(names, row, strict=True))
    return found


def _people(model: type, officers: set[int]) -> dict[int, dict]:
    names = ("id", "entered_on", *REPEATED[model])
    query = db.session.query(*(getattr(Officer, name) for name in names))
    return {row[0]: dict(zip(names, row, strict=True)) for row in in_blocks(query, Officer.id, officers)}
