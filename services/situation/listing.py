"""The officers of a day as plain rows, a page or all of them, within the scope of who asks.

Read past the session, and scoped by the officer as he or she stands today: the lines of a file are seen as its
officer is.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Select, select

from models import Officer, Position, PositionLine, Posting, Rank, RankLine, Sex, Unit, db
from services import bulk

from .asking import Asked, standing

PAGE = 100


class ActOf(NamedTuple):
    """Since when a line held, and by which act."""

    starts_on: dt.date
    kind: str
    reference: str | None

    def __str__(self) -> str:
        return self.reference or self.kind


class Standing(NamedTuple):
    """What held of one officer; None where no line did."""

    officer_id: int
    last_name: str
    first_names: str
    service_number: str | None
    sex: Sex | None
    unit_id: int | None
    unit: str | None
    function: str | None
    is_head: bool
    rank_id: int | None
    rank: str | None
    step: int | None
    position_id: int | None
    position: str | None
    posted_by: ActOf | None
    ranked_by: ActOf | None
    positioned_by: ActOf | None

    @property
    def name(self) -> str:
        return f"{self.last_name.upper()} {self.first_names}"


COLUMNS = (
    Officer.id, Officer.last_name, Officer.first_names, Officer.service_number, Officer.sex,
    Posting.unit_id, Unit.name, Posting.function, Posting.is_head, RankLine.rank_id, RankLine.step, PositionLine.position_id,
    *(column for line in (Posting, RankLine, PositionLine) for column in (line.starts_on, line.act_kind, line.act_reference)),
)  # fmt: skip
BY_NAME = (Officer.last_name, Officer.first_names, Officer.id)
ORDERS = {
    "name": BY_NAME,
    "rank": (Rank.level.desc().nulls_last(), *BY_NAME),
    "unit": (Unit.name, Posting.is_head.desc(), Rank.level.desc().nulls_last(), *BY_NAME),
    "function": (Posting.function, *BY_NAME),
    "position": (PositionLine.position_id, *BY_NAME),
}


def at(on: dt.date, **narrowed) -> list[Standing]:
    """Everybody who is asked for on a day, the highest rank first; what narrows it down is named as in Asked."""
    return page(Asked(on, **narrowed), "rank", most=None)


def page(asked: Asked, sort: str = "rank", first: int = 0, most: int | None = PAGE) -> list[Standing]:
    """So many of those asked for, from a place in the order on (0 is the first); all without `most`."""
    query = standing(asked, *COLUMNS).order_by(*ORDERS[sort]).offset(first or None).limit(most)
    return _rows(query)


def _rows(query: Select) -> list[Standing]:
    ranks, positions = names_of(Rank), names_of(Position)
    found = []
    for row in bulk.stream(query, Officer):
        *person, unit_id, unit, function, is_head, rank_id, step, position_id = row[:12]
        acts = [ActOf(*row[place : place + 3]) if row[place] else None for place in (12, 15, 18)]
        rank, position = ranks.get(rank_id), positions.get(position_id)
        place = (unit_id, unit, function, bool(is_head))
        found.append(Standing(*person, *place, rank_id, rank, step, position_id, position, *acts))
    return found


def names_of(model: type[db.Model]) -> dict[int, str]:
    """{number: name} of a short table, in the reader's language."""
    return {record.id: str(record) for record in db.session.scalars(select(model))}
