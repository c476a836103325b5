"""Reading evaluations in the portal, without scripts: one's own once it is given, those of nobody else. Marking: test_grid.py."""

from __future__ import annotations

import pytest

from models import EvaluationState, Officer, db
from services import guard
from tests.evaluation import campaign


@pytest.fixture
def given(app, people):
    """given(state): the number of an evaluation of Daouda by Coumba, committed."""

    def make(state: EvaluationState = EvaluationState.MARKING) -> int:
        with app.app_context(), guard.unscoped("an evaluation for tests"):
            daouda, coumba = (db.session.get(Officer, one.officer_id) for one in (people.daouda, people.coumba))
            made = campaign.an_evaluation(daouda, coumba, state=state)
            db.session.commit()
            return made.id

    return make


def test_the_start_page_says_what_is_to_be_evaluated(given, signed_in):
    given()
    assert 'href="/my/team/' in signed_in("coumba").get("/my/").text.split('class="waiting"')[1]


@pytest.mark.parametrize("state", [EvaluationState.MARKING, EvaluationState.REVIEWING])
def test_an_officer_does_not_read_what_was_not_given_to_him(given, signed_in, state):
    number = given(state)
    assert signed_in("daouda").get(f"/my/evaluations/{number}/").status_code == 404
    assert f"/my/evaluations/{number}/" not in signed_in("daouda").get("/my/evaluations/").text


@pytest.mark.parametrize("state", campaign.SHOWN)
def test_an_officer_reads_what_was_given_to_him(given, signed_in, state):
    number = given(state)
    daouda = signed_in("daouda")
    page = daouda.get(f"/my/evaluations/{number}/").text
    assert "SANGARÉ Coumba" in page and "14,5" in page
    assert f"/my/evaluations/{number}/" in daouda.get("/my/evaluations/").text


def test_nobody_reads_the_evaluation_of_somebody_else_as_his_own(given, signed_in):
    number = given(EvaluationState.CLOSED)
    assert signed_in("coumba").get(f"/my/evaluations/{number}/").status_code == 404


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "abc"])
def test_a_number_that_means_nobody_is_not_there(given, signed_in, number):
    given()
    coumba = signed_in("coumba")
    assert coumba.get(f"/my/team/{number}/").status_code == coumba.get(f"/my/evaluations/{number}/").status_code == 404


def test_without_an_open_cycle_the_page_says_so(signed_in):
    assert signed_in("coumba").get("/my/team/").status_code == 200


@pytest.mark.parametrize("path", ["/my/", "/my/team/", "/my/team/1/", "/my/evaluations/1/"])
def test_a_stranger_is_sent_to_sign_in(client, path):
    assert client.get(path).location.startswith("/login")
