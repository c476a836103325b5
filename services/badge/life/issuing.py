"""A card is approved: what it shows is frozen, and it gets its number, its token and its dates."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from models import Badge, BadgeState, CardDesign, db, now
from rules import badge as rules
from rules.access import Actor
from rules.badge.life import Act
from services import guard

from ..slots import free_slot, free_slots
from . import following, freezing, moving


def approve(badges: Sequence[Badge], *, by: Actor, design: CardDesign | None = None) -> None:
    """Carry out what a second person approved, with the design that he read; or what a command issues by itself, with that in force."""
    for badge in badges:
        rules.step(badge.state, Act.APPROVE)
        following.check_entitled(badge)
    slots = free_slots(rules.CARD_SLOTS, len(badges))
    # A card is written once, with all that its approval gives it; it points to a photo and a design that not everybody reads.
    with guard.unscoped("a card is approved"), db.session.no_autoflush:
        freezing.freeze(badges, design)
        for badge, slot in zip(badges, slots, strict=True):
            moving.move(badge, Act.APPROVE, by=by)
            badge.approved_at = now()
            _draw(badge, slot)


def successor(badge: Badge, *, by: Actor) -> Badge:
    """The card that follows a spoiled one: another number and token; the approval is carried over, and with it what was approved."""
    made = Badge(
        officer=badge.officer, kind=badge.kind, agency_id=badge.agency_id, request_reason=badge.request_reason, replaces=badge,
        requested_at=badge.requested_at, requested_by=badge.requested_by, approved_at=badge.approved_at,
        state=BadgeState(rules.step(None, Act.SUCCEED).to.value),
    )  # fmt: skip
    slot = free_slot(rules.CARD_SLOTS)
    with guard.unscoped("a card follows one that was spoiled"):
        freezing.freeze_like(made, badge)
        _draw(made, slot)
        db.session.add(made)
    return made


def _draw(badge: Badge, slot: int) -> None:
    """Number, token and dates of an approved card; the only place that writes them."""
    today = now().date()
    badge.number = rules.make_number(secrets.randbelow)
    badge.cti, badge.slot = rules.make_cti(slot, secrets.token_bytes(rules.CTI_LENGTH - 3)), slot
    badge.issued_on, badge.expires_on = today, rules.expiry(today, badge.design.months)
