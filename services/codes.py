"""Codes that stand in text columns, and what people call them."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import Column

from models.audit import ACTIONS, DOORS
from rules import access

CODES = {
    ("audit_event", "action"): ACTIONS, ("audit_event", "door"): DOORS,
    ("audit_event", "role"): access.ROLES, ("account", "role"): access.ROLES,
}  # fmt: skip


def of(column: Column | None) -> dict | None:
    """The codes of a column, if it keeps any."""
    return CODES.get((column.table.name, column.key)) if column is not None else None


def in_words(codes: dict, code: str) -> str:
    """What a code is called in the reader's language; a code that nobody knows any more stays."""
    word = codes.get(code, code)
    return _(word) if isinstance(word, str) else str(word)
