"""The histories of many at once: read in a handful of queries, then asked one by one whether a new line fits at their end."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, select

from models import CareerLine, Officer, Position, PositionLine, Posting, db
from rules import career, collective
from rules.career import Span
from services import personnel

Away = list[tuple[dt.date, dt.date | None]]


@dataclass(frozen=True)
class Person:
    """An officer whom a collective act concerns, as the preview names him."""

    id: int
    service_number: str | None
    name: str
    entered_on: dt.date
    home_agency_id: int


@dataclass(frozen=True)
class Place:
    """Where a new line goes: from when to when it holds, and the lines that end otherwise: {number: (before, after)}."""

    starts_on: dt.date
    ends_on: dt.date | None
    closing: dict[int, tuple[dt.date | None, dt.date | None]]

    def holds(self, on: dt.date) -> bool:
        """Whether the new line holds on a day."""
        return self.starts_on <= on and (self.ends_on is None or self.ends_on > on)


class Histories:
    """One kind of line of all the officers of a query, with the columns that the act wants to know."""

    def __init__(self, model: type[CareerLine], people: Select, columns: Sequence[str]):
        self._model = model
        self._lines: dict[int, list[Row]] = defaultdict(list)
        named = [getattr(model, name) for name in ("officer_id", "id", "starts_on", "ends_on", "term_on", *columns)]
        asked = select(*named).where(model.officer_id.in_(people), personnel.valid(model)).order_by(model.starts_on)
        for row in db.session.execute(asked):
            self._lines[row.officer_id].append(row)
        self._gone = _times(people, Position.ends_service)
        self._away = _times(people, Position.leaves_unit) if model is Posting else {}

    def of(self, officer_id: int) -> list[Row]:
        """The lines that were not annulled, the earliest first."""
        return self._lines.get(officer_id, [])

    def held(self, officer_id: int, on: dt.date) -> Row | None:
        """The line that holds on a day."""
        return next((line for line in self.of(officer_id) if line.starts_on <= on and (line.ends_on is None or line.ends_on > on)), None)

    def place(self, person: Person, on: dt.date) -> Place:
        """Where a line that begins on this day goes. Raises Refused where it would not fit, or the service had ended."""
        spans = [Span(line.id, line.starts_on, line.term_on) for line in self.of(person.id)]
        away = self._away.get(person.id, [])
        career.check_serves(on, self._gone.get(person.id, []))
        collective.check_line(on, person.entered_on, spans, away)
        new = Span(None, on)
        ends = career.arrange([*spans, new], [left for left, _back in away])
        stood = {line.id: line.ends_on for line in self.of(person.id)}
        closing = {span.key: (stood[span.key], end) for span, end in ends if span.key is not None and stood[span.key] != end}
        return Place(on, next(end for span, end in ends if span is new), closing)


def people_of(numbers: Select) -> list[Person]:
    """The officers of these numbers whom the reader may see, in the order of names."""
    asked = (Officer.id, Officer.service_number, Officer.last_name, Officer.first_names, Officer.entered_on, Officer.home_agency_id)
    found = select(*asked).where(Officer.id.in_(numbers)).order_by(Officer.last_name, Officer.first_names, Officer.id)
    return [
        Person(row.id, row.service_number, f"{row.last_name.upper()} {row.first_names}", row.entered_on, row.home_agency_id)
        for row in db.session.execute(found)
    ]


def _times(people: Select, counts: ColumnElement[bool]) -> dict[int, Away]:
    """The times in which a position that counts was held, of those who ever held one."""
    left = select(PositionLine.officer_id).join(PositionLine.position).where(counts, personnel.valid(PositionLine))
    columns = (PositionLine.officer_id, PositionLine.starts_on, PositionLine.ends_on, counts)
    asked = select(*columns).join(PositionLine.position).where(PositionLine.officer_id.in_(people), PositionLine.officer_id.in_(left))
    found: dict[int, list] = defaultdict(list)
    for officer_id, *line in db.session.execute(asked.where(personnel.valid(PositionLine)).order_by(PositionLine.starts_on)):
        found[officer_id].append(tuple(line))
    return {officer_id: career.away(lines) for officer_id, lines in found.items()}
