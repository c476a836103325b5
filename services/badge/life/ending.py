"""Cards that stop: suspended, lost, stolen, revoked, given back, expired."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from models import Badge, BlankState, db, now
from rules.access import Actor
from rules.badge.life import ENDED, Act, State, may
from services import guard

from .. import stock
from . import moving, telling

_AT_A_TIME = 1000


def suspend(badge: Badge, reason: str, *, by: Actor) -> None:
    """Not valid for now; only two people put it back into force."""
    moving.hold(badge)
    moving.end(badge, Act.SUSPEND, by=by, reason=reason)


def lose(badge: Badge, reason: str = "", *, by: Actor) -> None:
    """It is lost, as somebody reports: the officer himself may. Not valid from this moment on."""
    _report(badge, Act.LOSE, reason, by)


def steal(badge: Badge, reason: str = "", *, by: Actor) -> None:
    """It is stolen, as somebody reports: the officer himself may. Not valid from this moment on."""
    _report(badge, Act.STEAL, reason, by)


def _report(badge: Badge, act: Act, reason: str, by: Actor) -> None:
    if by.officer_id is not None and by.officer_id == badge.officer_id:
        with guard.unscoped("an officer reports his own card"):
            _note_loss(badge, act, reason, by)
    else:
        _note_loss(badge, act, reason, by)
    telling.lost(badge, by=by)


def _note_loss(badge: Badge, act: Act, reason: str, by: Actor) -> None:
    moving.hold(badge)
    moving.end(badge, act, by=by, reason=reason)


def cancel(badge: Badge, reason: str, *, by: Actor) -> None:
    """It is not made after all."""
    moving.hold(badge)
    moving.end(badge, Act.CANCEL, by=by, reason=reason)


def revoke(badge: Badge, reason: str, *, by: Actor, serial: str | None = None) -> None:
    """End a card at once, with the reason; a revoked card never comes back. A printed one takes its blank, where it is named, out of the stock."""
    moving.hold(badge)
    is_unnoted = may(badge.state, Act.CHECK)  # printed, and nobody has noted its blank yet
    moving.end(badge, Act.REVOKE, by=by, reason=reason)
    if serial and is_unnoted:
        badge.blank = stock.use(serial, badge.agency_id)
        stock.write_off(badge.blank, BlankState.SPOILED, reason, by=by)


def take_back(badge: Badge, reason: str = "", *, by: Actor) -> None:
    """The card was given back; of one that has ended already only that is noted."""
    moving.hold(badge)
    if State(badge.state.value) in ENDED:
        moving.move(badge, Act.RETURN, by=by)
    else:
        moving.end(badge, Act.RETURN, by=by, reason=reason)
    badge.returned_at = badge.returned_at or now()
    db.session.flush()
    telling.settled(badge)


def expire(today: dt.date) -> int:
    """Cards whose last day is over end, and their slots are free again: their tokens say themselves that they are over."""
    with guard.unscoped("cards whose time is over"):
        over = select(Badge.id).where(Badge.expires_on < today, Badge.slot.is_not(None)).order_by(Badge.id).limit(_AT_A_TIME)
        found = moving.hold_all(db.session.scalars(over).all())
        for badge in found:
            if may(badge.state, Act.EXPIRE):
                moving.end(badge, Act.EXPIRE, by=guard.SYSTEM)
            badge.slot = None
        db.session.flush()
    return len(found)
