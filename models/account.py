"""Accounts, their open sign-ins, and the wrong tries that slow down a guesser."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from flask_security import UserMixin
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Record, UtcDateTime, named_by, now
from .organisation import Agency, Unit
from .personnel import Officer


class User(UserMixin, Record):
    """Somebody who may sign in. The role is a name of rules/access.py; agency and unit anchor its scope."""

    __area__ = "account"
    __label__, __label_plural__ = _l("Account"), _l("Accounts")
    __grows__ = False
    __tablename__ = "account"
    __scope__, __owner__, __opened_by__ = "@owner", "id", "account.view"

    username: Mapped[str] = mapped_column(String(60), unique=True, info={"label": _l("User name")})
    name: Mapped[str] = mapped_column(String(200), info={"label": _l("Full name")})
    email: Mapped[str | None] = mapped_column(String(160), info={"label": _l("E-mail")})
    role: Mapped[str] = mapped_column(String(40), info={"label": _l("Role")})
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), info={"label": _l("Agency")})
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), info={"label": _l("Unit")})
    officer_id: Mapped[int | None] = mapped_column(
        ForeignKey("officer.id"), unique=True, info={"label": _l("Officer")}
    )
    active: Mapped[bool] = mapped_column(default=True, info={"label": _l("Enabled")})
    must_change_password: Mapped[bool] = mapped_column(
        default=True, info={"label": _l("Must choose a password")}
    )
    language: Mapped[str] = mapped_column(String(5), default="fr", info={"label": _l("Language")})
    password: Mapped[str | None] = mapped_column(String(255), info={"label": _l("Password"), "hidden": True})
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, info={"label": _l("Key"), "hidden": True})

    agency: Mapped[Agency | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    officer: Mapped[Officer | None] = relationship()

    def __str__(self) -> str:
        return self.name


class SignIn(Record):
    """An open session. The browser holds a random token; here is only its digest."""

    __area__ = "account"
    __sorted__ = ("started_at",)
    __scope__, __owner__, __opened_by__, __audited__ = "@owner", "user_id", "account.view", False
    __label__, __label_plural__ = _l("Sign-in"), _l("Sign-ins")

    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info={"label": _l("Key"), "hidden": True})
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Account")})
    started_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Signed in at")})
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Last seen at")})
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Ended at")})
    address: Mapped[str | None] = mapped_column(String(60), info={"label": _l("Network address")})
    browser: Mapped[str | None] = mapped_column(String(200), info={"label": _l("Browser")})

    user: Mapped[User] = relationship()

    def __str__(self) -> str:
        return named_by(self, "user")


class FailedTry(Record):
    """A wrong password, counted by account name and by address, in the database so that all processes share it."""

    __area__ = "account"
    __scope__, __audited__ = "@area", False
    __label__, __label_plural__ = _l("Wrong try"), _l("Wrong tries")
    __table_args__ = (Index("ix_failed_try_subject_at", "subject", "at"),)

    subject: Mapped[str] = mapped_column(String(120), info={"label": _l("Account or address")})
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("At")})
