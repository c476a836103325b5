"""Yearly evaluations: the cycle, its weighted criteria, and the marks an evaluator gave."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Choice, Named, Record, UtcDateTime, named_by
from .organisation import Unit
from .personnel import Officer


class Criterion(Named):
    """A criterion of evaluation, with its usual weight; a cycle freezes its own copy of the weight."""

    __area__, __is_rule__ = "evaluation", True
    __label__, __label_plural__ = _l("Criterion"), _l("Criteria")

    weight: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=1, info={"label": _l("Weight")})
    anchors: Mapped[str | None] = mapped_column(Text, info={"label": _l("What each level means")})
    is_for_leaders: Mapped[bool] = mapped_column(default=False, info={"label": _l("Supervisors only")})
    sort_order: Mapped[int] = mapped_column(default=0, info={"label": _l("Order")})


class CycleState(Choice):
    """Weights may change only while a cycle is prepared."""

    PREPARED = "prepared", _l("Being prepared")
    OPEN = "open", _l("Open")
    CLOSED = "closed", _l("Closed")


class EvaluationCycle(Record):
    """One yearly campaign of evaluation."""

    __area__, __is_rule__ = "evaluation", True
    __grows__, __order__ = False, "starts_on"
    __is_importable__ = False  # it begins being prepared
    __label__, __label_plural__ = _l("Evaluation cycle"), _l("Evaluation cycles")

    name: Mapped[str] = mapped_column(String(160), unique=True, info={"label": _l("Name")})
    starts_on: Mapped[dt.date] = mapped_column(info={"label": _l("Period from")})
    ends_on: Mapped[dt.date] = mapped_column(info={"label": _l("Period until")})
    scale_max: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=20, info={"label": _l("Highest mark")})
    least_share: Mapped[Decimal] = mapped_column(
        Numeric(4, 3),
        default=Decimal("0.6"),
        info={"label": _l("Least share of weights"), "help": _l("Below it an evaluation is incomplete.")},
    )
    state: Mapped[CycleState] = mapped_column(default=CycleState.PREPARED, info={"label": _l("State")})

    criteria: Mapped[list[CycleCriterion]] = relationship(back_populates="cycle", order_by="CycleCriterion.sort_order")

    def __str__(self) -> str:
        return self.name


class CycleCriterion(Record):
    """A criterion as one cycle weighs it."""

    __area__, __is_rule__ = "evaluation", True
    __grows__, __is_short__, __order__ = False, True, "sort_order"
    __is_extensible__ = False
    __label__, __label_plural__ = _l("Criterion of the cycle"), _l("Criteria of the cycle")
    __table_args__ = (UniqueConstraint("cycle_id", "criterion_id"), CheckConstraint("weight > 0", name="weighs"))

    cycle_id: Mapped[int] = mapped_column(ForeignKey("evaluation_cycle.id"), info={"label": _l("Evaluation cycle")})
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), info={"label": _l("Criterion")})
    weight: Mapped[Decimal] = mapped_column(Numeric(6, 2), info={"label": _l("Weight")})
    sort_order: Mapped[int] = mapped_column(default=0, info={"label": _l("Order")})

    cycle: Mapped[EvaluationCycle] = relationship(back_populates="criteria")
    criterion: Mapped[Criterion] = relationship()

    def __str__(self) -> str:
        return named_by(self, "criterion")


class EvaluationState(Choice):
    """A draft is the evaluator's; a submitted evaluation is read by the officer and never edited."""

    DRAFT = "draft", _l("Draft")
    SUBMITTED = "submitted", _l("Submitted")


class Evaluation(Record):
    """What one evaluator says of one officer for one cycle.

    Names and unit are kept as they stood when it was submitted: a signed paper does not change.
    """

    __area__ = "evaluation"
    __scope__ = "officer"
    __search__, __sorted__ = ("officer", "cycle"), ("state", "submitted_at", "score")
    __is_extensible__ = False
    __label__, __label_plural__ = _l("Evaluation"), _l("Evaluations")
    __table_args__ = (
        UniqueConstraint("cycle_id", "officer_id"),
        CheckConstraint("evaluator_id <> officer_id", name="not_of_oneself"),
    )

    cycle_id: Mapped[int] = mapped_column(ForeignKey("evaluation_cycle.id"), info={"label": _l("Evaluation cycle")})
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Officer")})
    evaluator_id: Mapped[int | None] = mapped_column(
        ForeignKey("officer.id"), index=True, info={"label": _l("Evaluator")}
    )
    evaluator_name: Mapped[str | None] = mapped_column(
        String(300), info={"label": _l("Evaluator"), "derived": True}
    )
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True, info={"label": _l("Unit")})
    state: Mapped[EvaluationState] = mapped_column(default=EvaluationState.DRAFT, info={"label": _l("State")})
    score: Mapped[Decimal | None] = mapped_column(Numeric(6, 3), info={"label": _l("Mark"), "derived": True})
    comment: Mapped[str | None] = mapped_column(Text, info={"label": _l("Overall assessment")})
    submitted_at: Mapped[dt.datetime | None] = mapped_column(
        UtcDateTime, info={"label": _l("Submitted at"), "derived": True}
    )

    cycle: Mapped[EvaluationCycle] = relationship()
    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])
    evaluator: Mapped[Officer | None] = relationship(foreign_keys=[evaluator_id])
    unit: Mapped[Unit | None] = relationship()
    marks: Mapped[list[EvaluationMark]] = relationship(back_populates="evaluation", cascade="all, delete-orphan")

    def __str__(self) -> str:
        return named_by(self, "cycle", "officer")


class EvaluationMark(Record):
    """The mark given for one criterion."""

    __area__ = "evaluation"
    __scope__ = "evaluation"
    __search__ = ("evaluation",)
    __is_extensible__ = False
    __label__, __label_plural__ = _l("Mark"), _l("Marks")
    __table_args__ = (
        UniqueConstraint("evaluation_id", "cycle_criterion_id"),
        CheckConstraint("mark >= 0", name="not_negative"),
    )

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), info={"label": _l("Evaluation")})
    cycle_criterion_id: Mapped[int] = mapped_column(
        ForeignKey("cycle_criterion.id"), info={"label": _l("Criterion")}
    )
    mark: Mapped[Decimal] = mapped_column(Numeric(6, 2), info={"label": _l("Mark")})

    evaluation: Mapped[Evaluation] = relationship(back_populates="marks")
    cycle_criterion: Mapped[CycleCriterion] = relationship()

    def __str__(self) -> str:
        return f"{named_by(self, 'cycle_criterion')}: {self.mark}"
