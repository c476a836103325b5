"""Who looked at a file: the exports in which an officer stood, and the inquiries that hide a look until a day."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.refused import N_

from .account import User
from .base import UtcDateTime, db
from .personnel import FileRecord


class ExportedFile(db.Model):
    """An officer who stood in an exported list: the event of the export says who, when and what."""

    __area__ = "audit"
    __scope__, __audited__, __is_personal__ = "@area", False, True
    __label__, __label_plural__ = _l("Exported file"), _l("Exported files")
    __table_args__ = (UniqueConstraint("officer_id", "event_id"),)

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, info={"label": _l("Number")}
    )
    officer_id: Mapped[int] = mapped_column(info={"label": _l("Officer")})
    event_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), ForeignKey("audit_event.id"), index=True, info={"label": _l("Audit event")}
    )


class Inquiry(FileRecord):
    """A marked inquiry: until a day, set by two people, the officer does not read that these people opened the file.

    Afterwards everything is shown. Nobody hides a change.
    """

    __area__ = "discipline"
    __is_extensible__, __is_importable__ = False, False
    __label__, __label_plural__ = _l("Inquiry"), _l("Inquiries")
    __sorted__ = ("hidden_until_on", "starts_on")
    __table_args__ = (CheckConstraint("hidden_until_on > starts_on", name="ends_after_start"),)
    __constraint_words__ = {"ck_inquiry_ends_after_start": N_("“Hidden until” must lie after the day on which the inquiry begins.")}

    reference: Mapped[str] = mapped_column(String(160), info={"label": _l("Reference of the inquiry")})
    reason: Mapped[str] = mapped_column(Text, info={"label": _l("Reason")})
    inquirer_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Led by")})
    starts_on: Mapped[dt.date] = mapped_column(info={"label": _l("From")})
    hidden_until_on: Mapped[dt.date] = mapped_column(
        info={"label": _l("Hidden until"), "help": _l("The first day on which the officer reads who opened the file.")}
    )
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Ended at"), "derived": True})

    inquirer: Mapped[User] = relationship()

    def __str__(self) -> str:
        return self.reference
