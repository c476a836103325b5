"""What one card shows, as plain values, from what was frozen at its approval: printing it again gives the same card."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import current_app

from models import Badge, BadgeKind
from rules import badge as rules
from services import guard, storage

from .. import keys, token
from .looks import Look, look_of


@dataclass(frozen=True)
class CardFace:
    """Everything one card shows. `photo` is a JPEG or PNG; without one a silhouette is drawn."""

    agency: str
    number: str
    rank: str
    expires_on: dt.date
    address: str  # of the public check, with the token behind #
    last_name: str = ""
    first_names: str = ""
    photo: bytes | None = None
    look: Look = Look()

    @property
    def kind(self) -> BadgeKind:
        """Which of the two cards it is."""
        return self.look.kind


def face_of(badge: Badge) -> CardFace:
    """What the card shows, as it was frozen. A field badge is not even told the name."""
    with guard.unscoped("the photo and the design that a card bears"):
        photo = badge.photo.file if badge.photo else None
        look = look_of(badge.design)
    is_named = badge.kind is BadgeKind.IDENTITY
    return CardFace(
        agency=badge.agency_name, number=badge.number, rank=badge.rank_name, expires_on=badge.expires_on, address=address_of(badge),
        last_name=badge.last_name if is_named else "", first_names=badge.first_names if is_named else "", photo=_content(photo), look=look,
    )  # fmt: skip


def _content(stored: str | None) -> bytes | None:
    place = storage.path("photos", stored) if stored else None
    return place.read_bytes() if place and place.exists() else None


def token_of(badge: Badge) -> bytes:
    """The signed token of a badge: always the same bytes, so that none needs to be kept."""
    expires_at = rules.expiry_moment(badge.expires_on)
    return token.make(token.Claims(badge.key_id, badge.number, badge.cti, expires_at), keys.sign)


def address_of(badge: Badge) -> str:
    """What the QR of a badge holds: the public page, and the token in the part no server ever sees."""
    return f"{current_app.config['VERIFY_URL']}#{rules.to_digits(token_of(badge))}"
