"""Evaluation at the clerks' door: the campaign is HR's, the evaluations are read."""

from __future__ import annotations

import datetime as dt

import pytest

from jobs import running
from models import CycleCriterion, CycleState, EvaluationCycle, FormCriterion, Job, JobState, db
from services import guard


@pytest.fixture
def cycle_id(app, people):
    with app.app_context():
        with guard.unscoped("a cycle for tests"):
            made = EvaluationCycle(name="Notation 2026", starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31))
            db.session.add(made)
            db.session.flush()
            number = made.id
        db.session.commit()
    return number


def post(client, act: str, number: int):
    return client.post(f"/admin/evaluation-cycle/{act}/", data={"id": number})


def run_jobs(app) -> None:
    """What the worker would do now."""
    with app.app_context(), guard.unscoped("the jobs that wait"):
        waiting = [job.id for job in db.session.query(Job).filter_by(state=JobState.WAITING)]
    for number in waiting:
        with app.app_context():
            running.run(number)


def state(app, number: int) -> CycleState:
    with app.app_context(), guard.unscoped("look"):
        return db.session.get(EvaluationCycle, number).state


def test_a_cycle_is_opened_and_closed(app, signed_in, cycle_id):
    aminata = signed_in("aminata")
    post(aminata, "open", cycle_id)
    run_jobs(app)
    assert state(app, cycle_id) == CycleState.OPEN
    assert "Discipline" in aminata.get(f"/admin/evaluation-cycle/details/?id={cycle_id}").get_data(as_text=True)
    with app.app_context(), guard.unscoped("look"):
        assert db.session.query(CycleCriterion).count() == db.session.query(FormCriterion).count() > 0
    aminata.post(f"/admin/evaluation-cycle/close/?id={cycle_id}", data={"because": "Fin de la campagne."})
    assert state(app, cycle_id) == CycleState.CLOSED


@pytest.mark.parametrize("who", ["boubacar", "coumba", "fanta", "daouda"])
def test_only_those_who_keep_campaigns_open_a_cycle(app, signed_in, cycle_id, who):
    assert post(signed_in(who), "open", cycle_id).status_code == 403
    assert state(app, cycle_id) == CycleState.PREPARED


@pytest.mark.parametrize("path", ["evaluation-cycle/new/", "criterion/new/", "criterion/edit/?id=1"])
def test_a_supervisor_changes_no_campaign(signed_in, people, path):
    assert signed_in("coumba").get(f"/admin/{path}").status_code == 403


def test_an_open_cycle_keeps_its_period_and_its_scale(app, signed_in, cycle_id):
    aminata = signed_in("aminata")
    post(aminata, "open", cycle_id)
    run_jobs(app)
    form = {"name": "Notation", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "scale_max": "7", "least_share": "0,6"}
    aminata.change(f"/admin/evaluation-cycle/edit/?id={cycle_id}", data=form)
    with app.app_context(), guard.unscoped("look"):
        assert db.session.get(EvaluationCycle, cycle_id).scale_max == 20


@pytest.mark.parametrize("path", ["evaluation", "evaluation-part", "cycle-criterion"])
def test_evaluations_are_not_written_at_this_door(signed_in, people, path):
    assert signed_in("aminata").get(f"/admin/{path}/").status_code == 200
    assert signed_in("aminata").get(f"/admin/{path}/new/").status_code == 403
