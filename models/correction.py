"""Correction requests: what an officer asks to have corrected in his or her own file, and what became of it."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, not_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .account import User
from .approval import Proposal
from .base import Choice, Encrypted, Record, UtcDateTime, now
from .personnel import FileRecord

# What 8,000 letters become once encrypted and written in base64.
LONGEST_TEXT = 24_000


class CorrectionKind(Choice):
    """What is asked for."""

    CHANGE = "change", _l("Something is wrong")
    MISSING = "missing", _l("Something is missing")
    OTHER = "other", _l("Something else")


class CorrectionState(Choice):
    """Where a request stands. A decision ends it, unless an appeal opens it once more."""

    DRAFT = "draft", _l("Draft")
    WAITING = "waiting", _l("Waiting for a decision")
    PIECE_ASKED = "piece_asked", _l("A piece is asked for")
    PROPOSED = "proposed", _l("Waiting for a second person")
    ACCEPTED = "accepted", _l("Accepted")
    PARTLY = "partly", _l("Accepted in part")
    REFUSED = "refused", _l("Turned down")
    WITHDRAWN = "withdrawn", _l("Taken back")

    @property
    def is_decidable(self) -> bool:
        """Whether human resources decide on it now; not while a second person has it."""
        return self in (CorrectionState.WAITING, CorrectionState.PIECE_ASKED)

    @property
    def is_open(self) -> bool:
        """Whether it is sent and somebody still has something to do."""
        return self.is_decidable or self is CorrectionState.PROPOSED

    @property
    def is_granted(self) -> bool:
        """Whether the file was found wrong, wholly or in part."""
        return self in (CorrectionState.ACCEPTED, CorrectionState.PARTLY)

    @property
    def is_decided(self) -> bool:
        """Whether it is answered."""
        return self.is_granted or self is CorrectionState.REFUSED

    @property
    def tone(self) -> str:
        """How its pill is tinted, for the officer and at the desk alike: what cannot go on without the officer warns."""
        if self.is_granted:
            return "good"
        if self.is_open:
            return "warn" if self is CorrectionState.PIECE_ASKED else "info"
        return "bad" if self is CorrectionState.REFUSED else "neutral"


# For queries.
DECIDABLE_CORRECTIONS = tuple(state for state in CorrectionState if state.is_decidable)
OPEN_CORRECTIONS = tuple(state for state in CorrectionState if state.is_open)
DECIDED_CORRECTIONS = tuple(state for state in CorrectionState if state.is_decided)


class CorrectionRequest(FileRecord):
    """A request to correct a file: one field of one record, a record that is missing, or something told in words.

    `about_type` and `about_id` name the record, `about_area` the area that governs it: only who may see that area reads
    the request. `stood` and `wished` are JSON objects {field: value as in services/correction/values.py}.
    A draft is its writer's alone.
    """

    __area__ = "correction"
    __is_extensible__, __is_importable__ = False, False
    __label__, __label_plural__ = _l("Correction request"), _l("Correction requests")
    __sorted__ = ("state", "due_on", "sent_at", "appealed_at")
    __table_args__ = (Index("ix_correction_request_about", "about_type", "about_id"),)

    kind: Mapped[CorrectionKind] = mapped_column(info={"label": _l("Kind of request")})
    state: Mapped[CorrectionState] = mapped_column(default=CorrectionState.DRAFT, info={"label": _l("State"), "derived": True})
    about_area: Mapped[str] = mapped_column(String(40), default="personnel", index=True, info={"label": _l("Area"), "hidden": True})
    about_type: Mapped[str | None] = mapped_column(String(60), info={"label": _l("Kind of record"), "hidden": True})
    about_id: Mapped[int | None] = mapped_column(info={"label": _l("Number of the record"), "hidden": True})
    field: Mapped[str | None] = mapped_column(String(60), info={"label": _l("Field"), "hidden": True})
    stood: Mapped[str | None] = mapped_column(Encrypted("correction_request.stood", LONGEST_TEXT), info={"label": _l("What stood"), "hidden": True})
    wished: Mapped[str | None] = mapped_column(Encrypted("correction_request.wished", LONGEST_TEXT), info={"label": _l("What should stand"), "hidden": True})
    reason: Mapped[str | None] = mapped_column(Encrypted("correction_request.reason", LONGEST_TEXT), info={"label": _l("Why"), "hidden": True})
    needs_second: Mapped[bool] = mapped_column(default=False, info={"label": _l("Needs a second person"), "derived": True})
    written_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Written at"), "hidden": True})
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Sent at"), "derived": True})
    due_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Answer due by"), "derived": True})
    writer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Written by"), "derived": True})
    signed_form: Mapped[str | None] = mapped_column(
        String(80), info={"label": _l("Signed form"), "file": "documents", "help": _l("Where a clerk files the request for somebody without access.")}
    )
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Handled by"), "derived": True})
    appealed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Appealed at"), "derived": True})
    appeal_reason: Mapped[str | None] = mapped_column(
        Encrypted("correction_request.appeal_reason", LONGEST_TEXT), info={"label": _l("Why the decision is appealed"), "hidden": True}
    )
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Closed at"), "derived": True})
    warned_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Warned at"), "hidden": True})
    escalated_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Escalated at"), "hidden": True})

    writer: Mapped[User | None] = relationship(foreign_keys=[writer_id])
    handler: Mapped[User | None] = relationship(foreign_keys=[handler_id])
    decisions: Mapped[list[CorrectionDecision]] = relationship(back_populates="request", order_by="CorrectionDecision.id")
    pieces: Mapped[list[CorrectionPiece]] = relationship(back_populates="request", order_by="CorrectionPiece.id")
    steps: Mapped[list[CorrectionStep]] = relationship(back_populates="request", order_by="CorrectionStep.id")

    @property
    def reference(self) -> str:
        """The number under which the request is known, and which the change that it brings names as its act.

        Its year is that in which it was first written: sending a draft of 31 December later gives it no other number.
        """
        return f"R-{self.written_at.year}-{self.id or 0:06}"

    def __str__(self) -> str:
        return self.reference


class CorrectionVerdict(Choice):
    """What was decided."""

    ACCEPTED = "accepted", _l("Accepted")
    PARTLY = "partly", _l("Accepted in part")
    REFUSED = "refused", _l("Turned down")


class CorrectionDecision(Record):
    """One decision of a request: the first one, and the one on its appeal. Never changed but to say that it took effect.

    `granted` is what the decider lets stand, as `wished` is written; `found` what stood when it was applied. `applied_type`
    and `applied_id` name the record that says so since: the request is its act.
    """

    __area__, __scope__ = "correction", "request"
    __is_extensible__ = False
    __label__, __label_plural__ = _l("Decision on a request"), _l("Decisions on requests")

    request_id: Mapped[int] = mapped_column(ForeignKey("correction_request.id"), index=True, info={"label": _l("Correction request")})
    is_appeal: Mapped[bool] = mapped_column(default=False, info={"label": _l("On the appeal")})
    verdict: Mapped[CorrectionVerdict] = mapped_column(info={"label": _l("Decision")})
    granted: Mapped[str | None] = mapped_column(Encrypted("correction_decision.granted", LONGEST_TEXT), info={"label": _l("What was granted"), "hidden": True})
    found: Mapped[str | None] = mapped_column(Encrypted("correction_decision.found", LONGEST_TEXT), info={"label": _l("What stood"), "hidden": True})
    reason: Mapped[str | None] = mapped_column(Encrypted("correction_decision.reason", LONGEST_TEXT), info={"label": _l("Reasons"), "hidden": True})
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Decided by")})
    decided_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Decided at")})
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), info={"label": _l("Proposal")})
    is_void: Mapped[bool] = mapped_column(default=False, info={"label": _l("Did not take effect"), "help": _l("The second person rejected it, or what stood had changed.")})
    took_effect_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Took effect at")})
    applied_type: Mapped[str | None] = mapped_column(String(60), info={"label": _l("Kind of record"), "hidden": True})
    applied_id: Mapped[int | None] = mapped_column(info={"label": _l("Number of the record"), "hidden": True})

    request: Mapped[CorrectionRequest] = relationship(back_populates="decisions")
    decided_by: Mapped[User] = relationship()
    proposal: Mapped[Proposal | None] = relationship()

    def __str__(self) -> str:
        return str(self.verdict.label)


# At each of the two instances one decision holds.
_holds = not_(CorrectionDecision.is_void)
Index(
    "uq_correction_decision_holding", CorrectionDecision.request_id, CorrectionDecision.is_appeal,
    unique=True, sqlite_where=_holds, postgresql_where=_holds,
)  # fmt: skip


class CorrectionPiece(Record):
    """A paper that shows what should stand: a photo or a scan, kept as the documents of a file are."""

    __area__, __scope__ = "correction", "request"
    __is_extensible__ = False
    __search__: tuple[str, ...] = ()
    __label__, __label_plural__ = _l("Piece of a request"), _l("Pieces of requests")

    request_id: Mapped[int] = mapped_column(ForeignKey("correction_request.id"), index=True, info={"label": _l("Correction request")})
    title: Mapped[str | None] = mapped_column(String(160), info={"label": _l("What it is")})
    file: Mapped[str] = mapped_column(String(80), info={"label": _l("File"), "file": "documents"})
    added_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Added at")})

    request: Mapped[CorrectionRequest] = relationship(back_populates="pieces")

    def __str__(self) -> str:
        return self.title or str(self.__label__)


class StepKind(Choice):
    """What can happen to a request."""

    SENT = "sent", _l("Request sent")
    TAKEN = "taken", _l("Taken in hand")
    PIECE_ASKED = "piece_asked", _l("A piece is asked for")
    PIECE_GIVEN = "piece_given", _l("Piece added, or answered in words")
    PROPOSED = "proposed", _l("Submitted to a second person")
    SENT_BACK = "sent_back", _l("Sent back by the second person")
    ACCEPTED = "accepted", _l("Accepted")
    PARTLY = "partly", _l("Accepted in part")
    REFUSED = "refused", _l("Turned down")
    WITHDRAWN = "withdrawn", _l("Taken back")
    APPEALED = "appealed", _l("Appealed")
    ESCALATED = "escalated", _l("Passed on: the deadline is over")


class CorrectionStep(Record):
    """What happened to a request, when and by whom, as the officer reads it."""

    __area__, __scope__ = "correction", "request"
    __is_extensible__, __audited__ = False, False
    __label__, __label_plural__ = _l("Step of a request"), _l("Steps of requests")

    request_id: Mapped[int] = mapped_column(ForeignKey("correction_request.id"), index=True, info={"label": _l("Correction request")})
    kind: Mapped[StepKind] = mapped_column(info={"label": _l("Step")})
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("At")})
    user_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), info={"label": _l("By")})
    words: Mapped[str | None] = mapped_column(Encrypted("correction_step.words", LONGEST_TEXT), info={"label": _l("In words"), "hidden": True})

    request: Mapped[CorrectionRequest] = relationship(back_populates="steps")
    user: Mapped[User | None] = relationship()

    def __str__(self) -> str:
        return str(self.kind.label)
