"""Other papers that bear a signed code: what the code says, and until when it holds."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..base import Choice, Record, UtcDateTime
from ..organisation import Agency
from ..personnel import Officer
from ..promotion import PromotionRound


class SignedPaperKind(Choice):
    """Which paper; rules/badge/papers.py gives each its number in the code."""

    ATTESTATION = "attestation", _l("Attestation of service")
    PROMOTION_LIST = "promotion_list", _l("Promotion list")
    CERTIFICATE = "certificate", _l("Training certificate")


class SignedPaper(Record):
    """A paper that was given out; `text` is exactly what its code says."""

    __area__, __scope__, __is_personal__ = "badge", "@agency", True
    __is_extensible__, __sorted__, __search__ = False, ("kind", "issued_at", "expires_on"), ("officer", "text")
    __label__, __label_plural__ = _l("Signed document"), _l("Signed documents")

    number: Mapped[str] = mapped_column(String(16), unique=True, info={"label": _l("Number of the paper"), "derived": True})
    kind: Mapped[SignedPaperKind] = mapped_column(info={"label": _l("Kind of paper")})
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True, info={"label": _l("Agency"), "derived": True})
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Officer")})
    round_id: Mapped[int | None] = mapped_column(ForeignKey("promotion_round.id"), index=True, info={"label": _l("Round")})
    text: Mapped[str] = mapped_column(String(120), info={"label": _l("What the code says")})
    cti: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True, info={"label": _l("Token"), "hidden": True})
    slot: Mapped[int | None] = mapped_column(unique=True, info={"label": _l("Slot"), "hidden": True})
    key_id: Mapped[int] = mapped_column(info={"label": _l("Signing key"), "derived": True})
    issued_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, info={"label": _l("Issued at"), "derived": True})
    expires_on: Mapped[dt.date] = mapped_column(info={"label": _l("Expires on")})
    issued_by: Mapped[str] = mapped_column(String(200), info={"label": _l("Issued by"), "derived": True})
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("No longer valid since"), "derived": True})
    reason: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Reason"), "derived": True})

    agency: Mapped[Agency] = relationship()
    officer: Mapped[Officer | None] = relationship()
    round: Mapped[PromotionRound | None] = relationship()

    def __str__(self) -> str:
        return self.number
