"""Who reads how somebody marks: human resources on the page of the evaluator, the evaluator in the portal, nobody else."""

from __future__ import annotations

import datetime as dt

import pytest

from models import CycleState, EvaluationState, EvaluatorSeverity, Notice, Officer, Rank, SeverityFit, SeverityTalk, User, db
from services import guard
from tests import force

from . import campaign


@pytest.fixture
def line_id(app, people):
    """Coumba marked Daouda 15.8 in 2025, and marks 1.2 points above the others."""
    with app.app_context(), guard.unscoped("an estimate for a test"):
        coumba, daouda = (db.session.get(Officer, one.officer_id) for one in (people.coumba, people.daouda))
        cycle = campaign.a_cycle("Notation 2025", state=CycleState.CLOSED, starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2025, 12, 31))
        campaign.an_evaluation(daouda, coumba, cycle=cycle, state=EvaluationState.CLOSED, mark="15.8")
        fit = SeverityFit(
            corps_id=force.of_code(Rank, "SGT").corps_id, cycle=cycle, years=1, marks=90, officers=30, evaluators=6, groups=1,
            sd_officer=1, sd_evaluator=1, sd_error=1, deviance=1, most_points=2,
        )  # fmt: skip
        made = EvaluatorSeverity(
            fit=fit, evaluator=coumba, cycle=cycle, group_number=0, marks=15, mean=15.5, spread=1, identical_share=0.4,
            severity=1.2, standard_error=0.3, applied=1.2,
        )  # fmt: skip
        db.session.add(made)
        db.session.commit()
        return made.id


def test_the_officer_reads_the_mark_as_given_and_as_corrected_with_the_reason(line_id, signed_in):
    daouda = signed_in("daouda")
    page = daouda.get("/my/evaluations/").text
    assert "14,6" in page and "15,8" in page
    sheet = daouda.get("/my/evaluations/1/").text
    assert "1,2" in sheet and "14,6" in sheet


def test_human_resources_read_an_evaluator_and_write_to_him(line_id, people, signed_in, app):
    aminata = signed_in("aminata")
    page = aminata.get(f"/admin/evaluator-severity/details/?id={line_id}").text
    assert "<svg" in page and "± 0,3" in page and "40\u00a0%" in page
    sent = aminata.post("/admin/evaluator-severity/talk/", data={"id": line_id, "words": "Vos notes sont hautes."})
    assert sent.status_code == 302
    with app.app_context(), guard.unscoped("look"):
        assert db.session.query(Notice).filter_by(event="evaluation.severity_asked", reader_id=people.coumba.user_id).count() == 1


def test_the_evaluator_reads_it_in_the_portal_and_answers(line_id, people, signed_in, app):
    signed_in("aminata").post("/admin/evaluator-severity/talk/", data={"id": line_id, "words": "Vos notes sont hautes."})
    coumba = signed_in("coumba")
    page = coumba.get("/my/team/severity/").text
    assert "1,2" in page and "Vos notes sont hautes." in page
    assert coumba.post("/my/team/severity/", data={"words": "  "}).status_code == 422
    assert coumba.post("/my/team/severity/", data={"words": "Mon service est une unité d’élite."}).status_code == 302
    assert "Mon service est une unité d’élite." in signed_in("aminata").get(f"/admin/evaluator-severity/details/?id={line_id}").text
    with app.app_context(), guard.unscoped("look"):
        assert [one.is_of_evaluator for one in db.session.query(SeverityTalk).order_by(SeverityTalk.id)] == [False, True]
        assert db.session.query(Notice).filter_by(event="evaluation.severity_answered", reader_id=people.aminata.user_id).count() == 1


def test_an_answer_goes_to_who_asked_and_not_to_a_namesake(line_id, people, signed_in, app):
    with app.app_context(), guard.unscoped("a namesake"):
        asker = db.session.get(User, people.aminata.user_id)
        namesake = User(username="aminata2", name=asker.name, role="hr_manager", password=asker.password, fs_uniquifier="aminata2")
        db.session.add(namesake)
        db.session.commit()
        namesake_id = namesake.id
    signed_in("aminata").post("/admin/evaluator-severity/talk/", data={"id": line_id, "words": "Vos notes sont hautes."})
    signed_in("coumba").post("/my/team/severity/", data={"words": "Mon service est une unité d’élite."})
    with app.app_context(), guard.unscoped("look"):
        told = [one.reader_id for one in db.session.query(Notice).filter_by(event="evaluation.severity_answered")]
        assert told == [people.aminata.user_id] and namesake_id not in told
        assert [one.by_id for one in db.session.query(SeverityTalk).order_by(SeverityTalk.id)] == [people.aminata.user_id, people.coumba.user_id]


@pytest.mark.parametrize("name", ["boubacar", "fanta", "daouda"])
def test_nobody_else_reads_how_somebody_marks(line_id, signed_in, name):
    visitor = signed_in(name)
    assert visitor.get(f"/admin/evaluator-severity/details/?id={line_id}").status_code in (302, 403, 404)
    assert visitor.post("/admin/evaluator-severity/talk/", data={"id": line_id, "words": "Je sais tout."}).status_code in (302, 403, 404)
    assert "Sangaré" not in visitor.get("/admin/evaluator-severity/").text


def test_an_officer_who_evaluates_nobody_has_no_such_page(line_id, signed_in):
    assert signed_in("daouda").get("/my/team/severity/").status_code == 403


def test_a_stranger_is_sent_to_sign_in(app, client):
    answer = client.get("/my/team/severity/")
    assert answer.status_code == 302 and answer.location.startswith("/login")


def test_the_estimate_is_started_by_who_runs_the_campaign_and_goes_to_the_worker_once(line_id, signed_in):
    aminata = signed_in("aminata")
    first = aminata.post("/admin/severity-fit/estimate/").location
    assert "/admin/job/details/" in first
    assert aminata.post("/admin/severity-fit/estimate/").location == first
    assert signed_in("boubacar").post("/admin/severity-fit/estimate/").status_code == 403
