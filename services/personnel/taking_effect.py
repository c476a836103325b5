"""An act dated ahead takes effect by itself: once a day the files whose present line changed are brought in step."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, and_, select

from models import CareerLine, Installation, Officer, PositionLine, Posting, RankLine, db, now

from .. import guard
from .history import holds, refresh

AT_A_TIME = 500  # a statement takes only so many numbers
# The column of the file that repeats the line of each history.
COLUMNS: dict[type[CareerLine], str] = {Posting: "unit_id", RankLine: "rank_id", PositionLine: "position_id"}


def take_effect(today: dt.date | None = None) -> int:
    """Bring every file in step with the lines that hold today, once a day. Returns how many had changed."""
    today = today or now().date()
    with guard.unscoped("acts dated ahead take effect"):
        installation = _installation()
        if installation is None or installation.refreshed_on == today:
            return 0
        changed = behind(today)
        for start in range(0, len(changed), AT_A_TIME):
            block = Officer.id.in_(changed[start : start + AT_A_TIME])
            for officer in db.session.scalars(select(Officer).where(block)):
                refresh(officer, today)
        installation.refreshed_on = today
        db.session.flush()
    return len(changed)


def _installation() -> Installation | None:
    """The row that remembers the day; made once there are files to keep, none before."""
    found = db.session.scalar(select(Installation).order_by(Installation.id).limit(1))
    if found is None and db.session.scalar(select(Officer.id).limit(1)) is not None:
        found = Installation(name="SIRHP")
        db.session.add(found)
    return found


def behind(today: dt.date) -> list[int]:
    """The officers whose file repeats something else than the line that holds."""
    found: set[int] = set()
    for model, column in COLUMNS.items():
        own = and_(model.officer_id == Officer.id, holds(model, today))
        differs = getattr(model, column).is_distinct_from(getattr(Officer, column))
        if model is RankLine:
            differs = differs | model.step.is_distinct_from(Officer.step)
        found.update(db.session.scalars(select(Officer.id).join(model, own).where(differs)))
        found.update(db.session.scalars(_without_any(model, column, today)))
    return sorted(found)


def _without_any(model: type[CareerLine], column: str, today: dt.date):
    """Files that still repeat a line though none holds any more."""
    none_holds: ColumnElement[bool] = ~select(model.id).where(model.officer_id == Officer.id, holds(model, today)).exists()
    had_one = select(model.id).where(model.officer_id == Officer.id).exists()
    return select(Officer.id).where(getattr(Officer, column).is_not(None), none_holds, had_one)
