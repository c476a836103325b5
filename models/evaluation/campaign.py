"""The yearly campaign of evaluation: criteria with their described levels, forms by corps and function, and what a cycle froze of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.refused import N_

from ..base import Choice, Named, Record, UtcDateTime, named_by
from ..organisation import Corps


# The body that decides appeals, unless the force names another one.
APPEAL_BODY = "Commission de recours de la notation"


class Criterion(Named):
    """A criterion of evaluation, with its usual weight; forms weigh it, and a cycle freezes its own copy."""

    __area__, __is_rule__ = "evaluation", True
    __label__, __label_plural__ = _l("Criterion"), _l("Criteria")

    weight: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=1, info={"label": _l("Weight")})
    sort_order: Mapped[int] = mapped_column(default=0, info={"label": _l("Order")})

    levels: Mapped[list[CriterionLevel]] = relationship(back_populates="criterion", order_by="CriterionLevel.from_share")


class CriterionLevel(Record):
    """What a level of a criterion means: it holds from a share of the highest mark up to the next level."""

    __area__, __is_rule__ = "evaluation", True
    __grows__, __order__ = False, "from_share"
    __is_extensible__ = False
    __search__ = ("criterion",)
    __label__, __label_plural__ = _l("Level of a criterion"), _l("Levels of the criteria")
    __table_args__ = (
        UniqueConstraint("criterion_id", "from_share"),
        CheckConstraint("from_share >= 0 AND from_share < 100", name="share_of_scale"),
    )
    __constraint_words__ = {"ck_criterion_level_share_of_scale": N_("A level begins at 0 to 99 percent of the highest mark.")}

    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), info={"label": _l("Criterion")})
    from_share: Mapped[int] = mapped_column(
        info={"label": _l("From"), "unit": _l("percent of the highest mark"), "help": _l("80 on a scale up to 20: from 16.")}
    )
    words: Mapped[str] = mapped_column(Text, info={"label": _l("What it means")})
    words_en: Mapped[str | None] = mapped_column(Text, info={"label": _l("What it means, in English")})

    criterion: Mapped[Criterion] = relationship(back_populates="levels")

    def __str__(self) -> str:
        return f"{named_by(self, 'criterion')} · {self.from_share} %"


class Audience(Choice):
    """Of whom a form asks."""

    EVERYBODY = "everybody", _l("Everybody")
    HEADS = "heads", _l("Heads of a unit")
    OTHERS = "others", _l("All but heads of a unit")


class EvaluationForm(Named):
    """What is asked about whom. Of the forms that fit an officer the narrowest serves: by function, then for heads, then by corps."""

    __area__, __is_rule__ = "evaluation", True
    __label__, __label_plural__ = _l("Evaluation form"), _l("Evaluation forms")

    corps_id: Mapped[int | None] = mapped_column(
        ForeignKey("corps.id"), index=True, info={"label": _l("Corps"), "help": _l("Empty: for every corps.")}
    )
    audience: Mapped[Audience] = mapped_column(default=Audience.EVERYBODY, info={"label": _l("For whom")})
    function: Mapped[str | None] = mapped_column(
        String(160), info={"label": _l("Function"), "help": _l("As it stands in the posting; empty: for every function.")}
    )
    is_used: Mapped[bool] = mapped_column(
        default=True, info={"label": _l("In use"), "help": _l("The next campaign takes only forms in use.")}
    )

    corps: Mapped[Corps | None] = relationship()
    criteria: Mapped[list[FormCriterion]] = relationship(back_populates="form", order_by="FormCriterion.sort_order")


class FormCriterion(Record):
    """A criterion as a form weighs it, until the next campaign freezes it."""

    __area__, __is_rule__ = "evaluation", True
    __grows__, __order__ = False, "sort_order"
    __is_extensible__ = False
    __search__ = ("form", "criterion")
    __label__, __label_plural__ = _l("Criterion of a form"), _l("Criteria of the forms")
    __table_args__ = (UniqueConstraint("form_id", "criterion_id"), CheckConstraint("weight > 0", name="weighs"))
    __constraint_words__ = {"ck_form_criterion_weighs": N_("The weight must be more than zero: take the criterion out of the form instead.")}

    form_id: Mapped[int] = mapped_column(ForeignKey("evaluation_form.id"), info={"label": _l("Evaluation form")})
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True, info={"label": _l("Criterion")})
    weight: Mapped[Decimal] = mapped_column(Numeric(6, 2), info={"label": _l("Weight")})
    sort_order: Mapped[int] = mapped_column(default=0, info={"label": _l("Order")})

    form: Mapped[EvaluationForm] = relationship(back_populates="criteria")
    criterion: Mapped[Criterion] = relationship()

    def __str__(self) -> str:
        return named_by(self, "form", "criterion")


class CycleState(Choice):
    """Forms, weights and calendar may change only while a cycle is prepared."""

    PREPARED = "prepared", _l("Being prepared")
    OPEN = "open", _l("Open")
    CLOSED = "closed", _l("Closed")


class EvaluationCycle(Record):
    """One yearly campaign of evaluation: its period, its scale, its calendar, and how it treats what is doubtful."""

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
        info={"label": _l("Least share of weights"), "unit": "%", "help": _l("Below it an evaluation is incomplete.")},
    )
    extreme_low: Mapped[Decimal | None] = mapped_column(
        Numeric(6, 2), default=5, info={"label": _l("Extreme up to"), "help": _l("Such a mark, or a lower one, needs a justification and a fact. Empty: none does.")}
    )
    extreme_high: Mapped[Decimal | None] = mapped_column(
        Numeric(6, 2), default=18, info={"label": _l("Extreme from"), "help": _l("Such a mark, or a higher one, needs a justification and a fact. Empty: none does.")}
    )
    least_days: Mapped[int] = mapped_column(
        default=60, info={"label": _l("Least time under a head"), "unit": _l("days"), "help": _l("Who commanded somebody for less is not asked for marks, unless nobody commanded longer.")}
    )
    notice_days: Mapped[int] = mapped_column(default=8, info={"label": _l("Told before the interview"), "unit": _l("days")})
    marks_due_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Marks due by"), "help": _l("Empty: within a month of the end of the period.")})
    review_due_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Second level due by"), "help": _l("Empty: within two weeks of the marks.")})
    reading_days: Mapped[int] = mapped_column(
        default=15, info={"label": _l("Time to sign"), "unit": _l("days"), "help": _l("After it the evaluation goes on without the signature.")}
    )
    appeal_days: Mapped[int] = mapped_column(default=15, info={"label": _l("Time to appeal"), "unit": _l("days")})
    appeal_body: Mapped[str] = mapped_column(
        String(160), default=APPEAL_BODY, info={"label": _l("Body that decides appeals")}
    )
    severity_years: Mapped[int] = mapped_column(
        default=5, info={"label": _l("Years over which severity is estimated"), "unit": _l("years")}
    )
    most_correction: Mapped[Decimal] = mapped_column(
        Numeric(6, 2), default=2, info={"label": _l("Largest correction for severity"), "unit": _l("points")}
    )
    state: Mapped[CycleState] = mapped_column(default=CycleState.PREPARED, info={"label": _l("State"), "derived": True})
    opened_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Opened at"), "derived": True})
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Closed at"), "derived": True})

    forms: Mapped[list[CycleForm]] = relationship(back_populates="cycle", order_by="CycleForm.id")

    def __str__(self) -> str:
        return self.name

    @property
    def marked_by(self) -> dt.date:
        """The day by which the first level must have marked."""
        return self.marks_due_on or self.ends_on + dt.timedelta(days=31)

    @property
    def reviewed_by(self) -> dt.date:
        """The day by which the second level must have answered."""
        return self.review_due_on or self.marked_by + dt.timedelta(days=14)


class CycleForm(Record):
    """A form as one cycle froze it."""

    __area__, __is_rule__ = "evaluation", True
    __grows__ = False
    __is_extensible__ = False
    __search__ = ("cycle",)
    __label__, __label_plural__ = _l("Form of the cycle"), _l("Forms of the cycle")
    __table_args__ = (UniqueConstraint("cycle_id", "name"),)

    cycle_id: Mapped[int] = mapped_column(ForeignKey("evaluation_cycle.id"), info={"label": _l("Evaluation cycle")})
    form_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation_form.id"), index=True, info={"label": _l("Evaluation form")})
    name: Mapped[str] = mapped_column(String(160), info={"label": _l("Name")})
    corps_id: Mapped[int | None] = mapped_column(ForeignKey("corps.id"), index=True, info={"label": _l("Corps")})
    audience: Mapped[Audience] = mapped_column(default=Audience.EVERYBODY, info={"label": _l("For whom")})
    function: Mapped[str | None] = mapped_column(String(160), info={"label": _l("Function")})

    cycle: Mapped[EvaluationCycle] = relationship(back_populates="forms")
    form: Mapped[EvaluationForm | None] = relationship()
    corps: Mapped[Corps | None] = relationship()
    criteria: Mapped[list[CycleCriterion]] = relationship(back_populates="form", order_by="CycleCriterion.sort_order")

    def __str__(self) -> str:
        return self.name


class CycleCriterion(Record):
    """A criterion as a form of one cycle weighs it; `levels` are [from % of the highest mark, words, words in English]."""

    __area__, __is_rule__ = "evaluation", True
    __grows__, __order__ = False, "sort_order"
    __is_extensible__ = False
    __search__ = ("form", "criterion")
    __label__, __label_plural__ = _l("Criterion of the cycle"), _l("Criteria of the cycle")
    __table_args__ = (UniqueConstraint("form_id", "criterion_id"), CheckConstraint("weight > 0", name="weighs"))

    form_id: Mapped[int] = mapped_column(ForeignKey("cycle_form.id"), info={"label": _l("Form of the cycle")})
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True, info={"label": _l("Criterion")})
    weight: Mapped[Decimal] = mapped_column(Numeric(6, 2), info={"label": _l("Weight")})
    sort_order: Mapped[int] = mapped_column(default=0, info={"label": _l("Order")})
    levels: Mapped[list] = mapped_column(JSON, default=list, info={"label": _l("What each level means"), "hidden": True})

    form: Mapped[CycleForm] = relationship(back_populates="criteria")
    criterion: Mapped[Criterion] = relationship()

    def __str__(self) -> str:
        return named_by(self, "criterion")
