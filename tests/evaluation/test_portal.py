"""Evaluating in the portal, without scripts."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from models import AuditEvent, Evaluation, EvaluationCycle, EvaluationState, db
from rules.access import Actor
from services import evaluation, guard
from tests import force


@pytest.fixture
def open_cycle(app, people):
    with app.app_context():
        with guard.unscoped("a cycle for tests"):
            made = EvaluationCycle(name="Notation 2026", starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31))
            db.session.add(made)
            db.session.flush()
            evaluation.open_cycle(made, by=Actor(name="Aminata", role="administrator"))
        db.session.commit()


@pytest.fixture
def coumba(open_cycle, signed_in):
    return signed_in("coumba")


def test_the_start_page_says_what_is_to_be_evaluated(coumba, people):
    assert re.search(r'<ul class="waiting">\s*<li><a href="/my/team/">\d+ ', coumba.get("/my/").text)


def address(people) -> str:
    return f"/my/team/{people.daouda.officer_id}/"


def fields(page: str) -> dict[str, str]:
    """The fields of the form as the page shows them."""
    found = dict(re.findall(r'<input id="(mark-\d+)"[^>]*? value="([^"]*)"', page))
    found |= re.findall(r'name="(version)" value="([^"]*)"', page)
    return found


def post(client, people, act: str = "save", **changed):
    shown = fields(client.get(address(people)).get_data(as_text=True))
    return client.post(address(people), data=shown | changed | {"act": act})


def marked(client, people, mark: str) -> dict[str, str]:
    shown = fields(client.get(address(people)).get_data(as_text=True))
    return {name: mark for name in shown if name != "version"}


def stored(app) -> Evaluation:
    with app.app_context(), guard.unscoped("what is stored"):
        found = db.session.query(Evaluation).one()
        assert found.marks is not None
        return found


def test_a_draft_is_saved_with_a_comma_and_shown_again_so(app, coumba, people):
    assert post(coumba, people, **marked(coumba, people, "14,5"), comment="Bon agent.").status_code == 302
    page = coumba.get(address(people)).get_data(as_text=True)
    assert set(marked(coumba, people, "").keys()) and 'value="14,5"' in page and "Bon agent." in page
    assert stored(app).state == EvaluationState.DRAFT


def test_a_wrong_mark_stands_beside_its_field_and_what_was_typed_stays(coumba, people):
    names = list(marked(coumba, people, ""))
    answer = post(coumba, people, **{names[0]: "quatorze", names[1]: "13,5"}, comment="À revoir.")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="quatorze"' in page and 'value="13,5"' in page and "À revoir." in page
    number = names[0].removeprefix("mark-")
    assert f'id="wrong-{number}"' in page and f'<a href="#{names[0]}">' in page and "aria-invalid" in page


def test_an_incomplete_evaluation_stays_a_draft(app, coumba, people):
    name = next(iter(marked(coumba, people, "")))
    answer = post(coumba, people, act="submit", **{name: "15"})
    assert answer.status_code == 422 and 'value="15"' in answer.get_data(as_text=True)
    assert (stored(app).state, len(stored_marks(app))) == (EvaluationState.DRAFT, 1)


def stored_marks(app) -> list:
    with app.app_context(), guard.unscoped("what is stored"):
        return list(db.session.query(Evaluation).one().marks)


def test_a_submitted_evaluation_can_only_be_read(app, coumba, people):
    assert post(coumba, people, act="submit", **marked(coumba, people, "15")).location.endswith("/my/team/")
    page = coumba.get(address(people)).get_data(as_text=True)
    assert "15,00" in page and "<textarea" not in page
    assert coumba.post(address(people), data={"act": "save", "comment": "autre"}).status_code == 302
    assert stored(app).comment is None


def test_before_an_evaluation_goes_the_page_asks_once(app, coumba, people):
    page = post(coumba, people, act="review", **marked(coumba, people, "15"), comment="Sérieux.").get_data(as_text=True)
    assert 'value="submit"' in page and "Sérieux." in page and "15,00" in page
    assert stored(app).submitted_at is None, "asked, not done"
    hidden = dict(re.findall(r'name="(mark-\d+|version|comment)" value="([^"]*)"', page))
    assert coumba.post(address(people), data=hidden | {"act": "submit"}).location.endswith("/my/team/")
    assert stored(app).submitted_at is not None


def test_an_older_window_does_not_overwrite_a_newer_one(app, coumba, people):
    post(coumba, people, comment="La première")
    answer = post(coumba, people, comment="La seconde", version="")
    assert answer.status_code == 422 and "La seconde" in answer.get_data(as_text=True)
    assert stored(app).comment == "La première"


def test_a_double_click_on_the_first_save_makes_one_evaluation(app, coumba, people):
    coumba.post(address(people), data={"act": "save", "version": "", "comment": "Un"})
    coumba.post(address(people), data={"act": "save", "version": "", "comment": "Un"})
    assert stored(app).comment == "Un"


def test_the_people_are_listed_with_the_state_of_each(coumba, people):
    post(coumba, people, comment="Un début")
    page = coumba.get("/my/team/").get_data(as_text=True)
    assert "TRAORÉ Daouda" in page and "pill-info" in page and "KEÏTA" not in page and force.CANARY not in page


def test_without_an_open_cycle_the_page_says_so(signed_in, people):
    assert signed_in("coumba").get("/my/team/").status_code == 200
    assert signed_in("coumba").get(address(people)).status_code == 404


@pytest.mark.parametrize("who", ["colleague_id", "canary_id"])
def test_people_outside_the_unit_are_not_there(coumba, people, who):
    assert coumba.get(f"/my/team/{getattr(people, who)}/").status_code == 404
    assert coumba.post(f"/my/team/{getattr(people, who)}/", data={"act": "save"}).status_code == 404


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "abc"])
def test_a_number_that_means_nobody_is_not_there(coumba, number):
    assert coumba.get(f"/my/team/{number}/").status_code == 404
    assert coumba.get(f"/my/evaluations/{number}/").status_code == 404


def test_a_supervisor_does_not_evaluate_himself(coumba, people):
    assert coumba.get(f"/my/team/{people.coumba.officer_id}/").status_code == 403


def test_an_officer_evaluates_nobody(open_cycle, signed_in, people):
    daouda = signed_in("daouda")
    assert daouda.get("/my/team/").status_code == 403
    assert daouda.post(address(people), data={"act": "save"}).status_code == 403


@pytest.mark.parametrize("path", ["/my/", "/my/team/", "/my/team/1/", "/my/evaluations/1/"])
def test_a_stranger_is_sent_to_sign_in(client, path):
    assert client.get(path).location.startswith("/login")


def test_an_officer_reads_his_evaluation_only_once_it_is_submitted(app, coumba, signed_in, people):
    daouda = signed_in("daouda")
    post(coumba, people, **marked(coumba, people, "15"), comment="Très bon agent.")
    path = f"/my/evaluations/{stored(app).id}/"
    assert daouda.get(path).status_code == 404
    assert "Très bon agent." not in daouda.get("/my/evaluations/").get_data(as_text=True)
    post(coumba, people, act="submit", comment="Très bon agent.")
    page = daouda.get(path).get_data(as_text=True)
    assert "Très bon agent." in page and "SANGARÉ Coumba" in page and "15,00" in page
    assert path in daouda.get("/my/evaluations/").get_data(as_text=True)


def test_nobody_reads_the_evaluation_of_somebody_else_as_his_own(app, coumba, people):
    post(coumba, people, act="submit", **marked(coumba, people, "15"))
    assert coumba.get(f"/my/evaluations/{stored(app).id}/").status_code == 404


def test_opening_the_sheet_of_somebody_is_a_look_at_his_file(app, coumba, people):
    coumba.get(address(people))
    with app.app_context(), guard.unscoped("who looked"):
        [look] = db.session.query(AuditEvent).filter_by(action="view")
        assert (look.officer_id, look.user_id) == (people.daouda.officer_id, people.coumba.user_id)
