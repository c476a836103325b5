"""Exceptional promotion: its own route, for a deed and not for a place in an order."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..base import Choice, UtcDateTime, now
from ..personnel import FileRecord, RankLine
from .rule import PromotionRule


class ExceptionalGround(Choice):
    """What the law admits as a ground: wounds on mission, or exceptional service; and after a death in service."""

    WOUNDED = "wounded", _l("Grave wounds on mission")
    SERVICE = "service", _l("Exceptional service")
    POSTHUMOUS = "posthumous", _l("Death in the service")


class ExceptionalState(Choice):
    """Proposed, signed by two, appointed by an act; or refused."""

    PROPOSED = "proposed", _l("Proposed")
    SIGNED = "signed", _l("Signed by two people")
    APPOINTED = "appointed", _l("Appointed")
    REFUSED = "refused", _l("Refused")


class ExceptionalPromotion(FileRecord):
    """An exceptional promotion of one officer: its ground, its evidence, its two signatures, and the rank that it gave."""

    __area__ = "promotion"
    __is_extensible__, __is_importable__ = False, False
    __search__ = ("legal_text",)
    __sorted__ = ("happened_on", "proposed_at", "state")
    __label__, __label_plural__ = _l("Exceptional promotion"), _l("Exceptional promotions")

    rule_id: Mapped[int] = mapped_column(ForeignKey("promotion_rule.id"), index=True, info={"label": _l("Promotion rule")})
    ground: Mapped[ExceptionalGround] = mapped_column(info={"label": _l("Legal ground")})
    legal_text: Mapped[str] = mapped_column(String(400), info={"label": _l("Legal text")})
    happened_on: Mapped[dt.date] = mapped_column(info={"label": _l("Day of the deed")})
    facts: Mapped[str] = mapped_column(Text, info={"label": _l("Facts")})
    evidence: Mapped[str] = mapped_column(String(80), info={"label": _l("Evidence"), "file": "documents"})
    state: Mapped[ExceptionalState] = mapped_column(
        default=ExceptionalState.PROPOSED, info={"label": _l("State"), "derived": True}
    )
    proposed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Proposed at"), "derived": True})
    signed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Signed at"), "derived": True})
    rank_line_id: Mapped[int | None] = mapped_column(ForeignKey("rank_line.id"), index=True, info={"label": _l("Rank held"), "derived": True})

    rule: Mapped[PromotionRule] = relationship()
    rank_line: Mapped[RankLine | None] = relationship()

    def __str__(self) -> str:
        return str(self.ground.label)
