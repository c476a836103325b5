"""What a form knows of the record as it was opened: its version, and a mark of each value, signed into a hidden field.

The marks are enough to tell who changed which field: the person at the form, somebody else meanwhile, or both.
"""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import json
from dataclasses import asdict, dataclass, field
from decimal import Decimal

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from wtforms import Field, FileField, Form

from models import db
from services import guard


@dataclass(frozen=True)
class Opening:
    """A record as a form was opened on it."""

    table: str
    number: int
    version: int
    user_id: int | None
    marks: dict[str, str]
    disputed: list[str] = field(default_factory=list)  # fields for which one must choose between two values

    def signed(self) -> str:
        """As it travels in the form."""
        return _serializer().dumps(asdict(self))


def opening_of(record: db.Model, form: Form, disputed: list[str] | None = None) -> Opening:
    """The opening of a record, by the form that shows its stored values."""
    marks = {name: mark(as_text(form[name])) for name in comparable(form)}
    return Opening(record.__tablename__, record.id, record.version, guard.actor().user_id, marks, disputed or [])


def read(text: str | None, table: str, number: int) -> Opening | None:
    """The opening that a form brought back, when it is one of this record and this person."""
    try:
        found = Opening(**_serializer().loads(text or ""))
    except BadData:
        return None
    return found if (found.table, found.number, found.user_id) == (table, number, guard.actor().user_id) else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="opened-form")


def comparable(form: Form) -> list[str]:
    """The fields whose values can be compared; a file is only ever new."""
    return [name for name, one in form._fields.items() if not isinstance(one, FileField)]


def mark(text: str) -> str:
    """A short mark by which two values are told apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def as_text(one: Field) -> str:
    """The value of a field so that equal values are equal texts, whether stored or typed."""
    return f"?{one.raw_data}" if one.process_errors else _text(one.data)


def _text(value: object) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, db.Model):
        return str(value.id)
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (list, tuple)):
        return json.dumps([_text(inner) for inner in value])
    if isinstance(value, dict):
        return json.dumps({key: _text(inner) for key, inner in value.items()}, sort_keys=True)
    return str(value).replace("\r\n", "\n").strip()
