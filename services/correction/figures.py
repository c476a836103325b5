"""Figures of corrections for HR: what is asked, by whom, what becomes of it, how long it takes, and where files are wrong.

Four statements whatever the number of requests: all the tables are read from one count by unit, field and outcome,
within the scope of the reader.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from models import OPEN_CORRECTIONS, CorrectionDecision, CorrectionKind, CorrectionRequest, CorrectionState, Officer, Unit, db, now
from services.listing.filters import start_of

from . import about

MONTHS = 12
# The record was wrong, wholly or in part.
GRANTED = (CorrectionState.ACCEPTED, CorrectionState.PARTLY)
# The outcomes in the order in which they are read.
OUTCOMES = (*OPEN_CORRECTIONS, *GRANTED, CorrectionState.REFUSED, CorrectionState.WITHDRAWN)


class Period(NamedTuple):
    """The days on which the requests were sent, both included."""

    first: dt.date
    last: dt.date


class Line(NamedTuple):
    """So many requests of one unit about one field with one outcome. `table` and `field` are None where none is named."""

    unit_id: int | None
    table: str | None
    field: str | None
    kind: CorrectionKind
    state: CorrectionState
    is_late: bool
    count: int


class Row(NamedTuple):
    """A unit or a field: its requests, those that are open, were accepted, were refused, and are overdue now."""

    name: str
    asked: int
    open: int
    granted: int
    refused: int
    late: int


@dataclass(frozen=True)
class Figures:
    """What was counted in a period. `days` are those that each decided request took, from the shortest on; `late_now` are
    all that are open beyond their deadline today, whenever they were sent.
    """

    period: Period
    lines: list[Line]
    days: list[int]
    units: dict[int, str]
    late_now: int

    @property
    def asked(self) -> int:
        """The requests sent in the period."""
        return sum(line.count for line in self.lines)

    @property
    def median(self) -> int | None:
        """Days within which half of the decisions were taken; None before the first."""
        return share_of(self.days, 50)

    @property
    def nine_of_ten(self) -> int | None:
        """Days within which nine decisions of ten were taken."""
        return share_of(self.days, 90)

    def by_outcome(self) -> list[tuple[CorrectionState, int]]:
        """(state, requests) in the order of OUTCOMES; states without any are left out."""
        counted: Counter = Counter()
        for line in self.lines:
            counted[line.state] += line.count
        return [(state, counted[state]) for state in OUTCOMES if counted[state]]

    def by_unit(self) -> list[Row]:
        """A row for each unit in which the officers serve today, the most requests first."""
        return _rows((self.unit_of(line), line) for line in self.lines)

    def by_field(self) -> list[Row]:
        """A row for each field, the most requests first."""
        return _rows((about.in_short(line.kind, line.table, line.field), line) for line in self.lines)

    def wrong(self) -> list[tuple[str, int]]:
        """(field, corrections accepted wholly or in part), the most first: where data entry should be mended."""
        return sorted(((row.name, row.granted) for row in self.by_field() if row.granted), key=lambda pair: (-pair[1], pair[0]))

    def unit_of(self, line: Line) -> str:
        """The name of the unit."""
        return self.units.get(line.unit_id, _("Without unit"))


def usual_period(today: dt.date) -> Period:
    """The last twelve months, today included."""
    first = today.replace(year=today.year - 1, day=min(today.day, 28))
    return Period(first + dt.timedelta(days=1), today)


def counted(period: Period) -> Figures:
    """The figures of a period, within the scope of the one who acts."""
    lines = _lines(period)
    numbers = {line.unit_id for line in lines if line.unit_id is not None}
    units = db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(numbers))).tuples()
    return Figures(period, lines, _days(period), dict(units.all()), db.session.scalar(select(func.count(CorrectionRequest.id)).where(_is_late())))


def _lines(period: Period) -> list[Line]:
    asked, is_late = CorrectionRequest, case((_is_late(), 1), else_=0)
    keys = (Officer.unit_id, asked.about_type, asked.field, asked.kind, asked.state, is_late)
    query = select(*keys, func.count(asked.id)).join(Officer, asked.officer_id == Officer.id)
    found = db.session.execute(query.where(_within(period)).group_by(*keys))
    return [Line(unit, table, field, kind, state, bool(late), count) for unit, table, field, kind, state, late, count in found]


def _is_late() -> ColumnElement[bool]:
    return and_(CorrectionRequest.state.in_(OPEN_CORRECTIONS), CorrectionRequest.due_on < now().date())


def _days(period: Period) -> list[int]:
    """Of each first decision that holds, the days since the request was sent."""
    decision = CorrectionDecision
    answered_at = func.coalesce(decision.took_effect_at, decision.decided_at)
    ended = or_(CorrectionRequest.state.in_((*GRANTED, CorrectionState.REFUSED)), CorrectionRequest.appealed_at.is_not(None))
    query = select(CorrectionRequest.sent_at, answered_at).join(CorrectionDecision, decision.request_id == CorrectionRequest.id)
    query = query.where(_within(period), ended, decision.is_appeal.is_(False), decision.is_void.is_(False))
    return sorted((answered - sent).days for sent, answered in db.session.execute(query).tuples())


def _within(period: Period) -> ColumnElement[bool]:
    """Sent on one of the days; a draft was never sent."""
    sent = CorrectionRequest.sent_at
    return and_(sent >= start_of(period.first), sent < start_of(period.last + dt.timedelta(days=1)))


def share_of(days: list[int], percent: int) -> int | None:
    """The smallest number of days within which `percent` of the sorted ones lie; None where there are none."""
    return days[max(math.ceil(len(days) * percent / 100) - 1, 0)] if days else None


def _rows(named: Iterable[tuple[str, Line]]) -> list[Row]:
    found: dict[str, Counter] = {}
    for name, line in named:
        counts = found.setdefault(name, Counter())
        counts["asked"] += line.count
        counts["open"] += line.count * line.state.is_open
        counts["granted"] += line.count * (line.state in GRANTED)
        counts["refused"] += line.count * (line.state is CorrectionState.REFUSED)
        counts["late"] += line.count * line.is_late
    rows = [Row(name, *(counts[key] for key in Row._fields[1:])) for name, counts in found.items()]
    return sorted(rows, key=lambda row: (-row.asked, row.name))
