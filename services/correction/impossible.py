"""What is asked for and cannot be: said while it is typed, by the same rules that hold when it is granted."""

from __future__ import annotations

import datetime as dt

from models import CorrectionKind, CorrectionRequest, Record, db, model_of, now
from rules import correction as rules, records
from rules.refused import Refused
from services import guard
from services.fields import fields_of
from services.personnel import plain_records

from . import about, values
from .values import Plain


def found(request: CorrectionRequest, kept: dict[str, Plain]) -> dict[str, Refused]:
    """What cannot be of what could be read, by the name of the field."""
    if request.kind is CorrectionKind.OTHER:
        return {}
    with guard.unscoped("what a correction request asks for"), db.session.no_autoflush:
        asked = _as_stored(request, kept)
        record = about.record_of(request)
        if request.kind is CorrectionKind.CHANGE and record is None:
            return {}  # said when it is sent
        wrong = {name: Refused(records.AHEAD) for name, value in asked.items() if _is_ahead(request.about_type, name, value)}
        return _together(request, record, asked) | wrong


def _as_stored(request: CorrectionRequest, kept: dict[str, Plain]) -> dict[str, object]:
    """What is asked for as columns take it; without what is only told in words."""
    asked = {field.name: (field, kept[field.name]) for field in about.asked(request) if field.name in kept}
    return {name: values.stored(field, one) for name, (field, one) in asked.items() if not (isinstance(one, dict) and "id" not in one)}


def _is_ahead(table: str, name: str, value: object) -> bool:
    return isinstance(value, dt.date) and value > now().date() and rules.is_never_ahead(table, name)


def _together(request: CorrectionRequest, record: Record | None, asked: dict[str, object]) -> dict[str, Refused]:
    """What cannot stand beside the rest of the record: in each of the fields that are asked about, the first thing."""
    model, wrong = model_of(request.about_type), {}
    stands = {name: field.value(record) for name, field in fields_of(model).items()} if record is not None else {}
    for one in plain_records.wrong(model, stands | asked, request.officer, record):
        for name in asked.keys() & set(one.fields):
            wrong.setdefault(name, one.refused)
    return wrong
