"""My promotion: each sees his own conditions, points and place with the lines they came from, corrects them, and appeals."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from models import AppealOutcome, Notice, Officer, Override, PromotionAppeal, PromotionCandidate, PromotionRound, Unit, db
from services import guard, promotion
from services.promotion import answering
from tests import force
from tests.promotion import walking
from tests.promotion.test_appeals import correct_marks
from tests.promotion.scenes import evaluate

from .test_weights import too_heavy

PAGE = "/my/promotion/"


@pytest.fixture
def scene(app, people):
    """A round of one place with Daouda in it, behind Cissé and before Koné; the number of the round."""
    with app.app_context():
        with guard.unscoped("a round for tests"):
            unit, daouda = db.session.get(Unit, people.unit_id), db.session.get(Officer, people.daouda.officer_id)
            first, third = force.officer("Cissé", "Oumar", unit), force.officer("Koné", "Salif", unit)
            for officer, score in ((first, "15"), (daouda, "14.5"), (third, "12")):
                evaluate(officer, score)
            made = walking.a_round()
        walking.name_board(made, people)
        db.session.commit()
        return made.id


@pytest.fixture
def led(app, people, scene):
    """led(walking.to_listed): the round after these steps."""

    def lead(*steps) -> None:
        with app.app_context():
            walking.actor(people.boubacar)
            round_ = db.session.get(PromotionRound, scene)
            for step in steps:
                step(round_, people)
            db.session.commit()

    return lead


def read(visitor) -> str:
    """The words of the page."""
    answer = visitor.get(PAGE)
    assert answer.status_code == 200
    return words(answer.text)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def english(visitor):
    """The texts as the code has them."""
    visitor.post("/language/en")
    return visitor


@pytest.fixture
def daouda(signed_in, people):
    return english(signed_in("daouda"))


# --- what is shown when -----------------------------------------------------------------------------


def test_without_a_round_he_reads_whether_he_could_be_promoted_today_and_from_when(daouda):
    told = read(daouda)
    assert "No promotion round concerns you at present" in told
    assert "Today, for the rank" in told and "could not be promoted" in told
    assert "There is none in your file" in told  # of evaluations


def test_nothing_of_a_round_is_shown_before_its_eligible_list(daouda, led):
    led(walking.freeze)
    assert "Tableau d’essai" not in read(daouda)


def test_the_eligible_list_tells_each_condition_with_its_line_and_no_place(app, daouda, led, people):
    led(walking.to_listed)
    page, told = daouda.get(PAGE).text, read(daouda)
    assert "You may be promoted in this round" in told
    assert "You must have held your rank for at least 5 years. It is 10 years and 3 months, since 01/10/2015." in told
    assert "Fulfilled since 01/10/2020." in told and "My place" not in told
    with app.app_context(), guard.unscoped("look"):
        line = db.session.get(Officer, people.daouda.officer_id).rank_lines[0].id
    assert f'/my/career/#rank_line-{line}"' in page and f"/my/corrections/new?about=rank_line:{line}" in page
    assert daouda.get(f"/my/corrections/new?about=rank_line:{line}").status_code == 200


def test_while_the_list_is_made_he_is_told_so_and_nothing_else(daouda, led):
    led(walking.to_ranked)
    told = read(daouda)
    assert "The list is being made" in told and "My points" not in told and "You must" not in told


def test_the_provisional_list_tells_points_place_and_distance_in_sentences(daouda, led):
    led(walking.to_published)
    told = read(daouda)
    assert "You have place 2 of 3, and you are beyond the places." in told
    assert "3 officers may be promoted in this round, and your place is 2" in told
    assert "has place 1, with" in told and "points less." in told
    assert "The mean of your last marks is 14.50 of 20." in told and "This brings you 43.500 points out of the 60 to be had." in told
    assert "Period until 31/12/2025: 14.50 of 20." in told
    assert "CISSÉ" not in told and "KONÉ" not in told


def test_what_would_change_his_place_is_told_with_the_place_it_would_give(daouda, led):
    led(walking.to_published)
    told = read(daouda)
    assert "With a mean mark of 15.50: 3.000 points more, place 1 instead of 2, within the places." in told


def test_who_comes_first_is_told_so_and_nothing_that_would_be_better(daouda, led, app, people):
    with app.app_context():
        correct_marks_of(people, "18")
    led(walking.to_published)
    told = read(daouda)
    assert "and you come first." in told and "You are the last whom the order of merit admits." in told
    assert "What would change my place" not in told


def correct_marks_of(people, score: str) -> None:
    with guard.unscoped("other marks"):
        correct_marks(db.session.get(Officer, people.daouda.officer_id), score)
        db.session.commit()


def test_a_draw_is_told_with_the_number_drawn_and_before_whom(daouda, led, app, people):
    with app.app_context():
        correct_marks_of(people, "12")
    led(walking.to_published)
    told = read(daouda)
    assert "Others have exactly the same points." in told and "The number drawn is 4711." in told
    assert "Tiré au sort en séance publique devant les candidats." in told


def test_a_corrected_mark_stands_beside_the_one_that_was_given(daouda, led, app, people):
    led(walking.to_published)
    with app.app_context(), guard.unscoped("as if the board had voted for corrected marks"):
        own = db.session.query(PromotionCandidate).filter_by(officer_id=people.daouda.officer_id).one()
        own.dossier = own.dossier | {"marks": [one | {"raw": "15.20"} for one in own.dossier["marks"]]}
        db.session.commit()
    assert "you were given 15.20 of 20; corrected for the severity of who marked you, 14.50 counts." in read(daouda)


def test_who_was_left_out_finds_the_condition_and_says_that_something_is_missing(app, people, daouda, led):
    with app.app_context(), guard.unscoped("too new"):
        db.session.get(Officer, people.daouda.officer_id).rank_lines[0].starts_on = dt.date(2024, 10, 1)
        db.session.commit()
    led(walking.to_listed)
    told = read(daouda)
    assert "You could not be promoted in this round" in told
    assert "Fulfilled from 01/10/2029 on, if nothing else changes." in told
    assert "/my/corrections/new?missing=rank_line" in daouda.get(PAGE).text


def test_a_decision_of_the_board_about_him_is_told_with_its_reason(app, people, daouda, led, scene):
    led(walking.to_ranked)
    with app.app_context():
        by = walking.actor(people.fanta)
        round_ = db.session.get(PromotionRound, scene)
        promotion.decide(round_, people.daouda.officer_id, Override.ADMIT, "Commande une brigade isolée depuis quatre ans.", (2, 1), by=by)
        walking.conclude(round_, people)
        promotion.publish(round_, by=walking.actor(walking.the_manager()))
        db.session.commit()
    told = read(daouda)
    assert "A decision of the board admits you." in told and "Commande une brigade isolée" in told
    assert "2 members voted for it, 1 against." in told


# --- the appeal -------------------------------------------------------------------------------------


def typed(scene: int, reason: str) -> dict:
    return {"round": scene, "reason": reason}


def test_he_appeals_once_from_his_page_and_reads_when_he_is_answered(app, daouda, led, scene):
    led(walking.to_published)
    assert "You can appeal once, until" in read(daouda)
    answer = daouda.post(PAGE, data=typed(scene, "Ma note de 2025 est de 18."))
    assert answer.status_code == 302 and answer.location.endswith(f"#appeal-{scene}")
    told = read(daouda)
    assert "Ma note de 2025 est de 18." in told and "You are answered by" in told
    assert daouda.post(PAGE, data=typed(scene, "Encore.")).status_code == 422
    with app.app_context(), guard.unscoped("look"):
        assert db.session.query(PromotionAppeal).count() == 1


def test_a_refused_appeal_keeps_what_was_typed(daouda, led, scene):
    led(walking.to_published)
    answer = daouda.post(PAGE, data=typed(scene, " "))
    assert answer.status_code == 422 and "Say why you appeal" in answer.text
    longest = "x" * (answering.LONGEST + 1)
    assert longest in daouda.post(PAGE, data=typed(scene, longest)).text


def test_nobody_appeals_in_a_round_in_which_he_does_not_stand(daouda, led, scene, signed_in):
    led(walking.to_published)
    assert daouda.post(PAGE, data=typed(scene + 1, "Moi aussi.")).status_code == 404
    assert daouda.post(PAGE, data={"round": "x" * 30, "reason": "Moi aussi."}).status_code == 404
    assert signed_in("coumba").post(PAGE, data=typed(scene, "Moi aussi.")).status_code == 404


def test_the_answer_and_what_it_changed_are_read_on_the_page(app, people, daouda, led, scene):
    led(walking.to_published)
    daouda.post(PAGE, data=typed(scene, "Ma note de 2025 est de 19."))
    with app.app_context():
        with guard.unscoped("his file is corrected"):
            correct_marks(db.session.get(Officer, people.daouda.officer_id), "19")
            one = db.session.query(PromotionAppeal).one()
        by = walking.actor(people.fanta)
        answering.answer(one, AppealOutcome.UPHELD, "Le relevé de notes le montre.", by=by, seen=answering.foreseen(one).digest)
        db.session.commit()
    told = read(daouda)
    assert "Upheld" in told and "Le relevé de notes le montre." in told
    assert "Your place was 2, and is 1 by the answer. You are within the places by it." in told
    assert "1 other candidate changed place by it." in told and "CISSÉ" not in told


def test_after_the_seal_the_list_is_final_and_nobody_appeals(daouda, led, scene):
    led(walking.to_sealed)
    told = read(daouda)
    assert "This list is final." in told and "You can appeal" not in told
    assert daouda.post(PAGE, data=typed(scene, "Trop tard.")).status_code == 422


# --- the page ---------------------------------------------------------------------------------------


def test_whoever_opens_the_page_has_read_the_notices_of_it(app, people, daouda, led):
    led(walking.to_listed)

    def unread() -> int:
        with app.app_context(), guard.unscoped("look"):
            return db.session.query(Notice).filter_by(reader_id=people.daouda.user_id, url=PAGE, read_at=None).count()

    assert unread() == 1
    daouda.get(PAGE)
    assert unread() == 0


def test_the_page_with_everything_on_it_is_within_the_limits(daouda, led):
    led(walking.to_published)
    assert too_heavy(daouda, [PAGE, "/my/"]) == {}


def test_no_number_stands_alone_every_one_is_in_a_sentence(daouda, led):
    led(walking.to_published)
    page = daouda.get(PAGE).text.split("<main", 1)[1].split("</main>")[0]
    pieces = re.findall(r"<(?:p|li|summary|h2|h3)\b[^>]*>([^<]+)</", page)
    alone = [piece for piece in pieces if re.fullmatch(r"[\d\s.,:/–-]+", piece)]
    assert alone == [] and "<td" not in page


def test_the_start_page_says_what_became_of_the_last_round(daouda, led):
    led(walking.to_published)
    assert "Tableau d’essai: place 2, beyond the places" in words(daouda.get("/my/").text)
