"""A promotion round (tableau d'avancement): its terms, its way from preparation to the appointments, who took each step."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.refused import N_

from ..account import User
from ..base import Choice, Record, UtcDateTime, now
from ..organisation import Agency
from ..personnel import CollectiveAct
from .rule import PromotionRule


class RoundState(Choice):
    """Where a round stands; the acts that lead from one to the next are in rules/promotion/life.py."""

    PREPARED = "prepared", _l("Being prepared")
    FROZEN = "frozen", _l("Criteria frozen")
    LISTED = "listed", _l("Eligible list published")
    RANKED = "ranked", _l("Ranked")
    EXAMINED = "examined", _l("Examined by the board")
    PROVISIONAL = "provisional", _l("Provisional list published")
    SEALED = "sealed", _l("Sealed")
    APPOINTED = "appointed", _l("Appointments made")
    ABANDONED = "abandoned", _l("Abandoned")


class MarkBasis(Choice):
    """Which marks a round counts: as they were given, or corrected for the severity of who gave them."""

    RAW = "raw", _l("Marks as given")
    CORRECTED = "corrected", _l("Marks corrected for severity")


class PromotionRound(Record):
    """A promotion round of one agency for one step from rank to rank.

    `terms` are the plain values that rules/promotion/terms.py reads: weights, caps, tie-breakers, share of seniority. They are
    the round's own from its beginning and never change once they are frozen; a round with other terms is a new one that
    `replaces` this one.
    """

    __area__, __scope__ = "promotion", "@agency"
    __grows__ = False
    __label__, __label_plural__ = _l("Promotion round"), _l("Promotion rounds")
    __table_args__ = (
        CheckConstraint("places >= 0", name="places_not_negative"),
        CheckConstraint("appeal_days BETWEEN 1 AND 90", name="appeal_days_plausible"),
        CheckConstraint("answer_days BETWEEN 1 AND 180", name="answer_days_plausible"),
    )
    __constraint_words__ = {
        "ck_promotion_round_appeal_days_plausible": N_("The time to appeal lies between 1 and 90 working days."),
        "ck_promotion_round_answer_days_plausible": N_("The time to answer an appeal lies between 1 and 180 days."),
    }

    name: Mapped[str] = mapped_column(String(200), unique=True, info={"label": _l("Name")})
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True, info={"label": _l("Agency")})
    rule_id: Mapped[int] = mapped_column(ForeignKey("promotion_rule.id"), info={"label": _l("Promotion rule")})
    reference_on: Mapped[dt.date] = mapped_column(info={"label": _l("Date of reference")})
    places: Mapped[int] = mapped_column(info={"label": _l("Places to fill")})
    places_reason: Mapped[str | None] = mapped_column(
        String(400), info={"label": _l("Where the number of places comes from"), "help": _l("The decision or the establishment that opens these places.")}
    )
    appeal_days: Mapped[int] = mapped_column(
        default=10, server_default="10", info={"label": _l("Time to appeal"), "unit": _l("working days")}
    )
    answer_days: Mapped[int] = mapped_column(
        default=30, server_default="30", info={"label": _l("Time to answer an appeal"), "unit": _l("days")}
    )
    terms: Mapped[dict] = mapped_column(JSON, default=dict, info={"label": _l("Criteria and weights"), "derived": True})
    state: Mapped[RoundState] = mapped_column(
        default=RoundState.PREPARED, info={"label": _l("State"), "derived": True}
    )
    mark_basis: Mapped[MarkBasis] = mapped_column(
        default=MarkBasis.RAW, info={"label": _l("Marks that count"), "derived": True, "help": _l("Decided by a vote of the board.")}
    )
    basis_decided_at: Mapped[dt.datetime | None] = mapped_column(
        UtcDateTime, info={"label": _l("Vote on the marks closed at"), "derived": True}
    )
    draw_seed: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Number drawn in public"), "derived": True})
    draw_words: Mapped[str | None] = mapped_column(
        Text, info={"label": _l("How and before whom it was drawn"), "derived": True}
    )
    fairness: Mapped[dict | None] = mapped_column(JSON, info={"label": _l("Fairness report"), "derived": True, "hidden": True})
    fairness_conclusion: Mapped[str | None] = mapped_column(
        Text, info={"label": _l("What the board concluded from the fairness report"), "derived": True}
    )
    minutes: Mapped[str | None] = mapped_column(
        String(80), info={"label": _l("Minutes of the board"), "file": "documents", "derived": True}
    )
    ranked_at: Mapped[dt.datetime | None] = mapped_column(
        UtcDateTime, info={"label": _l("Ranked at"), "derived": True}
    )
    appeals_until_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Appeals until"), "derived": True})
    digest: Mapped[str | None] = mapped_column(String(64), info={"label": _l("Digest"), "derived": True})
    code_version: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Version of the program"), "derived": True})
    signature: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Signature"), "derived": True})
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("promotion_round.id"), index=True, info={"label": _l("Replaces the round"), "derived": True}
    )
    collective_act_id: Mapped[int | None] = mapped_column(
        ForeignKey("collective_act.id"), index=True, info={"label": _l("Act of appointment"), "derived": True}
    )

    agency: Mapped[Agency] = relationship()
    rule: Mapped[PromotionRule] = relationship()
    replaces: Mapped[PromotionRound | None] = relationship(remote_side="PromotionRound.id")
    collective_act: Mapped[CollectiveAct | None] = relationship()
    candidates: Mapped[list[PromotionCandidate]] = relationship(  # noqa: F821
        back_populates="round", order_by="PromotionCandidate.place", cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        return self.name


class RoundStep(Record):
    """What happened to a round, when and by whom, as all who see the round read it. Never changed.

    `act` is a value of rules.promotion.life.Act; `words` is what was recorded with it.
    """

    __area__, __scope__ = "promotion", "round"
    __is_extensible__, __audited__ = False, False
    __search__: tuple[str, ...] = ()
    __label__, __label_plural__ = _l("Step of a round"), _l("Steps of rounds")

    round_id: Mapped[int] = mapped_column(ForeignKey("promotion_round.id"), index=True, info={"label": _l("Promotion round")})
    act: Mapped[str] = mapped_column(String(40), info={"label": _l("Step")})
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("At")})
    by_name: Mapped[str | None] = mapped_column(String(300), info={"label": _l("By")})
    words: Mapped[str | None] = mapped_column(Text, info={"label": _l("In words")})

    round: Mapped[PromotionRound] = relationship()

    def __str__(self) -> str:
        return self.act


class Simulation(Record):
    """What a round would give with other terms, tried before its criteria are frozen. Never changed or removed: all read it."""

    __area__, __scope__ = "promotion", "round"
    __is_extensible__ = False
    __search__ = ("round",)
    __sorted__ = ("at",)
    __label__, __label_plural__ = _l("Simulation"), _l("Simulations")

    round_id: Mapped[int] = mapped_column(ForeignKey("promotion_round.id"), index=True, info={"label": _l("Promotion round")})
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Tried by")})
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("At")})
    reference_on: Mapped[dt.date] = mapped_column(info={"label": _l("Date of reference")})
    places: Mapped[int] = mapped_column(info={"label": _l("Places to fill")})
    terms: Mapped[dict] = mapped_column(JSON, info={"label": _l("Criteria and weights")})
    result: Mapped[dict] = mapped_column(JSON, info={"label": _l("Result"), "hidden": True})

    round: Mapped[PromotionRound] = relationship()
    by: Mapped[User] = relationship()

    def __str__(self) -> str:
        return str(self.__label__)
