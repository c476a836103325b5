"""What the pages of evaluation say beside the marks: levels, facts, who holds an interview, the steps, and until when one appeals."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Criterion, CycleCriterion, Evaluation, EvaluationState, EvaluationStep, EvaluationStepKind, Officer, db, now
from rules.evaluation import leniency
from services import evaluation, guard
from services.evaluation.fairness import saying
from tests import force
from tests.evaluation import campaign

SOON = dt.timedelta(days=10)


@pytest.fixture
def made(app, people):
    """made(state): the number of Daouda's evaluation by Coumba, with Moussa as the second level."""

    def make(state: EvaluationState = EvaluationState.MARKING, **values) -> int:
        with app.app_context(), guard.unscoped("an evaluation for tests"):
            daouda, coumba, moussa = (db.session.get(Officer, one) for one in (people.daouda.officer_id, people.coumba.officer_id, people.colleague_id))
            force.user("moussa", "officer", agency=moussa.home_agency, officer=moussa)
            found = campaign.an_evaluation(daouda, coumba, moussa, state=state)
            for name, value in values.items():
                setattr(found, name, value)
            db.session.commit()
            return found.id

    return make


def read(app, number: int) -> tuple:
    with app.app_context(), guard.unscoped("what is kept"):
        found = db.session.get(Evaluation, number)
        return found.interview_on, found.not_interviewed


def test_that_it_was_given_to_the_officer_is_a_dated_step(made, signed_in, app):
    number = made(EvaluationState.REVIEWING)
    signed_in("moussa").post(f"/my/reviews/{number}/", data={"act": "finish"})
    with app.app_context(), guard.unscoped("what is kept"):
        kinds = list(db.session.scalars(db.select(EvaluationStep.kind).order_by(EvaluationStep.id)))
    assert kinds == [EvaluationStepKind.REVIEWED, EvaluationStepKind.GIVEN]
    with app.app_context():
        told = str(EvaluationStepKind.GIVEN.label)
    assert told in signed_in("daouda").get(f"/my/evaluations/{number}/").text


def test_a_reason_takes_the_place_of_the_day_that_was_announced_and_a_day_that_of_the_reason(made, signed_in, app):
    day = now().date() + SOON
    number, coumba = made(interview_on=day, interview_told_at=now()), signed_in("coumba")
    typed, why = {f"on-{number}": f"{day:%d/%m/%Y}"}, "En mission jusqu'en mars."
    assert coumba.post("/my/team/interviews/", data=typed | {f"why-{number}": why}).status_code == 302
    assert read(app, number) == (None, why)
    assert coumba.post("/my/team/interviews/", data=typed | {f"why-{number}": why}).status_code == 302
    assert read(app, number) == (day, None)


def test_a_new_day_and_a_new_reason_at_once_are_refused(made, signed_in, app):
    number = made()
    typed = {f"on-{number}": f"{now().date() + SOON:%d/%m/%Y}", f"why-{number}": "En mission jusqu'en mars."}
    assert signed_in("coumba").post("/my/team/interviews/", data=typed).status_code == 422
    assert read(app, number) == (None, None)


def test_whose_interview_another_head_holds_is_listed_with_that_head(made, signed_in, app, people):
    number = made()
    with app.app_context(), guard.unscoped("another head commanded longer"):
        found, moussa = db.session.get(Evaluation, number), db.session.get(Officer, people.colleague_id)
        found.evaluator, found.evaluator_name = moussa, str(moussa)
        db.session.commit()
        names = str(found.officer), str(moussa)
    page = signed_in("coumba").get("/my/team/interviews/").text
    assert f"on-{number}" not in page and all(name in page for name in names)


def test_the_second_level_and_the_officer_read_what_a_level_means(made, signed_in, app):
    number = made(EvaluationState.REVIEWING)
    with app.app_context(), guard.unscoped("the words of a level"):
        of_form = db.select(CycleCriterion).join(Evaluation, Evaluation.form_id == CycleCriterion.form_id).where(Evaluation.id == number)
        levels = sorted(db.session.scalars(of_form.order_by(CycleCriterion.id)).first().levels)
    reached = next(words for share, words, _english in reversed(levels) if share * 20 / 100 <= 14.5)
    moussa = signed_in("moussa")
    page = moussa.get(f"/my/reviews/{number}/").text
    assert all(words in page for _share, words, _english in levels)
    moussa.post(f"/my/reviews/{number}/", data={"act": "finish"})
    assert reached in signed_in("daouda").get(f"/my/evaluations/{number}/").text


def test_who_refused_to_sign_is_told_above_that_he_may_appeal(made, signed_in):
    number, daouda = made(EvaluationState.READING), signed_in("daouda")
    assert daouda.post(f"/my/evaluations/{number}/answer", data={"act": "refuse"}).status_code == 302
    page = daouda.get(f"/my/evaluations/{number}/").text
    assert page.index('href="#appeal"') < page.index("<dl") < page.index('id="appeal"')


def test_a_fact_is_noted_beside_the_criteria_of_the_form_of_that_officer(made, signed_in, app, people):
    with app.app_context(), guard.unscoped("what every form asks for"):
        every = {str(one) for one in db.session.scalars(db.select(Criterion))}
    made()
    with app.app_context(), guard.unscoped("what his form asks for"):
        asked = {str(one.criterion) for one in evaluation.criteria_of(db.session.scalars(db.select(Evaluation)).one())}
    page = signed_in("coumba").get(f"/my/team/facts/{people.daouda.officer_id}/").text
    offered = {name for name in every if f">{name}</option>" in page.replace("&#39;", "'")}
    assert offered == asked and offered < every


def test_the_corrected_mark_in_words_is_the_one_of_the_page(app):
    said = leniency.correct(leniency.Decimal("13.63"), [leniency.Share(365, *[leniency.Decimal("0.16")] * 2)], first_level=leniency.Decimal(1), scale_max=leniency.Decimal(20))
    with app.test_request_context():
        assert "13,47" in saying.told(said.reasons[0], own=True) or "13.47" in saying.told(said.reasons[0], own=True)
