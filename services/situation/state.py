"""One officer on one day: the lines that held, and what follows from them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, select

from models import Officer, Position, PositionLine, Posting, Rank, RankLine, Unit, db
from services.personnel import holds


@dataclass(frozen=True)
class State:
    """What held of an officer on a day, as known today; None where no line held."""

    on: dt.date
    entered_on: dt.date
    rank_line: RankLine | None = None
    posting: Posting | None = None
    position_line: PositionLine | None = None

    @property
    def rank(self) -> Rank | None:
        return self.rank_line and self.rank_line.rank

    @property
    def step(self) -> int | None:
        return self.rank_line and self.rank_line.step

    @property
    def unit(self) -> Unit | None:
        return self.posting and self.posting.unit

    @property
    def function(self) -> str | None:
        return self.posting and self.posting.function

    @property
    def position(self) -> Position | None:
        return self.position_line and self.position_line.position

    @property
    def had_entered(self) -> bool:
        """Whether the officer belonged to the force already, or had."""
        return self.entered_on <= self.on


def of(officer: Officer, on: dt.date) -> State:
    """What held of an officer on a day, of the lines that the reader may see: one statement, the links on demand."""
    lines = (RankLine, Posting, PositionLine)
    query = select(*lines).select_from(Officer).where(Officer.id == officer.id)
    for line in lines:
        query = query.outerjoin(line, and_(line.officer_id == Officer.id, holds(line, on)))
    return State(on, officer.entered_on, *(db.session.execute(query.limit(1)).first() or ()))
