"""What is said of one officer for one cycle: the evaluation, the part of each head in it, and the marks of each level."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.refused import N_

from ..base import Choice, Record, UtcDateTime, named_by
from ..organisation import Unit
from ..personnel import Officer
from .campaign import CycleCriterion, CycleForm, EvaluationCycle


class EvaluationState(Choice):
    """Where an evaluation stands. From READING on the officer reads it; CLOSED counts, and only a correction changes it."""

    MARKING = "marking", _l("Being marked")
    REVIEWING = "reviewing", _l("With the second level")
    READING = "reading", _l("With the officer")
    SIGNED = "signed", _l("May be appealed")
    APPEALED = "appealed", _l("Under appeal")
    CLOSED = "closed", _l("Closed")
    EXCUSED = "excused", _l("Not evaluated")

    @property
    def is_shown(self) -> bool:
        """Whether the officer reads what was said."""
        return self in SHOWN_EVALUATIONS

    @property
    def is_over(self) -> bool:
        """Whether nobody has anything left to do."""
        return self in OVER_EVALUATIONS

    @property
    def tone(self) -> str:
        """How its pill is tinted."""
        return {"closed": "good", "excused": "neutral", "appealed": "warn"}.get(self.value, "info")


# For queries: what the officer, the superiors and the files read.
SHOWN_EVALUATIONS = (EvaluationState.READING, EvaluationState.SIGNED, EvaluationState.APPEALED, EvaluationState.CLOSED)
OVER_EVALUATIONS = (EvaluationState.CLOSED, EvaluationState.EXCUSED)


class Signature(Choice):
    """What the officer did with the evaluation; a signature says that it was read, not that it is agreed with."""

    SIGNED = "signed", _l("Signed")
    REFUSED = "refused", _l("Refused to sign")
    ON_PAPER = "on_paper", _l("Signed on paper")
    SILENT = "silent", _l("Not signed in time")


class Evaluation(Record):
    """What the hierarchy says of one officer for one cycle; nothing of it is a draft: those are EvaluationDraft.

    Names and unit are kept as they stood: a signed paper does not change. `evaluator` is who has the longest part.
    """

    __area__ = "evaluation"
    __scope__ = "officer"
    __search__ = ("officer", "cycle")
    __sorted__ = ("state", "shown_at", "score", "interview_on", "appeal_until_on")
    __is_extensible__ = False
    __label__, __label_plural__ = _l("Evaluation"), _l("Evaluations")
    __table_args__ = (
        UniqueConstraint("cycle_id", "officer_id"),
        CheckConstraint("evaluator_id <> officer_id", name="not_of_oneself"),
        CheckConstraint("reviewer_id <> officer_id", name="not_reviewed_by_oneself"),
    )
    __constraint_words__ = {
        "ck_evaluation_not_of_oneself": N_("Nobody evaluates himself or herself."),
        "ck_evaluation_not_reviewed_by_oneself": N_("Nobody reviews his or her own evaluation."),
    }

    cycle_id: Mapped[int] = mapped_column(ForeignKey("evaluation_cycle.id"), info={"label": _l("Evaluation cycle")})
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Officer")})
    form_id: Mapped[int] = mapped_column(ForeignKey("cycle_form.id"), index=True, info={"label": _l("Form of the cycle")})
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True, info={"label": _l("Unit")})
    state: Mapped[EvaluationState] = mapped_column(default=EvaluationState.MARKING, info={"label": _l("State"), "derived": True})
    evaluator_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Evaluator")})
    evaluator_name: Mapped[str | None] = mapped_column(String(300), info={"label": _l("Name of the evaluator"), "derived": True})
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Second level")})
    reviewer_name: Mapped[str | None] = mapped_column(String(300), info={"label": _l("Name of the second level"), "derived": True})
    interview_told_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Told of the interview at"), "derived": True})
    interview_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Interview"), "derived": True})
    not_interviewed: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Why there was no interview"), "derived": True})
    score: Mapped[Decimal | None] = mapped_column(Numeric(6, 3), info={"label": _l("Mark"), "derived": True})
    review_comment: Mapped[str | None] = mapped_column(Text, info={"label": _l("What the second level says"), "derived": True})
    reviewed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Second level at"), "derived": True})
    shown_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Given to the officer at"), "derived": True})
    signature: Mapped[Signature | None] = mapped_column(info={"label": _l("Signature"), "derived": True})
    signed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Signed at"), "derived": True})
    officer_comment: Mapped[str | None] = mapped_column(Text, info={"label": _l("What the officer says"), "derived": True})
    signed_paper: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Signed paper"), "file": "documents", "derived": True})
    appeal_until_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Appeal until"), "derived": True})
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Closed at"), "derived": True})
    excuse: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Why it is not evaluated"), "derived": True})
    reminded_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Reminded at"), "hidden": True})
    escalated_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Late marks passed on at"), "hidden": True})
    review_escalated_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Late review passed on at"), "hidden": True})

    cycle: Mapped[EvaluationCycle] = relationship()
    form: Mapped[CycleForm] = relationship()
    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])
    evaluator: Mapped[Officer | None] = relationship(foreign_keys=[evaluator_id])
    reviewer: Mapped[Officer | None] = relationship(foreign_keys=[reviewer_id])
    unit: Mapped[Unit | None] = relationship()
    parts: Mapped[list[EvaluationPart]] = relationship(back_populates="evaluation", order_by="EvaluationPart.id")
    marks: Mapped[list[EvaluationMark]] = relationship(back_populates="evaluation", order_by="EvaluationMark.id")

    def __str__(self) -> str:
        return named_by(self, "cycle", "officer")

    @property
    def why_excused(self) -> str:
        """In the words of who decided it; without any, too little time served when the cycle opened, in the reader's language."""
        return self.excuse or _l("Served fewer than %(days)s days in the period.", days=self.cycle.least_days)


