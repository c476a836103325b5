"""An officer in a round: the frozen dossier, the conditions, the points, the place, and what the board and an appeal changed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.refused import N_

from ..account import User
from ..base import Choice, Record, UtcDateTime, named_by, now
from ..personnel import FileRecord, Officer, RankLine
from .round import PromotionRound


class AdmittedBy(Choice):
    """What brings a candidate within the places."""

    CHOICE = "choice", _l("Order of merit")
    SENIORITY = "seniority", _l("Seniority")
    BOARD = "board", _l("Decision of the board")


class PromotionCandidate(Record):
    """An officer of the source rank in a round.

    `place` is what the rule computes and never changes by a decision of the board; `is_admitted` and `admitted_by` are the outcome.
    `rank_line` is the appointment that followed, annulled or not; it came after the seal, which does not cover it.
    """

    __area__ = "promotion"
    __scope__ = "round"
    __search__, __sorted__ = ("officer", "round"), ("place",)
    __is_extensible__ = False
    __label__, __label_plural__ = _l("Candidate"), _l("Candidates")
    __table_args__ = (
        UniqueConstraint("round_id", "officer_id"),
        UniqueConstraint("round_id", "place"),
        Index("ix_promotion_candidate_eligible", "round_id", "is_eligible", "officer_id"),  # so many are counted and paged without reading them
        Index("ix_promotion_candidate_admitted", "round_id", "admitted_by", "place"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("promotion_round.id"), info={"label": _l("Promotion round")})
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Officer")})
    is_eligible: Mapped[bool] = mapped_column(info={"label": _l("Eligible")})
    is_admitted: Mapped[bool] = mapped_column(default=False, info={"label": _l("Within the places")})
    admitted_by: Mapped[AdmittedBy | None] = mapped_column(info={"label": _l("Admitted by")})
    place: Mapped[int | None] = mapped_column(info={"label": _l("Place")})
    score: Mapped[Decimal | None] = mapped_column(Numeric(7, 3), info={"label": _l("Points")})
    dossier: Mapped[dict] = mapped_column(JSON, info={"label": _l("File as it stood")})
    conditions: Mapped[list] = mapped_column(JSON, info={"label": _l("Conditions")})
    parts: Mapped[list] = mapped_column(JSON, info={"label": _l("Points by part")})
    tie_break: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Tie-break used")})
    rank_line_id: Mapped[int | None] = mapped_column(ForeignKey("rank_line.id"), index=True, info={"label": _l("Appointment"), "derived": True})

    round: Mapped[PromotionRound] = relationship(back_populates="candidates")
    officer: Mapped[Officer] = relationship()
    rank_line: Mapped[RankLine | None] = relationship()

    def __str__(self) -> str:
        return named_by(self, "round", "officer")


class ExamMark(Record):
    """The mark of a candidate at the examination of a round, of twenty."""

    __area__, __scope__ = "promotion", "round"
    __is_extensible__ = False
    __search__ = ("officer", "round")
    __label__, __label_plural__ = _l("Examination mark"), _l("Examination marks")
    __table_args__ = (UniqueConstraint("round_id", "officer_id"), CheckConstraint("mark BETWEEN 0 AND 20", name="mark_of_twenty"))
    __constraint_words__ = {"ck_exam_mark_mark_of_twenty": N_("An examination mark lies between 0 and 20.")}

    round_id: Mapped[int] = mapped_column(ForeignKey("promotion_round.id"), info={"label": _l("Promotion round")})
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Officer")})
    mark: Mapped[Decimal] = mapped_column(Numeric(5, 2), info={"label": _l("Mark of 20")})

    round: Mapped[PromotionRound] = relationship()
    officer: Mapped[Officer] = relationship()

    def __str__(self) -> str:
        return named_by(self, "officer")


class AppealOutcome(Choice):
    """What was decided on an appeal against a provisional list."""

    UPHELD = "upheld", _l("Upheld")
    REJECTED = "rejected", _l("Rejected")


class PromotionAppeal(FileRecord):
    """An officer's appeal against a provisional list, its reasoned answer, and whom it moved.

    `effect` is what the answer changes: {"moved": [{"officer_id", "name", "before", "after"} …]}.
    """

    __area__ = "promotion"
    __is_extensible__, __is_importable__ = False, False
    __search__ = ("round",)
    __sorted__ = ("sent_at", "answer_by_on", "outcome", "answered_at")
    __label__, __label_plural__ = _l("Appeal against a promotion list"), _l("Appeals against promotion lists")
    __table_args__ = (UniqueConstraint("round_id", "officer_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("promotion_round.id"), info={"label": _l("Promotion round")})
    reason: Mapped[str] = mapped_column(Text, info={"label": _l("Why it is appealed")})
    letter: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Letter"), "file": "documents"})
    sent_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Sent at")})
    answer_by_on: Mapped[dt.date] = mapped_column(info={"label": _l("Answer due by")})
    place_before: Mapped[int | None] = mapped_column(info={"label": _l("Place before")})
    outcome: Mapped[AppealOutcome | None] = mapped_column(info={"label": _l("Decision")})
    answer: Mapped[str | None] = mapped_column(Text, info={"label": _l("Reasons of the decision")})
    effect: Mapped[dict | None] = mapped_column(JSON, info={"label": _l("Effect on the list"), "hidden": True})
    answered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Decided at")})
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Recorded by")})

    round: Mapped[PromotionRound] = relationship()
    answered_by: Mapped[User | None] = relationship()

    def __str__(self) -> str:
        return str(self.outcome.label) if self.outcome else str(self.__label__)
