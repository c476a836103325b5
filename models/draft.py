"""What was typed and is not saved yet, and which forms were already sent: so that nothing is lost and nothing is made twice."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from .base import Encrypted, Record, UtcDateTime, now

# What 256 kB of typed text become once encrypted and written in base64.
LONGEST_CONTENT = 400_000


class Draft(Record):
    """A form as it was typed: saved while typing (then `place` says for which record), or kept when the session had ended.

    Given back to its owner only, by its random key.
    """

    __area__ = "account"
    __scope__, __audited__ = "@owner", False
    __label__, __label_plural__ = _l("Draft"), _l("Drafts")

    key: Mapped[str] = mapped_column(String(43), unique=True, info={"label": _l("Key"), "hidden": True})
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Account")})
    place: Mapped[str | None] = mapped_column(String(160), unique=True, info={"label": _l("Form"), "hidden": True})
    page: Mapped[str] = mapped_column(String(600), info={"label": _l("Page")})
    target: Mapped[str] = mapped_column(String(600), info={"label": _l("Address"), "hidden": True})
    content: Mapped[str] = mapped_column(
        Encrypted("draft.content", LONGEST_CONTENT), info={"label": _l("What was typed"), "hidden": True}
    )
    saved_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Saved at")})
    given_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Given back at")})
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True, info={"label": _l("Expires at")})


class Submission(Record):
    """A form that was sent, by the random key it carried and what it said. The same a second time leads to what the first made."""

    __area__ = "account"
    __scope__, __audited__ = "@owner", False
    __label__, __label_plural__ = _l("Sent form"), _l("Sent forms")

    key: Mapped[str] = mapped_column(String(64), unique=True, info={"label": _l("Key"), "hidden": True})
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Account")})
    leads_to: Mapped[str] = mapped_column(String(600), info={"label": _l("Leads to")})
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True, info={"label": _l("Expires at")})
