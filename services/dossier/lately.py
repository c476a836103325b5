"""What changed lately in a file, as the person concerned reads it: which record, what of it, when, by whom in office.

The audit trail is closed to officers. Its events of one file are read here and only those kept whose record the session
gives to the reader: no draft, no case before one was told.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from models import (
    Absence,
    AuditEvent,
    Award,
    Badge,
    Document,
    Education,
    EmergencyContact,
    Evaluation,
    EvaluationState,
    FamilyMember,
    IdentityPaper,
    LanguageSkill,
    MedicalFitness,
    Officer,
    PositionLine,
    Posting,
    RankLine,
    Record,
    Sanction,
    db,
)
from rules import access
from services import guard
from services.fields import fields_of
from services.wording import in_sentence

KINDS: dict[str, type[Record]] = {
    model.__tablename__: model
    for model in (
        Absence, Award, Badge, Document, Education, EmergencyContact, Evaluation, FamilyMember, IdentityPaper, LanguageSkill,
        MedicalFitness, Officer, PositionLine, Posting, RankLine, Sanction,
    )
}  # fmt: skip
LEFT_OUT = {
    "account": "says how somebody signs in, not what stands in the file",
    "annulment": "told as the change of the line that it takes back",
    "audit_event": "is what is told",
    "collective_row": "its acts are told as lines of the career",
    "correction_request": "stands on the start page as what waits or was answered",
    "disciplinary_case": "is told by a letter, when its day has come",
    "exported_file": "told as who looked at the file",
    "inquiry": "is not shown to its subject",
    "promotion_candidate": "is the work of the board until the table is published",
}
DONE = {
    "create": _l("Recorded by: %(by)s"), "edit": _l("Changed by: %(by)s"),
    "delete": _l("Deleted by: %(by)s"), "restore": _l("Restored by: %(by)s"),
}  # fmt: skip
CHANGES = tuple(DONE)
# What follows by itself from another change, which is told.
FOLLOWS = {"ends_on", "unit_id", "rank_id", "step", "position_id"}
MOST_READ = 60


@dataclass(frozen=True)
class Changed:
    """One change: of which kind the record is, its name (empty for the officer), the fields, and in a sentence what was done by whom."""

    at: dt.datetime
    kind: str
    name: str
    fields: tuple[str, ...]
    done: str


def of(officer: Officer, most: int) -> list[Changed]:
    """The last changes, the newest first; of one record and day the last only. One statement, and one for each kind of record."""
    events = _events(officer)
    seen = _readable(events)
    found, told = [], set()
    for event in events:
        key = (event.record_type, event.record_id, event.at.date())
        if (event.record_type, event.record_id) in seen and key not in told and _is_news(event):
            told.add(key)
            found.append(_changed(event))
    return found[:most]


def _events(officer: Officer) -> list[AuditEvent]:
    asked = select(AuditEvent).where(
        AuditEvent.officer_id == officer.id, AuditEvent.action.in_(CHANGES), AuditEvent.record_type.in_(KINDS)
    )
    with guard.unscoped("what changed in one's own file"):
        return list(db.session.scalars(asked.order_by(AuditEvent.id.desc()).limit(MOST_READ)))


def _readable(events: list[AuditEvent]) -> set[tuple[str, int]]:
    """The records that the reader sees; that one of them was deleted is news too."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        wanted.setdefault(event.record_type, set()).add(event.record_id)
    found = set()
    for table, numbers in wanted.items():
        model = KINDS[table]
        asked = select(model.id).where(model.id.in_(numbers))
        options = {"with_deleted": True} if guard.keeps_deleted(model) else {}
        found |= {(table, number) for number in db.session.scalars(asked, execution_options=options)}
    return found


def _is_news(event: AuditEvent) -> bool:
    if event.record_type == Evaluation.__tablename__:  # while it was a draft it was none of the officer's business
        return event.changes.get("state", [None, None])[-1] == EvaluationState.SUBMITTED.value
    return event.action != "edit" or not FOLLOWS.issuperset(event.changes)


def _changed(event: AuditEvent) -> Changed:
    model, is_officer = KINDS[event.record_type], event.record_type == Officer.__tablename__
    labels = {field.trail_key: str(field.label) for field in fields_of(model).values() if not field.is_hidden}
    fields = tuple(labels[key] for key in event.changes if key in labels and key not in FOLLOWS) if event.action == "edit" else ()
    kind = _("Identity and contact") if is_officer else str(model.__label__)
    return Changed(event.at, kind, "" if is_officer else event.record_name or "", fields, _done(event))


def _done(event: AuditEvent) -> str:
    """Who is told by the role; commands and background work are the system."""
    known = event.user_id is not None and event.role in access.ROLES
    by = in_sentence(_(access.ROLES[event.role])) if known else _("the system")
    return str(DONE[event.action]) % {"by": by}
