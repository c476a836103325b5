"""Promotion: the dated rules from rank to rank, the rounds, and each candidate's place with its reasons."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .account import User
from .base import Choice, Record, UtcDateTime, named_by, now
from .organisation import Agency, Rank
from .personnel import Officer


class PromotionRule(Record):
    """A dated version of the rule from one rank to the next, with its legal text.

    `conditions` and `weights` are the plain values that rules/promotion.py reads; its `Rule` names them.
    """

    __area__, __is_rule__, __anchor__ = "promotion", True, "from_rank"
    __grows__, __search__ = False, ("from_rank", "to_rank")
    __label__, __label_plural__ = _l("Promotion rule"), _l("Promotion rules")
    __table_args__ = (UniqueConstraint("from_rank_id", "to_rank_id", "starts_on"),)

    from_rank_id: Mapped[int] = mapped_column(ForeignKey("rank.id"), info={"label": _l("From rank")})
    to_rank_id: Mapped[int] = mapped_column(ForeignKey("rank.id"), info={"label": _l("To rank")})
    route: Mapped[str] = mapped_column(String(40), info={"label": _l("Route")})
    starts_on: Mapped[dt.date] = mapped_column(info={"label": _l("In force from")})
    ends_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("In force until")})
    legal_text: Mapped[str] = mapped_column(String(400), info={"label": _l("Legal text")})
    is_assumed: Mapped[bool] = mapped_column(
        default=True,
        info={"label": _l("Assumed"), "help": _l("Not found in a public text: to be confirmed by the force.")},
    )
    conditions: Mapped[dict] = mapped_column(JSON, info={"label": _l("Conditions")})
    weights: Mapped[dict] = mapped_column(JSON, info={"label": _l("Weights")})

    from_rank: Mapped[Rank] = relationship(foreign_keys=[from_rank_id])
    to_rank: Mapped[Rank] = relationship(foreign_keys=[to_rank_id])

    def __str__(self) -> str:
        return named_by(self, "from_rank", "to_rank", sign=" → ")


class RoundState(Choice):
    """A round is prepared, then ranked, then sealed; a sealed list is never computed again."""

    PREPARED = "prepared", _l("Being prepared")
    RANKED = "ranked", _l("Ranked")
    SEALED = "sealed", _l("Sealed")


class MarkBasis(Choice):
    """Which marks a round counts: as they were given, or corrected for the severity of who gave them."""

    RAW = "raw", _l("Marks as given")
    CORRECTED = "corrected", _l("Marks corrected for severity")


class PromotionRound(Record):
    """A promotion round (tableau d'avancement) of one agency for one target rank."""

    __area__, __scope__ = "promotion", "@agency"
    __grows__ = False
    __label__, __label_plural__ = _l("Promotion round"), _l("Promotion rounds")
    __table_args__ = (CheckConstraint("places >= 0", name="places_not_negative"),)

    name: Mapped[str] = mapped_column(String(200), unique=True, info={"label": _l("Name")})
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True, info={"label": _l("Agency")})
    rule_id: Mapped[int] = mapped_column(ForeignKey("promotion_rule.id"), info={"label": _l("Promotion rule")})
    reference_on: Mapped[dt.date] = mapped_column(info={"label": _l("Date of reference")})
    places: Mapped[int] = mapped_column(info={"label": _l("Places to fill")})
    state: Mapped[RoundState] = mapped_column(
        default=RoundState.PREPARED, info={"label": _l("State"), "derived": True}
    )
    mark_basis: Mapped[MarkBasis] = mapped_column(
        default=MarkBasis.RAW, info={"label": _l("Marks that count"), "derived": True, "help": _l("Decided by a vote of the board.")}
    )
    basis_decided_at: Mapped[dt.datetime | None] = mapped_column(
        UtcDateTime, info={"label": _l("Vote on the marks closed at"), "derived": True}
    )
    ranked_at: Mapped[dt.datetime | None] = mapped_column(
        UtcDateTime, info={"label": _l("Ranked at"), "derived": True}
    )
    digest: Mapped[str | None] = mapped_column(String(64), info={"label": _l("Digest"), "derived": True})

    agency: Mapped[Agency] = relationship()
    rule: Mapped[PromotionRule] = relationship()
    candidates: Mapped[list[PromotionCandidate]] = relationship(
        back_populates="round", order_by="PromotionCandidate.place", cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        return self.name


class PromotionCandidate(Record):
    """An officer of the source rank in a round: the frozen dossier, the conditions, the points, the place."""

    __area__ = "promotion"
    __scope__ = "round"
    __search__, __sorted__ = ("officer", "round"), ("place",)
    __is_extensible__ = False
    __label__, __label_plural__ = _l("Candidate"), _l("Candidates")
    __table_args__ = (UniqueConstraint("round_id", "officer_id"), UniqueConstraint("round_id", "place"))

    round_id: Mapped[int] = mapped_column(ForeignKey("promotion_round.id"), info={"label": _l("Promotion round")})
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Officer")})
    is_eligible: Mapped[bool] = mapped_column(info={"label": _l("Eligible")})
    is_admitted: Mapped[bool] = mapped_column(default=False, info={"label": _l("Within the places")})
    place: Mapped[int | None] = mapped_column(info={"label": _l("Place")})
    score: Mapped[Decimal | None] = mapped_column(Numeric(7, 3), info={"label": _l("Points")})
    dossier: Mapped[dict] = mapped_column(JSON, info={"label": _l("File as it stood")})
    conditions: Mapped[list] = mapped_column(JSON, info={"label": _l("Conditions")})
    parts: Mapped[list] = mapped_column(JSON, info={"label": _l("Points by part")})
    tie_break: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Tie-break used")})

    round: Mapped[PromotionRound] = relationship(back_populates="candidates")
    officer: Mapped[Officer] = relationship()

    def __str__(self) -> str:
        return named_by(self, "round", "officer")


class MarkVote(Record):
    """The vote of one member of the board on which marks a round counts. Open to all who see the round, and never changed."""

    __area__, __scope__ = "promotion", "round"
    __is_extensible__ = False
    __search__ = ("round",)
    __label__, __label_plural__ = _l("Vote on the marks"), _l("Votes on the marks")
    __table_args__ = (UniqueConstraint("round_id", "voter_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("promotion_round.id"), info={"label": _l("Promotion round")})
    voter_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Voter")})
    basis: Mapped[MarkBasis] = mapped_column(info={"label": _l("Vote")})
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("At")})

    round: Mapped[PromotionRound] = relationship()
    voter: Mapped[User] = relationship()

    def __str__(self) -> str:
        return str(self.basis.label)
