"""The history of one record, read from the audit trail: who, when, by which door, each value before and after.

Whoever sees a record sees its history, but no masked value more than on the record itself. The audit trail
as a whole stays closed: only events of the record that the guard already gave are read here. What was tried
before a paper was signed stays with those who see drafts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from flask import current_app
from sqlalchemy import Select, func, inspect, select

from models import AuditEvent, Encrypted, Evaluation, EvaluationMark, EvaluationPart, EvaluationState, Record, UtcDateTime, db
from rules import access
from rules.access import Actor

from . import audit, guard
from .custom import values
from .fields import CustomizedField, Field, Kind, fields_of

PAGE = 20
SEALED = object()  # stands for a value that the reader may not see


@dataclass(frozen=True)
class Linked:
    """Another record by its name; without one when it is gone or not for this reader."""

    number: int
    name: str | None


@dataclass(frozen=True)
class Change:
    """One value before and after: typed as the column is, a Linked, SEALED, or None."""

    name: str
    label: object
    before: object
    after: object


@dataclass(frozen=True)
class Entry:
    """One event, by the person's name as it was then."""

    number: int
    at: dt.datetime
    by: str
    role: str
    door: str
    action: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Page:
    """Some entries, the newest first; `older` is the number before which the next page begins."""

    entries: tuple[Entry, ...]
    older: int | None


def of(record: Record, before: int | None = None) -> Page:
    """A page of what happened to a record that the guard gave."""
    return _page(record, _events(record, before), PAGE)


def of_field(record: Record, name: str) -> Page:
    """The last changes of one field: the first entry says since when the present value stands, and what stood before.

    Raises KeyError for a field that there is not.
    """
    key = fields_of(type(record))[name].trail_key
    changed = AuditEvent.changes[key].as_string().is_not(None)
    page = _page(record, _events(record, None).where(changed), 5)
    only = tuple(
        Entry(**vars(entry) | {"changes": tuple(change for change in entry.changes if change.name == name)})
        for entry in page.entries
    )
    return Page(only, page.older)


def deletion(model: type[Record], number: int) -> Entry | None:
    """Who deleted a record that is no longer there, and when, for somebody who had it before him; no values."""
    latest = select(AuditEvent).where(*_about(model, number)).order_by(AuditEvent.id.desc()).limit(1)
    with guard.unscoped("to say who deleted a record meanwhile"):
        event = db.session.scalar(latest)
    return _entry(event, ()) if event is not None and event.action == "delete" else None


def _about(model: type[Record], number: int) -> tuple:
    return AuditEvent.record_type == model.__tablename__, AuditEvent.record_id == number


def _events(record: Record, before: int | None) -> Select:
    found = select(AuditEvent).where(*_about(type(record), record.id), AuditEvent.action.not_in(_looks(record)))
    found = found.order_by(AuditEvent.id.desc())
    if (opening := _open_from(record)) is not None:
        found = found.where(AuditEvent.id >= opening)
    return found if before is None else found.where(AuditEvent.id < before)


def _looks(record: Record) -> tuple[str, ...]:
    """What is no history: to have been looked at. Who opened or took away one's own file, only services/viewing tells."""
    is_own = audit.subject_of(record) in guard.himself(guard.actor())
    return ("view", "open", "export") if is_own else ("view",)


# --- what was signed -----------------------------------------------------------------------------


def _open_from(record: Record) -> int | None:
    """The event from which the history is open to the one who acts; None where all of it is."""
    if not isinstance(record, (Evaluation, EvaluationPart, EvaluationMark)) or _sees_drafts(record, guard.actor()):
        return None
    evaluation = _evaluation_of(record)
    after = AuditEvent.changes[("state", 1)].as_string()
    shown = select(func.max(AuditEvent.id)).where(*_about(Evaluation, evaluation.id), after == EvaluationState.READING.value)
    with guard.unscoped("when an evaluation was given to its officer"):
        return db.session.scalar(shown) or db.session.scalar(select(func.max(AuditEvent.id))) + 1


def _evaluation_of(record: Evaluation | EvaluationPart | EvaluationMark) -> Evaluation:
    return record if isinstance(record, Evaluation) else record.evaluation


def _sees_drafts(record: Evaluation | EvaluationPart | EvaluationMark, who: Actor) -> bool:
    """Who runs the campaign or audits it, as the guard has it, and who said it himself; never the person concerned."""
    if _evaluation_of(record).officer_id in guard.himself(who):
        return False
    part = record.part if isinstance(record, EvaluationMark) else record
    said_it = isinstance(part, EvaluationPart) and who.officer_id is not None and part.evaluator_id == who.officer_id
    return said_it or guard.follows_all(who)


