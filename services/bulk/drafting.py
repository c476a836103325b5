"""Drafts of evaluations, many in one statement: they leave no trace, and the last day of a campaign saves thousands a minute."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, bindparam, delete, insert, update

from models import EvaluationDraft, db


_drafts = EvaluationDraft.__table__
# Built once: on the last day of a campaign these are the statements that count.
_first = insert(_drafts)
_anew = (
    update(_drafts)
    .where(_drafts.c.part_id == bindparam("of_part"))
    .values(typed=bindparam("typed"), saved_at=bindparam("saved_at"), version=_drafts.c.version + 1)
)


def keep_typed(first: Sequence[dict], anew: Sequence[dict], at: dt.datetime) -> None:
    """Write the drafts of parts that had none ({evaluation_id, part_id, writer_id, typed}), and those that had one ({of_part, typed}).

    Whoever calls holds the parts, so that of two none makes a second draft, and has checked whose they are.
    """
    connection = db.session.connection()
    if first:
        connection.execute(_first, [row | {"saved_at": at, "version": 1} for row in first])
    if anew:
        connection.execute(_anew, [row | {"saved_at": at} for row in anew])


def forget_typed(condition: ColumnElement[bool]) -> int:
    """Delete the drafts that the condition names; returns how many. For work of the whole force, unscoped."""
    db.session.flush()
    gone = db.session.connection().execute(delete(EvaluationDraft.__table__).where(condition)).rowcount
    db.session.expire_all()
    return gone
