"""A printed card is scanned before anybody gets it: genuine, the right one, on the right blank; or it is spoiled."""

from __future__ import annotations

from sqlalchemy import select

from models import Badge, BlankState, db, now
from rules import badge as rules
from rules.access import Actor
from rules.badge.life import Act
from rules.refused import N_, Refused

from .. import keys, stock, token
from . import issuing, moving, telling

NOT_OURS = N_("This code is not that of a card of ours: the card must not be handed over.")


def find(text: str) -> Badge | None:
    """The card of a scanned code, or of a typed number, within what one may see; None where there is none."""
    number = rules.normalise_number(text)
    if number:
        return db.session.scalar(select(Badge).where(Badge.number == number))
    try:
        claims = token.read(rules.from_digits(text.strip().rpartition("#")[2]), keys.public_keys())
    except ValueError:  # BadToken is one
        return None
    return db.session.scalar(select(Badge).where(Badge.cti == claims.cti, Badge.number == claims.number))


def genuine(text: str) -> Badge:
    """The card whose code this is: signed by us, and saying what our records say. Refused otherwise."""
    try:
        claims = token.read(rules.from_digits(text.strip().rpartition("#")[2]), keys.public_keys())
    except ValueError as wrong:
        raise Refused(NOT_OURS) from wrong
    badge = db.session.scalar(select(Badge).where(Badge.cti == claims.cti))
    if badge is None or (badge.number, badge.key_id) != (claims.number, claims.kid):
        raise Refused(NOT_OURS)
    if claims.expires_at != rules.expiry_moment(badge.expires_on):
        raise Refused(NOT_OURS)
    return badge


def mark_checked(badge: Badge, *, by: Actor, serial: str | None = None) -> None:
    """The step itself; where the design has numbered blanks, with the serial of the one it is printed on."""
    moving.hold(badge)
    moving.move(badge, Act.CHECK, by=by)
    _note_blank(badge, serial)
    badge.checked_at = now()
    db.session.flush()
    telling.to_fetch(badge)


def _note_blank(badge: Badge, serial: str | None) -> None:
    """The blank that a card is printed on. Refused without one where the design has numbered blanks."""
    if badge.design is not None and badge.design.has_serials and not serial:
        raise Refused(N_("Give the serial number of the blank card: this design has numbered blanks."))
    if serial:
        badge.blank = stock.use(serial, badge.agency_id)


def spoil(badge: Badge, reason: str, *, by: Actor, serial: str | None = None) -> Badge:
    """A card that came out badly ends, with its blank, and another one follows it: returns the one to print instead."""
    moving.hold(badge)
    if badge.blank is None:  # printed, and never checked: nobody has noted its blank yet
        _note_blank(badge, serial)
    moving.end(badge, Act.SPOIL, by=by, reason=reason)
    if badge.blank is not None:
        stock.write_off(badge.blank, BlankState.SPOILED, reason, by=by)
    return issuing.successor(badge, by=by)
