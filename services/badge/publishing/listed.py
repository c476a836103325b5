"""Which slots of the status list read “not valid”: of cards all but the active, of papers the ended."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CompoundSelect, select, union_all

from models import Badge, SignedPaper, db
from rules.badge import PUBLISHED_VALID
from services import guard

from ..life.moving import states


def not_valid_slots(today: dt.date) -> list[int]:
    """The slots, of every agency. What has expired is left out: its token says so."""
    with guard.unscoped("publishing which badges are valid"):
        return list(db.session.scalars(not_valid(today)))


def not_valid(today: dt.date) -> CompoundSelect:
    """The question itself, to be asked with the guard lifted."""
    cards = select(Badge.slot).where(Badge.slot.is_not(None), Badge.state.not_in(states(PUBLISHED_VALID)), Badge.expires_on >= today)
    papers = select(SignedPaper.slot).where(SignedPaper.slot.is_not(None), SignedPaper.ended_at.is_not(None), SignedPaper.expires_on >= today)
    return union_all(cards, papers)
