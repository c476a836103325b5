"""How many there were on a day, by rank, by region or by unit, and of those how many women, men, and in service.

What took long is kept for a while, apart for each scope (services/home/kept.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, dataclass, field

from sqlalchemy import func, select

from models import Officer, Position, PositionLine, Posting, RankLine, Unit, db
from services import bulk, guard
from services.home import kept

from .asking import NOWHERE, Asked, standing

BY = {"region": Unit.region_id, "unit": Posting.unit_id, "rank": RankLine.rank_id}
TABLES = {"region": (Unit,), "unit": (), "rank": (RankLine,)}


def by_rank(asked: Asked) -> kept.Count:
    """[(rank, how many)] of those asked for; None for those without a rank."""
    query = standing(asked, RankLine.rank_id, func.count(), of=(RankLine,)).group_by(RankLine.rank_id)
    return kept.count(_key("ranks", asked), lambda: list(map(tuple, bulk.stream(query, Officer))), guard.actor())


@dataclass
class Share:
    """The officers of one line of a table."""

    total: int = 0
    serving: int = 0
    women: int = 0
    men: int = 0

    def add(self, sex: str | None, is_serving: bool, number: int) -> None:
        """So many more of a sex ("F", "M"), in service or not."""
        self.total += number
        self.serving += number if is_serving else 0
        self.women += number if sex == "F" else 0
        self.men += number if sex == "M" else 0


@dataclass
class Shares:
    """{number of a region, a unit or a rank: share}; None for those without one, NOWHERE for units without a region."""

    of: dict[int | None, Share] = field(default_factory=dict)
    total: Share = field(default_factory=Share)
    at: dt.datetime | None = None  # when it was counted, if not just now


def shares(asked: Asked, by: str) -> Shares:
    """Those asked for "by" region, unit or rank."""
    keys = (BY[by], Posting.unit_id.is_not(None), Officer.sex, PositionLine.position_id)
    query = standing(asked, *keys, func.count(), of=(Posting, PositionLine, *TABLES[by])).group_by(*keys)
    counted = kept.count(_key(by, asked), lambda: [_plain(row) for row in bulk.stream(query, Officer)], guard.actor())
    serving = set(db.session.scalars(select(Position.id).where(Position.is_serving)))
    found = Shares(at=counted.at)
    for key, is_posted, sex, position, number in counted.rows:
        place = NOWHERE if by == "region" and key is None and is_posted else key
        for share in (found.of.setdefault(place, Share()), found.total):
            share.add(sex, position in serving, number)
    return found


def _plain(row: tuple) -> tuple:
    key, is_posted, sex, position, number = row
    return key, bool(is_posted), sex.value if sex else None, position, number


def _key(name: str, asked: Asked) -> str:
    return f"situation {name} {astuple(asked)}"
