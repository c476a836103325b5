"""Orders by a column of the record itself, in stretches that one index holds from end to end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, literal, tuple_

from rules.search import line

from ..places import Place, Unreadable, first_of, value_in

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
        return statement.where(*self.where).order_by(*directed(self.keys, self.is_reversed))


def directed(keys: Sequence[ColumnElement], is_reversed: bool) -> list[ColumnElement]:
    """The keys as ORDER BY has them."""
    return [key.desc() if is_reversed else key.asc() for key in keys]


def beyond_in(keys: Sequence[ColumnElement], values: Sequence[object], is_reversed: bool) -> ColumnElement[bool]:
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
            where += (beyond_in((self.id,), (place.id,), is_reversed),)
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
            where = (beyond_in(keys, (place.value, place.id)[-len(keys) :], is_reversed),)
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
            return Place(words_in(text) + (AFTER_ALL if self.is_descending else ""), edge)
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
                beyond = (beyond_in(keys, (place.value, place.id), is_backward),) if number == at else ()
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


def words_in(text: str) -> str:
    """A text as the lines of words are written; raises Unreadable where nothing of it is a word."""
    words = line([text])
    if not words:
        raise Unreadable(text)
    return words.rstrip()
