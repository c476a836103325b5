"""The fact log: dated facts of the year, good and bad, that a mark can be founded on."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..account import User
from ..base import Choice, UtcDateTime, now
from ..personnel import FileRecord
from .campaign import Criterion


class FactTone(Choice):
    """Whether a fact speaks for somebody."""

    GOOD = "good", _l("To his or her credit")
    BAD = "bad", _l("To improve")


class EvaluationFact(FileRecord):
    """A dated fact about an officer, noted by a superior or by himself, and read by him at once. It is withdrawn, never deleted."""

    __area__ = "evaluation"
    __is_extensible__, __is_importable__ = False, False
    __label__, __label_plural__ = _l("Noted fact"), _l("Noted facts")
    __sorted__ = ("happened_on", "noted_at", "tone")

    happened_on: Mapped[dt.date] = mapped_column(info={"label": _l("Happened on")})
    tone: Mapped[FactTone] = mapped_column(info={"label": _l("Speaks for")})
    criterion_id: Mapped[int | None] = mapped_column(
        ForeignKey("criterion.id"), index=True, info={"label": _l("Criterion"), "help": _l("Where the form shows it; empty: beside all of them.")}
    )
    words: Mapped[str] = mapped_column(Text, info={"label": _l("What happened")})
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Noted by")})
    noted_by_name: Mapped[str] = mapped_column(String(300), info={"label": _l("Noted by"), "derived": True})
    is_by_officer: Mapped[bool] = mapped_column(default=False, info={"label": _l("Noted by the officer"), "derived": True})
    noted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Noted at"), "derived": True})
    reply: Mapped[str | None] = mapped_column(Text, info={"label": _l("What the officer answers")})
    replied_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Answered at"), "derived": True})
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Withdrawn at"), "derived": True})
    withdrawn_because: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Withdrawn because")})

    criterion: Mapped[Criterion | None] = relationship()
    noted_by: Mapped[User] = relationship()

    def __str__(self) -> str:
        return str(self.tone.label)
