"""What does not go together in careers, as files of former times bring it: counted by kind, listed, with a link to each file.

Each kind is looked for in one statement over all the histories at once, among the officers whom one may see.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from models import CareerLine, Officer, Position, PositionLine, Posting, Unit, db, now
from rules.refused import N_

from .history import REPEATED, valid
from .taking_effect import behind

MODELS: tuple[type[CareerLine], ...] = tuple(REPEATED)


class Kind(enum.Enum):
    """What does not go together, the gravest first: a name for addresses, and what people call it."""

    OVERLAP = "overlap", N_("Two lines hold at once")
    OPEN = "open", N_("A line is open though another one follows")
    BACKWARDS = "backwards", N_("A line ends before it begins")
    BEFORE_ENTRY = "before-entry", N_("A line begins before the service did")
    CLOSED_UNIT = "closed-unit", N_("Posted to a unit that was closed")
    AWAY = "away", N_("Posted while outside every unit")
    HOLE = "hole", N_("No line holds for a time")
    OUT_OF_STEP = "out-of-step", N_("The file does not show the line that holds today")

    def __new__(cls, value: str, label: str):
        member = object.__new__(cls)
        member._value_, member.label = value, label
        return member


# Those that a line shows beside the next one of its history.
ODD = (Kind.OVERLAP, Kind.OPEN, Kind.BACKWARDS, Kind.HOLE)


class Found(NamedTuple):
    """One thing that does not go together: whose, in which history, which line, and the days in question."""

    officer: Officer
    model: type[CareerLine] | None
    line_id: int | None
    starts_on: dt.date | None
    ends_on: dt.date | None


def _odd(model: type[CareerLine]) -> Subquery:
    """The lines that do not end where the next one begins, each with that day: one look into the index for each line."""
    other = select(model.officer_id, model.starts_on).where(valid(model)).subquery()
    following = select(func.min(other.c.starts_on)).where(other.c.officer_id == model.officer_id, other.c.starts_on > model.starts_on)
    next_on = following.scalar_subquery()
    differs = or_(model.ends_on <= model.starts_on, and_(model.ends_on.is_(None), next_on.is_not(None)), model.ends_on != next_on)
    hole_on = _hole_on(model.ends_on, next_on, model.officer_id) if model is Posting else model.ends_on
    own = (model.id, model.officer_id, model.starts_on, model.ends_on, next_on.label("next_on"), hole_on.label("hole_on"))
    return select(*own).where(valid(model), differs).subquery()


def _condition(model: type[CareerLine], kind: Kind, odd: Subquery) -> ColumnElement[bool]:
    """What makes an odd line one of this kind."""
    if kind is Kind.HOLE:
        return odd.c.hole_on < odd.c.next_on
    return {
        Kind.OVERLAP: odd.c.ends_on > odd.c.next_on,
        Kind.OPEN: and_(odd.c.ends_on.is_(None), odd.c.next_on.is_not(None)),
        Kind.BACKWARDS: odd.c.ends_on <= odd.c.starts_on,
    }[kind]


def _hole_on(ends_on: ColumnElement, next_on: ColumnElement, officer_id: ColumnElement) -> ColumnElement:
    """The first day without a unit on which one could have been had: not while the position is outside every unit."""
    line, position = aliased(PositionLine), aliased(Position)
    back = select(func.min(line.ends_on)).join(position, line.position_id == position.id).where(line.officer_id == officer_id)
    back = back.where(valid(line), position.leaves_unit, line.ends_on > ends_on, line.ends_on < next_on)
    returned = back.where(~_is_outside(officer_id, line.ends_on)).scalar_subquery()
    return case((_is_outside(officer_id, ends_on), returned), else_=ends_on)


def _is_outside(officer_id: ColumnElement, day: ColumnElement) -> ColumnElement[bool]:
    """Whether the position on a day is outside every unit."""
    line, position = aliased(PositionLine), aliased(Position)
    lasts = and_(line.starts_on <= day, or_(line.ends_on.is_(None), line.ends_on > day))
    held = select(line.id).join(position, line.position_id == position.id)
    return held.where(line.officer_id == officer_id, valid(line), position.leaves_unit, lasts).exists()


def counts() -> dict[Kind, int]:
    """How many of each kind there are, within one's scope; each history is gone through once."""
    found = dict.fromkeys(Kind, 0)
    for model in MODELS:
        odd = _odd(model)
        sums = [func.count(odd.c.id).filter(_condition(model, kind, odd)) for kind in ODD]
        for kind, number in zip(ODD, db.session.execute(select(*sums).join(Officer, Officer.id == odd.c.officer_id)).one(), strict=True):
            found[kind] += number
    for kind in (Kind.BEFORE_ENTRY, Kind.CLOSED_UNIT, Kind.AWAY):
        found[kind] = sum(_count(query) for _model, query in _queries(kind))
    return found | {Kind.OUT_OF_STEP: len(behind(now().date()))}


