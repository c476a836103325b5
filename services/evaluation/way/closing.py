"""The end of the way. Once closed, an evaluation, its parts, its marks and its appeal are changed by a correction only.

The listener below says so at every flush of the session, whichever door or service forgets it; services/bulk, which writes
past the session, is given only what is held and stands open (overtime.py, cycles.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g, has_app_context
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from models import Evaluation, EvaluationAppeal, EvaluationMark, EvaluationPart, EvaluationStepKind, db, now
from rules.access import Actor
from rules.evaluation import way
from rules.refused import Refused
from services import bulk

from . import holding, steps

SEALED = (Evaluation, EvaluationPart, EvaluationMark, EvaluationAppeal)


def close(evaluation: Evaluation, act: str, *, by: Actor) -> None:
    """End it. To be called with the evaluation held and the guard lifted, after all else was written."""
    db.session.flush()
    holding.move(evaluation, act)
    evaluation.closed_at = now()
    steps.note(evaluation, EvaluationStepKind.CLOSED, by=by)
    db.session.flush()


@contextmanager
def opened_for_correction() -> Iterator[None]:
    """Let what is closed be changed; for services/evaluation/way/correcting.py alone."""
    db.session.flush()
    g.corrects_evaluation = True
    try:
        yield
        db.session.flush()
    finally:
        g.corrects_evaluation = False


@event.listens_for(Session, "before_flush")
def _keep_closed(session, _context, _instances) -> None:
    if not has_app_context() or g.get("corrects_evaluation"):
        return
    with session.no_autoflush:
        changed = [one for one in (*session.new, *session.deleted, *session.dirty) if isinstance(one, SEALED) and _is_changed(session, one)]
        numbers = {number for one in changed if (number := _evaluation_of(one)) is not None}
        if numbers and bulk.sealing.any_closed(numbers):
            raise Refused(way.IS_CLOSED)


def _is_changed(session, record) -> bool:
    return record not in session.dirty or session.is_modified(record, include_collections=False)


def _evaluation_of(record) -> int | None:
    """The number of the stored evaluation to which a record belongs; None where it is made in this very flush."""
    if not isinstance(record, Evaluation):
        added = inspect(record).attrs.evaluation.history.added
        if not (added and added[0] is not None):
            return record.evaluation_id
        record = added[0]
    return record.id if inspect(record).persistent else None
