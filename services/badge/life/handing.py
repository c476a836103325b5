"""A checked card is handed over against a receipt; the one before it is replaced in the same moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import Select, select

from models import Badge, BadgeCause, BadgeState, db, now
from models.badge import IN_FORCE
from rules.access import Actor
from rules.badge import life
from rules.badge.life import Act
from rules.refused import N_, Refused
from services import guard

from . import following, moving, telling


@dataclass(frozen=True)
class Receipt:
    """The paper that the officer signed: its reference, and the scan of it where there is one."""

    reference: str
    scan: str | None = None


def hand_over(badge: Badge, receipt: Receipt, *, by: Actor) -> None:
    """The officer has the card: from now on it is valid, and the one he had is not."""
    if not receipt.reference.strip():
        raise Refused(N_("Give the reference of the receipt that the officer signed."))
    moving.hold(badge)
    life.step(badge.state, Act.HAND_OVER)
    moving.refuse_oneself(by, badge.officer_id)
    with guard.unscoped("whether an officer may have a card"):
        following.check_entitled(badge)
    _replace(badge, by)
    moving.move(badge, Act.HAND_OVER, by=by)
    badge.handed_at, badge.handed_by = now(), by.name[:200]
    badge.receipt_reference, badge.receipt_scan = receipt.reference.strip()[:80], receipt.scan
    db.session.flush()
    telling.settled(badge)


def _replace(badge: Badge, by: Actor) -> None:
    """The card of this kind that the officer holds ends first, whoever gave it: of one kind one card counts."""
    same = (Badge.officer_id == badge.officer_id, Badge.kind == badge.kind, Badge.state.in_(IN_FORCE))
    with guard.unscoped("the card before is replaced"):
        for held in db.session.scalars(select(Badge).where(*same), execution_options={"populate_existing": True}).all():
            moving.end(held, Act.REPLACE, by=by, cause=BadgeCause.NEW_CARD)
            badge.replaces_id = badge.replaces_id or held.id
        if badge.replaces_id is None:
            badge.replaces_id = db.session.scalar(_last_lost(badge))


def _last_lost(badge: Badge) -> Select:
    """The lost or stolen card that this one makes up for, unless another one does."""
    followed = select(Badge.replaces_id).where(Badge.replaces_id.is_not(None), Badge.officer_id == badge.officer_id)
    gone = (Badge.state.in_((BadgeState.LOST, BadgeState.STOLEN)), Badge.id.not_in(followed), Badge.id < badge.id)
    same = (Badge.officer_id == badge.officer_id, Badge.kind == badge.kind)
    return select(Badge.id).where(*same, *gone).order_by(Badge.id.desc()).limit(1)


def receipts(badges: Iterable[Badge], out: BinaryIO) -> int:
    """The sheet on which officers sign for their cards, as PDF; how many lines it has."""
    from ..printing import receipts as drawing  # what draws is loaded with the first sheet

    return drawing.draw(list(badges), out)
