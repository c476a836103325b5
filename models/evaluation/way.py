"""What moves an evaluation on its way: what is typed and not sent yet, each dated step, and the appeal."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..account import User
from ..base import Choice, Record, UtcDateTime, now
from ..personnel import Officer
from .evaluation import Evaluation, EvaluationPart


class EvaluationDraft(Record):
    """What somebody typed and did not send: of his part (first level), or with `part_id` empty of his review (second level).

    `typed` is {field: text as typed}: "mark-<number of the cycle's criterion>", "why-<…>", "comment". It is its writer's alone,
    whatever the role, and leaves no trace in the trail: only what is sent is said.
    """

    __area__ = "evaluation"
    __scope__, __audited__ = "@rule", False
    __is_extensible__ = False
    __search__: tuple[str, ...] = ()
    __label__, __label_plural__ = _l("Draft of an evaluation"), _l("Drafts of evaluations")
    __table_args__ = (UniqueConstraint("part_id"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True, info={"label": _l("Evaluation"), "hidden": True})
    part_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation_part.id"), info={"label": _l("Part of an evaluator"), "hidden": True})
    writer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Written by"), "hidden": True})
    typed: Mapped[dict] = mapped_column(JSON, default=dict, info={"label": _l("What was typed"), "hidden": True})
    saved_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Saved at")})

    evaluation: Mapped[Evaluation] = relationship()
    part: Mapped[EvaluationPart | None] = relationship()
    writer: Mapped[Officer] = relationship()

    def __str__(self) -> str:
        return str(self.__label__)


# One draft of a review for each reviewer.
_of_review = EvaluationDraft.part_id.is_(None)
Index(
    "uq_evaluation_draft_review", EvaluationDraft.evaluation_id, EvaluationDraft.writer_id,
    unique=True, sqlite_where=_of_review, postgresql_where=_of_review,
)  # fmt: skip


class EvaluationStepKind(Choice):
    """What can happen to an evaluation."""

    ASSIGNED = "assigned", _l("Assigned")
    MOVED = "moved", _l("Assigned anew: the postings changed")
    SET_ASIDE = "set_aside", _l("Put aside")
    REASSIGNED = "reassigned", _l("Given to somebody else")
    EXCUSED = "excused", _l("Not evaluated")
    RESUMED = "resumed", _l("Taken up again")
    INTERVIEW = "interview", _l("Interview announced")
    NO_INTERVIEW = "no_interview", _l("No interview")
    SENT = "sent", _l("Marks sent")
    RETURNED = "returned", _l("Asked back by the second level")
    REVIEWED = "reviewed", _l("Reviewed by the second level")
    GIVEN = "given", _l("Given to the officer to read")
    SIGNED = "signed", _l("Signed by the officer")
    REFUSED = "refused", _l("Signature refused")
    SILENT = "silent", _l("Not signed in time")
    APPEALED = "appealed", _l("Appealed")
    DECIDED = "decided", _l("Appeal decided")
    CLOSED = "closed", _l("Closed")
    CORRECTED = "corrected", _l("Corrected")
    REMINDED = "reminded", _l("Reminded")
    ESCALATED = "escalated", _l("Passed on: the deadline is over")


class EvaluationStep(Record):
    """What happened to an evaluation, when and by whom, as all who may read it see it. Never changed."""

    __area__, __scope__ = "evaluation", "evaluation"
    __is_extensible__, __audited__ = False, False
    __search__: tuple[str, ...] = ()
    __label__, __label_plural__ = _l("Step of an evaluation"), _l("Steps of evaluations")

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True, info={"label": _l("Evaluation")})
    kind: Mapped[EvaluationStepKind] = mapped_column(info={"label": _l("Step")})
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("At")})
    by_name: Mapped[str | None] = mapped_column(String(300), info={"label": _l("By")})
    words: Mapped[str | None] = mapped_column(Text, info={"label": _l("In words")})

    evaluation: Mapped[Evaluation] = relationship()

    def __str__(self) -> str:
        return str(self.kind.label)


class AppealVerdict(Choice):
    """What the body decided."""

    UPHELD = "upheld", _l("Upheld")
    PARTLY = "partly", _l("Upheld in part")
    REJECTED = "rejected", _l("Rejected")


class EvaluationAppeal(Record):
    """The officer's appeal to the named body, and its answer; marks it changes are marks of its level. One for an evaluation."""

    __area__, __scope__ = "evaluation", "evaluation"
    __is_extensible__ = False
    __search__ = ("evaluation",)
    __sorted__ = ("sent_at", "decided_at", "verdict")
    __label__, __label_plural__ = _l("Appeal against an evaluation"), _l("Appeals against evaluations")
    __table_args__ = (UniqueConstraint("evaluation_id"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), info={"label": _l("Evaluation")})
    body: Mapped[str] = mapped_column(String(160), info={"label": _l("Body")})
    reason: Mapped[str] = mapped_column(Text, info={"label": _l("Why it is appealed")})
    sent_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Sent at")})
    score_before: Mapped[float] = mapped_column(Numeric(6, 3), info={"label": _l("Mark before")})
    verdict: Mapped[AppealVerdict | None] = mapped_column(info={"label": _l("Decision")})
    decision: Mapped[str | None] = mapped_column(Text, info={"label": _l("Reasons of the decision")})
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Decided at")})
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Recorded by")})
    minutes: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Minutes of the body"), "file": "documents"})

    evaluation: Mapped[Evaluation] = relationship()
    decided_by: Mapped[User | None] = relationship()

    def __str__(self) -> str:
        return str(self.verdict.label) if self.verdict else str(self.__label__)
