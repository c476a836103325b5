"""The audit trail writes itself: a listener on the session adds an event to the transaction of each change."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import hmac
import json
import secrets
from decimal import Decimal

from flask import current_app, has_app_context
from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import Session

from models import AuditEvent, Encrypted, Officer, db, now
from models.base import linked

from . import guard
from .custom.values import changes as extra_changes

SEALED = [
    "uid", "at", "user_id", "user_name", "role", "door", "address", "request_id", "action",
    "record_type", "record_id", "record_name", "changes", "purpose",
]  # fmt: skip


def event_row(
    action: str, *, record=None, record_type=None, record_id=None, record_name=None, changes=None, officer_id=None, purpose=None
) -> dict:
    """One sealed event as a row of AuditEvent. Name a record, or give its type, number and name and whose file it is about."""
    who = guard.actor()
    if record is not None:
        record_type, record_id, record_name = record.__tablename__, record.id, str(record)
    row = {
        "uid": secrets.token_hex(16),
        "at": now(),
        "user_id": who.user_id,
        "user_name": who.name,
        "role": who.role,
        "door": who.door,
        "address": who.address,
        "request_id": who.request_id,
        "action": action,
        "record_type": record_type,
        "record_id": record_id,
        "record_name": record_name[:300] if record_name else None,
        "changes": changes or {},
        "purpose": guard.purpose() or purpose,
        "officer_id": officer_id if record is None else subject_of(record),
    }
    return row | {"seal": seal(row)}


def subject_of(record: db.Model | None) -> int | None:
    """Whose file a record stands in: its officer's, or that of the record it belongs to."""
    if record is None or isinstance(record, Officer):
        return record.id if record is not None else None
    if hasattr(record, "officer_id"):
        return record.officer_id
    scope = getattr(record, "__scope__", None)
    return subject_of(linked(record, scope)) if scope and not scope.startswith("@") else None


def seal(row: dict) -> str:
    """HMAC-SHA256 over the event in canonical JSON, under the audit key; events of before `officer_id` were sealed without it."""
    body = {name: row[name] for name in SEALED} | {"at": row["at"].isoformat()}
    body |= {"officer_id": row["officer_id"]} if row["officer_id"] is not None else {}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(current_app.extensions["audit_key"], text.encode(), hashlib.sha256).hexdigest()


def note(action: str, **about) -> int:
    """Add an event that is not a change of a record: a sign-in, a look, an export, a refused try. Returns its number."""
    added = db.session.connection().execute(insert(AuditEvent.__table__), event_row(action, **about))
    return added.inserted_primary_key[0]


def write(rows: list[dict]) -> None:
    """Add sealed events to the running transaction."""
    if rows:
        db.session.connection().execute(insert(AuditEvent.__table__), rows)


def verify() -> int | None:
    """The number of the first event whose seal is wrong, or None when the trail is whole."""
    for stored in db.session.query(AuditEvent).order_by(AuditEvent.id).yield_per(2000):
        row = {name: getattr(stored, name) for name in (*SEALED, "officer_id")}
        if not hmac.compare_digest(seal(row), stored.seal):
            return stored.id
    return None


def plain(value: object, column=None) -> object:
    """A column's value as it stands in an event: JSON, and encrypted where the column is."""
    if value is None or value == "":
        return None
    if column is not None and isinstance(column.type, Encrypted):
        return {"sealed": current_app.extensions["cipher"].seal(str(value), column.type.context)}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value.hex() if isinstance(value, bytes) else value


# --- the listener --------------------------------------------------------------------------------


@event.listens_for(Session, "after_flush")
def _write_events(session, _context) -> None:
    """After the flush the new keys are known, and what stood before is still remembered."""
    if not has_app_context():
        return
    with session.no_autoflush:
        rows = [
            event_row(_act(record, action), record=record, changes=changes_of(record, action))
            for action, records in (("create", session.new), ("edit", session.dirty), ("delete", session.deleted))
            for record in records
            if record.__audited__ and (action != "edit" or session.is_modified(record))
        ]
        write(rows)


def _act(record: db.Model, action: str) -> str:
    """What a change is called: a record that stays in its table is deleted and restored by editing it."""
    if action == "edit" and guard.deletes_or_restores(record):
        return "restore" if record.deleted_at is None else "delete"
    return action


def changes_of(record: db.Model, action: str) -> dict:
    """{field: [before, after]}: all fields of a new or deleted record, the changed ones of another."""
    changes = {}
    for attribute in inspect(type(record)).column_attrs:
        key, column = attribute.key, attribute.columns[0]
        if key in ("id", "version") or column.info.get("hidden"):
            continue
        history = inspect(record).attrs[key].history
        before = None if action == "create" else next(iter(history.deleted or history.unchanged or ()), None)
        after = None if action == "delete" else getattr(record, key)
        if plain(before, column) != plain(after, column):
            changes[key] = [plain(before, column), plain(after, column)]
    return changes | _changes_of_extra(record, action)


def _changes_of_extra(record: db.Model, action: str) -> dict:
    """The custom fields that changed, each by its key."""
    if not hasattr(record, "extra"):
        return {}
    history = inspect(record).attrs.extra.history
    before = None if action == "create" else next(iter(history.deleted or history.unchanged or ()), None)
    return extra_changes(before, None if action == "delete" else record.extra)
