"""What a request is about: the record, its fields, what stands there now, and what all of it is called."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload
from sqlalchemy.sql.base import ExecutableOption

from models import (
    Annulment,
    CorrectionDecision,
    CorrectionKind,
    CorrectionRequest,
    CycleCriterion,
    DatedLine,
    Evaluation,
    EvaluationMark,
    Officer,
    Record,
    db,
    model_of,
)
from rules import correction as rules
from rules.career import day
from services import guard
from services.fields import Field, fields_of

from . import values
from .values import Plain


def fields(table: str) -> list[Field]:
    """The fields of a table that a request can reach, in the order in which they are read."""
    every = fields_of(model_of(table))
    return [every[name] for name in rules.CORRECTABLE[table]]


def asked(request: CorrectionRequest) -> list[Field]:
    """The fields of a request: one for a change, all of the table where a record is missing, none for something told in words."""
    if request.kind is CorrectionKind.OTHER:
        return []
    every = fields(request.about_type)
    return every if request.kind is CorrectionKind.MISSING else [field for field in every if field.name == request.field]


def officer_of(record: Record) -> Officer:
    """Whose file a record stands in."""
    if isinstance(record, Officer):
        return record
    return record.evaluation.officer if isinstance(record, EvaluationMark) else record.officer


def record_of(request: CorrectionRequest) -> Record | None:
    """The record as it now is: where a correction annulled a line, the line recorded in its place. None where it is gone."""
    if request.about_id is None:
        return None
    model = model_of(request.about_type)
    with guard.unscoped("what a correction request is about"):
        found = db.session.scalar(select(model).where(model.id == request.about_id))
        return in_its_place(found) if isinstance(found, DatedLine) else found


def in_its_place(line: DatedLine) -> DatedLine | None:
    """The line itself, or the one that corrections recorded in its place; None where it was annulled otherwise."""
    found: DatedLine | None = line
    while found is not None and found.annulment_id is not None:
        found = _in_its_place(found)
    return found


def _in_its_place(line: DatedLine) -> DatedLine | None:
    """The line that the same correction recorded; None where the line was annulled otherwise."""
    later = (CorrectionDecision.applied_type == line.__tablename__, CorrectionDecision.applied_id > line.id)
    own = (CorrectionRequest.officer_id == line.officer_id, CorrectionDecision.took_effect_at.is_not(None))
    asked_for = select(CorrectionDecision).join(CorrectionDecision.request).where(*later, *own).order_by(CorrectionDecision.applied_id)
    reference = db.session.get(Annulment, line.annulment_id).act_reference
    for decision in db.session.scalars(asked_for):
        if decision.request.reference == reference:
            return db.session.get(type(line), decision.applied_id)
    return None


def stands(request: CorrectionRequest) -> dict[str, Plain] | None:
    """What stands now in the fields of a change; None where the record is no longer there, nothing where none is changed."""
    if request.kind is not CorrectionKind.CHANGE:
        return {}
    record = record_of(request)
    return None if record is None else read_from(record, asked(request))


def read_from(record: Record, wanted: list[Field]) -> dict[str, Plain]:
    """What stands in these fields of a record."""
    with guard.unscoped("what stands in a file"):
        return {field.name: values.plain(field, field.value(record)) for field in wanted}


def seen(request: CorrectionRequest) -> str:
    """A token of what stands now; of a missing record, of all that the file holds of that kind."""
    if request.kind is CorrectionKind.MISSING:
        return digest([request.id, _all_of_kind(request)])
    record = record_of(request)
    return digest([request.id, record.id if record is not None else None, stands(request)])


def _all_of_kind(request: CorrectionRequest) -> list[list[int]]:
    model = model_of(request.about_type)
    with guard.unscoped("what stands in a file"):
        rows = db.session.execute(select(model.id, model.version).where(model.officer_id == request.officer_id).order_by(model.id))
        return [list(row) for row in rows]


def digest(content: object) -> str:
    """A keyed digest: it tells whether something is the same, and nothing of what it is."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hmac.new(current_app.extensions["audit_key"], text.encode(), hashlib.sha256).hexdigest()


# --- in words ------------------------------------------------------------------------------------


def in_short(kind: CorrectionKind, table: str | None, field: str | None) -> str:
    """What is asked for, without the record that it is about: “Date of birth”, “Posting: Unit”, “Missing: Posting”."""
    if table is None:
        return str(CorrectionKind.OTHER.label)
    model = model_of(table)
    if kind is CorrectionKind.MISSING:
        return _("Missing: %(kind)s", kind=model.__label__)
    if kind is CorrectionKind.OTHER:
        return _("%(record)s: something else", record=model.__label__)
    words = str(fields_of(model)[field].label)
    return words if model is Officer else _("%(record)s: %(field)s", record=model.__label__, field=words)


def label(request: CorrectionRequest) -> str:
    """`in_short` with the record itself, where there is one: “Posting of 01/02/2014: Unit”."""
    return labels([request])[0]


def labels(requests: Sequence[CorrectionRequest]) -> list[str]:
    """What each of these asks for; the records that they are about are read by table, not one by one."""
    found = _asked_about(requests)
    return [_label(request, found.get((request.about_type, request.about_id))) for request in requests]


def _asked_about(requests: Sequence[CorrectionRequest]) -> dict[tuple[str, int], Record]:
    """The records that were asked about, also those annulled or deleted since, by table and number."""
    wanted: dict[str, set[int]] = {}
    for request in requests:
        if request.about_id is not None and request.about_type != Officer.__tablename__:
            wanted.setdefault(request.about_type, set()).add(request.about_id)
    found: dict[tuple[str, int], Record] = {}
    with guard.unscoped("the names of records in correction requests"):
        for table, numbers in wanted.items():
            model = model_of(table)
            asked_for = select(model).where(model.id.in_(numbers)).options(*read_with(model))
            found |= {(table, record.id): record for record in db.session.scalars(asked_for, execution_options={"with_deleted": True})}
    return found


def read_with(model: type[Record]) -> list[ExecutableOption]:
    """What names and values of a kind of records are read from, so that many cost no more statements than one."""
    if model is EvaluationMark:
        return [selectinload(model.evaluation).selectinload(Evaluation.cycle), selectinload(model.cycle_criterion).selectinload(CycleCriterion.criterion)]
    links, reached = inspect(model).relationships, fields_of(model).keys() & {*rules.CORRECTABLE[model.__tablename__]}
    return [selectinload(getattr(model, name)) for name in sorted(reached) if name in links]


def _label(request: CorrectionRequest, record: Record | None) -> str:
    if request.about_id is None or (request.about_type == Officer.__tablename__ and request.field):
        return in_short(request.kind, request.about_type, request.field)
    if request.field is None:
        return _record_label(request, record)
    field = str(fields_of(model_of(request.about_type))[request.field].label)
    return _("%(record)s: %(field)s", record=_record_label(request, record), field=field)


def _record_label(request: CorrectionRequest, record: Record | None) -> str:
    model = model_of(request.about_type)
    if isinstance(record, DatedLine):
        return _("%(kind)s of %(day)s", kind=model.__label__, day=day(record.starts_on))
    if isinstance(record, EvaluationMark):
        return _("%(kind)s “%(name)s”", kind=model.__label__, name=record.cycle_criterion)
    if record is None:
        return str(model.__label__)
    return _("%(kind)s “%(name)s”", kind=model.__label__, name=record)
