"""The life of a badge: issued, printed, revoked; and what a token is worth to us, who know the records."""

from __future__ import annotations

import datetime as dt
import secrets

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from models import Badge, BadgeState, Officer, db, now
from rules import badge as rules
from rules.access import Actor
from rules.refused import N_, Refused
from services import audit, bulk, guard

from . import keys, token

_TRIES = 400  # of finding a free slot: even at 98 % taken, one failure in three thousand


def issue(officer: Officer, *, by: Actor, expires_on: dt.date | None = None) -> Badge:
    """Give an officer a new badge, valid for at most 24 months; the one he or she had is revoked.

    Raises Refused for oneself, for whoever is not in service, and for dates that do not hold.
    """
    _refuse_oneself(officer, by)
    bulk.lock(Officer, Officer.id == officer.id)  # of two who issue at once, the second sees what the first did
    if officer.position is None or not officer.position.is_serving:
        raise Refused(N_("%(officer)s is not in service: no badge can be issued."), officer=str(officer))
    today, key_id = now().date(), keys.current_key()
    expires_on = expires_on or rules.latest_expiry(today)
    if not today <= expires_on <= rules.latest_expiry(today):
        raise Refused(N_("A badge is valid for 24 months at most, and not in the past."))
    for held in _held_by(officer):
        revoke(held, _("Replaced by a new badge"), by=by)
    cti = rules.make_cti(_free_slot(), secrets.token_bytes(rules.CTI_LENGTH - 3))
    badge = Badge(
        officer=officer, number=rules.make_number(secrets.randbelow), state=BadgeState.ISSUED,
        issued_on=today, expires_on=expires_on, cti=cti, slot=rules.slot_of(cti), key_id=key_id,
    )  # fmt: skip
    db.session.add(badge)
    db.session.flush()
    return badge


def mark_printed(badge: Badge, *, by: Actor) -> None:
    """The card exists: from now on it is published as valid. Printing again changes nothing but the moment."""
    _refuse_oneself(badge.officer, by)
    if badge.state is BadgeState.REVOKED:
        raise Refused(N_("Badge %(number)s is revoked: it can no longer be printed."), number=badge.number)
    badge.state, badge.printed_at = BadgeState.ACTIVE, now()
    db.session.flush()


def revoke(badge: Badge, reason: str, *, by: Actor) -> None:
    """End a badge at once, with the reason; a revoked badge never comes back."""
    _refuse_oneself(badge.officer, by)
    if not reason.strip():
        raise Refused(N_("Say why the badge is revoked."))
    if badge.state is BadgeState.REVOKED:
        raise Refused(N_("Badge %(number)s is already revoked."), number=badge.number)
    badge.state, badge.revoked_at, badge.reason = BadgeState.REVOKED, now(), reason.strip()
    db.session.flush()


def make_key() -> int:
    """Make a signing key, and say so in the audit trail. Returns its number."""
    kid = keys.new_key()
    audit.note("badge key made", record_type=Badge.__tablename__, record_name=f"card-{kid:03d}")
    return kid


def token_of(badge: Badge) -> bytes:
    """The signed token of a badge: always the same bytes, so that none needs to be kept."""
    expires_at = rules.expiry_moment(badge.expires_on)
    return token.make(token.Claims(badge.key_id, badge.number, badge.cti, expires_at), keys.sign)


def address_of(badge: Badge) -> str:
    """What the QR of a badge holds: the public page, and the token in the part no server ever sees."""
    return f"{current_app.config['VERIFY_URL']}#{rules.to_digits(token_of(badge))}"


def verify(text: str) -> dict:
    """What a scanned address, or its digits alone, are worth: signature, dates, our own records.

    `reason` is for those who keep the records: the public learns `valid` and nothing else.
    """
    try:
        claims = token.read(rules.from_digits(text.strip().rpartition("#")[2]), keys.public_keys())
    except ValueError as wrong:  # BadToken is one
        return {"valid": False, "number": None, "expires_on": None, "reason": str(wrong)}
    with guard.unscoped("checking a badge"):
        badge = db.session.scalar(select(Badge).where(Badge.cti == claims.cti))
    reason = _objection(claims, badge)
    expires_on = badge.expires_on if badge else None
    return {"valid": not reason, "number": claims.number, "expires_on": expires_on, "reason": reason}


def _objection(claims: token.Claims, badge: Badge | None) -> str:
    if badge is None or (badge.number, badge.key_id) != (claims.number, claims.kid):
        return "no such badge in the records"
    if badge.state is not BadgeState.ACTIVE:
        return f"badge is {badge.state.value}"
    if now().timestamp() >= claims.expires_at or now().date() > badge.expires_on:
        return "expired"
    return ""


def _refuse_oneself(officer: Officer, by: Actor) -> None:
    if by.officer_id is not None and by.officer_id == officer.id:
        raise Refused(N_("Nobody issues, prints or revokes his or her own badge: ask a colleague."))


def _held_by(officer: Officer) -> list[Badge]:
    held = select(Badge).where(Badge.officer_id == officer.id, Badge.state != BadgeState.REVOKED)
    return list(db.session.scalars(held.with_for_update().execution_options(populate_existing=True)))


def _free_slot() -> int:
    """A random slot that no badge of any agency ever had."""
    db.session.flush()
    with guard.unscoped("choosing a free slot of the status list"):
        for _try in range(_TRIES):
            slot = secrets.randbelow(rules.SLOTS)
            if not db.session.scalar(select(Badge.id).where(Badge.slot == slot)):
                return slot
    raise Refused(N_("The status list is full: a technician must enlarge it before more badges are issued."))
