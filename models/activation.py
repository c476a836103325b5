"""Activation letters: a one-time code on paper, with which somebody opens his or her own account and chooses a password."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .account import User
from .base import Record, UtcDateTime, now


class Activation(Record):
    """A letter with a code: of the code only a digest is kept. It serves once, until its day, and the newest only.

    `identity_seen` says by which paper HR knew somebody who had lost the access.
    """

    __area__, __scope__, __owner__, __opened_by__ = "account", "@owner", "user_id", "account.view"
    __is_extensible__ = False
    __label__, __label_plural__ = _l("Activation letter"), _l("Activation letters")
    __sorted__ = ("expires_at",)

    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Account")})
    code_digest: Mapped[str] = mapped_column(String(64), unique=True, info={"label": _l("Key"), "hidden": True})
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info={"label": _l("Printed by")})
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Printed at")})
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, info={"label": _l("Valid until")})
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Used at")})
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Withdrawn at")})
    identity_seen: Mapped[str | None] = mapped_column(String(200), info={"label": _l("Identity paper seen")})

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])

    def __str__(self) -> str:
        return str(self.user or "–")
