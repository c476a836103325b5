"""What can be asked of a day, and the one statement that answers it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from models import Choice, Officer, Position, PositionLine, Post, Posting, Rank, RankLine, Sex, Unit, db
from services import listing, organisation
from services.personnel import holds

# Every table that the columns of a row are read from.
NAMED = (Posting, RankLine, PositionLine, Rank, Unit)
NOWHERE = 0  # instead of the number of a region: units without one


class Who(Choice):
    """Whom one asks for."""

    FORCE = "force", _l("All who had not left")
    SERVING = "serving", _l("Only in service")
    EVER = "ever", _l("Also those who had left")


@dataclass(frozen=True)
class Asked:
    """A day, and what narrows it down; numbers of records. A position says by itself whom one means."""

    on: dt.date
    unit: int | None = None
    is_below: bool = True
    region: int | None = None
    rank: int | None = None
    position: int | None = None
    sex: Sex | None = None
    who: Who = Who.FORCE
    function: str | None = None
    post: int | None = None
    search: str | None = None  # words of names and numbers, as the list of officers finds them

    @property
    def asks_for_a_place(self) -> bool:
        """Whether only those who were posted somewhere can be meant."""
        return any(value is not None for value in (self.unit, self.region, self.function, self.post))


def standing(asked: Asked, *columns, of: Collection[type] = NAMED) -> Select:
    """The columns of all officers asked for, each with the lines that held on that day. The scope is not yet in it.

    `of` are the tables that the columns stand in besides that of the officers.
    """
    query, narrows = select(*columns).select_from(Officer), _tables(asked)
    for line in (Posting, RankLine, PositionLine):
        if line in narrows or line in of:
            held = and_(line.officer_id == Officer.id, holds(line, asked.on))
            query = query.join(line, held, isouter=not narrows.get(line))
    if Rank in of:
        query = query.outerjoin(Rank, Rank.id == RankLine.rank_id)
    if Unit in of:
        query = query.outerjoin(Unit, Unit.id == Posting.unit_id)
    # Nearly everybody had entered: written so that no index answers, and officers are met in the order of their numbers.
    had_entered = (Officer.entered_on > asked.on).is_(False)
    return query.where(had_entered, *_narrowed(asked))


def _tables(asked: Asked) -> dict[type, bool]:
    """The lines that narrow it down, and whether whoever has none that day is not meant."""
    narrows = {Posting: True} if asked.asks_for_a_place else {}
    narrows |= {RankLine: True} if asked.rank is not None else {}
    asks_for_position = asked.position is not None or asked.who is Who.SERVING
    return narrows | ({PositionLine: asks_for_position} if asks_for_position or asked.who is Who.FORCE else {})


def _narrowed(asked: Asked) -> list[ColumnElement[bool]]:
    given = (
        (asked.rank, lambda: RankLine.rank_id == asked.rank),
        (asked.sex, lambda: Officer.sex == asked.sex),
        (asked.unit, lambda: Posting.unit_id.in_(units_of(asked))),
        (asked.region, lambda: Posting.unit_id.in_(_in_region(asked.region))),
        (asked.function, lambda: func.lower(Posting.function) == func.lower(asked.function)),
        (asked.post, lambda: _on_post(asked.post)),
        (asked.search, lambda: listing.matching(Officer, asked.search)),
    )
    return [condition() for value, condition in given if value is not None] + _people(asked)


def _people(asked: Asked) -> list[ColumnElement[bool]]:
    held = PositionLine.position_id
    if asked.position is not None:
        return [held == asked.position]
    if asked.who is Who.SERVING:
        return [held.in_(select(Position.id).where(Position.is_serving))]
    if asked.who is Who.FORCE:
        return [or_(held.is_(None), held.not_in(select(Position.id).where(Position.ends_service)))]
    return []


def units_of(asked: Asked) -> list[int]:
    """The numbers of the unit asked for and, unless it is meant alone, of those below it in the tree of today."""
    if not asked.is_below:
        return [asked.unit]
    path = db.session.scalar(select(Unit.path).where(Unit.id == asked.unit))
    return list(db.session.scalars(select(Unit.id).where(organisation.below(path)))) if path else []


def _on_post(post: int) -> ColumnElement[bool]:
    """Whoever was appointed to a post, or served in its unit without a post and under its title.

    Of posts whose titles differ in capitals only the first has those who serve under the title.
    """
    here = db.session.execute(select(Post.unit_id, func.lower(Post.title)).where(Post.id == post)).first()
    if here is None:
        return false()
    unit, title = here
    first = db.session.scalar(select(func.min(Post.id)).where(Post.unit_id == unit, func.lower(Post.title) == title))
    by_title = and_(Posting.post_id.is_(None), Posting.unit_id == unit, func.lower(Posting.function) == title)
    return or_(Posting.post_id == post, by_title) if first == post else Posting.post_id == post


def _in_region(region: int) -> Select:
    return select(Unit.id).where(Unit.region_id.is_(None) if region == NOWHERE else Unit.region_id == region)
