"""The dated steps of an evaluation, as all who may read it see them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from models import Evaluation, EvaluationStep, EvaluationStepKind, db, now
from rules.access import Actor
from services import bulk


def note(evaluation: Evaluation, kind: EvaluationStepKind, *, by: Actor, words: str | None = None) -> None:
    """Add what just happened. To be called with the guard lifted, where the act itself was checked."""
    db.session.add(EvaluationStep(evaluation=evaluation, kind=kind, by_name=by.name or None, words=words or None))


def of(evaluation: Evaluation) -> Sequence[EvaluationStep]:
    """The steps so far, the oldest first."""
    return db.session.scalars(select(EvaluationStep).where(EvaluationStep.evaluation_id == evaluation.id).order_by(EvaluationStep.id)).all()


def note_all(evaluation_ids: Sequence[int], kind: EvaluationStepKind, *, by: Actor, words: str | None = None) -> None:
    """Add the same step to many; to be called with the guard lifted."""
    told = {"kind": kind, "at": now(), "by_name": by.name or None, "words": words or None}
    bulk.insert(EvaluationStep, [{"evaluation_id": key} | told for key in evaluation_ids])
