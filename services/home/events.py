"""What happened last: to all who may read the audit trail, everything; to others, their own acts."""

from __future__ import annotations

from sqlalchemy import select

from models import AuditEvent, db
from rules import access
from rules.access import Actor
from services import guard

LATEST = 7
WITHOUT_NEWS = ("view", "sign-in", "sign-out", "sign-in refused", "sign-out everywhere")


def latest(by: Actor) -> list[AuditEvent]:
    """The last events about records, newest first."""
    query = select(AuditEvent).where(AuditEvent.record_id.is_not(None), AuditEvent.action.not_in(WITHOUT_NEWS))
    query = query.order_by(AuditEvent.id.desc()).limit(LATEST)
    if access.may(by, "audit.view"):
        return list(db.session.scalars(query))
    with guard.unscoped("one's own last acts"):
        return list(db.session.scalars(query.where(AuditEvent.user_id == by.user_id))) if by.user_id else []
