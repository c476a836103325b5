"""The page of a round over HTTP: each step by its button, in the hands of whose it is."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from PIL import Image

from admin_views.promotion import terms_form
from models import BoardFunction, ExamMark, PromotionCandidate, PromotionRound, Proposal, RoundState, User, db
from services import guard, promotion
from services.badge import keys
from tests import force
from tests.promotion import walking

PAGE = "/admin/promotion-round/details/?id={}"
WHY = "Les critères sont complets et conformes."


@pytest.fixture
def round_id(app, people):
    """A round by seniority alone, so that Daouda and his colleague may be promoted."""
    with app.app_context():
        with guard.unscoped("a round for tests"):
            rule = walking.a_rule(evaluations_required=0)
            rule.weights = {"seniority": 100}
            number = walking.a_round(rule=rule).id
            walking.the_manager()
            for name in ("hawa", "issa"):
                force.user(name, "board_member", agency=force.of_code(force.Agency, "PN"))
        keys.new_key()
        db.session.commit()
    return number


def post(client, act: str, number: int, **more):
    return client.post(f"/admin/promotion-round/{act}/", data={"id": number} | more)


def ask(client, act: str, number: int, **typed):
    return client.post(f"/admin/promotion-round/{act}/?id={number}", data=typed, follow_redirects=True)


def scan() -> io.BytesIO:
    """A photo of the minutes."""
    made = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(made, "PNG")
    made.seek(0)
    return made


def state(app, number: int) -> RoundState:
    with app.app_context(), guard.unscoped("look"):
        return db.session.get(PromotionRound, number).state


def number_of(app, username: str) -> int:
    with app.app_context(), guard.unscoped("look"):
        return db.session.query(User).filter_by(username=username).one().id


def approve(app, client) -> None:
    """Whoever reads the newest proposal says yes."""
    with app.app_context(), guard.unscoped("look"):
        proposal = db.session.query(Proposal).order_by(Proposal.id.desc()).first()
        number, digest = proposal.id, proposal.digest
    assert client.post("/admin/proposal/approve/", data={"id": number, "digest": digest}).status_code == 302


def test_a_round_is_led_from_its_criteria_to_its_seal_by_the_buttons_of_its_page(app, people, signed_in, round_id):
    boubacar, fanta = signed_in("boubacar"), signed_in("fanta")
    manager = signed_in(walking.MANAGER)
    for name, function in (("fanta", "PRESIDENT"), ("hawa", "MEMBER"), ("issa", "MEMBER")):
        ask(boubacar, "name-member", round_id, member=number_of(app, name), function=function)
    assert "Hawa" in boubacar.get(PAGE.format(round_id)).text
    ask(boubacar, "freeze", round_id, reason=WHY)
    approve(app, manager)
    assert state(app, round_id) is RoundState.FROZEN
    assert post(boubacar, "list", round_id).status_code == 302
    page = boubacar.get(PAGE.format(round_id)).text
    assert "TRAORÉ Daouda" in page and force.CANARY not in page and state(app, round_id) is RoundState.LISTED
    post(boubacar, "rank", round_id)
    assert state(app, round_id) is RoundState.RANKED and post(boubacar, "examined", round_id).status_code == 403
    ask(fanta, "draw", round_id, seed="4711", words="Tiré au sort devant tous les candidats.")
    with app.app_context():
        walking.actor(people.fanta)
        promotion.fairness.conclude(db.session.get(PromotionRound, round_id), "Aucun écart n’est à signaler.", by=guard.actor())
        db.session.commit()
    ask(fanta, "add-minutes", round_id, minutes=(scan(), "pv.png"))
    assert fanta.get(f"/admin/promotion-round/minutes/?id={round_id}").status_code == 200
    post(fanta, "examined", round_id)
    assert post(boubacar, "publish", round_id).status_code == 403
    post(manager, "publish", round_id)
    assert state(app, round_id) is RoundState.PROVISIONAL
    with app.app_context(), guard.unscoped("time goes by"):
        db.session.get(PromotionRound, round_id).appeals_until_on = dt.date(2026, 1, 31)
        db.session.commit()
    ask(boubacar, "propose-seal", round_id, reason="Le délai est passé, aucun recours n’est ouvert.")
    approve(app, manager)
    assert state(app, round_id) is RoundState.SEALED
    page = manager.get(PAGE.format(round_id)).text
    assert "Kadidia" in page and "4711" in page


def test_the_weights_of_a_round_are_a_form_until_they_are_frozen(app, people, signed_in, round_id):
    boubacar = signed_in("boubacar")
    page = boubacar.get(f"/admin/promotion-round/terms/?id={round_id}").text
    assert 'name="weight_seniority"' in page and 'value="100"' in page
    with app.app_context(), guard.unscoped("look"):
        terms = db.session.get(PromotionRound, round_id).terms
    typed = terms_form.values_of(terms) | {"weight_evaluation": 40, "weight_seniority": 50}
    assert "error-summary" in ask(boubacar, "terms", round_id, **typed).text
    ask(boubacar, "terms", round_id, **(typed | {"weight_seniority": 60}))
    with app.app_context(), guard.unscoped("look"):
        assert db.session.get(PromotionRound, round_id).terms["weights"] == {"evaluation": 40, "seniority": 60}
    freeze(app, people, round_id)
    boubacar = signed_in("boubacar")
    ask(boubacar, "terms", round_id, **typed)
    boubacar.post(f"/admin/promotion-round/edit/?id={round_id}", data={"places": 99})
    boubacar.post("/admin/promotion-round/bulk/", data={"rowid": [round_id], "bulk-field": "places", "places": 99, "act": "apply"})
    boubacar.post("/admin/promotion-round/ajax/update/", data={"list_form_pk": round_id, "places": 99})
    with app.app_context(), guard.unscoped("look"):
        kept = db.session.get(PromotionRound, round_id)
        assert (kept.terms["weights"], kept.places) == ({"evaluation": 40, "seniority": 60}, 1)


def freeze(app, people, number: int) -> None:
    with app.app_context():
        with guard.unscoped("a board"):
            round_ = db.session.get(PromotionRound, number)
            named = [db.session.query(User).filter_by(username=name).one() for name in ("fanta", "hawa", "issa")]
        for user, function in zip(named, (BoardFunction.PRESIDENT, BoardFunction.MEMBER, BoardFunction.MEMBER), strict=True):
            promotion.name(round_, user, function, by=walking.actor(people.boubacar))
        walking.freeze(round_, people)
        db.session.commit()


def test_the_list_says_who_may_not_and_why_with_a_way_to_correct_the_file(app, people, signed_in, round_id):
    with app.app_context():
        with guard.unscoped("somebody too new"):
            new = force.officer("Koné", "Salif", db.session.get(force.Unit, people.unit_id))
            new.rank_lines[0].starts_on = dt.date(2024, 10, 1)
        db.session.commit()
    freeze(app, people, round_id)
    boubacar = signed_in("boubacar")
    post(boubacar, "list", round_id)
    page = boubacar.get(PAGE.format(round_id) + "&show=others").text
    assert "KONÉ Salif" in page and "01/10/2029" in page and "/admin/correction-request/choose-for/?officer=" in page
    post(boubacar, "rank", round_id)
    with app.app_context(), guard.unscoped("look"):
        number = db.session.query(PromotionCandidate).filter_by(round_id=round_id, place=1).one().id
    detail = boubacar.get(f"/admin/promotion-candidate/details/?id={number}").text
    assert "Points" in detail and "/admin/correction-request/choose-for/" in detail


def test_a_page_of_the_list_is_found_wherever_it_lies(app, people, signed_in, round_id):
    with app.app_context():
        with guard.unscoped("many"):
            unit = db.session.get(force.Unit, people.unit_id)
            for number in range(120):
                force.officer(f"Agent{number:03}", "Un", unit, entered_on=dt.date(2014, 1, 1))
        db.session.commit()
    freeze(app, people, round_id)
    boubacar = signed_in("boubacar")
    post(boubacar, "list", round_id)
    assert "Page 2" in boubacar.get(PAGE.format(round_id) + "&page=2").text
    post(boubacar, "rank", round_id)
    last = boubacar.get(PAGE.format(round_id) + "&page=99").text
    assert "Page 2" in last and last.count("/admin/promotion-candidate/details/") >= 22


def test_marks_of_the_examination_are_entered_once_the_criteria_are_frozen(app, people, signed_in, round_id):
    boubacar = signed_in("boubacar")
    typed = {"round": round_id, "officer": people.colleague_id, "mark": "15,5"}
    boubacar.post("/admin/exam-mark/new/", data=typed)
    with app.app_context(), guard.unscoped("look"):
        assert db.session.query(ExamMark).count() == 0
    freeze(app, people, round_id)
    boubacar.post("/admin/exam-mark/new/", data=typed)
    with app.app_context(), guard.unscoped("look"):
        assert [str(one.mark) for one in db.session.query(ExamMark)] == ["15.50"]
