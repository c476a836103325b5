"""The database asked only about what a file names, a block of values at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Query

# Fewer than the parameters that any of our databases takes in one statement.
BLOCK = 2000


def in_blocks(query: Query, column: ColumnElement, values: Iterable[object]) -> Iterator[tuple]:
    """The rows of a query whose column holds one of the values."""
    rest = iter(set(values))
    while block := list(islice(rest, BLOCK)):
        yield from query.filter(column.in_(block))
