"""What is kept for a while only, removed in one statement: nothing of it is read, and nothing of it is in the audit trail."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete

from models import Record, db


def forget(model: type[Record], moment: dt.datetime) -> int:
    """Delete the rows whose `expires_at` lies before a moment; returns how many. For work of the whole force, unscoped."""
    if model.__audited__:
        raise ValueError(f"{model.__tablename__} is audited: its records are deleted one by one")
    db.session.flush()
    gone = db.session.connection().execute(delete(model.__table__).where(model.__table__.c.expires_at < moment)).rowcount
    db.session.expire_all()
    return gone
