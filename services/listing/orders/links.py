"""Orders by what a record points to: one linked record after the other, each with those that point to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, literal, select

from models import db
from services import guard

from ..places import Place, Unreadable
from .columns import AFTER_ALL, HIGHEST, Order, Stretch, beyond_in, directed, words_in

GROUPS = 60  # linked records that are looked through at a time


@dataclass(frozen=True)
class ByLink(Order):
    """Sorted by what the record points to: one linked record after the other, each with those that point to it."""

    column: ColumnElement
    is_descending: bool
    target: type[db.Model]

    @cached_property
    def _linked(self):
        """The linked table under a name of its own: a unit points to units."""
        return self.target.__table__.alias("linked")

    def _filled(self, place: Place | None, is_backward: bool) -> Iterator[Stretch]:
        if self._is_left_behind(place, is_backward):
            return
        is_reversed = self.is_descending != is_backward
        start = place if place is not None and place.value is not None else None
        if start is not None:
            where = (self.column == start.value, beyond_in((self.id,), (start.id,), is_reversed))
            yield Stretch(where, (self.id,), is_reversed)
        for number in self._numbers(start, is_reversed):
            yield Stretch((self.column == number,), (self.id,), is_reversed)

    def _numbers(self, start: Place | None, is_reversed: bool) -> Iterator[int]:
        """The linked records beyond a place to which any record points, in their order."""
        linked = self._linked
        keys = (order_of(self.target, linked), linked.c.id)
        pointing = select(literal(1)).where(self.column == linked.c.id).exists()
        asked = select(*keys).where(pointing).order_by(*directed(keys, is_reversed)).limit(GROUPS)
        at = None if start is None else (self._key(start.value), start.value)
        while True:
            rows = db.session.execute(asked if at is None else asked.where(beyond_in(keys, at, is_reversed))).all()
            yield from (row[1] for row in rows)
            if len(rows) < GROUPS:
                return
            at = tuple(rows[-1])

    def _key(self, number: int) -> object:
        """By what a linked record is sorted; raises Unreadable when it is none for this person."""
        table = self.target.__table__
        by = select(order_of(self.target, table)).where(table.c.id == number, guard.reach(self.target))
        found = db.session.execute(by).first()
        if found is None:
            raise Unreadable(number)
        return found[0]

    def keys(self) -> tuple[ColumnElement, ...]:
        """What a row is sorted by, the last being its number."""
        linked = self._linked
        return (order_of(self.target, linked), self.column, self.id)

    def source(self):
        """Where the keys are read from."""
        linked = self._linked
        return self.column.table.outerjoin(linked, linked.c.id == self.column)

    def values(self, place: Place) -> tuple:
        """What a place has for the keys."""
        return (None if place.value is None else self._key(place.value), place.value, place.id)

    def read(self, text: str | None) -> object:
        """The number of the linked record in a cursor; raises Unreadable."""
        if text is None or (text.isascii() and text.isdigit() and len(text) < 10):
            return None if text is None else int(text)
        raise Unreadable(text)

    def jump(self, text: str) -> Place:
        """The place before the first linked record from `text` on; raises Unreadable where they have no names."""
        linked = self._linked
        by = order_of(self.target, linked)
        if by.key != "search_text":
            raise Unreadable(text)
        words = words_in(text)
        reached = by <= words + AFTER_ALL if self.is_descending else by >= words
        asked = select(linked.c.id).where(reached).order_by(*directed((by, linked.c.id), self.is_descending))
        number = db.session.scalar(asked.limit(1))
        if number is None:
            return Place(None, 0)
        return Place(number, HIGHEST if self.is_descending else 0)


def order_of(model: type[db.Model], table=None) -> ColumnElement | None:
    """By what records of this kind stand where others point to them; never empty."""
    columns = (model.__table__ if table is None else table).c
    if getattr(model, "__order__", None):
        return columns[model.__order__]
    return columns.search_text if "search_text" in columns else None
