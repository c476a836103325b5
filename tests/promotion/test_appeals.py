"""Appeals against a provisional list: once, in time, answered by somebody without a part in it, with the effect known before."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from decimal import Decimal

import pytest

from models import (
    AppealOutcome,
    BoardDecision,
    Evaluation,
    FamilyMember,
    Kinship,
    Notice,
    Officer,
    Override,
    PromotionAppeal,
    PromotionCandidate,
    PromotionRound,
    RoundState,
    Unit,
    db,
)
from rules.refused import Forbidden, Refused
from services import guard, promotion
from services.evaluation import Upload
from services.promotion import answering, appealing, sealing, steps
from tests import force
from tests.promotion import walking
from tests.promotion.scenes import evaluate

WHY = "Ma note de 2025 est de 19, non de 14."
UPHELD, REJECTED = AppealOutcome.UPHELD, AppealOutcome.REJECTED


@dataclass
class Scene:
    """A provisional list of one place: the first within it, the second and the third behind."""

    round: PromotionRound
    first: Officer
    second: Officer
    third: Officer
    account: force.Person  # of the second


@pytest.fixture
def scene(in_app, people):
    with guard.unscoped("a round for tests"):
        unit = db.session.get(Unit, people.unit_id)
        found = [force.officer(*name, unit) for name in (("Cissé", "Oumar"), ("Diallo", "Binta"), ("Koné", "Salif"))]
        for officer, score in zip(found, ("16", "14", "12"), strict=True):
            evaluate(officer, score)
        own = force.user("binta", "officer", agency=unit.agency, officer=found[1])
        made = walking.a_round()
    walking.to_published(made, people)
    return Scene(made, *found, own)


def appealed(scene: Scene) -> PromotionAppeal:
    return appealing.appeal(scene.round, scene.second, WHY, by=walking.actor(scene.account, "portal"))


def correct_marks(officer: Officer, score: str) -> None:
    """As a correction does: a closed mark is no longer what it was."""
    with guard.unscoped("a mark is corrected"):
        table = Evaluation.__table__
        db.session.execute(table.update().where(table.c.officer_id == officer.id).values(score=Decimal(score)))
        db.session.expire_all()


def standing(scene: Scene) -> list[tuple]:
    """(place, within the places) of the three."""
    with guard.unscoped("look"):
        own = {one.officer_id: one for one in db.session.query(PromotionCandidate).filter_by(round_id=scene.round.id)}
        return [(own[one.id].place, own[one.id].is_admitted) for one in (scene.first, scene.second, scene.third)]


def uphold(one: PromotionAppeal, by: force.Person) -> None:
    seen = answering.foreseen(one).digest
    answering.answer(one, UPHELD, "Le relevé de notes le montre.", by=walking.actor(by), seen=seen)


# --- appealing -------------------------------------------------------------------------------------


def test_a_candidate_appeals_himself_and_who_may_answer_is_told(scene, people):
    one = appealed(scene)
    assert (one.place_before, one.answer_by_on) == (2, dt.date.today() + dt.timedelta(days=scene.round.answer_days))
    with guard.unscoped("look"):
        told = {notice.reader_id for notice in db.session.query(Notice).filter_by(event="promotion.appealed")}
    assert people.fanta.user_id in told and people.boubacar.user_id not in told
    assert steps.taken(scene.round)[-1].act == "appeal"


def test_one_appeals_once_with_a_reason_and_in_time(scene):
    by = walking.actor(scene.account, "portal")
    with pytest.raises(Refused, match="Say why"):
        appealing.appeal(scene.round, scene.second, "  ", by=by)
    appealed(scene)
    with pytest.raises(Refused, match="once"):
        appealed(scene)
    walking.end_appeals(scene.round)
    with guard.unscoped("another candidate"):
        other = force.user("oumar", "officer", agency=scene.first.home_agency, officer=scene.first)
    with pytest.raises(Refused, match="delay to appeal ended"):
        appealing.appeal(scene.round, scene.first, WHY, by=walking.actor(other, "portal"))


def test_nobody_appeals_for_another_and_a_clerk_needs_his_letter(scene, people):
    with pytest.raises(Forbidden):
        appealing.appeal(scene.round, scene.third, WHY, by=walking.actor(scene.account, "portal"))
    with pytest.raises(Forbidden):
        appealing.appeal(scene.round, scene.third, WHY, by=walking.actor(people.coumba))
    with pytest.raises(Refused, match="letter"):
        appealing.appeal(scene.round, scene.third, WHY, by=walking.actor(people.boubacar))
    one = appealing.appeal(scene.round, scene.third, WHY, by=walking.actor(people.boubacar), letter=letter())
    assert one.letter.endswith(".pdf")


def letter() -> Upload:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    page = Canvas(out)
    page.drawString(72, 720, "Recours")
    page.save()
    out.seek(0)
    return Upload(out, "recours.pdf")


# --- answering -------------------------------------------------------------------------------------


def test_an_appeal_that_succeeds_moves_the_list_exactly_as_it_was_shown(scene, people):
    one = appealed(scene)
    correct_marks(scene.second, "19")
    found = answering.foreseen(one)
    assert [(each.officer_id, each.before, each.after, each.was_admitted, each.is_admitted) for each in found.moved] == [
        (scene.second.id, 2, 1, False, True), (scene.first.id, 1, 2, True, False),
    ]  # fmt: skip
    assert standing(scene) == [(1, True), (2, False), (3, False)]
    before = scene.round.digest
    with guard.unscoped("the one who leaves the places has an account"):
        leaver = force.user("oumar", "officer", agency=scene.first.home_agency, officer=scene.first)
    uphold(one, people.fanta)
    assert standing(scene) == [(2, False), (1, True), (3, False)]
    assert [each["officer_id"] for each in one.effect["moved"]] == [scene.second.id, scene.first.id]
    assert scene.round.digest != before and promotion.verify(scene.round) == []
    with guard.unscoped("look"):
        assert db.session.query(Notice).filter_by(event="promotion.appeal_upheld", reader_id=scene.account.user_id).count() == 1
        assert [notice.reader_id for notice in db.session.query(Notice).filter_by(event="promotion.moved")] == [leaver.user_id]


def test_all_others_count_as_they_were_frozen(scene, people):
    one = appealed(scene)
    correct_marks(scene.second, "15")
    correct_marks(scene.first, "5")
    uphold(one, people.fanta)
    assert standing(scene) == [(1, True), (2, False), (3, False)]


def test_what_was_not_seen_is_not_applied(scene, people):
    one = appealed(scene)
    correct_marks(scene.second, "19")
    seen = answering.foreseen(one).digest
    correct_marks(scene.second, "13")
    for digest in (seen, ""):
        with pytest.raises(Refused, match="Read it again"):
            answering.answer(one, UPHELD, "Fondé.", by=walking.actor(people.fanta), seen=digest)
    assert standing(scene) == [(1, True), (2, False), (3, False)]


def test_an_appeal_is_not_upheld_where_the_file_is_what_it_was(scene, people):
    one = appealed(scene)
    with pytest.raises(Refused, match="corrected first"):
        answering.answer(one, UPHELD, "Fondé.", by=walking.actor(people.fanta), seen="")


def test_a_rejected_appeal_moves_nobody_and_says_why(scene, people):
    one = appealed(scene)
    with pytest.raises(Refused, match="reasons"):
        answering.answer(one, REJECTED, " ", by=walking.actor(people.fanta))
    answering.answer(one, REJECTED, "La note est bien de 14.", by=walking.actor(people.fanta))
    assert (one.effect, one.outcome, standing(scene)) == (None, REJECTED, [(1, True), (2, False), (3, False)])
    with pytest.raises(Refused, match="answered"):
        answering.answer(one, REJECTED, "Encore.", by=walking.actor(people.fanta))


def test_an_upheld_appeal_sets_a_decision_of_the_board_aside(in_app, people):
    with guard.unscoped("a round for tests"):
        unit = db.session.get(Unit, people.unit_id)
        first, second = force.officer("Cissé", "Oumar", unit), force.officer("Diallo", "Binta", unit)
        evaluate(first, "16"), evaluate(second, "14")
        own = force.user("oumar", "officer", agency=unit.agency, officer=first)
        made = walking.a_round()
    walking.to_ranked(made, people)
    promotion.decide(made, first.id, Override.LEAVE_OUT, "Une enquête sur les faits est en cours.", (2, 0), by=walking.actor(people.fanta))
    walking.conclude(made, people)
    promotion.publish(made, by=walking.actor(walking.the_manager()))
    one = appealing.appeal(made, first, "Aucune enquête n’est ouverte.", by=walking.actor(own, "portal"))
    found = answering.foreseen(one)
    assert found.sets_aside and not found.is_other_file
    uphold(one, people.fanta)
    with guard.unscoped("look"):
        admitted = [each.officer_id for each in db.session.query(PromotionCandidate).filter_by(round_id=made.id, is_admitted=True)]
        assert (admitted, db.session.query(BoardDecision).count()) == ([first.id], 1)
    assert promotion.verify(made) == []


def test_neither_a_candidate_nor_the_family_nor_who_recorded_it_answers(scene, people):
    with guard.unscoped("people with a part in it"):
        candidate = force.user("salif", "hr_manager", agency=scene.third.home_agency, officer=scene.third)
        unit = db.session.get(Unit, people.unit_id)
        sister = force.officer("Diallo", "Mariam", unit, rank="COM")
        relative = force.user("mariam", "hr_manager", agency=unit.agency, officer=sister)
        db.session.add(FamilyMember(officer=scene.second, last_name="Diallo", first_names="Mariam", kinship=Kinship.SIBLING))
        recorder = force.user("writer", "hr_manager", agency=unit.agency)
        db.session.flush()
    one = appealing.appeal(scene.round, scene.second, WHY, by=walking.actor(recorder), letter=letter())
    for person, why in ((candidate, "own cause"), (relative, "family"), (recorder, "recorded")):
        refused = answering.why_not_answer(one, walking.actor(person))
        assert isinstance(refused, Forbidden) and why in refused.message
    assert isinstance(answering.why_not_answer(one, walking.actor(people.boubacar)), Forbidden)
    assert answering.why_not_answer(one, walking.actor(people.fanta)) is None


def test_nobody_answers_who_would_move_his_family(scene, people):
    one = appealed(scene)
    correct_marks(scene.second, "19")
    with guard.unscoped("the sister of the first"):
        unit = db.session.get(Unit, people.unit_id)
        sister = force.officer("Cissé", "Awa", unit, rank="COM")
        relative = force.user("awa", "hr_manager", agency=unit.agency, officer=sister)
        db.session.add(FamilyMember(officer=scene.first, last_name="Cissé", first_names="Awa", kinship=Kinship.SIBLING))
        db.session.flush()
    with pytest.raises(Forbidden, match="family"):
        uphold(one, relative)


def test_a_list_is_not_sealed_before_its_appeals_are_answered(scene, people):
    one = appealed(scene)
    walking.end_appeals(scene.round)
    with pytest.raises(Refused, match="not answered"):
        sealing.propose(scene.round, "Le délai de recours est passé.", by=walking.actor(people.boubacar))
    answering.answer(one, REJECTED, "La note est bien de 14.", by=walking.actor(people.fanta))
    walking.seal(scene.round, people)
    assert scene.round.state is RoundState.SEALED


def test_the_figures_count_what_was_decided_and_how_long_it_took(scene, people):
    one = appealed(scene)
    assert (appealing.figures().sent, appealing.figures().open, appealing.figures().days) == (1, 1, None)
    with guard.unscoped("four days ago"):
        one.sent_at -= dt.timedelta(days=4)
        db.session.flush()
    answering.answer(one, REJECTED, "La note est bien de 14.", by=walking.actor(people.fanta))
    walking.actor(people.fanta)
    found = appealing.figures(scene.round)
    assert (found.sent, found.upheld, found.rejected, found.open, round(found.days)) == (1, 0, 1, 0, 4)


def test_the_officer_reads_his_own_appeal_and_no_other(scene):
    appealed(scene)
    walking.actor(scene.account, "portal")
    assert db.session.query(PromotionAppeal).count() == 1
    with guard.unscoped("another officer"):
        other = force.user("salif", "officer", agency=scene.third.home_agency, officer=scene.third)
    walking.actor(other, "portal")
    assert db.session.query(PromotionAppeal).count() == 0
