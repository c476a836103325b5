"""The mark that counts: of each criterion the mark of the highest level that gave one, the parts of several heads by their days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import CycleCriterion, Evaluation, EvaluationMark, EvaluationPart, MarkLevel, PartState, db
from rules import evaluation as rules


def criteria_of(evaluation: Evaluation) -> Sequence[CycleCriterion]:
    """The criteria of the form of this evaluation, in their order."""
    asked = select(CycleCriterion).where(CycleCriterion.form_id == evaluation.form_id)
    in_order = asked.order_by(CycleCriterion.sort_order, CycleCriterion.id)
    return db.session.scalars(in_order.options(joinedload(CycleCriterion.criterion))).all()


def weighted(criteria: Sequence[CycleCriterion]) -> list[rules.Weighted]:
    """The criteria as plain values for the rules."""
    return [rules.Weighted(one.id, str(one.criterion), one.weight) for one in criteria]


def counting(evaluation: Evaluation) -> dict[int, Decimal]:
    """The marks that count, by the number of the criterion of the cycle: on appeal before second level before the parts by days."""
    marks = _marks(evaluation)
    given = [
        rules.Given(mark.cycle_criterion_id, mark.level.value, mark.mark, mark.part.days if mark.part else 0)
        for mark in marks
        if mark.part is None or mark.part.state is not PartState.ENDED
    ]
    return rules.counting(given)


def _marks(evaluation: Evaluation) -> Sequence[EvaluationMark]:
    asked = select(EvaluationMark).where(EvaluationMark.evaluation_id == evaluation.id)
    return db.session.scalars(asked.options(joinedload(EvaluationMark.part)).order_by(EvaluationMark.id)).all()


def score(evaluation: Evaluation) -> Decimal:
    """The mark of the evaluation as its marks stand now. Raises Refused where too little is marked."""
    return rules.score(counting(evaluation), weighted(criteria_of(evaluation)), evaluation.cycle.least_share)


def part_score(part: EvaluationPart) -> Decimal:
    """The mark that one evaluator gives by himself. Raises Refused where too little is marked."""
    marks = {mark.cycle_criterion_id: mark.mark for mark in part.marks}
    return rules.score(marks, weighted(criteria_of(part.evaluation)), part.evaluation.cycle.least_share)


def explanation(evaluation: Evaluation) -> list[rules.Part]:
    """How the mark came about, by the weights of the cycle."""
    return rules.explain(counting(evaluation), weighted(criteria_of(evaluation)))


@dataclass(frozen=True)
class FirstLevel:
    """What the first level gave, for a list: the mark by the rule of the sheet, the lowest and the highest of its marks."""

    mark: Decimal
    lowest: Decimal
    highest: Decimal


def first_level(evaluations: Sequence[Evaluation]) -> dict[int, FirstLevel]:
    """By evaluation what the first level gave, parts that others took over left out; two statements for a list.

    Without those in which a part is still to be sent.
    """
    complete = {one.id: one for one in evaluations if {part.state for part in one.parts} - {PartState.ENDED} == {PartState.SENT}}
    asked = select(EvaluationMark.evaluation_id, EvaluationMark.cycle_criterion_id, EvaluationMark.mark, EvaluationPart.days).join(EvaluationMark.part)
    first = asked.where(EvaluationMark.evaluation_id.in_(complete), EvaluationMark.level == MarkLevel.FIRST, EvaluationPart.state == PartState.SENT)
    given = defaultdict(list)
    for key, criterion, mark, days in db.session.execute(first):
        given[key].append(rules.Given(criterion, MarkLevel.FIRST.value, mark, days))
    of_form = _weighted_by_form({complete[key].form_id for key in given})
    return {key: _first_level(marks, of_form[complete[key].form_id], complete[key].cycle.least_share) for key, marks in given.items()}


def _first_level(given: Sequence[rules.Given], criteria: Sequence[rules.Weighted], least_share: Decimal) -> FirstLevel:
    marks = [one.mark for one in given]
    return FirstLevel(rules.score(rules.counting(given), criteria, least_share), min(marks), max(marks))


def _weighted_by_form(form_ids: Collection[int]) -> dict[int, list[rules.Weighted]]:
    asked = select(CycleCriterion).where(CycleCriterion.form_id.in_(form_ids)).order_by(CycleCriterion.sort_order, CycleCriterion.id)
    found = defaultdict(list)
    for one in db.session.scalars(asked.options(joinedload(CycleCriterion.criterion))):
        found[one.form_id].append(one)
    return {key: weighted(criteria) for key, criteria in found.items()}


def marks_by_criterion(evaluation: Evaluation) -> dict[int, list[EvaluationMark]]:
    """All marks that the one who acts may see, by the number of the criterion, first level first."""
    found = defaultdict(list)
    for mark in sorted(_marks(evaluation), key=lambda mark: (list(MarkLevel).index(mark.level), mark.id)):
        found[mark.cycle_criterion_id].append(mark)
    return dict(found)
