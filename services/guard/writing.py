"""What one writes is checked at every flush: the right, the record, and all it is made to point to."""

from __future__ import annotations

from flask import has_app_context
from sqlalchemy import ColumnElement, Select, and_, event, false, inspect, select, true
from sqlalchemy.orm import MANYTOONE, Session

from models import Agency, FileRecord, Officer, db
from rules import access
from rules.access import Actor, Scope
from rules.refused import N_, Forbidden

from .acting import actor, purpose
from .scope import in_scope, keeps_deleted

DESKS = ("admin", "job")  # a file that is loaded in the background was brought at the desk


@event.listens_for(Session, "before_flush")
def _guard_writing(session, _context, _instances) -> None:
    if not has_app_context() or purpose():
        return
    with session.no_autoflush:
        for verb, records in (("create", session.new), ("edit", session.dirty), ("delete", session.deleted)):
            for record in records:
                if verb != "edit" or session.is_modified(record):
                    check_write(record, "delete" if deletes_or_restores(record) else verb)


def deletes_or_restores(record: db.Model) -> bool:
    """Whether what is written here is the deletion of a record that stays, or its return."""
    if not keeps_deleted(type(record)) or not inspect(record).persistent:
        return False
    history = inspect(record).attrs.deleted_at.history
    return bool(history.added) and (history.added[0] is None) != (next(iter(history.deleted), None) is None)


def permission(model: type[db.Model], verb: str) -> str:
    """The permission that an act on this kind of record asks for."""
    writes = verb in ("create", "edit", "delete", "import")
    return f"{model.__area__}.{'configure' if writes and model.__is_rule__ else verb}"


def writable(model: type[db.Model], who: Actor) -> ColumnElement[bool]:
    """The SQL condition for the rows that somebody with the right verb may change.

    What is shared by all to read still belongs to somebody: to an agency, or to all of them together.
    """
    if model is Officer and access.scope(who, model.__area__) == Scope.AGENCY:
        return Officer.home_agency_id == who.agency_id  # a lent officer's file is kept by those who lent him
    if issubclass(model, FileRecord) and access.scope(who, model.__area__) == Scope.AGENCY:
        return and_(in_scope(model, who), model.officer_id.in_(_kept_by(who)))
    if model.__scope__ is not None:
        return in_scope(model, who)
    if access.scope(who, model.__area__) == Scope.ALL:
        return true()
    if hasattr(model, "agency_id"):
        return model.agency_id == who.agency_id
    if model.__anchor__ is None:
        return false()
    link = inspect(model).relationships[model.__anchor__]
    key, parent = getattr(model, next(iter(link.local_columns)).key), link.mapper.class_
    return key.in_(select(parent.__table__.c.id).where(writable(parent, who)))


def may_add(model: type[db.Model], who: Actor) -> bool:
    """Whether somebody with the right verb may add to this table: what belongs to no agency needs a scope of all."""
    belongs = model.__scope__ is not None or model.__anchor__ is not None or hasattr(model, "agency_id")
    return belongs or access.scope(who, model.__area__) == Scope.ALL


def pointable(model: type[db.Model], link, who: Actor) -> ColumnElement[bool]:
    """The SQL condition for the records to which a record of this model may be made to point.

    Within an agency's scope one writes only towards that agency's own units and rounds.
    """
    target = link.mapper.class_
    belongs_to = link.key == model.__anchor__ or (target is Officer and issubclass(model, FileRecord))
    allowed = writable(target, who) if belongs_to else in_scope(target, who)
    if access.scope(who, model.__area__) == Scope.AGENCY:
        if target is Agency:
            allowed = Agency.id == who.agency_id
        elif hasattr(target, "agency_id"):
            allowed = target.agency_id == who.agency_id
    return and_(allowed, target.deleted_at.is_(None)) if keeps_deleted(target) else allowed


