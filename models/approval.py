"""Two people for a sensitive act: what somebody proposes, what others decided of it, and who decides for whom."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .account import User
from .base import Choice, Record, UtcDateTime, named_by, now
from .organisation import Agency
from .personnel import Officer


class ProposalState(Choice):
    """Waits, then is approved and carried out once, or ends in one of the ways in which nothing happens."""

    WAITING = "waiting", _l("Waiting")
    APPROVED = "approved", _l("Approved")
    DONE = "done", _l("Carried out")
    REJECTED = "rejected", _l("Rejected")
    WITHDRAWN = "withdrawn", _l("Withdrawn")
    VOID = "void", _l("Void")
    EXPIRED = "expired", _l("Expired")


class Verdict(Choice):
    """What an approver said."""

    APPROVED = "approved", _l("Approved")
    REJECTED = "rejected", _l("Rejected")


class Proposal(Record):
    """An act that waits for somebody else. Its digest binds every approval to exactly this content.

    The officer whose account it was proposed with is kept: a person stays the same person when accounts change.
    """

    __area__, __scope__ = "approval", "@rule"
    __is_extensible__ = False
    __grows__ = False
    __label__, __label_plural__ = _l("Proposal"), _l("Proposals")
    __table_args__ = (
        Index("ix_proposal_state_permission", "state", "permission"),
        Index("ix_proposal_subject", "subject_type", "subject_id"),
        CheckConstraint("approvals_needed > 0", name="somebody_approves"),
    )

    kind: Mapped[str] = mapped_column(String(60), info={"label": _l("Act")})
    title: Mapped[str] = mapped_column(String(300), info={"label": _l("About")})
    content: Mapped[dict] = mapped_column(JSON, info={"label": _l("Content"), "hidden": True})
    subject_type: Mapped[str | None] = mapped_column(String(60), info={"label": _l("Kind of record"), "hidden": True})
    subject_id: Mapped[int | None] = mapped_column(info={"label": _l("Number of the record"), "hidden": True})
    subject_version: Mapped[int | None] = mapped_column(info={"label": _l("Version of the record"), "hidden": True})
    digest: Mapped[str] = mapped_column(String(64), info={"label": _l("Digest")})
    reason: Mapped[str] = mapped_column(Text, info={"label": _l("Reason")})
    permission: Mapped[str] = mapped_column(String(60), info={"label": _l("Right of the approver"), "hidden": True})
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), info={"label": _l("Agency")})
    concerned_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), info={"label": _l("Person concerned")})
    proposer_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Proposed by")})
    proposer_officer_id: Mapped[int | None] = mapped_column(
        ForeignKey("officer.id"), info={"label": _l("Person who proposed"), "hidden": True}
    )
    url: Mapped[str] = mapped_column(String(300), default="", info={"label": _l("Page"), "hidden": True})
    approvals_needed: Mapped[int] = mapped_column(default=1, info={"label": _l("Approvals needed")})
    proposed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Proposed at")})
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True, info={"label": _l("Deadline")})
    warned_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Warned at"), "hidden": True})
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.WAITING, info={"label": _l("State")})
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Ended at")})
    result: Mapped[dict | None] = mapped_column(JSON, info={"label": _l("Result"), "hidden": True})

    agency: Mapped[Agency | None] = relationship()
    concerned: Mapped[Officer | None] = relationship(foreign_keys=[concerned_id])
    proposer: Mapped[User] = relationship(foreign_keys=[proposer_id])
    proposer_officer: Mapped[Officer | None] = relationship(foreign_keys=[proposer_officer_id])
    decisions: Mapped[list[Decision]] = relationship(back_populates="proposal", order_by="Decision.id")

    def __str__(self) -> str:
        """What it is about: a record by its name, else our own word, kept in English and read in the reader's language."""
        return self.title if self.subject_type else _(self.title)


class Delegation(Record):
    """Somebody who may approve lets another account of the agency do it for a time."""

    __area__, __scope__ = "approval", "@rule"
    __is_extensible__ = False
    __grows__ = False
    __label__, __label_plural__ = _l("Delegation"), _l("Delegations")
    __table_args__ = (
        Index("ix_delegation_delegate", "delegate_id", "permission"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )

    giver_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Given by")})
    delegate_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info={"label": _l("Given to")})
    permission: Mapped[str] = mapped_column(String(60), info={"label": _l("Right")})
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), info={"label": _l("Agency")})
    starts_on: Mapped[dt.date] = mapped_column(info={"label": _l("From")})
    ends_on: Mapped[dt.date] = mapped_column(info={"label": _l("Until")})
    reason: Mapped[str] = mapped_column(Text, info={"label": _l("Reason")})
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Taken back at")})

    giver: Mapped[User] = relationship(foreign_keys=[giver_id])
    delegate: Mapped[User] = relationship(foreign_keys=[delegate_id])
    agency: Mapped[Agency | None] = relationship()

    def __str__(self) -> str:
        return named_by(self, "giver", "delegate", sign=" → ")


class Decision(Record):
    """What one approver said of one digest, in his own right or by delegation. Never changed."""

    __area__, __scope__ = "approval", "proposal"
    __is_extensible__ = False
    __label__, __label_plural__ = _l("Decision"), _l("Decisions")
    __tablename__ = "proposal_decision"
    __table_args__ = (UniqueConstraint("proposal_id", "user_id"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), info={"label": _l("Proposal")})
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Decided by")})
    approver_officer_id: Mapped[int | None] = mapped_column(
        ForeignKey("officer.id"), info={"label": _l("Person who decided"), "hidden": True}
    )
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"), info={"label": _l("By delegation")})
    verdict: Mapped[Verdict] = mapped_column(info={"label": _l("Decision")})
    reason: Mapped[str | None] = mapped_column(Text, info={"label": _l("Reason")})
    digest: Mapped[str] = mapped_column(String(64), info={"label": _l("Digest")})
    decided_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("Decided at")})

    proposal: Mapped[Proposal] = relationship(back_populates="decisions")
    user: Mapped[User] = relationship()
    approver_officer: Mapped[Officer | None] = relationship()
    delegation: Mapped[Delegation | None] = relationship()

    def __str__(self) -> str:
        return named_by(self, "proposal", "user")
