"""A print run of cards: which sheet, how many, and the digest that a repeat must give again."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..base import Choice, Record, UtcDateTime
from ..job import Job
from ..organisation import Agency


class SheetFormat(Choice):
    """What the cards are printed on."""

    A4 = "a4", _l("A4 sheets of ten")
    CR80 = "cr80", _l("CR80, card printer")


class CardBatch(Record):
    """Cards printed together, in parts of some hundred; each part can be made again, and is then the same."""

    __area__, __scope__ = "badge", "@agency"
    __is_extensible__, __sorted__, __search__ = False, ("made_at",), ("title",)
    __label__, __label_plural__ = _l("Print run"), _l("Print runs")

    title: Mapped[str] = mapped_column(String(160), info={"label": _l("Title")})
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True, info={"label": _l("Agency"), "derived": True})
    sheet: Mapped[SheetFormat] = mapped_column(info={"label": _l("Sheet")})
    cards: Mapped[int] = mapped_column(info={"label": _l("Cards"), "derived": True})
    parts: Mapped[int] = mapped_column(info={"label": _l("Parts"), "derived": True})
    made_by: Mapped[str] = mapped_column(String(200), info={"label": _l("Made by"), "derived": True})
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, info={"label": _l("Made at"), "derived": True})
    printed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Printed at"), "derived": True})
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), index=True, info={"label": _l("Job"), "derived": True})
    digest: Mapped[str | None] = mapped_column(String(64), info={"label": _l("Digest"), "derived": True})

    agency: Mapped[Agency] = relationship()
    job: Mapped[Job | None] = relationship()

    def __str__(self) -> str:
        return self.title
