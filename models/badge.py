"""Identity cards and badges: what was issued to whom, until when, and whether it still holds."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Choice, Record, UtcDateTime
from .personnel import Officer


class BadgeState(Choice):
    """Only an active badge is published as valid."""

    ISSUED = "issued", _l("Issued")
    ACTIVE = "active", _l("Active")
    REVOKED = "revoked", _l("Revoked")


class Badge(Record):
    """A numbered badge of one officer.

    `number` is random with a check character; `cti` (16 bytes) is the token's identifier, whose first
    three bytes are the slot in the published status list; `key_id` names the signing key.
    """

    __area__ = "badge"
    __is_extensible__ = False
    __scope__, __sorted__ = "officer", ("state", "issued_on", "expires_on")
    __label__, __label_plural__ = _l("Badge"), _l("Badges")

    number: Mapped[str] = mapped_column(String(16), unique=True, info={"label": _l("Badge number"), "derived": True})
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Officer")})
    state: Mapped[BadgeState] = mapped_column(default=BadgeState.ISSUED, info={"label": _l("State"), "derived": True})
    issued_on: Mapped[dt.date] = mapped_column(info={"label": _l("Issued on"), "derived": True})
    expires_on: Mapped[dt.date] = mapped_column(info={"label": _l("Expires on"), "derived": True})
    printed_at: Mapped[dt.datetime | None] = mapped_column(
        UtcDateTime, info={"label": _l("Printed at"), "derived": True}
    )
    revoked_at: Mapped[dt.datetime | None] = mapped_column(
        UtcDateTime, info={"label": _l("Revoked at"), "derived": True}
    )
    reason: Mapped[str | None] = mapped_column(
        String(400), info={"label": _l("Reason of revocation"), "derived": True}
    )
    cti: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True, info={"label": _l("Token"), "hidden": True})
    slot: Mapped[int] = mapped_column(unique=True, info={"label": _l("Slot"), "hidden": True})
    key_id: Mapped[int] = mapped_column(info={"label": _l("Signing key"), "derived": True})

    officer: Mapped[Officer] = relationship()

    def __str__(self) -> str:
        return self.number