def listed(kind: Kind, first: int, most: int) -> list[Found]:
    """So many of one kind from the place `first` on, in the order of the officers' numbers, history by history."""
    if kind is Kind.OUT_OF_STEP:
        numbers = behind(now().date())[first : first + most]
        return [Found(officer, None, None, None, None) for officer in _officers(numbers)]
    rows: list[tuple] = []
    for model, query in _queries(kind):
        wanted = most - len(rows)
        if not wanted:
            break
        page = db.session.execute(query.offset(first).limit(wanted)).all()
        rows += [(model, *row) for row in page]
        first = 0 if page else first - _count(query)
    officers = {officer.id: officer for officer in _officers({row[1] for row in rows})}
    return [Found(officers[officer_id], model, line_id, *days) for model, officer_id, line_id, *days in rows]


def _queries(kind: Kind) -> Iterator[tuple[type[CareerLine], Select]]:
    """Of each history in which this kind can be: officer, line, and the two days, the first of which may be missing."""
    if kind in (Kind.CLOSED_UNIT, Kind.AWAY):
        query = _closed_unit() if kind is Kind.CLOSED_UNIT else _away()
        yield Posting, query.order_by(Officer.id, Posting.id)
        return
    for model in MODELS:
        if kind is Kind.BEFORE_ENTRY:
            query = select(Officer.id, model.id, model.starts_on, model.ends_on).join(model, model.officer_id == Officer.id)
            yield model, query.where(valid(model), model.starts_on < Officer.entered_on).order_by(Officer.id, model.id)
            continue
        odd = _odd(model)
        days = (odd.c.hole_on, odd.c.next_on) if kind is Kind.HOLE else (odd.c.starts_on, odd.c.ends_on)
        query = select(Officer.id, odd.c.id, *days).join(odd, odd.c.officer_id == Officer.id)
        yield model, query.where(_condition(model, kind, odd)).order_by(Officer.id, odd.c.id)


def _count(query: Select) -> int:
    return db.session.scalar(query.order_by(None).with_only_columns(func.count(Officer.id)))


def _closed_unit() -> Select:
    """Postings that begin, or go on, after the end of their unit."""
    goes_on = or_(Posting.ends_on.is_(None), Posting.ends_on > Unit.ends_on)
    asked = select(Officer.id, Posting.id, Posting.starts_on, Unit.ends_on).join(Posting, Posting.officer_id == Officer.id)
    return asked.join(Unit, Posting.unit_id == Unit.id).where(valid(Posting), Unit.ends_on.is_not(None), goes_on)


def _away() -> Select:
    """Postings that begin while the officer is outside every unit."""
    asked = select(Officer.id, Posting.id, Posting.starts_on, Posting.ends_on).join(Posting, Posting.officer_id == Officer.id)
    asked = asked.join(PositionLine, PositionLine.officer_id == Officer.id).join(Position, PositionLine.position_id == Position.id)
    lasts = or_(PositionLine.ends_on.is_(None), PositionLine.ends_on > Posting.starts_on)
    return asked.where(valid(Posting), valid(PositionLine), Position.leaves_unit, PositionLine.starts_on <= Posting.starts_on, lasts)


def _officers(numbers) -> list[Officer]:
    """The officers of these numbers, with what a line of a list says of them."""
    asked = select(Officer).where(Officer.id.in_(numbers)).options(joinedload(Officer.rank), joinedload(Officer.unit))
    return list(db.session.scalars(asked.order_by(Officer.id)))