class PartState(Choice):
    """A part is open to its evaluator alone until it is sent; a set-aside one waits for human resources to name somebody."""

    OPEN = "open", _l("To be marked")
    SENT = "sent", _l("Sent in")
    SET_ASIDE = "set_aside", _l("Put aside")
    ENDED = "ended", _l("Given to somebody else")


class Aside(Choice):
    """Why the one who commanded does not mark."""

    SELF = "self", _l("Would evaluate himself or herself")
    FAMILY = "family", _l("Close family")
    DISPUTE = "dispute", _l("Open dispute between the two")
    NOBODY = "nobody", _l("Nobody commanded in this time")
    GONE = "gone", _l("Has left the service")
    AWAY = "away", _l("Is away: suspended, on leave of absence …")


class EvaluationPart(Record):
    """The part of one evaluator in an evaluation: the time he commanded the officer, whose days it weighs by.

    A part has one evaluator for ever: when human resources name another one it is ended, and another part begins.
    """

    __area__ = "evaluation"
    __scope__ = "evaluation"
    __is_extensible__ = False
    __search__ = ("evaluation",)
    __sorted__ = ("state", "sent_at")
    __label__, __label_plural__ = _l("Part of an evaluator"), _l("Parts of the evaluators")
    __table_args__ = (CheckConstraint("days > 0", name="lasts"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True, info={"label": _l("Evaluation")})
    evaluator_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Evaluator")})
    evaluator_name: Mapped[str | None] = mapped_column(String(300), info={"label": _l("Name of the evaluator"), "derived": True})
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True, info={"label": _l("Unit")})
    starts_on: Mapped[dt.date] = mapped_column(info={"label": _l("From")})
    ends_on: Mapped[dt.date] = mapped_column(info={"label": _l("Until")})
    days: Mapped[int] = mapped_column(info={"label": _l("Days commanded")})
    state: Mapped[PartState] = mapped_column(default=PartState.OPEN, info={"label": _l("State")})
    aside: Mapped[Aside | None] = mapped_column(info={"label": _l("Set aside because")})
    ended_because: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Given to somebody else because")})
    returned_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Asked back at")})
    returned_with: Mapped[str | None] = mapped_column(Text, info={"label": _l("Asked back with")})
    score: Mapped[Decimal | None] = mapped_column(Numeric(6, 3), info={"label": _l("Mark")})
    comment: Mapped[str | None] = mapped_column(Text, info={"label": _l("Overall assessment")})
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Sent at")})

    evaluation: Mapped[Evaluation] = relationship(back_populates="parts")
    evaluator: Mapped[Officer | None] = relationship(foreign_keys=[evaluator_id])
    unit: Mapped[Unit | None] = relationship()
    marks: Mapped[list[EvaluationMark]] = relationship(back_populates="part", order_by="EvaluationMark.id")

    def __str__(self) -> str:
        return named_by(self, "evaluation", "evaluator")


class MarkLevel(Choice):
    """Who gave a mark. Of several for one criterion the highest level counts; all stay."""

    FIRST = "first", _l("First level")
    SECOND = "second", _l("Second level")
    APPEAL = "appeal", _l("On the appeal")


class EvaluationMark(Record):
    """The mark given for one criterion: by an evaluator in his part, by the second level, or on an appeal."""

    __area__ = "evaluation"
    __scope__ = "evaluation"
    __search__ = ("evaluation",)
    __is_extensible__ = False
    __label__, __label_plural__ = _l("Mark"), _l("Marks")
    __table_args__ = (
        CheckConstraint("mark >= 0", name="not_negative"),
        UniqueConstraint("part_id", "cycle_criterion_id"),
        Index("ix_evaluation_mark_evaluation_id", "evaluation_id"),
    )

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), info={"label": _l("Evaluation")})
    part_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation_part.id"), info={"label": _l("Part of an evaluator")})
    cycle_criterion_id: Mapped[int] = mapped_column(ForeignKey("cycle_criterion.id"), info={"label": _l("Criterion")})
    level: Mapped[MarkLevel] = mapped_column(default=MarkLevel.FIRST, info={"label": _l("Level")})
    mark: Mapped[Decimal] = mapped_column(Numeric(6, 2), info={"label": _l("Mark")})
    justification: Mapped[str | None] = mapped_column(Text, info={"label": _l("Justification")})

    evaluation: Mapped[Evaluation] = relationship(back_populates="marks")
    part: Mapped[EvaluationPart | None] = relationship(back_populates="marks")
    cycle_criterion: Mapped[CycleCriterion] = relationship()

    def __str__(self) -> str:
        return f"{named_by(self, 'cycle_criterion')}: {self.mark}"


# Above the first level there is one mark for a criterion.
_above = EvaluationMark.part_id.is_(None)
Index(
    "uq_evaluation_mark_above", EvaluationMark.evaluation_id, EvaluationMark.level, EvaluationMark.cycle_criterion_id,
    unique=True, sqlite_where=_above, postgresql_where=_above,
)  # fmt: skip