def check_write(record: db.Model, verb: str) -> None:
    """Raise Forbidden unless the actor may do this to this record and to all it points to.

    Where the guard is lifted, only what the law wants kept is still looked at.
    """
    who, model = actor(), type(record)
    _check_kept(record, verb)
    if purpose():
        return
    if is_own_file(record, who):
        raise Forbidden(N_("Your own file is kept by a colleague."))
    if _changes_file(record):
        raise Forbidden(N_("A record stays in the file in which it was made. Delete or annul it, and make it anew in the other file."))
    if not _is_own(record, who) and (_is_kept_alone(model) or not access.may(who, permission(model, verb))):
        raise Forbidden(N_("You are not entitled to do this."))
    if not _within(record, who):
        raise Forbidden(N_("This record is outside what you are entitled to change."))
    for link in inspect(model).relationships if verb != "delete" else ():
        if link.direction is MANYTOONE and not _may_point_to(record, link, who):
            raise Forbidden(N_("You chose a record that is outside what you are entitled to see."))


def is_own_file(record: db.Model, who: Actor) -> bool:
    """Whether somebody has the file of his or her own career before him: he sees it, a colleague keeps it."""
    if who.door not in DESKS or who.officer_id is None:
        return False
    return who.officer_id in ({record.id} if isinstance(record, Officer) else _subjects_of(record))


def _subjects_of(record: db.Model) -> set[int | None]:
    """The officer of a record of a file, who may still be known as an object only; and the one whose it was before."""
    if not isinstance(record, FileRecord):
        return set()
    given = record.officer.id if record.officer is not None else record.officer_id
    return {given, *(inspect(record).attrs.officer_id.history.deleted or ())}


def _changes_file(record: db.Model) -> bool:
    """Whether a stored record would pass into somebody else's file: what was told or heard of one is not of the other."""
    if not isinstance(record, FileRecord) or not inspect(record).persistent:
        return False
    stored = inspect(record).committed_state.get("officer_id", record.officer_id)
    return _subjects_of(record) != {stored}


def _kept_by(who: Actor) -> Select:
    """The officers whose files the agency of the actor keeps."""
    officers = Officer.__table__.c
    return select(officers.id).where(officers.home_agency_id == who.agency_id)


def _check_kept(record: db.Model, verb: str) -> None:
    """What the law wants kept leaves no table, and what is deleted is restored before anything else."""
    if not keeps_deleted(type(record)):
        return
    if inspect(record).session and record in inspect(record).session.deleted:
        raise Forbidden(N_("Records of this kind are kept: they are deleted with a reason and can be restored."))
    if verb == "edit" and record.deleted_at is not None:
        raise Forbidden(N_("This record is deleted. Restore it first."))


def _is_kept_alone(model: type[db.Model]) -> bool:
    """Whether such records are their owner's and no right of anybody else reaches them."""
    return model.__scope__ == "@owner" and model.__opened_by__ is None


def _is_own(record: db.Model, who: Actor) -> bool:
    """One's own jobs and imports need no right. One's own account does: it says what one may."""
    is_kept_by_owner = record.__scope__ == "@owner" and record.__owner__ != "id"
    return is_kept_by_owner and getattr(record, record.__owner__) == who.user_id is not None


def _within(record: db.Model, who: Actor) -> bool:
    """Whether the row, as stored before this change, may be changed. A new row is judged by what it points to."""
    model, state = type(record), inspect(record)
    if state.persistent:
        return _exists(model, state.identity[0], writable(model, who))
    return may_add(model, who)


def _may_point_to(record: db.Model, link, who: Actor) -> bool:
    key = next(iter(link.local_columns)).key
    history = inspect(record).attrs[key].history
    # A relationship set by object has no key until the flush: look at the object itself then.
    target = inspect(record).attrs[link.key].history.added
    value = target[0].id if target and target[0] is not None else getattr(record, key)
    if value is None or not (history.added or target):
        return True
    if link.mapper.class_ is Agency and inspect(record).persistent and access.scope(who, record.__area__) != Scope.ALL:
        return False  # nothing changes agency by the will of one of them
    return _exists(link.mapper.class_, value, pointable(type(record), link, who))


def _exists(model: type, key: int, condition: ColumnElement[bool]) -> bool:
    found = select(model.__table__.c.id).where(model.__table__.c.id == key, condition)
    return db.session.connection().execute(found).first() is not None
