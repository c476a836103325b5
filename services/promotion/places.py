"""The places that the establishment opens: posts that ask for the target rank, and how many fill them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from models import Officer, Post, PromotionRound, RankLine, Unit, db
from services import guard, personnel


@dataclass(frozen=True)
class Opened:
    """What the establishment says of a rank in an agency: posts authorised that ask for it, how many hold it, places left."""

    authorised: int
    held: int

    @property
    def vacant(self) -> int:
        """No place is taken back from those who hold the rank already."""
        return max(self.authorised - self.held, 0)


def opened(round_: PromotionRound) -> Opened:
    """Posts of the agency for the target rank on the day of reference, beside those of the agency who hold that rank then."""
    with guard.unscoped("the places that the establishment opens"):
        return Opened(_authorised(round_), _held(round_.rule.to_rank_id, round_.agency_id, round_.reference_on))


def _authorised(round_: PromotionRound) -> int:
    """A post that asks for a range of ranks asks for the target where its lowest rank is the target."""
    target = round_.rule.to_rank_id
    asked = select(func.coalesce(func.sum(Post.headcount), 0)).join(Unit, Unit.id == Post.unit_id)
    return db.session.scalar(asked.where(Unit.agency_id == round_.agency_id, _asks_for(target)))


def _asks_for(rank_id: int) -> ColumnElement[bool]:
    return or_(Post.lowest_rank_id == rank_id, (Post.lowest_rank_id.is_(None)) & (Post.highest_rank_id == rank_id))


def _held(rank_id: int, agency_id: int, on: dt.date) -> int:
    holding = select(RankLine.officer_id).where(RankLine.rank_id == rank_id, personnel.holds(RankLine, on))
    serving = Officer.deleted_at.is_(None)
    return db.session.scalar(select(func.count(Officer.id)).where(Officer.home_agency_id == agency_id, Officer.id.in_(holding), serving))
