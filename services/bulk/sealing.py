"""Whether an evaluation is closed in the database, asked within the flush of what is about to change it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from models import Evaluation, EvaluationState, db


def any_closed(numbers: Collection[int]) -> bool:
    """As it stands there: what is closed in this very flush may still be changed by it. No scope: a flush is no look at a file."""
    table = Evaluation.__table__.c
    found = select(table.id).where(table.id.in_(numbers), table.state == EvaluationState.CLOSED)
    return db.session.connection().execute(found.limit(1)).first() is not None
