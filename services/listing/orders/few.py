"""The same orders where rows are few: they are gathered first and need no index."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_

from ..places import Place
from .columns import Order, directed


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
        sorted_by += [is_empty.desc() if is_backward else is_empty.asc(), *directed((key,), is_reversed)]
    return sorted_by
