"""The audit trail, for reading only."""

from __future__ import annotations

from flask_babel import gettext as _

from models import AuditEvent, model_of
from models.audit import DOORS
from rules import access
from services.custom.known import known

from .record import formatting
from .base import RecordView


def record_type(_view, _context, event, _name) -> str:
    """The kind of record by the name that people use."""
    model = model_of(event.record_type)
    return model.__label__ if model else event.record_type or formatting.DASH


def changes(view, _context, event, _name):
    """What changed, each field by its label."""
    model = model_of(event.record_type)
    labels = {column.key: column.info.get("label") for column in model.__table__.columns} if model else {}
    labels |= {f"extra.{key}": one.label for (table, key), one in known().every.items() if table == event.record_type}
    return formatting.structured(view, {str(labels.get(key) or key): value for key, value in event.changes.items()})


class AuditView(RecordView):
    list_fields = ("at", "user_name", "action", "record_type", "record_name", "door", "address")
    search_fields = ("user_name", "record_name")
    filter_fields = ("at", "action", "record_type", "record_id", "user_name", "door")
    is_creatable = is_editable = False
    column_default_sort = ("id", True)
    formatters = {
        "record_type": record_type,
        "changes": changes,
        "action": lambda _view, _context, event, _name: event.action_label,
        "door": lambda _view, _context, event, _name: DOORS.get(event.door, event.door),
        "role": lambda _view, _context, event, _name: _(access.ROLES.get(event.role, event.role)),
    }


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [AuditView(AuditEvent)]
