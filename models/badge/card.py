"""A card or badge: one row is one physical card, from the request to its end."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, LargeBinary, String, and_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.badge import life
from rules.refused import N_

from ..base import Choice, Record, UtcDateTime
from ..organisation import Agency, Rank
from ..personnel import Officer, Photo
from .batch import CardBatch
from .design import BadgeKind, CardDesign
from .stock import Blank


class BadgeState(Choice):
    """Where a card stands (rules/badge/life.py says what leads where). Only an active one is published as valid."""

    REQUESTED = "requested", _l("Requested")
    APPROVED = "approved", _l("Card approved")
    PRINTED = "printed", _l("Printed")
    CHECKED = "checked", _l("Checked")
    ACTIVE = "active", _l("Active")
    SUSPENDED = "suspended", _l("Suspended")
    LOST = "lost", _l("Lost")
    STOLEN = "stolen", _l("Stolen")
    RETURNED = "returned", _l("Given back")
    EXPIRED = "expired", _l("Card expired")
    REVOKED = "revoked", _l("Revoked")
    REPLACED = "replaced", _l("Replaced")
    SPOILED = "spoiled", _l("Spoiled")
    CANCELLED = "cancelled", _l("Card cancelled")


class BadgeCause(Choice):
    """Why a card stopped: somebody's decision, or an event of the file."""

    BY_HAND = "by_hand", _l("Decision")
    SERVICE_ENDED = "service_ended", _l("End of service")
    NOT_SERVING = "not_serving", _l("Not in service")
    OTHER_AGENCY = "other_agency", _l("Other agency")
    NEW_CARD = "new_card", _l("New card")


IN_WORK = (BadgeState.REQUESTED, BadgeState.APPROVED, BadgeState.PRINTED, BadgeState.CHECKED)
IN_FORCE = (BadgeState.ACTIVE, BadgeState.SUSPENDED)  # handed over, and not ended
# Not valid, and in the hands of the officer where it was handed over; what is lost cannot come back.
AWAITED_BACK = (BadgeState.SUSPENDED, BadgeState.EXPIRED, BadgeState.REVOKED, BadgeState.REPLACED)
ENDED = tuple(BadgeState(state.value) for state in life.ENDED)

_NUMBERED = "state IN ('REQUESTED', 'CANCELLED') OR number IS NOT NULL"


