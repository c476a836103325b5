"""How severe each evaluator is, as estimated: one fit for a corps over several years, one line for each evaluator and year."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..base import Record, UtcDateTime, now
from ..organisation import Corps
from ..personnel import Officer
from .campaign import EvaluationCycle


class SeverityFit(Record):
    """One estimate: mark = mean of the group in the year + officer + evaluator in the year + error. Standard deviations are in points of `scale_max`."""

    __area__ = "evaluation"
    __grows__ = False
    __is_extensible__ = False
    __search__ = ("corps", "cycle")
    __order__ = "fitted_at"
    __label__, __label_plural__ = _l("Estimate of severity"), _l("Estimates of severity")

    corps_id: Mapped[int] = mapped_column(ForeignKey("corps.id"), index=True, info={"label": _l("Corps")})
    cycle_id: Mapped[int] = mapped_column(ForeignKey("evaluation_cycle.id"), index=True, info={"label": _l("Up to the cycle")})
    years: Mapped[int] = mapped_column(info={"label": _l("Years taken in")})
    fitted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Computed at")})
    marks: Mapped[int] = mapped_column(info={"label": _l("Marks taken in")})
    officers: Mapped[int] = mapped_column(info={"label": _l("Officers")})
    evaluators: Mapped[int] = mapped_column(info={"label": _l("Evaluators")})
    groups: Mapped[int] = mapped_column(info={"label": _l("Groups of evaluators who share officers")})
    sd_officer: Mapped[float] = mapped_column(info={"label": _l("Spread of the officers"), "unit": _l("points")})
    sd_evaluator: Mapped[float] = mapped_column(info={"label": _l("Spread of the evaluators"), "unit": _l("points")})
    sd_error: Mapped[float] = mapped_column(info={"label": _l("Spread of chance"), "unit": _l("points")})
    deviance: Mapped[float] = mapped_column(info={"label": _l("−2 log restricted likelihood")})
    most_points: Mapped[float] = mapped_column(info={"label": _l("Largest correction"), "unit": _l("points")})

    corps: Mapped[Corps] = relationship()
    cycle: Mapped[EvaluationCycle] = relationship()

    def __str__(self) -> str:
        return f"{self.corps} · {self.cycle}"


class EvaluatorSeverity(Record):
    """One evaluator in one year, as a fit sees him: how many points above (+) or below (−) the others of his group and year he marks.

    `severity` is the shrunken estimate; `applied` what is taken off his marks (capped, 0 where nothing is: `why_not`).
    """

    __area__ = "evaluation"
    __scope__ = "@rule"
    __is_personal__ = True
    __is_extensible__ = False
    __search__ = ("evaluator",)
    __sorted__ = ("severity", "applied", "identical_share", "mean", "marks")
    __label__, __label_plural__ = _l("Severity of an evaluator"), _l("Severity of the evaluators")
    __table_args__ = (UniqueConstraint("fit_id", "evaluator_id", "cycle_id"),)

    fit_id: Mapped[int] = mapped_column(ForeignKey("severity_fit.id"), info={"label": _l("Estimate of severity")})
    evaluator_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Evaluator")})
    cycle_id: Mapped[int] = mapped_column(ForeignKey("evaluation_cycle.id"), index=True, info={"label": _l("Evaluation cycle")})
    group_number: Mapped[int] = mapped_column(info={"label": _l("Group")})
    marks: Mapped[int] = mapped_column(info={"label": _l("People marked")})
    mean: Mapped[float] = mapped_column(info={"label": _l("Mean mark")})
    spread: Mapped[float | None] = mapped_column(info={"label": _l("Spread of the marks"), "unit": _l("points")})
    identical_share: Mapped[float] = mapped_column(info={"label": _l("All criteria marked alike"), "help": _l("The share of the people to whom every criterion got the same mark.")})
    severity: Mapped[float] = mapped_column(info={"label": _l("Above the others"), "unit": _l("points")})
    standard_error: Mapped[float] = mapped_column(info={"label": _l("Standard error"), "unit": _l("points")})
    applied: Mapped[float] = mapped_column(info={"label": _l("Correction applied"), "unit": _l("points")})
    why_not: Mapped[str | None] = mapped_column(String(40), info={"label": _l("Why not corrected"), "hidden": True})

    fit: Mapped[SeverityFit] = relationship()
    evaluator: Mapped[Officer] = relationship()
    cycle: Mapped[EvaluationCycle] = relationship()

    def __str__(self) -> str:
        return str(self.evaluator)


class SeverityTalk(Record):
    """What human resources and an evaluator said to each other about how he marks; read by both, never changed."""

    __area__, __scope__ = "evaluation", "@rule"
    __is_extensible__ = False
    __search__ = ("evaluator",)
    __label__, __label_plural__ = _l("Talk with an evaluator"), _l("Talks with evaluators")

    evaluator_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Evaluator")})
    cycle_id: Mapped[int] = mapped_column(ForeignKey("evaluation_cycle.id"), index=True, info={"label": _l("Evaluation cycle")})
    words: Mapped[str] = mapped_column(Text, info={"label": _l("What was said")})
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("By"), "derived": True})
    by_name: Mapped[str] = mapped_column(String(300), info={"label": _l("By"), "derived": True})
    is_of_evaluator: Mapped[bool] = mapped_column(default=False, info={"label": _l("Said by the evaluator"), "derived": True})
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("At")})

    evaluator: Mapped[Officer] = relationship()
    cycle: Mapped[EvaluationCycle] = relationship()

    def __str__(self) -> str:
        return str(self.evaluator)
