"""The orders of a list: each follows an index, so that a page is found anywhere in it at once.

What is empty stands last, in both directions. Records that are equal stand in the order of their numbers, in the
same direction as all else, because only then an index on (column, id) gives the whole order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, Select, and_, case, false, literal, or_, select, tuple_

from models import db
from rules.search import line
from services import guard

from .places import Place, Unreadable, first_of, value_in

GROUPS = 60  # linked records that are looked through at a time
HIGHEST = 2**31 - 1  # no record has this number
AFTER_ALL = "\uffff"


@dataclass(frozen=True)
class Stretch:
    """A part of an order that one index holds from end to end. In a sure one all rows have the words looked for."""

    where: tuple[ColumnElement[bool], ...]
    keys: tuple[ColumnElement, ...]
    is_reversed: bool
    is_sure: bool = False

    def walk(self, statement: Select) -> Select:
        """The rows of the stretch, in its order."""
        return statement.where(*self.where).order_by(*_directed(self.keys, self.is_reversed))


def _directed(keys: Sequence[ColumnElement], is_reversed: bool) -> list[ColumnElement]:
    return [key.desc() if is_reversed else key.asc() for key in keys]


def _beyond(keys: Sequence[ColumnElement], values: Sequence[object], is_reversed: bool) -> ColumnElement[bool]:
    """Past a place in a stretch, as the row comparison that an index on these keys answers."""
    if len(keys) == 1:
        return keys[0] < values[0] if is_reversed else keys[0] > values[0]
    row, at = tuple_(*keys), tuple_(*[literal(value, key.type) for key, value in zip(keys, values, strict=True)])
    return row < at if is_reversed else row > at


class Order:
    """What both kinds of order have in common."""

    column: ColumnElement
    is_descending: bool

    @property
    def id(self) -> ColumnElement:
        return self.column.table.c.id

    def stretches(self, place: Place | None, is_backward: bool) -> Iterator[Stretch]:
        """The stretches beyond a place, nearest first; without a place, from the beginning or from the end."""
        steps = (self._filled, self._empty) if not is_backward else (self._empty, self._filled)
        for step in steps:
            yield from step(place, is_backward)

    def _empty(self, place: Place | None, is_backward: bool) -> Iterator[Stretch]:
        """The records with nothing to be sorted by: they stand last."""
        is_past = place is not None and place.value is not None and is_backward
        if not self.column.nullable or is_past:
            return
        is_reversed, where = self.is_descending != is_backward, (self.column.is_(None),)
        if place is not None and place.value is None:
            where += (_beyond((self.id,), (place.id,), is_reversed),)
        yield Stretch(where, (self.id,), is_reversed)

    def _is_left_behind(self, place: Place | None, is_backward: bool) -> bool:
        """Whether all records with a value lie before the place."""
        return place is not None and place.value is None and not is_backward


@dataclass(frozen=True)
class ByColumn(Order):
    """Sorted by a column of the record itself."""

    column: ColumnElement
    is_descending: bool

    def _filled(self, place: Place | None, is_backward: bool) -> Iterator[Stretch]:
        if self._is_left_behind(place, is_backward):
            return
        keys = (self.id,) if self.column is self.id else (self.column, self.id)
        is_reversed, where = self.is_descending != is_backward, ()
        if place is not None and place.value is not None:
            where = (_beyond(keys, (place.value, place.id)[-len(keys) :], is_reversed),)
        elif self.column.nullable:
            where = (self.column.is_not(None),)
        yield Stretch(where, keys, is_reversed)

    def keys(self) -> tuple[ColumnElement, ...]:
        """What a row is sorted by, the last being its number."""
        return (self.column, self.id)

    def source(self):
        """Where the keys are read from."""
        return self.column.table

    def values(self, place: Place) -> tuple:
        """What a place has for the keys."""
        return place.value, place.id

    def read(self, text: str | None) -> object:
        """What the text of a cursor means here; raises Unreadable."""
        return value_in(self.column, text)

    def jump(self, text: str) -> Place:
        """The place just before everything from `text` on; raises Unreadable."""
        edge = HIGHEST if self.is_descending else 0
        if self.column.key == "search_text":
            return Place(_words(text) + (AFTER_ALL if self.is_descending else ""), edge)
        if self.column is self.id:
            value = value_in(self.column, text) + (1 if self.is_descending else -1)
            return Place(value, value)
        return Place(first_of(self.column, text, self.is_descending), edge)


@dataclass(frozen=True)
class ByBeginning(ByColumn):
    """Sorted by words for a search: the lines that begin with the word come first, since they lie side by side."""

    first: str

    @property
    def beginning(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        """The lines that begin with the word."""
        return self.column >= self.first, self.column < self.first + AFTER_ALL

    def _filled(self, place: Place | None, is_backward: bool) -> Iterator[Stretch]:
        if self._is_left_behind(place, is_backward):
            return
        at, keys = None if place is None or place.value is None else self._part(place.value), (self.column, self.id)
        parts = list(enumerate((self.beginning, (self.column < self.first,), (self.column >= self.first + AFTER_ALL,))))
        for number, where in reversed(parts) if is_backward else parts:
            if at is None or number == at or (number < at) == is_backward:
                beyond = (_beyond(keys, (place.value, place.id), is_backward),) if number == at else ()
                yield Stretch(where + beyond, keys, is_backward, is_sure=number == 0)

    def _part(self, value: str) -> int:
        if value < self.first:
            return 1
        return 0 if value < self.first + AFTER_ALL else 2

    def keys(self) -> tuple[ColumnElement, ...]:
        """What a row is sorted by, the last being its number."""
        return (case((and_(*self.beginning), 0), else_=1), *super().keys())

    def values(self, place: Place) -> tuple:
        """What a place has for the keys."""
        return (min(self._part(place.value), 1), *super().values(place))

    def jump(self, text: str) -> Place:
        """The place just before everything from `text` on; what stands before the lines that come first leads to them."""
        place = super().jump(text)
        return place if place.value >= self.first else Place(self.first, 0)


def _words(text: str) -> str:
    words = line([text])
    if not words:
        raise Unreadable(text)
    return words.rstrip()


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
            where = (self.column == start.value, _beyond((self.id,), (start.id,), is_reversed))
            yield Stretch(where, (self.id,), is_reversed)
        for number in self._numbers(start, is_reversed):
            yield Stretch((self.column == number,), (self.id,), is_reversed)

    def _numbers(self, start: Place | None, is_reversed: bool) -> Iterator[int]:
        """The linked records beyond a place to which any record points, in their order."""
        linked = self._linked
        keys = (order_of(self.target, linked), linked.c.id)
        pointing = select(literal(1)).where(self.column == linked.c.id).exists()
        asked = select(*keys).where(pointing).order_by(*_directed(keys, is_reversed)).limit(GROUPS)
        at = None if start is None else (self._key(start.value), start.value)
        while True:
            rows = db.session.execute(asked if at is None else asked.where(_beyond(keys, at, is_reversed))).all()
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
        words = _words(text)
        reached = by <= words + AFTER_ALL if self.is_descending else by >= words
        asked = select(linked.c.id).where(reached).order_by(*_directed((by, linked.c.id), self.is_descending))
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


def past(order: Order, keys: Sequence[ColumnElement], place: Place, is_backward: bool) -> ColumnElement[bool]:
    """Beyond a place, where rows are few and no index is needed; `keys` are those of the order."""
    before: list[ColumnElement[bool]] = []
    ways = []
    for key, value in zip(keys, order.values(place), strict=True):
        ways.append(and_(*before, _further(key, value, order.is_descending != is_backward, is_backward)))
        before.append(key.is_(None) if value is None else key == value)
    return or_(*ways)


def _further(key: ColumnElement, value: object, is_reversed: bool, is_backward: bool) -> ColumnElement[bool]:
    if value is None:
        return key.is_not(None) if is_backward else false()
    beyond = key < value if is_reversed else key > value
    return beyond if is_backward else or_(beyond, key.is_(None))


def in_order(order: Order, keys: Sequence[ColumnElement], is_backward: bool) -> list[ColumnElement]:
    """How such rows are sorted: the empty ones last."""
    is_reversed, sorted_by = order.is_descending != is_backward, []
    for key in keys:
        is_empty = key.is_(None)
        sorted_by += [is_empty.desc() if is_backward else is_empty.asc(), *_directed((key,), is_reversed)]
    return sorted_by
