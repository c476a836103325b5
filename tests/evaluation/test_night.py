"""The nightly run goes on with the others when one evaluation moved on meanwhile; and who is not heard is told why."""

from __future__ import annotations

import datetime as dt

import pytest

from models import EvaluationState, Notice, Officer, db, now
from rules.refused import Refused
from services import evaluation, guard
from services.evaluation.way import holding
from tests.evaluation import campaign


def officer(number: int) -> Officer:
    with guard.unscoped("a test"):
        return db.session.get(Officer, number)


@pytest.fixture
def pair(in_app, people):
    """The evaluations of Daouda and Moussa by Coumba, in the state that `pair(state)` names, long ago."""

    def made(state: EvaluationState):
        coumba = officer(people.coumba.officer_id)
        found = [campaign.an_evaluation(officer(number), coumba, state=state) for number in (people.daouda.officer_id, people.colleague_id)]
        with guard.unscoped("long ago"):
            for one in found:
                one.shown_at, one.appeal_until_on = now() - dt.timedelta(days=400), now().date() - dt.timedelta(days=1)
            db.session.flush()
        return found

    return made


@pytest.mark.parametrize(
    ("run", "before", "meanwhile", "after"),
    [
        ("silence_over", EvaluationState.READING, EvaluationState.APPEALED, EvaluationState.SIGNED),
        ("close_over", EvaluationState.SIGNED, EvaluationState.APPEALED, EvaluationState.CLOSED),
    ],
)
def test_one_that_moved_on_meanwhile_does_not_stop_the_night(pair, monkeypatch, run, before, meanwhile, after):
    first, second = pair(before)
    quick = holding.hold_all

    def moved(numbers, condition):
        """Somebody acts between the look of the night and its turn."""
        first.state = meanwhile
        return quick(numbers, condition)

    monkeypatch.setattr(holding, "hold_all", moved)
    assert getattr(evaluation, run)(now().date()) == 1
    with guard.unscoped("the test looks"):
        assert (first.state, second.state) == (meanwhile, after)


@pytest.mark.parametrize("reason", ["", "x", "congé", "…………………………"])
def test_no_interview_needs_a_reason_that_can_be_answered(in_app, people, reason):
    made = campaign.an_evaluation(officer(people.daouda.officer_id), officer(people.coumba.officer_id))
    with pytest.raises(Refused, match="Say why"):
        evaluation.no_interview(made, reason, by=campaign.act_as(people.coumba))


def test_the_officer_is_told_that_there_is_no_interview_and_reads_why(app, people, signed_in):
    with app.app_context():
        made = campaign.an_evaluation(officer(people.daouda.officer_id), officer(people.coumba.officer_id))
        evaluation.no_interview(made, "En mission à Kidal jusqu’en mars", by=campaign.act_as(people.coumba))
        with guard.unscoped("who was told"):
            told = [(one.event, one.url) for one in db.session.query(Notice).filter_by(reader_id=people.daouda.user_id)]
        db.session.commit()
    [(event, page)] = told
    assert event == "evaluation.no_interview"
    assert "En mission à Kidal jusqu’en mars" in signed_in("daouda").get(page).text


def test_a_reason_that_is_none_stands_beside_its_field(app, people, signed_in):
    with app.app_context():
        made = campaign.an_evaluation(officer(people.daouda.officer_id), officer(people.coumba.officer_id))
        with guard.unscoped("a test"):
            number = made.id
        db.session.commit()
    answer = signed_in("coumba").post("/my/team/interviews/", data={f"why-{number}": "x"})
    assert answer.status_code == 422 and f'id="why-{number}-wrong"' in answer.text
