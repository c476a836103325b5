"""Which facts stand beside an evaluation, which marks they found, and from when on neither they nor their answers change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from models import CycleCriterion, Evaluation, EvaluationCycle, EvaluationFact, EvaluationMark, EvaluationPart, EvaluationState, PartState, db
from rules import evaluation as rules
from services import bulk, guard

# When the officer was given the evaluation to read; from then on no fact is added to it.
GIVEN_AT = func.coalesce(Evaluation.shown_at, Evaluation.closed_at)


def standing(evaluations: Sequence[Evaluation]) -> Select:
    """The facts that were not withdrawn within the period of these evaluations of one cycle, the earliest first."""
    cycle, officers = evaluations[0].cycle, {one.officer_id for one in evaluations}
    within = EvaluationFact.happened_on.between(cycle.starts_on, cycle.ends_on)
    asked = select(EvaluationFact).where(EvaluationFact.officer_id.in_(officers), within, EvaluationFact.withdrawn_at.is_(None))
    return asked.options(joinedload(EvaluationFact.criterion)).order_by(EvaluationFact.happened_on, EvaluationFact.id)


def facts_of(evaluations: Sequence[Evaluation], in_form: Collection[tuple[int, int]]) -> dict[int, dict[int | None, list[EvaluationFact]]]:
    """Of many evaluations of one cycle, by their number, what `facts_for` gives of each: one statement.

    `in_form` holds (form, usual criterion) for all that their forms ask for.
    """
    if not evaluations:
        return {}
    by_officer = {one.officer_id: one for one in evaluations}
    found: dict[int, dict[int | None, list[EvaluationFact]]] = {one.id: {} for one in evaluations}
    for fact in db.session.scalars(standing(evaluations)):
        evaluation = by_officer[fact.officer_id]
        given_at = evaluation.shown_at or evaluation.closed_at
        if given_at is None or fact.noted_at <= given_at:
            key = fact.criterion_id if (evaluation.form_id, fact.criterion_id) in in_form else None
            found[evaluation.id].setdefault(key, []).append(fact)
    return found


def facts_for(evaluation: Evaluation) -> dict[int | None, list[EvaluationFact]]:
    """The facts that stand beside an evaluation by the usual criterion that they belong to (Criterion.id, not CycleCriterion.id).

    Under None those of no criterion and of one that the form does not ask for: they stand beside all.
    """
    asked = select(CycleCriterion.form_id, CycleCriterion.criterion_id).where(CycleCriterion.form_id == evaluation.form_id)
    return facts_of([evaluation], set(map(tuple, db.session.execute(asked))))[evaluation.id]


def tones(found: Mapping[int | None, Sequence[EvaluationFact]], criterion_id: int) -> set[str]:
    """How those facts speak that found a mark of this usual criterion."""
    beside = [fact for key in (criterion_id, None) for fact in found.get(key, ())]
    return {fact.tone.value for fact in beside if rules.founds(fact.tone.value, is_own_note=fact.is_by_officer)}


def spoken(evaluation: Evaluation, criterion_ids: Collection[int]) -> dict[int, set[str]]:
    """By usual criterion how the facts speak that found a mark of it: read once for all of a form."""
    found = facts_for(evaluation)
    return {key: tones(found, key) for key in criterion_ids}


def hold(evaluations: Collection[Evaluation]) -> None:
    """Let nobody withdraw a fact about these officers before the marks that it founds are kept. With the guard lifted."""
    db.session.flush()
    bulk.lock(EvaluationFact, EvaluationFact.officer_id.in_(sorted({one.officer_id for one in evaluations})))


# --- what no longer changes ----------------------------------------------------------------------


def founded(facts: Collection[EvaluationFact]) -> dict[int, dt.datetime]:
    """Of these facts those beside which marks were sent or given to the officer, by their number, with the first such moment."""
    marked = select(EvaluationMark.id).join(EvaluationMark.cycle_criterion)
    marked = marked.where(EvaluationMark.part_id == EvaluationPart.id, CycleCriterion.criterion_id == EvaluationFact.criterion_id)
    sent = and_(EvaluationPart.state != PartState.ENDED, EvaluationPart.sent_at >= EvaluationFact.noted_at)
    asked = _beside(facts, func.min(EvaluationPart.sent_at)).join(EvaluationPart, EvaluationPart.evaluation_id == Evaluation.id)
    by_sending = asked.where(sent, or_(EvaluationFact.criterion_id.is_(None), marked.exists()))
    by_giving = _beside(facts, func.min(GIVEN_AT)).where(GIVEN_AT >= EvaluationFact.noted_at)
    with guard.unscoped("whether a fact founded a mark"):
        given, sent_at = (dict(map(tuple, db.session.execute(one))) for one in (by_giving, by_sending))
    return {number: min(at for at in (given.get(number), sent_at.get(number)) if at is not None) for number in given.keys() | sent_at.keys()}


def sealed(facts: Collection[EvaluationFact]) -> dict[int, dt.datetime]:
    """Of these facts those that stand beside a closed evaluation, by their number, with when it was closed."""
    asked = _beside(facts, func.min(Evaluation.closed_at)).where(Evaluation.state == EvaluationState.CLOSED, GIVEN_AT >= EvaluationFact.noted_at)
    with guard.unscoped("whether a fact stands beside a closed evaluation"):
        return dict(map(tuple, db.session.execute(asked)))


def _beside(facts: Collection[EvaluationFact], moment: ColumnElement) -> Select:
    """(number of the fact, this moment of the evaluations in whose period it lies), for each of these facts."""
    within = and_(EvaluationCycle.starts_on <= EvaluationFact.happened_on, EvaluationCycle.ends_on >= EvaluationFact.happened_on)
    asked = select(EvaluationFact.id, moment).join(Evaluation, Evaluation.officer_id == EvaluationFact.officer_id)
    asked = asked.join(EvaluationCycle, EvaluationCycle.id == Evaluation.cycle_id)
    return asked.where(EvaluationFact.id.in_([one.id for one in facts]), within).group_by(EvaluationFact.id)
