"""Work that outlasts a request: who asked for it, how far it is, how it ended."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .account import User
from .base import Choice, Record, UtcDateTime, now


class JobState(Choice):
    """From asked for to its end; a job cut by a restart begins again."""

    WAITING = "waiting", _l("Waiting")
    RUNNING = "running", _l("Running")
    DONE = "done", _l("Done")
    FAILED = "failed", _l("Failed")
    CANCELLED = "cancelled", _l("Cancelled")


class Job(Record):
    """A piece of background work, private to the account that started it: its title may say of whom it treats."""

    __area__ = "account"
    __scope__, __audited__, __opened_by__ = "@owner", False, "audit.view"
    __sorted__ = ("asked_at",)
    __label__, __label_plural__ = _l("Job"), _l("Jobs")

    kind: Mapped[str] = mapped_column(String(60), info={"label": _l("Kind")})
    # A msgid and what fills it, so that each reader sees the title in his own language.
    title: Mapped[str] = mapped_column(String(200), info={"label": _l("Job")})
    title_values: Mapped[dict | None] = mapped_column(JSON, info={"label": _l("Values of the title"), "hidden": True})
    arguments: Mapped[dict] = mapped_column(JSON, default=dict, info={"label": _l("Arguments"), "hidden": True})
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Account")})
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING, info={"label": _l("State")})
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Asked at")})
    started_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Started at")})
    tries: Mapped[int] = mapped_column(default=0, server_default="0", info={"label": _l("Times begun")})
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Ended at")})
    result: Mapped[dict | None] = mapped_column(JSON, info={"label": _l("Result")})
    message: Mapped[str | None] = mapped_column(Text, info={"label": _l("Message")})

    owner: Mapped[User | None] = relationship()

    def __str__(self) -> str:
        return _(self.title, **(self.title_values or {}))