# --- reading -------------------------------------------------------------------------------------


def _page(record: Record, events: Select, most: int) -> Page:
    """Two statements at least, and one more for each kind of record that the values point to."""
    with guard.unscoped("the history of a record that the reader sees"):
        found = db.session.scalars(events.limit(most + 1)).all()
    shown = found[:most]
    reading = _Reading(record, shown)
    entries = tuple(_entry(event, reading.changes(event)) for event in shown)
    return Page(entries, shown[-1].id if len(found) > most else None)


def _entry(event: AuditEvent, changes: tuple[Change, ...]) -> Entry:
    return Entry(event.id, event.at, event.user_name, event.role, event.door, event.action, changes)


class _Reading:
    """What stands in events, as values that a door can write down."""

    def __init__(self, record: Record, events: list[AuditEvent]):
        model = type(record)
        self.officer_id = record.id if model.__scope__ == "" else getattr(record, "officer_id", None)
        self.fields = {field.trail_key: field for field in fields_of(model).values() if not field.is_hidden}
        self.columns = inspect(model).columns
        self.opening = _open_from(record) if isinstance(record, Evaluation) else None
        self.names = self._names(events)

    def changes(self, event: AuditEvent) -> tuple[Change, ...]:
        """The fields that changed, in the order of the record; what is kept of a deletion comes last."""
        pairs = {key: pair for key, pair in event.changes.items() if isinstance(pair, list) and len(pair) == 2}
        known = [key for key in self.fields if key in pairs] + [key for key in pairs if self._is_kept(key)]
        return tuple(self._change(key, event, *pairs[key]) for key in known)

    def _is_kept(self, key: str) -> bool:
        return key in self.columns and bool(self.columns[key].info.get("internal"))

    def _change(self, key: str, event: AuditEvent, before: object, after: object) -> Change:
        field = self.fields.get(key)
        label = field.label if field else self.columns[key].info["label"]
        is_draft = event.id == self.opening and before is not None and key != "state"
        was = SEALED if is_draft else self._value(key, before)
        return Change(field.name if field else key, label, was, self._value(key, after))

    def _value(self, key: str, stored: object) -> object:
        field = self.fields.get(key)
        if stored is None or field is None:
            return stored if field else _typed(stored, self.columns[key].type)
        if field.mask and not access.may_unmask(guard.actor(), field.mask, self.officer_id):
            return SEALED
        if isinstance(field, CustomizedField):
            return values.typed(field.definition, stored)
        if isinstance(stored, dict) and "sealed" in stored:
            return _opened(stored["sealed"], field)
        if field.kind is Kind.LINK:
            return Linked(stored, self.names.get((field.target, stored)))
        return _typed(stored, field.column.type)

    def _names(self, events: list[AuditEvent]) -> dict[tuple[type, int], str]:
        """The names of all records that the values point to: one statement for each kind."""
        wanted: dict[type, set[int]] = {}
        for key, field in self.fields.items():
            pairs = [event.changes.get(key) for event in events] if field.kind is Kind.LINK else []
            numbers = {number for pair in pairs if isinstance(pair, list) for number in pair if isinstance(number, int)}
            if numbers:
                wanted.setdefault(field.target, set()).update(numbers)
        found = {}
        for model, numbers in wanted.items():
            asked = select(model).where(model.id.in_(numbers))
            records = db.session.scalars(asked, execution_options={"with_deleted": True})
            found |= {(model, record.id): str(record) for record in records}
        return found


def _opened(sealed: str, field: Field) -> object:
    column = field.column
    if column is None or not isinstance(column.type, Encrypted):
        return SEALED
    return current_app.extensions["cipher"].open(sealed, column.type.context)


def _typed(stored: object, kind) -> object:
    """The value of the column's type; the trail keeps plain JSON. What the type no longer knows stays as it was written."""
    if stored is None:
        return None
    members = getattr(kind, "enum_class", None)
    if members:
        return next((member for member in members if member.value == stored), stored)
    if isinstance(kind, UtcDateTime):
        return dt.datetime.fromisoformat(stored)
    python = kind.python_type if isinstance(stored, str) else type(stored)
    if python is dt.date:
        return dt.date.fromisoformat(stored)
    return Decimal(stored) if python is Decimal else stored
