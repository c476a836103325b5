"""The photo in use of an officer, which is the newest, and whether it is too old for a card."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, and_, select

from models import Officer, Photo, db
from rules.photo import oldest_day

IS_IN_USE = and_(Photo.officer_id == Officer.id, Photo.file == Officer.photo)


def in_use(officer: Officer) -> Photo | None:
    """The photo that a new card would bear."""
    own = select(Photo).where(Photo.officer_id == officer.id, Photo.file == officer.photo)
    return db.session.scalar(own.order_by(Photo.id.desc()).limit(1))


def outdated(today: dt.date) -> ColumnElement[bool]:
    """The condition of officers without a photo, or whose photo in use is too old or of an unknown day."""
    return ~select(Photo.id).where(IS_IN_USE, Photo.taken_on >= oldest_day(today)).exists()
