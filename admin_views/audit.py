"""The audit trail, for reading only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from models import AuditEvent, db

from .base import RecordView

ACTIONS = {
    "create": _l("Creation"),
    "edit": _l("Modification"),
    "delete": _l("Deletion"),
    "export": _l("Download"),
    "import": _l("Import"),
    "rank": _l("Ranking"),
    "seal": _l("Sealing"),
    "sign-in": _l("Sign-in"),
    "sign-in refused": _l("Refused sign-in"),
    "sign-out": _l("Sign-out"),
    "sign-out everywhere": _l("Sign-out everywhere"),
}
DOORS = {
    "admin": _l("desk"),
    "portal": _l("portal"),
    "command": _l("command"),
    "job": _l("background work"),
    "public": _l("sign-in page"),
}


def record_type(_view, _context, event, _name) -> str:
    """The kind of record by the name that people use."""
    return RECORD_TYPES.get(event.record_type, event.record_type) or ""


RECORD_TYPES = {mapper.class_.__tablename__: mapper.class_.__label__ for mapper in db.Model.registry.mappers}


class AuditView(RecordView):
    list_fields = ("at", "user_name", "action", "record_type", "record_name", "door", "address")
    search_fields = ("user_name", "record_name")
    filter_fields = ("at", "action", "record_type", "record_id", "user_name", "door")
    is_creatable = is_editable = False
    column_default_sort = ("id", True)
    formatters = {
        "record_type": record_type,
        "action": lambda _view, _context, event, _name: ACTIONS.get(event.action, event.action),
        "door": lambda _view, _context, event, _name: DOORS.get(event.door, event.door),
    }


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [AuditView(AuditEvent)]
