"""The screens of appeals, appointments and exceptional promotions, as those see them whose work they are."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from models import (
    AppealOutcome,
    ExceptionalPromotion,
    ExceptionalState,
    PromotionAppeal,
    PromotionCandidate,
    PromotionRound,
    Proposal,
    Route,
    Unit,
    db,
)
from services import guard
from tests import force
from tests.promotion import walking
from tests.promotion.test_appeals import WHY, correct_marks, letter
from tests.promotion.scenes import evaluate


def provisional(people) -> tuple[int, list[int]]:
    """(round, officers) of a provisional list of one place, committed."""
    with guard.unscoped("a round for tests"):
        unit = db.session.get(Unit, people.unit_id)
        found = [force.officer(*name, unit) for name in (("Cissé", "Oumar"), ("Diallo", "Binta"))]
        for officer, score in zip(found, ("16", "14"), strict=True):
            evaluate(officer, score)
        made = walking.a_round()
    walking.to_published(made, people)
    db.session.commit()
    return made.id, [one.id for one in found]


@pytest.fixture
def scene(app, people):
    with app.app_context():
        found = provisional(people)
    return found


def candidate_of(app, officer_id: int) -> int:
    with app.app_context(), guard.unscoped("look"):
        return db.session.query(PromotionCandidate.id).filter_by(officer_id=officer_id).scalar()


def test_a_clerk_records_a_letter_and_a_member_of_the_board_answers_what_was_shown(app, people, scene, signed_in):
    boubacar, number = signed_in("boubacar"), candidate_of(app, scene[1][1])
    assert f"by-letter/?candidate={number}" in boubacar.get(f"/admin/promotion-candidate/details/?id={number}").text
    sent = {"reason": WHY, "letter": (io.BytesIO(letter().stream.read()), "recours.pdf")}
    answer = boubacar.post(f"/admin/promotion-appeal/by-letter/?candidate={number}", data=sent, follow_redirects=True)
    assert answer.status_code == 200
    with app.app_context(), guard.unscoped("look"):
        appeal = db.session.query(PromotionAppeal).one().id
        correct_marks(db.session.query(PromotionAppeal).one().officer, "19")
        db.session.commit()
    fanta = signed_in("fanta")
    page = fanta.get(f"/admin/promotion-appeal/answer/?id={appeal}").text
    assert "DIALLO Binta" in page and "CISSÉ Oumar" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    typed = {"outcome": "UPHELD", "words": "Le relevé de notes le montre.", "seen": seen}
    assert fanta.post(f"/admin/promotion-appeal/answer/?id={appeal}", data=typed | {"seen": "0" * 64}).status_code == 200
    assert fanta.post(f"/admin/promotion-appeal/answer/?id={appeal}", data=typed).status_code == 302
    with app.app_context(), guard.unscoped("look"):
        one = db.session.get(PromotionAppeal, appeal)
        assert (one.outcome, len(one.effect["moved"])) == (AppealOutcome.UPHELD, 2)
    assert "CISSÉ Oumar" in fanta.get(f"/admin/promotion-appeal/details/?id={appeal}").text
    assert fanta.get("/admin/promotion-appeal/").status_code == 200
    assert boubacar.get(f"/admin/promotion-appeal/answer/?id={appeal}").status_code == 403
    assert boubacar.get(f"/admin/promotion-appeal/letter/?id={appeal}").mimetype == "application/pdf"


def test_appointments_are_begun_and_read_on_their_page(app, people, scene, signed_in):
    boubacar, page = signed_in("boubacar"), f"/admin/promotion-appointments/?id={scene[0]}"
    assert boubacar.get(page).status_code == 404
    with app.app_context():
        walking.actor(people.boubacar)
        round_ = db.session.get(PromotionRound, scene[0])
        walking.end_appeals(round_)
        walking.seal(round_, people)
        db.session.commit()
    assert "CISSÉ Oumar" in boubacar.get(page).text
    assert boubacar.get(f"/admin/promotion-round/details/?id={scene[0]}").text.count("/admin/promotion-appointments/") == 1
    answer = boubacar.post("/admin/promotion-appointments/begin/", data={"id": scene[0]})
    assert answer.status_code == 302 and "/admin/collective-act/details/" in answer.location
    act = boubacar.get(answer.location).text
    assert "/admin/promotion-appointments/" in act and "those-due" not in act
    number = answer.location.split("id=")[1]
    assert "CISSÉ Oumar" in boubacar.get(f"/admin/collective-act/preview/?id={number}").text
    assert signed_in("fanta").post("/admin/promotion-appointments/begin/", data={"id": scene[0]}).status_code == 403
    assert signed_in("coumba").get(page).status_code == 403


def test_an_exceptional_promotion_is_typed_signed_and_given_at_the_desk(app, people, signed_in):
    with app.app_context():
        with guard.unscoped("a case for tests"):
            unit = db.session.get(Unit, people.unit_id)
            officer, rule = force.officer("Cissé", "Oumar", unit), walking.a_rule(route=Route.EXCEPTIONAL, most_per_year=1)
            force.user("hawa", "board_member", agency=unit.agency)
            walking.the_manager()
            ids = officer.id, rule.id
            db.session.commit()
    boubacar = signed_in("boubacar")
    assert boubacar.get("/admin/exceptional-promotion/").status_code == 200
    typed = {
        "officer": ids[0], "rule": ids[1], "ground": "WOUNDED", "legal_text": "Texte inventé", "happened_on": str(dt.date.today()),
        "facts": "Blessé au poste de contrôle.", "evidence": (io.BytesIO(letter().stream.read()), "rapport.pdf"),
    }  # fmt: skip
    assert boubacar.post("/admin/exceptional-promotion/new/", data=typed).status_code == 302
    with app.app_context(), guard.unscoped("look"):
        number = db.session.query(ExceptionalPromotion).one().id
    page = f"/admin/exceptional-promotion/details/?id={number}"
    assert "/admin/proposal/details/" in signed_in("fanta").get(page).text and "/admin/proposal/details/" not in boubacar.get(page).text
    with app.app_context():
        for person in (walking.the_manager(), people.fanta):
            walking.actor(person)
            with guard.unscoped("the proposal"):
                proposal = db.session.query(Proposal).one()
            walking.approve(proposal, person)
        db.session.commit()
    act = {"starts_on": str(dt.date.today()), "kind": "Arrêté", "reference": "Décret n° 2026-0099/PT-RM"}
    assert boubacar.post(f"/admin/exceptional-promotion/appoint/?id={number}", data=act).status_code == 302
    with app.app_context(), guard.unscoped("look"):
        assert db.session.get(ExceptionalPromotion, number).state is ExceptionalState.APPOINTED
    assert "Fanta" in boubacar.get(page).text
