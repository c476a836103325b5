"""Noting that somebody opened the file of an officer, and asking first why where it is not his daily work.

A look is an event of the audit trail, action "view". Its `purpose` is what the person wrote; a later look under the
same purpose bears it too, and says in `changes` when it was stated.
"""

from __future__ import annotations

import enum

from sqlalchemy import select

from models import AuditEvent, EvaluationPart, Inquiry, Officer, PromotionCandidate, Proposal, Record, db, now
from rules import viewing
from rules.access import Actor, Scope
from rules.refused import N_, Refused

from .. import approval, audit, guard

ACTION = "view"
LONGEST_PURPOSE = 300  # letters, as the column has room for
STATED_AT = "stated_at"
# What stands in nobody's file and yet says what stands in one: whose.
TELLS_OF: dict[type[Record], str] = {AuditEvent: "officer_id", Proposal: "concerned_id"}
# What is read as a task, without saying why.
OPENS_ALONE = (Proposal, PromotionCandidate, EvaluationPart)


class Opening(enum.Enum):
    """What opening a record means: nothing to note, a look that was noted now, or a purpose that is wanted first."""

    FREE = "free"
    NOTED = "noted"
    ASKS = "asks"


def is_of_file(model: type[Record]) -> bool:
    """Whether records of this kind stand in somebody's file."""
    return model.__scope__ is not None and not model.__scope__.startswith("@")


def file_of(record: Record) -> int | None:
    """The officer in whose file a record stands, or of whose it tells; None for all other, such as an account."""
    if type(record) in TELLS_OF:
        return getattr(record, TELLS_OF[type(record)])
    return audit.subject_of(record) if is_of_file(type(record)) else None


def open_file(record: Record, *, by: Actor, is_read: bool = True) -> Opening:
    """Note that somebody opened this record, unless he did within ONE_LOOK or it is his own; one query when he did.

    With `is_read` False nothing is noted, only whether a purpose is wanted is said: for a form that is sent, after its
    page was read.
    """
    officer_id = file_of(record)
    if officer_id is None or officer_id == by.officer_id or by.user_id is None or _is_silent(record, by):
        return Opening.FREE
    looks, moment = _looks(record, officer_id, by), now()
    if looks and looks[0].at > moment - viewing.ONE_LOOK:
        return Opening.FREE
    stated = next((look for look in looks if look.purpose and STATED_AT not in look.changes), None)
    if stated is None and not is_daily(officer_id, by) and not _is_task(record, by):
        return Opening.ASKS
    if is_read:
        said = {"purpose": stated.purpose, "changes": {STATED_AT: stated.at.isoformat()}} if stated else {}
        named = {"record_type": record.__tablename__, "record_id": record.id, "record_name": str(record)}
        audit.note(ACTION, **named, officer_id=officer_id, **said)
    return Opening.NOTED if is_read else Opening.FREE


def _is_silent(record: Record, by: Actor) -> bool:
    """Whether nothing is noted: somebody reads what he proposed himself, or what the officer does not know of yet."""
    return isinstance(record, Inquiry) or (isinstance(record, Proposal) and (record.proposer_id == by.user_id or record.kind == viewing.INQUIRY))


def _is_task(record: Record, by: Actor) -> bool:
    """Whether somebody reads what he was asked to decide, or what the role is for: the task is the purpose."""
    if isinstance(record, EvaluationPart) and record.evaluator_id == by.officer_id:
        return True
    return viewing.is_task(by.role, record.__area__) or (isinstance(record, Proposal) and approval.can_decide(record, by))


def state(officer: Officer, purpose: str, *, by: Actor) -> None:
    """Note a look with its purpose, which holds for PURPOSE_HOLDS. Refused when it says nothing, or too much."""
    words = " ".join(purpose.split())
    if sum(sign.isalnum() for sign in words) < viewing.SHORTEST_PURPOSE:
        raise Refused(N_("Say in a few words what you open this file for: at least %(least)s letters."), least=viewing.SHORTEST_PURPOSE)
    if len(words) > LONGEST_PURPOSE:
        raise Refused(N_("Say it shorter: at most %(most)s letters."), most=LONGEST_PURPOSE)
    audit.note(ACTION, record=officer, purpose=words)


def is_daily(officer_id: int, by: Actor) -> bool:
    """Whether the file is within somebody's daily work: of his agency, of his unit and those below, or never."""
    width, officer = viewing.daily(by.role), whose(officer_id)
    if officer is None:
        return True  # no file is left
    if width == Scope.NONE:
        return False
    with guard.unscoped("where an officer stands whose file is opened"):
        unit = officer.unit
    if width == Scope.SUBTREE:
        return bool(by.unit_path and unit is not None and unit.path.startswith(by.unit_path))
    return by.agency_id is not None and by.agency_id in (officer.home_agency_id, unit.agency_id if unit else None)


def whose(officer_id: int) -> Officer | None:
    """The officer whose file is opened; one that was deleted, too, since the trail goes on telling of it."""
    with guard.unscoped("whose file is opened"):
        found = select(Officer).where(Officer.id == officer_id)
        return db.session.scalars(found, execution_options={"with_deleted": True}).one_or_none()


def _looks(record: Record, officer_id: int, by: Actor) -> list:
    """The looks of somebody at a file that still count, the newest first: (at, purpose, changes).

    What stands in OPENS_ALONE opens nothing else, because somebody may have read it as a task, without saying why.
    """
    same = (AuditEvent.officer_id == officer_id, AuditEvent.user_id == by.user_id, AuditEvent.action == ACTION)
    if not isinstance(record, OPENS_ALONE):
        same += (AuditEvent.record_type.not_in([model.__tablename__ for model in OPENS_ALONE]),)
    since = now() - max(viewing.PURPOSE_HOLDS, viewing.ONE_LOOK)
    asked = select(AuditEvent.at, AuditEvent.purpose, AuditEvent.changes).where(*same, AuditEvent.at > since)
    with guard.unscoped("whether somebody looked at this file already"):
        return list(db.session.execute(asked.order_by(AuditEvent.id.desc())))
