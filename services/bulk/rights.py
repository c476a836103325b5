"""What the guard does for the session, done for many records at once: the right, the rows, and all they point to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from sqlalchemy import and_, func, inspect, select
from sqlalchemy.orm import MANYTOONE
from sqlalchemy.sql.elements import True_

from models import Record, db
from rules import access
from rules.refused import N_, Forbidden
from services import guard

LOOKUP = 500


def check_rights(model: type[Record], verb: str) -> None:
    who = guard.actor()
    entitled = access.may(who, guard.permission(model, verb)) and (verb != "create" or guard.may_add(model, who))
    if not guard.purpose() and not entitled:
        raise Forbidden(N_("You are not entitled to do this."))


def check_within(model: type[Record], ids: list[int]) -> None:
    within = guard.writable(model, guard.actor())
    if guard.keeps_deleted(model):
        within = and_(within, model.deleted_at.is_(None))
    if not guard.purpose() and _missing(model, ids, within):
        raise Forbidden(N_("This record is outside what you are entitled to change."))


def check_targets(model: type[Record], rows: Sequence[dict]) -> None:
    """Every record that the rows point to must be within the actor's scope too."""
    if guard.purpose():
        return
    for link in inspect(model).relationships:
        key = next(iter(link.local_columns)).key
        if link.direction is MANYTOONE:
            pointed = {row[key] for row in rows if row.get(key) is not None} - {row.get("id") for row in rows}
            target = link.mapper.class_
            if _missing(target, list(pointed), guard.pointable(model, link, guard.actor())):
                raise Forbidden(N_("You chose a record that is outside what you are entitled to see."))


def _missing(model: type[Record], ids: list[int], condition) -> bool:
    """Whether some of the ids are not among the rows that the condition lets through."""
    if isinstance(condition, True_):
        return False  # who sees everything needs no look; that the ids exist, the foreign keys check
    table, connection, rest = model.__table__, db.session.connection(), iter(ids)
    while block := list(islice(rest, LOOKUP)):
        found = select(func.count()).select_from(table).where(table.c.id.in_(block), condition)
        if connection.execute(found).scalar() != len(block):
            return True
    return False
