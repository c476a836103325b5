"""A cycle that was opened stays as it is, and what was said in it too."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Criterion, CycleState, EvaluationCycle, EvaluationState, FormCriterion, Officer, db
from rules.refused import Forbidden, Refused
from services import evaluation, guard
from tests.evaluation import campaign


@pytest.fixture
def cycle(in_app, people) -> EvaluationCycle:
    """A cycle opened by Aminata, and Coumba signed in."""
    campaign.act_as(people.aminata, "admin")
    made = campaign.a_cycle(state=CycleState.PREPARED)
    evaluation.open_cycle(made, by=guard.actor())
    campaign.act_as(people.coumba)
    return made


def of_daouda(people, **values):
    with guard.unscoped("an evaluation for tests"):
        daouda, coumba = (db.session.get(Officer, one.officer_id) for one in (people.daouda, people.coumba))
    return campaign.an_evaluation(daouda, coumba, **values)


def test_opening_a_cycle_freezes_the_weights(cycle, people):
    campaign.act_as(people.aminata, "admin")
    criterion = db.session.query(Criterion).filter_by(code="DIS").one()
    frozen = next(one for one in cycle.forms[0].criteria if one.criterion is criterion)
    for weighed in db.session.query(FormCriterion).filter_by(criterion=criterion):
        weighed.weight = 99
    criterion.weight = 99
    db.session.flush()
    db.session.expire(frozen)
    assert frozen.weight == 15


def test_a_supervisor_opens_and_closes_no_cycle(cycle):
    for act in (evaluation.open_cycle, evaluation.close_cycle):
        with pytest.raises(Forbidden):
            act(cycle, by=guard.actor())


def test_only_one_cycle_is_open_at_a_time(cycle, people):
    other = campaign.a_cycle("Notation 2027", state=CycleState.PREPARED)
    campaign.act_as(people.aminata, "admin")
    with pytest.raises(Refused, match="Close the cycle “Notation 2026” first"):
        evaluation.open_cycle(other, by=guard.actor())


def test_an_opened_cycle_no_longer_changes(cycle):
    cycle.scale_max = 10
    with pytest.raises(Refused):
        evaluation.check_cycle(cycle)


@pytest.mark.parametrize("ends_on", [dt.date(2025, 12, 31), dt.date(2026, 1, 1)])
def test_a_period_ends_after_it_begins(ends_on):
    with pytest.raises(Refused, match="after it begins"):
        evaluation.check_cycle(EvaluationCycle(name="Notation", starts_on=dt.date(2026, 1, 1), ends_on=ends_on))


def test_nothing_is_written_in_a_closed_cycle(in_app, people):
    made = of_daouda(people)
    with guard.unscoped("the part of Coumba"):
        part, cycle = made.parts[0], made.cycle
    campaign.act_as(people.aminata, "admin")
    evaluation.close_cycle(cycle, "Fin de campagne", by=guard.actor())
    db.session.flush()
    coumba = campaign.act_as(people.coumba)
    with pytest.raises(Refused):
        evaluation.send(part, by=coumba)


def test_the_explanation_stays_the_same_when_posts_change(in_app, people):
    made = of_daouda(people, state=EvaluationState.CLOSED)
    with guard.unscoped("the test looks"):
        before = evaluation.explanation(made)
        made.officer.postings[-1].is_head = True
        db.session.flush()
        assert evaluation.explanation(made) == before and len(before) == 9
