"""What the second level types before it finishes: one draft for each evaluation and reviewer, kept as typed, his alone."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from models import Evaluation, EvaluationDraft, EvaluationState, db, now
from rules.access import Actor
from rules.evaluation import as_kept, box_of
from services import guard

from . import holding, scoring


def typed_review(evaluation: Evaluation, *, by: Actor) -> tuple[dict[str, str], str]:
    """What somebody typed into his review, {field: text}, and its version, empty while nothing is kept."""
    kept = _of(evaluation, by)
    return (dict(kept.typed), str(kept.version)) if kept else ({}, "")


def save_review(evaluation: Evaluation, typed: Mapping[str, str], *, by: Actor) -> str:
    """Keep all that stands in the form, what was typed last; returns its version.

    Raises Forbidden for who is not its second level, Refused where it is elsewhere by now.
    """
    holding.require(by.officer_id is not None and evaluation.reviewer_id == by.officer_id)
    with guard.unscoped("the second level types its review"):
        holding.hold(evaluation, "type_review")
        kept, fields = _of(evaluation, by), _fields(evaluation, typed)
        if kept is None:
            kept = EvaluationDraft(evaluation=evaluation, writer_id=by.officer_id, typed=fields)
            db.session.add(kept)
        elif kept.typed != fields:
            kept.typed, kept.saved_at = fields, now()
        db.session.flush()
    return str(kept.version)


def begun_reviews(by: Actor) -> set[int]:
    """The evaluations into whose review somebody typed already."""
    begun = select(EvaluationDraft.evaluation_id).join(EvaluationDraft.evaluation)
    own = begun.where(EvaluationDraft.writer_id == by.officer_id, EvaluationDraft.part_id.is_(None), Evaluation.state == EvaluationState.REVIEWING)
    return set(db.session.scalars(own))


def forget(evaluation: Evaluation, by: Actor) -> None:
    """The review is finished: what was typed has become marks."""
    if kept := _of(evaluation, by):
        db.session.delete(kept)


def _of(evaluation: Evaluation, by: Actor) -> EvaluationDraft | None:
    own = select(EvaluationDraft).where(EvaluationDraft.evaluation_id == evaluation.id, EvaluationDraft.part_id.is_(None))
    return db.session.scalar(own.where(EvaluationDraft.writer_id == by.officer_id))


def _fields(evaluation: Evaluation, typed: Mapping[str, str]) -> dict[str, str]:
    """Of what was posted the fields of this form that hold something."""
    asked, found = {one.id for one in scoring.criteria_of(evaluation)}, {}
    for name, text in typed.items():
        box, said = box_of(name), as_kept(text)
        if box and said and (box.criterion is None or box.criterion in asked):
            found[name] = holding.in_words(said, box.most)
    return found