class Badge(Record):
    """One card of one officer. A spoiled card is followed by another row.

    `number` is random with a check character; `cti` (16 bytes) is the token's identifier, whose first
    three bytes are the slot in the published status list; both are drawn at the approval, where all that is printed is
    frozen: nothing is exchanged once a second person has read it, and printing again gives the same card. `key_id` names
    the key that signs it, that of the day of the first printing.
    """

    __area__ = "badge"
    __is_extensible__ = False
    __scope__, __sorted__ = "officer", ("state", "kind", "expires_on", "requested_at")
    # Not by its number: no address takes one, and what is sought stands in the address.
    __search__ = ("officer",)
    __label__, __label_plural__ = _l("Badge"), _l("Badges")
    __table_args__ = (
        CheckConstraint(_NUMBERED, name="numbered_once_approved"),
        Index("ix_badge_batch_id_place", "batch_id", "place"),
    )
    __constraint_words__ = {
        "ck_badge_numbered_once_approved": N_("A card has its “Badge number” from its approval on."),
        "uq_badge_active": N_("“Officer” already holds a card of this “Kind of card” that is in force."),
        "uq_badge_in_work": N_("A card of this “Kind of card” is already being made for “Officer”."),
    }

    number: Mapped[str | None] = mapped_column(String(16), unique=True, info={"label": _l("Badge number"), "derived": True})
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Officer")})
    kind: Mapped[BadgeKind] = mapped_column(default=BadgeKind.IDENTITY, info={"label": _l("Kind of card")})
    state: Mapped[BadgeState] = mapped_column(default=BadgeState.REQUESTED, info={"label": _l("State"), "derived": True})
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True, info={"label": _l("Agency"), "derived": True})
    request_reason: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Reason of the request")})
    requested_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, info={"label": _l("Requested at"), "derived": True})
    requested_by: Mapped[str | None] = mapped_column(String(200), info={"label": _l("Requested by"), "derived": True})
    approved_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Approved at"), "derived": True})
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("badge.id"), index=True, info={"label": _l("Replaces"), "derived": True}
    )
    issued_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Issued on"), "derived": True})
    expires_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Expires on"), "derived": True})
    cti: Mapped[bytes | None] = mapped_column(LargeBinary(16), unique=True, info={"label": _l("Token"), "hidden": True})
    slot: Mapped[int | None] = mapped_column(unique=True, info={"label": _l("Slot"), "hidden": True})
    key_id: Mapped[int | None] = mapped_column(info={"label": _l("Signing key"), "derived": True})

    last_name: Mapped[str | None] = mapped_column(String(120), info={"label": _l("Last name on the card"), "derived": True})
    first_names: Mapped[str | None] = mapped_column(String(160), info={"label": _l("First names on the card"), "derived": True})
    rank_id: Mapped[int | None] = mapped_column(ForeignKey("rank.id"), index=True, info={"label": _l("Rank"), "derived": True})
    rank_name: Mapped[str | None] = mapped_column(String(160), info={"label": _l("Rank on the card"), "derived": True})
    agency_name: Mapped[str | None] = mapped_column(String(160), info={"label": _l("Agency on the card"), "derived": True})
    photo_id: Mapped[int | None] = mapped_column(
        ForeignKey("photo.id"), index=True, info={"label": _l("Photo on the card"), "derived": True}
    )
    design_id: Mapped[int | None] = mapped_column(
        ForeignKey("card_design.id"), index=True, info={"label": _l("Card design"), "derived": True}
    )
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("card_batch.id"), info={"label": _l("Print run"), "derived": True})
    place: Mapped[int | None] = mapped_column(info={"label": _l("Place in the batch"), "derived": True})
    blank_id: Mapped[int | None] = mapped_column(
        ForeignKey("blank.id"), unique=True, info={"label": _l("Blank card"), "derived": True}
    )
    printed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Printed at"), "derived": True})
    checked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Checked at"), "derived": True})
    handed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Handed over at"), "derived": True})
    handed_by: Mapped[str | None] = mapped_column(String(200), info={"label": _l("Handed over by"), "derived": True})
    receipt_reference: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Receipt"), "derived": True})
    receipt_scan: Mapped[str | None] = mapped_column(
        String(80), info={"label": _l("Signed receipt"), "file": "documents", "derived": True}
    )
    ended_at: Mapped[dt.datetime | None] = mapped_column(
        UtcDateTime, info={"label": _l("No longer valid since"), "derived": True}
    )
    cause: Mapped[BadgeCause | None] = mapped_column(info={"label": _l("Cause"), "derived": True})
    reason: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Reason"), "derived": True})
    returned_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Given back at"), "derived": True})

    officer: Mapped[Officer] = relationship()
    agency: Mapped[Agency] = relationship()
    rank: Mapped[Rank | None] = relationship()
    photo: Mapped[Photo | None] = relationship()
    design: Mapped[CardDesign | None] = relationship()
    batch: Mapped[CardBatch | None] = relationship()
    blank: Mapped[Blank | None] = relationship()
    replaces: Mapped[Badge | None] = relationship(remote_side="Badge.id")

    @hybrid_property
    def is_awaited_back(self) -> bool:
        """Not valid any more, handed over once and not given back."""
        return self.state in AWAITED_BACK and self.handed_at is not None and self.returned_at is None

    @is_awaited_back.inplace.expression
    @classmethod
    def _is_awaited_back(cls) -> ColumnElement[bool]:
        return and_(cls.state.in_(AWAITED_BACK), cls.handed_at.is_not(None), cls.returned_at.is_(None))

    def __str__(self) -> str:
        return self.number or _("%(kind)s without a number", kind=self.kind.label)


# Of one kind an officer holds one card, and one is being made; the database says so to those who act at the same moment.
_active, _in_work = Badge.state == BadgeState.ACTIVE, Badge.state.in_(IN_WORK)
Index("uq_badge_active", Badge.officer_id, Badge.kind, unique=True, sqlite_where=_active, postgresql_where=_active)
Index("uq_badge_in_work", Badge.officer_id, Badge.kind, unique=True, sqlite_where=_in_work, postgresql_where=_in_work)
