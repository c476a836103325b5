"""The keys as a technician reads them: what each is for, and until when it must stay published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, null, select

from models import Badge, PromotionRound, SignedPaper, db, now
from models.badge import IN_FORCE, IN_WORK
from rules.badge import LIST_DAYS
from services import guard

from . import files
from .rotating import note, signing


@dataclass(frozen=True)
class ListedKey:
    """A key: whether it can sign here and does, when it was made and begins to, how much that it signed needs it, and until which day."""

    kid: int
    use: str
    can_sign: bool
    signs: bool
    made_at: dt.datetime
    signs_from: dt.datetime
    needed_by: int
    needed_until: dt.date | None


def listed() -> list[ListedKey]:
    """Every key that still verifies, by number."""
    known = [key for _kid, key in sorted(files.public_keys().items())]
    return [_listed(key, [other for other in known if other.use == key.use]) for key in known]


def clear_away(today: dt.date) -> list[int]:
    """Retired keys that nothing needs any more are published no longer. Returns their numbers."""
    idle = [key for key in listed() if not key.signs and not key.can_sign and key.signs_from <= now()]
    over = [key for key in idle if key.needed_until is None or key.needed_until < today]
    for key in over:
        files.path(key.use, key.kid, public=True).unlink(missing_ok=True)
        note("badge key cleared away", key.use, key.kid)
    return [key.kid for key in over]


def _listed(key: files.PublicKey, alike: list[files.PublicKey]) -> ListedKey:
    """`alike` are all keys of its use, itself among them."""
    number, until = _needed(key)
    later = next((other for other in alike if other.kid > key.kid), None)
    if key.use == files.LIST and later:
        until = (later.signs_from + dt.timedelta(days=LIST_DAYS)).date()
    signs = signing([other for other in alike if files.can_sign(other)] or alike) is key
    return ListedKey(key.kid, key.use, files.can_sign(key), signs, key.made_at, key.signs_from, number, until)


def _needed(key: files.PublicKey) -> tuple[int, dt.date | None]:
    asked = {
        files.CARD: select(func.count(), func.max(Badge.expires_on)).where(Badge.key_id == key.kid, Badge.state.in_(IN_WORK + IN_FORCE)),
        files.PAPER: select(func.count(), func.max(SignedPaper.expires_on)).where(SignedPaper.key_id == key.kid, SignedPaper.ended_at.is_(None)),
        files.ROUND: select(func.count(), null()).where(PromotionRound.signature.startswith(f"{key.kid}:")),
    }
    if key.use not in asked:
        return 0, None
    with guard.unscoped("how long a signing key is needed"):
        number, until = db.session.execute(asked[key.use]).one()
    return number, dt.date.max if key.use == files.ROUND and number else until
