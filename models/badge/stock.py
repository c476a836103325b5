"""The stock of blank cards: each blank with its serial number, from the delivery to its use or its end."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..base import Choice, Record, UtcDateTime
from ..organisation import Agency


class BlankState(Choice):
    """What became of a blank."""

    IN_STOCK = "in_stock", _l("In stock")
    USED = "used", _l("Used")
    SPOILED = "spoiled", _l("Spoiled blank")
    MISSING = "missing", _l("Missing")
    DESTROYED = "destroyed", _l("Destroyed")


class Blank(Record):
    """A blank card; `services/badge/stock.py` alone writes it."""

    __area__, __scope__ = "badge", "@agency"
    __is_extensible__, __sorted__, __search__ = False, ("state", "received_on"), ("serial", "lot")
    __label__, __label_plural__ = _l("Blank card"), _l("Blank cards")
    __table_args__ = (UniqueConstraint("agency_id", "serial"),)

    serial: Mapped[str] = mapped_column(String(40), info={"label": _l("Serial number")})
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), info={"label": _l("Agency"), "derived": True})
    state: Mapped[BlankState] = mapped_column(default=BlankState.IN_STOCK, info={"label": _l("State"), "derived": True})
    received_on: Mapped[dt.date] = mapped_column(info={"label": _l("Received on")})
    lot: Mapped[str | None] = mapped_column(String(60), info={"label": _l("Delivery")})
    noted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, info={"label": _l("Noted at"), "derived": True})
    reason: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Reason")})

    agency: Mapped[Agency] = relationship()

    def __str__(self) -> str:
        return self.serial
