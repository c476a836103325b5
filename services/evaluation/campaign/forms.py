"""The forms of a campaign: frozen when it opens, with their weights and the words of each level."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models import (
    Criterion,
    CycleCriterion,
    CycleForm,
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationForm,
    FormCriterion,
    Officer,
    db,
)
from rules import evaluation as rules
from rules.refused import N_, Refused
from services import guard


def in_use() -> list[EvaluationForm]:
    """The forms that the next campaign takes, those that ask for something."""
    asked = select(EvaluationForm).where(EvaluationForm.is_used, EvaluationForm.criteria.any()).order_by(EvaluationForm.id)
    criteria = selectinload(EvaluationForm.criteria).selectinload(FormCriterion.criterion).selectinload(Criterion.levels)
    return list(db.session.scalars(asked.options(criteria)))


def freeze(cycle: EvaluationCycle) -> None:
    """Give the cycle its own copy of every form in use. Refused where there is none."""
    if cycle.forms:
        return  # weights that were chosen for this cycle alone, before there were forms
    forms = in_use()
    if not forms:
        raise Refused(N_("There are no evaluation forms with criteria. Enter some before you open a cycle."))
    cycle.forms = [_frozen(form) for form in forms]
    db.session.flush()


def _frozen(form: EvaluationForm) -> CycleForm:
    criteria = [
        CycleCriterion(criterion=one.criterion, weight=one.weight, sort_order=one.sort_order, levels=_levels(one.criterion))
        for one in form.criteria
    ]
    return CycleForm(form=form, name=form.name, corps_id=form.corps_id, audience=form.audience, function=form.function, criteria=criteria)


def _levels(criterion: Criterion) -> list[list]:
    return [[level.from_share, level.words, level.words_en or level.words] for level in criterion.levels]


def as_rules(cycle: EvaluationCycle) -> list[rules.Form]:
    """The forms of the cycle as plain values, from which `rules.evaluation.narrowest` chooses."""
    return [rules.Form(one.id, one.corps_id, one.audience.value, one.function) for one in cycle.forms]


def in_use_as_rules() -> list[rules.Form]:
    """The forms that the next campaign would take, as plain values; their keys are those of the forms, not of a cycle's copies."""
    return [rules.Form(one.id, one.corps_id, one.audience.value, one.function) for one in in_use()]


def criteria_to_note(officer: Officer) -> list[Criterion]:
    """The criteria beside which a fact about somebody may stand: of the form of the open campaign; all where there is none yet."""
    asked = select(CycleCriterion.criterion_id).join(CycleForm, CycleCriterion.form_id == CycleForm.id)
    asked = asked.join(Evaluation, Evaluation.form_id == CycleForm.id).join(EvaluationCycle, Evaluation.cycle_id == EvaluationCycle.id)
    every = select(Criterion).order_by(Criterion.sort_order, Criterion.id)
    with guard.unscoped("of what the form of an officer asks"):
        numbers = db.session.scalars(asked.where(Evaluation.officer_id == officer.id, EvaluationCycle.state == CycleState.OPEN)).all()
    return list(db.session.scalars(every.where(Criterion.id.in_(numbers)) if numbers else every))
