"""The audit trail: who changed what, from what to what, when, from where, by which door."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from .base import UtcDateTime, db


# What can have happened, in words.
ACTIONS = {
    "create": _l("Creation"),
    "edit": _l("Modification"),
    "view": _l("File opened"),
    "delete": _l("Deletion"),
    "restore": _l("Restoring"),
    "export": _l("Download"),
    "open": _l("Document opened"),
    "import": _l("Import"),
    "rank": _l("Ranking"),
    "seal": _l("Sealing"),
    "publish": _l("Publication"),
    "print": _l("Printed again"),
    "estimate": _l("Estimate"),
    "vote": _l("Vote closed"),
    "count": _l("Stocktaking"),
    "remind": _l("Reminder"),
    "badge key made": _l("New signing key"),
    "badge key retired": _l("Signing key retired"),
    "badge key revoked": _l("Signing key revoked"),
    "sign-in": _l("Sign-in"),
    "sign-in refused": _l("Refused sign-in"),
    "sign-out": _l("Sign-out"),
    "sign-out everywhere": _l("Sign-out everywhere"),
}
# Through which door it happened.
DOORS = {
    "admin": _l("desk"),
    "portal": _l("portal"),
    "command": _l("command"),
    "job": _l("background work"),
    "public": _l("sign-in page"),
}


class AuditEvent(db.Model):
    """One event, written in the transaction of its change and never changed.

    `seal` is an HMAC of all other columns but the row number, under a key outside the database; `uid`
    makes a copied row visible. `officer_id` says whose file it is about, where it is about one. Sensitive values stand encrypted in `changes`.
    """

    __area__ = "audit"
    __scope__, __audited__, __is_personal__ = "@area", False, True
    __label__, __label_plural__ = _l("Audit event"), _l("Audit trail")
    __table_args__ = (Index("ix_audit_event_record", "record_type", "record_id"), Index("ix_audit_event_officer", "officer_id", "id"))

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, info={"label": _l("Number")}
    )
    uid: Mapped[str] = mapped_column(String(32), unique=True, info={"label": _l("Key"), "hidden": True})
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True, info={"label": _l("At")})
    user_id: Mapped[int | None] = mapped_column(index=True, info={"label": _l("Account number")})
    user_name: Mapped[str] = mapped_column(String(200), info={"label": _l("By")})
    role: Mapped[str] = mapped_column(String(40), info={"label": _l("Role")})
    door: Mapped[str] = mapped_column(String(20), info={"label": _l("Door")})
    address: Mapped[str | None] = mapped_column(String(60), info={"label": _l("Network address")})
    request_id: Mapped[str | None] = mapped_column(String(32), info={"label": _l("Request")})
    action: Mapped[str] = mapped_column(String(40), info={"label": _l("Action")})
    record_type: Mapped[str | None] = mapped_column(String(60), info={"label": _l("Record type")})
    record_id: Mapped[int | None] = mapped_column(info={"label": _l("Record number")})
    officer_id: Mapped[int | None] = mapped_column(info={"label": _l("File of officer number")})
    record_name: Mapped[str | None] = mapped_column(String(300), info={"label": _l("Record")})
    changes: Mapped[dict] = mapped_column(JSON, default=dict, info={"label": _l("Changes")})
    purpose: Mapped[str | None] = mapped_column(String(300), info={"label": _l("Beyond the usual scope, for")})
    seal: Mapped[str] = mapped_column(String(64), info={"label": _l("Seal"), "hidden": True})

    @property
    def action_label(self) -> str:
        """What happened, in the reader's language."""
        return str(ACTIONS.get(self.action, self.action))

    def __str__(self) -> str:
        return " · ".join(part for part in (self.action_label, self.record_name) if part)
