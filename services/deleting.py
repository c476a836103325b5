"""Deleting and restoring: what stands against it, what is kept of it, and who already has a value that must be unique.

Records of a Restorable kind stay in their table with a reason, hidden by the guard; all others go for good.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import has_app_context
from sqlalchemy import ColumnElement, Select, UniqueConstraint, and_, event, func, inspect, or_, select, true
from sqlalchemy.orm import MANYTOONE, Session

from models import Badge, Officer, PromotionCandidate, Record, User, db, now
from models.badge import ENDED
from rules.access import Actor
from rules.refused import N_, Refused

from . import guard, links

MOST_COUNTED = 1000
# What belongs to a kept record is hidden with it and comes back with it, unless it is still in force.
IN_FORCE: dict[tuple[type, str], ColumnElement[bool]] = {
    (User, "officer"): User.active.is_(True),
    (Badge, "officer"): Badge.state.not_in(ENDED),
    (PromotionCandidate, "officer"): true(),
}
BEFORE = {Officer: N_("Disable the account, revoke the badge, or record the end of service instead.")}
CLOSE_INSTEAD = N_("Give it an end date instead: it then stays in the files that name it.")
MOVE_FIRST = N_("Change or delete those first.")


@dataclass(frozen=True)
class Obstacle:
    """Records of one kind that need the one to be deleted; at most MOST_COUNTED are counted."""

    label: str
    count: int

    def __str__(self) -> str:
        return f"{self.label} ({'1000+' if self.count > MOST_COUNTED else self.count})"


def delete(record: Record, *, reason: str, by: Actor) -> None:
    """Delete a record: a Restorable one with a reason, another for good. Raises Refused when something needs it."""
    if against := obstacles(record):
        raise Refused(
            N_("%(name)s cannot be deleted. What still needs it: %(things)s."),
            name=record, things=", ".join(map(str, against)),
        )  # fmt: skip
    if not guard.keeps_deleted(type(record)):
        db.session.delete(record)
    elif not reason.strip():
        raise Refused(N_("Say why this record is deleted: the reason is kept with it."))
    else:
        record.deleted_at, record.deleted_by, record.deletion_reason = now(), by.name[:200], reason.strip()[:400]
    db.session.flush()


def restore(record: Record) -> None:
    """Bring a deleted record back, with all that belongs to it."""
    if record.deleted_at is None:
        raise Refused(N_("This record is not deleted."))
    record.deleted_at = record.deleted_by = record.deletion_reason = None
    db.session.flush()


def deleted(model: type[Record]) -> Select:
    """The deleted records of a kind within the actor's scope, the newest first."""
    gone = select(model).where(model.deleted_at.is_not(None)).order_by(model.deleted_at.desc(), model.id.desc())
    return gone.execution_options(with_deleted=True)


def before(newest_first: Select, model: type[Record], number: int) -> Select:
    """The part of `deleted` that comes after a record of it."""
    last = select(model.deleted_at).where(model.id == number).scalar_subquery()
    return newest_first.where(or_(model.deleted_at < last, and_(model.deleted_at == last, model.id < number)))


def advice(record: Record) -> str:
    """What to do instead, where something stands against the deletion; an English msgid."""
    return BEFORE.get(type(record)) or (CLOSE_INSTEAD if hasattr(record, "ends_on") else MOVE_FIRST)


# --- what stands against it ----------------------------------------------------------------------


def obstacles(record: Record) -> list[Obstacle]:
    """What still needs this record, by kind, whoever may see it."""
    with guard.unscoped("what stands against a deletion"):
        counted = [(model.__label_plural__, _count(model, condition)) for model, condition in _needing(record)]
    return [Obstacle(str(label), count) for label, count in counted if count]


def _needing(record: Record) -> Iterator[tuple[type, ColumnElement[bool]]]:
    """Each kind of record that may point here, with the condition for those that need it."""
    is_kept = guard.keeps_deleted(type(record))
    for model, link in links.pointing(type(record)):
        points_here = getattr(model, link.key) == record
        in_force = IN_FORCE.get((model, link.key)) if is_kept else None
        if in_force is not None:
            yield model, and_(points_here, in_force)
        elif not (is_kept and model.__scope__ == link.key) and not _cascades(type(record), model):
            yield model, points_here


def _cascades(model: type, child: type) -> bool:
    """Whether deleting a record takes these along, as a form's own lines are."""
    return any(link.mapper.class_ is child and link.cascade.delete for link in inspect(model).relationships)


def _count(model: type, condition: ColumnElement[bool]) -> int:
    found = select(model.id).where(condition).limit(MOST_COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(found), execution_options={"with_deleted": True})


# --- values that must be unique ------------------------------------------------------------------


@event.listens_for(Session, "before_flush")
def _check_unique(session, _context, _instances) -> None:
    """A value that a deleted record has is not free: say so, for the one who types sees no such record."""
    if not has_app_context():
        return
    with session.no_autoflush:
        for record in [*session.new, *session.dirty]:
            if guard.keeps_deleted(type(record)) and record.deleted_at is None:
                _check_record(record)


def _check_record(record: Record) -> None:
    for names in unique_together(type(record)):
        if not any(inspect(record).attrs[name].history.added for name in names) or None in _values(record, names):
            continue
        if is_of_deleted(type(record), dict(zip(names, _values(record, names), strict=True))):
            labels = [inspect(type(record)).columns[name].info["label"] for name in names]
            raise Refused(
                N_("A deleted record already has this value (%(fields)s). Ask for it to be restored, or enter another value."),
                fields=", ".join(map(str, labels)),
            )


def _values(record: Record, names: tuple[str, ...]) -> list[object]:
    """The values that will be written; a link set by object has no key yet."""
    state = inspect(record)
    ways = {next(iter(link.local_columns)).key: link.key for link in state.mapper.relationships if link.direction is MANYTOONE}
    linked = {name: getattr(record, ways[name], None) for name in names if name in ways}
    return [linked[name].id if linked.get(name) is not None else getattr(record, name) for name in names]


def unique_together(model: type[Record]) -> list[tuple[str, ...]]:
    """The sets of columns of which no two records have the same values."""
    table = inspect(model).local_table
    single = [(column.key,) for column in table.columns if column.unique]
    sets = [tuple(column.key for column in rule.columns) for rule in table.constraints if isinstance(rule, UniqueConstraint)]
    return [*single, *[names for names in sets if names not in single]]


def is_of_deleted(model: type[Record], values: dict[str, object]) -> bool:
    """Whether a deleted record within the actor's scope has these values; of others nothing is said."""
    same = [getattr(model, name) == value for name, value in values.items()]
    asked = select(model.id).where(model.deleted_at.is_not(None), *same).limit(1)
    return db.session.execute(asked, execution_options={"with_deleted": True}).first() is not None
