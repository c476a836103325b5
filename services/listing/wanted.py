"""What a list looks for: the conditions that its rows must meet, how many do if that is known, and their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.sql.elements import True_

from models import db
from rules.search import asked as words_of
from services import guard

from . import conditions
from .asking import Asked
from .dated import held
from .filters import condition
from .orders import ByBeginning, ByColumn, Order
from .places import day
from .searching import found_rows, has_own_index, has_own_line, in_line, matching
from .sorting import order
from .weighing import weighed

CAP = 10_000  # counted exactly as far as this


@dataclass(frozen=True)
class Wanted:
    """What is looked for: scope and filters, and the words of a search."""

    model: type[db.Model]
    others: tuple[ColumnElement[bool], ...]
    order: Order
    words: ColumnElement[bool] | None = None
    is_whole: bool = False  # nothing but what is deleted is left out
    count: int | None = None  # where it is known already

    @property
    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """All that a row must meet."""
        return self.others if self.words is None else (*self.others, self.words)

    @property
    def table(self):
        return self.model.__table__


def wanted(model: type[db.Model], asked: Asked) -> Wanted:
    """Scope, search and filters as conditions on the bare table, so that the guard's own is not added twice."""
    filters = [weighed(model, each.path, condition(model, each)) for each in asked.filters]
    filters += [held(model, day(asked.on))] if asked.on else []
    filters += [conditions.condition(model, asked.only)] if asked.only else []
    others = tuple(each for each in (guard.reach(model), *filters) if not isinstance(each, True_))
    sorted_by, is_whole = order(model, asked.sort, asked.is_descending), not filters and guard.reaches_all(model)
    if not asked.search:
        return Wanted(model, others, sorted_by, is_whole=is_whole)
    words = words_of(asked.search)
    if not words or not has_own_line(model):
        return Wanted(model, others, sorted_by, matching(model, asked.search))
    sorted_by = _by_beginning(sorted_by, words)
    found = found_rows(model, words) if has_own_index(model) else None
    if _is_beginning_of_many(sorted_by, others):
        within = in_line(model, words) if found is None else model.__table__.c.id.in_(found)
        return Wanted(model, others, sorted_by, within, count=CAP + 1)
    if found is None:
        return Wanted(model, others, sorted_by, in_line(model, words))
    met = db.session.scalar(_counting(found, CAP))
    # What half of the force is called is not gathered from the index first, but met on the way.
    within = in_line(model, words) if met > CAP else model.__table__.c.id.in_(found)
    return Wanted(model, others, sorted_by, within, count=met if is_whole else None)


def _by_beginning(sorted_by: Order, words: list[tuple[str, ...]]) -> Order:
    """For one word in a list sorted by names: those that begin with it come first."""
    is_by_words = isinstance(sorted_by, ByColumn) and sorted_by.column.key == "search_text" and not sorted_by.is_descending
    if not is_by_words or len(words) > 1 or len(words[0]) > 1:
        return sorted_by
    return ByBeginning(sorted_by.column, False, f" {words[0][0].lstrip()}")


def _is_beginning_of_many(sorted_by: Order, others: Sequence[ColumnElement[bool]]) -> bool:
    """Whether those that come first are more than are counted: the others are then not looked for."""
    if not isinstance(sorted_by, ByBeginning):
        return False
    rows = select(literal(1)).select_from(sorted_by.column.table).where(*sorted_by.beginning, *others)
    return db.session.scalar(_counting(rows, CAP)) > CAP


def counted(sought: Wanted) -> int:
    """How many match, counted no further than just beyond CAP."""
    if sought.count is not None:
        return sought.count
    rows = select(literal(1)).select_from(sought.table).where(*sought.conditions)
    return db.session.scalar(_of_all(sought.model, CAP) if sought.is_whole else _counting(rows, CAP))


@cache
def _of_all(model: type[db.Model], most: int) -> Select:
    """Of a whole table no row is looked at: what is deleted is taken off in the end."""
    rows = select(literal(1)).select_from(model.__table__)
    if not guard.keeps_deleted(model):
        return _counting(rows, most)
    gone = select(func.count()).select_from(guard.gone(model).subquery()).scalar_subquery()
    return _counting(rows, most, beside=gone)


def _counting(rows: Select, most: int, beside: ColumnElement | int = 0) -> Select:
    """How many rows there are, up to one beyond the most; without those `beside`, which are among them."""
    return select(func.count() - beside).select_from(rows.limit(beside + (most + 1)).subquery())
