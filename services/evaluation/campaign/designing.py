"""Forms and criteria of the next campaign: their weights, and the words of each level. An opened cycle keeps its own copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from models import Criterion, CriterionLevel, EvaluationForm, FormCriterion, db
from rules import evaluation as rules


def criteria() -> Sequence[Criterion]:
    """All criteria, in their order."""
    return db.session.scalars(select(Criterion).order_by(Criterion.sort_order, Criterion.id)).all()


def weigh(form: EvaluationForm, typed: Mapping[int, str]) -> None:
    """Let the form ask for the criteria that have a weight, and for no others. Raises Refused."""
    weights = rules.parse_weights(typed)
    standing = {one.criterion_id: one for one in form.criteria}
    for key in standing.keys() - weights.keys():
        db.session.delete(standing[key])
    for criterion in criteria():
        if criterion.id in standing and criterion.id in weights:
            standing[criterion.id].weight = weights[criterion.id]
        elif criterion.id in weights:
            db.session.add(FormCriterion(form=form, criterion=criterion, weight=weights[criterion.id], sort_order=criterion.sort_order))
    db.session.flush()
    db.session.expire(form, ["criteria"])


def describe(criterion: Criterion, typed: Sequence[tuple[str, str, str]]) -> None:
    """Put these levels, as typed, in the place of those that stand. Raises Refused."""
    wanted = {one.from_share: one for one in rules.parse_levels(typed)}
    standing = {one.from_share: one for one in criterion.levels}
    for share in standing.keys() - wanted.keys():
        db.session.delete(standing[share])
    for share, level in wanted.items():
        if share in standing:
            standing[share].words, standing[share].words_en = level.words, level.words_en
        else:
            db.session.add(CriterionLevel(criterion=criterion, from_share=share, words=level.words, words_en=level.words_en))
    db.session.flush()
    db.session.expire(criterion, ["levels"])
