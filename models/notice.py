"""Notices: what an account was told, how it wants its mail, and the days on which nobody waits for an answer."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .account import User
from .base import Choice, Named, Record, UtcDateTime, now


class Notice(Record):
    """An event told to one account. The words are made when it is read, in the reader's language: never stored.

    `about` names the matter that a reader must settle; once it is settled nobody is reminded of it.
    """

    __area__, __scope__, __owner__, __audited__ = "approval", "@rule", "reader_id", False
    __label__, __label_plural__ = _l("Notice"), _l("Notices")
    __table_args__ = (
        Index("ix_notice_reader_read", "reader_id", "read_at"),
        Index("ix_notice_about", "about", "settled_at"),
        Index("ix_notice_mailed", "mailed_at", "mail_tries"),
    )

    reader_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info={"label": _l("Reader")})
    event: Mapped[str] = mapped_column(String(60), info={"label": _l("Event")})
    values: Mapped[dict] = mapped_column(JSON, default=dict, info={"label": _l("Values"), "hidden": True})
    url: Mapped[str] = mapped_column(String(300), default="", info={"label": _l("Page"), "hidden": True})
    about: Mapped[str | None] = mapped_column(String(60), info={"label": _l("Matter"), "hidden": True})
    told_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("At")})
    read_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Read at")})
    settled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Settled at")})
    reminded_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Reminded at")})
    escalated_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Escalated at")})
    mailed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Mailed at")})
    mail_tries: Mapped[int] = mapped_column(default=0, info={"label": _l("Tries to mail it"), "hidden": True})

    reader: Mapped[User] = relationship()

    def __str__(self) -> str:
        return self.event


class MailRhythm(Choice):
    """When an account is written to."""

    IMMEDIATE = "immediate", _l("At once")
    DAILY = "daily", _l("Once a day")
    NONE = "none", _l("Never")


class MailChoice(Record):
    """How an account wants its mail; without a line, at once."""

    __area__, __scope__, __owner__ = "approval", "@rule", "reader_id"
    __is_extensible__ = False
    __label__, __label_plural__ = _l("Choice of mail"), _l("Choices of mail")

    reader_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True, info={"label": _l("Account")})
    rhythm: Mapped[MailRhythm] = mapped_column(default=MailRhythm.IMMEDIATE, info={"label": _l("Notices by e-mail")})

    reader: Mapped[User] = relationship()

    def __str__(self) -> str:
        return str(self.rhythm.label)


class Holiday(Named):
    """A day off in the country: the same day every year, or one date."""

    __area__ = "organisation"
    __label__, __label_plural__ = _l("Holiday"), _l("Holidays")

    falls_on: Mapped[dt.date] = mapped_column(
        index=True,
        info={"label": _l("Day"), "help": _l("Of a day that comes every year, the first year in which it counts.")},
    )
    is_yearly: Mapped[bool] = mapped_column(default=False, info={"label": _l("Every year on this day")})
