"""Who commanded whom in a period, by the postings and positions of the whole force; read once, asked officer by officer.

To be used with the guard lifted: heads of other agencies and earlier units count. An annulled line says nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select

from models import CareerLine, Position, PositionLine, Post, Posting, Unit, db
from rules.evaluation import assigning
from rules.evaluation.assigning import Chain, Reign, Share
from services import personnel

Span = tuple[dt.date, dt.date | None]


@dataclass(frozen=True)
class Stay:
    """Somebody served in a unit, in a position of service; `until` is the first day on which that was over."""

    unit: int
    starts_on: dt.date
    until: dt.date
    is_head: bool
    function: str | None

    @property
    def days(self) -> int:
        return (self.until - self.starts_on).days


class Command:
    """The stays and heads of a period."""

    def __init__(self, starts_on: dt.date, ends_on: dt.date):
        self.starts_on, self.until = starts_on, ends_on + assigning.ONE_DAY
        self._parents: dict[int, int | None] = dict(db.session.execute(select(Unit.id, Unit.parent_id)).tuples().all())
        self._chains: dict[int, list[Chain]] = {}
        served, postings = self._served(), self._postings()
        self._reigns = self._heads(postings, served)
        self.stays = {officer: self._stays(lines, served.get(officer)) for officer, lines in postings.items()}

    def shares(self, officer: int, least_days: int) -> list[Share]:
        """The parts of the officer's year, the longest first; a part of nobody where nobody commanded."""
        found = []
        for stay in self.stays.get(officer, ()):
            found += assigning.commanded(officer, stay.unit, stay.starts_on, stay.until, self._chain(stay.unit))
        return assigning.shares(found, least_days)

    def above(self, unit: int, day: dt.date) -> list[int]:
        """The heads above a unit on a day, the nearest first; the unit's own is not among them."""
        held = (chain for chain in self._chain(unit) if chain.starts_on <= day < chain.until)
        return [head for chain in held for place, head in chain.heads if place != unit]

    def heads_of(self, unit: int, day: dt.date) -> list[int]:
        """The head of a unit on a day, and those above."""
        held = (chain for chain in self._chain(unit) if chain.starts_on <= day < chain.until)
        return [head for chain in held for _place, head in chain.heads]

    def _chain(self, unit: int) -> list[Chain]:
        if unit not in self._chains:
            path, above = [], unit
            while above is not None and len(path) < len(self._parents):
                path.append((above, self._reigns.get(above, [])))
                above = self._parents.get(above)
            self._chains[unit] = assigning.chains(path, self.starts_on, self.until)
        return self._chains[unit]

    def _served(self) -> dict[int, list[Span]]:
        """By officer, the time in a position of service; one of whom no position is known is not in it, and serves."""
        asked = select(PositionLine.officer_id, PositionLine.starts_on, PositionLine.ends_on, Position.is_serving)
        found: dict[int, list[Span]] = defaultdict(list)
        for officer, first, last, is_serving in db.session.execute(self._within(asked.join(PositionLine.position), PositionLine)):
            spans = found[officer]
            if is_serving:
                spans.append((first, last))
        return dict(found)

    def _postings(self) -> dict[int, list[tuple]]:
        asked = select(Posting.officer_id, Posting.unit_id, Posting.starts_on, Posting.ends_on, Posting.is_head, Posting.function, Post.title)
        found: dict[int, list[tuple]] = defaultdict(list)
        for officer, unit, first, last, is_head, function, title in db.session.execute(self._within(asked.outerjoin(Posting.post), Posting)):
            found[officer].append((unit, first, last, is_head, title or function))
        return dict(found)

    def _within(self, asked: Select, model: type[CareerLine]) -> Select:
        """Lines that hold and touch the period, in their order."""
        touches: ColumnElement[bool] = or_(model.ends_on.is_(None), model.ends_on > self.starts_on)
        return asked.where(personnel.valid(model), model.starts_on < self.until, touches).order_by(model.officer_id, model.starts_on)

    def _heads(self, postings: dict[int, list[tuple]], served: dict[int, list[Span]]) -> dict[int, list[Reign]]:
        found: dict[int, list[Reign]] = defaultdict(list)
        for officer, lines in postings.items():
            for unit, first, last, is_head, _function in lines:
                if is_head:
                    found[unit] += assigning.while_serving([Reign(officer, first, last)], served.get(officer, [(first, last)]))
        return dict(found)

    def _stays(self, lines: list[tuple], served: list[Span] | None) -> list[Stay]:
        found = []
        for unit, first, last, is_head, function in lines:
            for start, until in assigning.within([(first, last)], self.starts_on, self.until):
                spans = [(start, until)] if served is None else assigning.within(served, start, until)
                found += [Stay(unit, one, other, is_head, function) for one, other in spans]
        return found
