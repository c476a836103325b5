"""Files loaded into the system: each run with its mapping and counts, and mappings remembered by their header."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .account import User
from .base import Choice, Record, UtcDateTime, now
from .job import Job


class ImportState(Choice):
    """A file is received, its columns are mapped, it is previewed, then loaded."""

    RECEIVED = "received", _l("Received")
    PREVIEWED = "previewed", _l("Previewed")
    LOADED = "loaded", _l("Loaded")
    REFUSED = "refused", _l("Refused")


class ImportRun(Record):
    """One file brought by one person: where it is kept, how its columns are read, what came of it."""

    __area__ = "personnel"
    __scope__ = "@owner"
    __label__, __label_plural__ = _l("Import"), _l("Imports")

    record_type: Mapped[str] = mapped_column(String(60), info={"label": _l("Record type")})
    file_name: Mapped[str] = mapped_column(String(200), info={"label": _l("File")})
    stored_as: Mapped[str] = mapped_column(String(80), info={"label": _l("Stored as"), "hidden": True})
    mapping: Mapped[dict] = mapped_column(JSON, default=dict, info={"label": _l("Mapping")})
    state: Mapped[ImportState] = mapped_column(default=ImportState.RECEIVED, info={"label": _l("State")})
    counts: Mapped[dict] = mapped_column(JSON, default=dict, info={"label": _l("Counts")})
    report: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Refused rows"), "hidden": True})
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Account")})
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), info={"label": _l("Job")})
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("At")})

    owner: Mapped[User | None] = relationship()
    job: Mapped[Job | None] = relationship()

    def __str__(self) -> str:
        return self.file_name


class ImportMapping(Record):
    """How the columns of a known header were read last time."""

    __area__, __grows__ = "personnel", False
    __is_extensible__ = False
    __label__, __label_plural__ = _l("Remembered mapping"), _l("Remembered mappings")
    __table_args__ = (UniqueConstraint("record_type", "header_digest"),)

    record_type: Mapped[str] = mapped_column(String(60), info={"label": _l("Record type")})
    header_digest: Mapped[str] = mapped_column(String(64), info={"label": _l("Header")})
    mapping: Mapped[dict] = mapped_column(JSON, info={"label": _l("Mapping")})
