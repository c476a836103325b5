"""Builders of campaigns for tests: a cycle, evaluations with the parts of their heads, marks as they stand once sent.

They add to the session and flush, with the guard lifted; they need an application context, and never commit.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from models import (
    Criterion,
    CycleCriterion,
    CycleForm,
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationDraft,
    EvaluationFact,
    EvaluationMark,
    EvaluationPart,
    EvaluationState,
    FactTone,
    MarkLevel,
    Officer,
    PartState,
    User,
    db,
    now,
)
from rules.access import Actor
from services import account, guard
from services.evaluation.campaign import forms
from services.evaluation.way import scoring
from tests import force

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
WHY = "building a campaign for tests"
# What was sent before its officer reads it.
UNSENT = (EvaluationState.MARKING, EvaluationState.EXCUSED)
SHOWN = (EvaluationState.READING, EvaluationState.SIGNED, EvaluationState.APPEALED, EvaluationState.CLOSED)


def act_as(person: force.Person, door: str = "portal") -> Actor:
    """Let one of the five act from now on."""
    with guard.unscoped("who acts in a test"):
        who = account.actor_of(db.session.get(User, person.user_id), door, None, None)
    guard.act_as(who)
    return who


def a_cycle(name: str = "Notation 2026", *, state: CycleState = CycleState.OPEN, **values) -> EvaluationCycle:
    """A cycle of the year 2026; with the frozen forms of the reference data unless it is only prepared."""
    with guard.unscoped(WHY):
        made = EvaluationCycle(**{"name": name, "starts_on": FIRST, "ends_on": LAST, "state": state} | values)
        db.session.add(made)
        db.session.flush()
        if state is not CycleState.PREPARED:
            made.opened_at = now()
            forms.freeze(made)
        if state is CycleState.CLOSED:
            made.closed_at = now()
    return made


def an_evaluation(
    officer: Officer, evaluator: Officer | None, reviewer: Officer | None = None,
    *, state: EvaluationState = EvaluationState.MARKING, days: int = 365, cycle: EvaluationCycle | None = None, mark: str = "14.5",
) -> Evaluation:  # fmt: skip
    """An evaluation with one part, in the open cycle (or one made for it) unless another is given; marked throughout if it was sent."""
    with guard.unscoped(WHY):
        cycle = cycle or db.session.query(EvaluationCycle).filter_by(state=CycleState.OPEN).first() or a_cycle()
        made = Evaluation(
            cycle=cycle, officer=officer, form=_form(cycle), unit=officer.unit, state=EvaluationState.MARKING,
            evaluator=evaluator, evaluator_name=str(evaluator) if evaluator else None,
            reviewer=reviewer, reviewer_name=str(reviewer) if reviewer else None,
        )  # fmt: skip
        db.session.add(made)
        part = a_part(made, evaluator, days=days)
        if state not in UNSENT:
            sent(part, mark)
        if state in SHOWN:
            made.score, made.reviewed_at, made.shown_at = scoring.score(made), now(), now()
        made.state, made.closed_at = state, now() if state is EvaluationState.CLOSED else None  # last: what is closed is sealed
    return made


def _form(cycle: EvaluationCycle):
    """The form that is meant for everybody."""
    return next(form for form in cycle.forms if form.corps_id is None and form.function is None and form.audience.value != "heads")


def a_part(
    evaluation: Evaluation, evaluator: Officer | None, *, days: int = 365, state: PartState = PartState.OPEN, starts_on: dt.date = FIRST,
) -> EvaluationPart:  # fmt: skip
    """One more head in an evaluation, who commanded for so many days."""
    with guard.unscoped(WHY):
        made = EvaluationPart(
            evaluation=evaluation, evaluator=evaluator, evaluator_name=str(evaluator) if evaluator else None,
            unit=evaluation.unit, starts_on=starts_on, ends_on=starts_on + dt.timedelta(days=days - 1), days=days, state=state,
        )  # fmt: skip
        db.session.add(made)
    return made


def sent(part: EvaluationPart, mark: str = "14.5") -> EvaluationPart:
    """Mark every criterion of the part alike, as it stands once it was sent."""
    with guard.unscoped(WHY):
        for criterion in scoring.criteria_of(part.evaluation):
            db.session.add(
                EvaluationMark(evaluation=part.evaluation, part=part, cycle_criterion=criterion, level=MarkLevel.FIRST, mark=Decimal(mark))
            )
        part.state, part.sent_at, part.score = PartState.SENT, now(), Decimal(mark)
    return part


def a_draft(part: EvaluationPart, **typed: str) -> EvaluationDraft:
    """What the evaluator of the part typed and did not send: a_draft(part, comment="…"), or **{"mark-12": "14"}."""
    with guard.unscoped(WHY):
        made = EvaluationDraft(evaluation=part.evaluation, part=part, writer=part.evaluator, typed=typed)
        db.session.add(made)
    return made


def a_fact(officer: Officer, noted_by: force.Person, *, tone: FactTone = FactTone.GOOD, on: dt.date = dt.date(2026, 5, 4), **values) -> EvaluationFact:
    """A fact of the year, noted about the officer."""
    with guard.unscoped(WHY):
        made = EvaluationFact(
            **{"officer": officer, "happened_on": on, "tone": tone, "words": "Relève assurée seul.",
               "noted_by_id": noted_by.user_id, "noted_by_name": noted_by.username.capitalize(),
               "is_by_officer": officer.id == noted_by.officer_id} | values
        )  # fmt: skip
        db.session.add(made)
    return made


def of_two_criteria(name: str = "2025") -> EvaluationCycle:
    """A closed cycle of 2025 whose one form asks for two criteria of equal weight."""
    with guard.unscoped(WHY):
        asked = db.session.query(Criterion).order_by(Criterion.sort_order).limit(2)
        criteria = [CycleCriterion(criterion=one, weight=1, sort_order=place, levels=[]) for place, one in enumerate(asked)]
        made = EvaluationCycle(name=name, starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2025, 12, 31), state=CycleState.CLOSED)
        made.forms = [CycleForm(name="Fiche", criteria=criteria)]
        db.session.add(made)
        db.session.flush()
    return made


def closed_with(cycle: EvaluationCycle, officer: Officer, evaluator: Officer, *marks: int | Decimal) -> Evaluation:
    """A closed evaluation of one part, with these marks for the criteria of the cycle in their order."""
    with guard.unscoped(WHY):
        form = cycle.forms[0]
        made = Evaluation(cycle=cycle, form=form, officer=officer, unit=officer.unit, evaluator=evaluator, evaluator_name=str(evaluator))
        db.session.add(made)
        part = a_part(made, evaluator, state=PartState.SENT, starts_on=cycle.starts_on)
        for criterion, mark in zip(form.criteria, marks, strict=True):
            db.session.add(EvaluationMark(evaluation=made, part=part, cycle_criterion=criterion, mark=mark))
        db.session.flush()
        made.score = part.score = scoring.score(made)
        part.sent_at = made.shown_at = made.closed_at = now()
        made.state = EvaluationState.CLOSED  # last: what is closed is sealed
        db.session.flush()
    return made
