"""One page of a list, at the same cost wherever it lies and however many records there are.

Few matches are found through the indexes of their conditions, then sorted. Many are met soon on the way along the
order that was asked for: an index is walked from the page's first place on, each row is tested, and the walk ends
as soon as the page is full. A walk that meets too few gives up, and the matches are sorted after all. In both
cases a LIMIT inside a subquery keeps the database from planning otherwise.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.sql.util import ClauseAdapter
from sqlalchemy.sql.visitors import iterate

from models import db

from .asking import Asked
from .loading import load
from .orders import ByColumn, Order, Stretch, in_order, past
from .places import Place, Unreadable, read, written
from .wanted import CAP, Wanted, counted, wanted as wanted_by

LONGEST_WALK = 20_000  # rows
BLOCK = 10_000  # rows fetched at a time where all numbers are wanted
ALL = 2**31 - 1


@dataclass
class Page:
    """Records of a list in its order, how many there are in all, and the cursors of the pages around."""

    records: list
    count: int
    is_capped: bool
    before: str | None
    after: str | None


def page(model: type[db.Model], asked: Asked, paths_shown: Sequence[str]) -> Page:
    """The page that is asked for, with all that its columns show. A place that is none gives the first page."""
    wanted = wanted_by(model, asked)
    count = counted(wanted)
    rows, has_before, has_after = _rows_asked_for(wanted, asked, is_few=count <= CAP)
    numbers = [row[-1] for row in rows]
    return Page(
        records=load(model, numbers, paths_shown),
        count=min(count, CAP),
        is_capped=count > CAP,
        before=written(_place(rows[0])) if rows and has_before else None,
        after=written(_place(rows[-1])) if rows and has_after else None,
    )


def numbers(model: type[db.Model], asked: Asked, limit: int | None = None) -> array:
    """The numbers of all records that the list shows, in its order; eight bytes for each."""
    wanted, found = wanted_by(model, asked), array("q")
    most = ALL if limit is None else limit
    if not isinstance(wanted.order, ByColumn):
        found.extend(_stream(_in_order(wanted, None, False).limit(most), column=1))
        return found
    for stretch in wanted.order.stretches(None, False):
        found.extend(_stream(stretch.walk(select(wanted.table.c.id).where(*wanted.conditions)).limit(most - len(found))))
    return found


def _stream(statement: Select, column: int = 0) -> Iterator[int]:
    """One column of the rows, which are fetched and forgotten block by block."""
    return iter(db.session.execute(statement, execution_options={"yield_per": BLOCK}).scalars(column))


def among(model: type[db.Model], asked: Asked, numbers: Sequence[int]) -> list[int]:
    """Those of the numbers whose records the list shows, in the order given."""
    wanted = wanted_by(model, asked)
    number = wanted.table.c.id
    found = set(db.session.scalars(select(number).where(number.in_(numbers), *wanted.conditions)))
    return [each for each in numbers if each in found]


# --- the rows of a page: what they are sorted by, and their number -----------------------------


def _place(row: Row) -> Place:
    return Place(row[0], row[-1])


def _rows_asked_for(wanted: Wanted, asked: Asked, is_few: bool) -> tuple[list[Row], bool, bool]:
    """The rows in the order of the list, and whether there are any before and after them."""
    try:
        place, is_backward = _start(wanted.order, asked)
        rows = _beyond(wanted, place, is_backward, asked.size + 1, is_few)
    except Unreadable:
        place, is_backward, rows = None, False, _beyond(wanted, None, False, asked.size + 1, is_few)
    if is_backward and len(rows) <= asked.size:  # at the beginning: a whole page is better than the rest of one
        place, is_backward, rows = None, False, _beyond(wanted, None, False, asked.size + 1, is_few)
    if place is not None and not rows:  # beyond the end: the last page
        is_backward, rows = True, _beyond(wanted, None, True, asked.size + 1, is_few)
        return rows[: asked.size][::-1], len(rows) > asked.size, False
    has_more, rows = len(rows) > asked.size, rows[: asked.size]
    if is_backward:
        return rows[::-1], has_more, True
    return rows, place is not None and bool(_beyond(wanted, _place(rows[0]), True, 1, is_few)), has_more


def _start(order: Order, asked: Asked) -> tuple[Place | None, bool]:
    """Where the page begins, and whether it is read backwards from there; raises Unreadable."""
    cursor = asked.before or asked.after
    if cursor:
        text, number = read(cursor)
        return Place(order.read(text), number), bool(asked.before)
    return (order.jump(asked.jump) if asked.jump else None), False


def _beyond(wanted: Wanted, place: Place | None, is_backward: bool, most: int, is_few: bool) -> list[Row]:
    """The nearest rows beyond a place, as (value, …, number)."""
    rows = _walked(wanted, place, is_backward, most, is_few)
    return _sorted(wanted, place, is_backward, most) if rows is None else rows


def _walked(wanted: Wanted, place: Place | None, is_backward: bool, most: int, is_few: bool) -> list[Row] | None:
    """Along the index of the order, or None when too few matches lie on the way."""
    rows: list[Row] = []
    for stretch in wanted.order.stretches(place, is_backward):
        is_worth_it = not is_few or wanted.is_whole or stretch.is_sure
        found = _along(wanted, stretch, most - len(rows)) if is_worth_it else None
        if found is None:
            return None
        rows += found
        if len(rows) >= most:
            break
    return rows


def _along(wanted: Wanted, stretch: Stretch, most: int) -> list[Row] | None:
    columns = (wanted.order.column.label("value"), wanted.table.c.id.label("number"))
    if wanted.is_whole:
        return list(db.session.execute(stretch.walk(select(*columns).where(*wanted.conditions)).limit(most)))
    conditions = wanted.others if stretch.is_sure else wanted.conditions
    walked = stretch.walk(select(*columns, *_read(wanted, conditions))).limit(LONGEST_WALK).subquery()
    adapter = ClauseAdapter(walked)
    met = select(walked.c.value, walked.c.number).where(*[adapter.traverse(each) for each in conditions])
    rows = list(db.session.execute(_kept_in_order(met, stretch, walked).limit(most)))
    return None if len(rows) < most and _goes_on(wanted, stretch) else rows


def _read(wanted: Wanted, conditions: Sequence[ColumnElement[bool]]) -> list[ColumnElement]:
    """The columns of the table that the conditions look at."""
    named = [part for each in conditions for part in iterate(each) if part.__visit_name__ == "column"]
    keys = dict.fromkeys(part.key for part in named if getattr(part, "table", None) is wanted.table)
    return [wanted.table.c[key] for key in keys]


def _kept_in_order(met: Select, stretch: Stretch, walked) -> Select:
    """SQLite takes the rows as they come; PostgreSQL could join them otherwise, and sorts nothing that is sorted."""
    if db.session.get_bind().dialect.name != "postgresql":
        return met
    keys = [walked.c.value, walked.c.number][-len(stretch.keys) :]
    return met.order_by(*[key.desc() if stretch.is_reversed else key.asc() for key in keys])


def _goes_on(wanted: Wanted, stretch: Stretch) -> bool:
    """Whether the stretch has rows that the walk did not reach."""
    further = stretch.walk(select(wanted.table.c.id)).offset(LONGEST_WALK).limit(1)
    return db.session.scalar(further) is not None


def _sorted(wanted: Wanted, place: Place | None, is_backward: bool, most: int) -> list[Row]:
    """All matches through the indexes of their conditions, then the nearest of them."""
    return list(db.session.execute(_in_order(wanted, place, is_backward).limit(most)))


def _in_order(wanted: Wanted, place: Place | None, is_backward: bool) -> Select:
    """The matches beyond a place as (value, number), gathered first and then sorted."""
    keys = [key.label(f"key_{number}") for number, key in enumerate(wanted.order.keys())]
    value = wanted.order.column.label("value")
    source = select(value, *keys).select_from(wanted.order.source()).where(*wanted.conditions)
    found = source.limit(ALL).subquery()
    sorted_by = [found.c[key.name] for key in keys]
    statement = select(found.c.value, sorted_by[-1]).order_by(*in_order(wanted.order, sorted_by, is_backward))
    if place is not None:
        statement = statement.where(past(wanted.order, sorted_by, place, is_backward))
    return statement
