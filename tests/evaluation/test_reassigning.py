"""What human resources settle in an open cycle: somebody else marks or reviews, an officer is not evaluated, the postings moved."""

from __future__ import annotations

import datetime as dt

import pytest

from models import (
    Aside,
    CaseState,
    CorrectionKind,
    CorrectionRequest,
    CorrectionState,
    CycleState,
    DisciplinaryCase,
    Evaluation,
    EvaluationAppeal,
    EvaluationPart,
    EvaluationState,
    EvaluationStep,
    FamilyMember,
    Kinship,
    Officer,
    PartState,
    Position,
    Posting,
    Unit,
    db,
)
from rules.refused import Forbidden, Refused
from services import evaluation, guard
from services.evaluation import conflicts
from tests import force
from tests.evaluation import campaign

WHY = "Le chef est en stage jusqu’à la fin de l’année."


@pytest.fixture
def aminata(in_app, people):
    return campaign.act_as(people.aminata, "admin")


@pytest.fixture
def coumba(in_app, people) -> Officer:
    return found(people.coumba.officer_id)


@pytest.fixture
def daouda(in_app, people) -> Officer:
    return found(people.daouda.officer_id)


@pytest.fixture
def moussa(in_app, people) -> Officer:
    return found(people.colleague_id)


def found(number: int) -> Officer:
    with guard.unscoped("a test"):
        return db.session.get(Officer, number)


def words_of(one: Evaluation) -> list[tuple[str, str | None]]:
    return [(step.kind.value, step.words) for step in db.session.query(EvaluationStep).filter_by(evaluation_id=one.id).order_by(EvaluationStep.id)]


def test_another_evaluator_gets_a_part_of_his_own_with_the_same_days(aminata, coumba, daouda, moussa):
    one = campaign.an_evaluation(daouda, coumba, days=200)
    made = evaluation.reassign(one.parts[0], moussa, WHY, by=aminata)
    db.session.expire_all()
    assert [(part.evaluator_id, part.state, part.days) for part in one.parts] == [(coumba.id, PartState.ENDED, 200), (moussa.id, PartState.OPEN, 200)]
    assert (one.evaluator_id, one.evaluator_name, one.parts[0].ended_because) == (moussa.id, "KEÏTA Moussa", WHY)
    assert words_of(one) == [("reassigned", f"SANGARÉ Coumba → KEÏTA Moussa: {WHY}")] and made is one.parts[1]


def test_the_draft_of_the_one_before_stays_his_and_he_no_longer_reads_the_evaluation(aminata, coumba, daouda, moussa, people):
    one = campaign.an_evaluation(daouda, coumba)
    campaign.a_draft(one.parts[0], comment="À revoir")
    evaluation.reassign(one.parts[0], moussa, WHY, by=aminata)
    campaign.act_as(people.coumba)
    db.session.expire_all()
    assert db.session.query(Evaluation).all() == [] and db.session.query(EvaluationPart).all() == []


def test_a_part_that_is_not_the_longest_changes_no_leader(aminata, coumba, daouda, moussa):
    one = campaign.an_evaluation(daouda, coumba, days=250)
    with guard.unscoped("a test"):
        third = force.officer("Cissé", "Oumar", daouda.unit)
    second = campaign.a_part(one, third, days=115)
    evaluation.reassign(second, moussa, WHY, by=aminata)
    assert one.evaluator_id == coumba.id


@pytest.mark.parametrize(("who", "words"), [("daouda", "himself"), ("coumba", "has this part"), ("moussa", "second level")])
def test_who_cannot_be_named_is_refused(aminata, coumba, daouda, moussa, who, words):
    one = campaign.an_evaluation(daouda, coumba, moussa)
    with pytest.raises(Refused, match=words):
        evaluation.reassign(one.parts[0], {"daouda": daouda, "coumba": coumba, "moussa": moussa}[who], WHY, by=aminata)


def test_a_reason_is_asked_for(aminata, coumba, daouda, moussa):
    one = campaign.an_evaluation(daouda, coumba)
    with pytest.raises(Refused, match="Write the reason"):
        evaluation.reassign(one.parts[0], moussa, "  ", by=aminata)


def test_what_was_sent_is_marked_by_nobody_else(aminata, coumba, daouda, moussa):
    one = campaign.an_evaluation(daouda, coumba, state=EvaluationState.REVIEWING)
    with pytest.raises(Refused, match="were sent"):
        evaluation.reassign(one.parts[0], moussa, WHY, by=aminata)


def test_what_the_officer_reads_is_settled(aminata, coumba, daouda, moussa):
    one = campaign.an_evaluation(daouda, coumba, state=EvaluationState.READING)
    for act in (lambda: evaluation.excuse(one, WHY, by=aminata), lambda: evaluation.set_reviewer(one, moussa, WHY, by=aminata)):
        with pytest.raises(Refused, match="no longer being marked"):
            act()


def test_the_second_level_is_named_with_a_reason(aminata, coumba, daouda, moussa):
    one = campaign.an_evaluation(daouda, coumba)
    evaluation.set_reviewer(one, moussa, WHY, by=aminata)
    assert (one.reviewer_id, one.reviewer_name) == (moussa.id, "KEÏTA Moussa")
    assert words_of(one) == [("reassigned", f"– → KEÏTA Moussa: {WHY}")]
    with pytest.raises(Refused, match="marks this officer already"):
        evaluation.set_reviewer(one, coumba, WHY, by=aminata)


def test_not_evaluated_and_taken_up_again_where_it_stood(aminata, coumba, daouda):
    one = campaign.an_evaluation(daouda, coumba)
    evaluation.excuse(one, WHY, by=aminata)
    assert (one.state, one.excuse) == (EvaluationState.EXCUSED, WHY)
    evaluation.resume(one, by=aminata)
    assert (one.state, one.excuse) == (EvaluationState.MARKING, None)
    assert [kind for kind, _words in words_of(one)] == ["excused", "resumed"]


def test_a_supervisor_settles_nothing(coumba, daouda, moussa, people):
    one = campaign.an_evaluation(daouda, coumba)
    by = campaign.act_as(people.coumba)
    for act in (lambda: evaluation.reassign(one.parts[0], moussa, WHY, by=by), lambda: evaluation.excuse(one, WHY, by=by)):
        with pytest.raises(Forbidden):
            act()


# --- conflicts -----------------------------------------------------------------------------------


def test_an_open_case_that_names_the_head_is_a_dispute_until_it_is_closed(aminata, coumba, daouda):
    with guard.unscoped("a test"):
        case = DisciplinaryCase(officer=daouda, opened_on=dt.date(2026, 2, 2), facts="Refus d’obéissance", opened_by="Commissaire Coumba Sangare")
        db.session.add(case)
    assert conflicts(coumba.id, daouda.id) == [Aside.DISPUTE] and conflicts(daouda.id, coumba.id) == [Aside.DISPUTE]
    with guard.unscoped("a test"):
        case.state, case.closed_on = CaseState.CLOSED, dt.date(2026, 3, 1)
    assert conflicts(coumba.id, daouda.id) == []


def test_an_open_request_about_a_mark_is_a_dispute_with_who_gave_it(aminata, coumba, daouda, moussa):
    one = campaign.an_evaluation(daouda, coumba, moussa, state=EvaluationState.CLOSED)
    with guard.unscoped("a test"):
        about = {"about_type": "evaluation_mark", "about_id": one.marks[0].id, "about_area": "evaluation", "field": "mark"}
        asked = CorrectionRequest(officer=daouda, kind=CorrectionKind.CHANGE, state=CorrectionState.WAITING, **about)
        db.session.add(asked)
    assert conflicts(coumba.id, daouda.id) == [Aside.DISPUTE] and conflicts(moussa.id, daouda.id) == []
    with guard.unscoped("a test"):
        asked.state = CorrectionState.DRAFT
    assert conflicts(coumba.id, daouda.id) == []


def test_an_open_appeal_is_a_dispute_with_both_levels(aminata, coumba, daouda, moussa):
    one = campaign.an_evaluation(daouda, coumba, moussa, state=EvaluationState.APPEALED)
    with guard.unscoped("a test"):
        db.session.add(EvaluationAppeal(evaluation=one, body="Commission", reason="Trop bas", score_before=12))
    assert conflicts(coumba.id, daouda.id) == [Aside.DISPUTE] and conflicts(moussa.id, daouda.id) == [Aside.DISPUTE]


@pytest.mark.parametrize(("code", "aside"), [("RET", Aside.GONE), ("SUS", Aside.AWAY), ("CMT", None)])
def test_who_left_or_is_away_is_not_named(aminata, coumba, daouda, code, aside):
    with guard.unscoped("a test"):
        coumba.position = force.of_code(Position, code)
    assert conflicts(coumba.id, daouda.id) == ([aside] if aside else [])


def test_an_indication_that_was_wrong_is_settled(aminata, coumba, daouda, people):
    with guard.unscoped("a test"):
        coumba.postings[0].is_head = True
        db.session.add(FamilyMember(officer=daouda, kinship=Kinship.PARENT, last_name="SANGARE", first_names="Coumba"))
    cycle = campaign.a_cycle(state=CycleState.PREPARED)
    evaluation.open_cycle(cycle, by=aminata)
    waiting = {part.evaluation.officer_id: part for part in evaluation.set_aside(cycle, by=aminata)}
    part = waiting[daouda.id]
    with pytest.raises(Refused, match="close family"):
        evaluation.reassign(part, coumba, WHY, by=aminata)
    evaluation.let_mark(part, "Homonyme : vérifié sur l’acte de naissance.", by=aminata)
    assert part.evaluation.evaluator_id == coumba.id
    assert daouda.id not in {one.evaluation.officer_id for one in evaluation.set_aside(cycle, by=aminata)}


# --- postings that moved -------------------------------------------------------------------------


@pytest.fixture
def moved(aminata, coumba, daouda, moussa):
    """An open cycle in which Daouda was posted to Moussa's unit since."""
    with guard.unscoped("a test"):
        coumba.postings[0].is_head = moussa.postings[0].is_head = True
    cycle = campaign.a_cycle(state=CycleState.PREPARED)
    evaluation.open_cycle(cycle, by=aminata)
    with guard.unscoped("a test"):
        daouda.postings[0].ends_on = on = dt.date(2026, 3, 1)
        daouda.postings.append(Posting(unit=db.session.get(Unit, moussa.unit_id), starts_on=on, act_kind="ARRETE"))
        daouda.postings[0].ends_on = dt.date(2026, 2, 10)
        daouda.postings[1].starts_on = dt.date(2026, 2, 10)
        db.session.flush()
    return cycle


def test_who_was_posted_since_is_given_as_the_postings_say(moved, aminata, daouda, moussa):
    assert [(one.officer, one.before, one.after) for one in evaluation.moved(moved, by=aminata)] == [
        ("TRAORÉ Daouda", "SANGARÉ Coumba (365 jours) ; second niveau : –", "KEÏTA Moussa (325 jours) ; second niveau : –")
    ]
    assert evaluation.recompute(moved, by=aminata) == 1
    one = db.session.query(Evaluation).filter_by(officer_id=daouda.id).one()
    assert (one.evaluator_id, [part.state for part in one.parts]) == (moussa.id, [PartState.ENDED, PartState.OPEN])
    assert evaluation.moved(moved, by=aminata) == [] and evaluation.recompute(moved, by=aminata) == 0


def test_what_somebody_began_stays_as_it_is(moved, aminata, daouda):
    campaign.a_draft(db.session.query(Evaluation).filter_by(officer_id=daouda.id).one().parts[0], comment="Bon")
    assert evaluation.moved(moved, by=aminata) == []


def test_who_came_since_is_added(moved, aminata, moussa):
    with guard.unscoped("a test"):
        new = force.officer("Kanté", "Sali", db.session.get(Unit, moussa.unit_id))
    assert evaluation.recompute(moved, by=aminata) == 2
    assert db.session.query(Evaluation).filter_by(officer_id=new.id).one().evaluator_id == moussa.id


# --- the end of the cycle ------------------------------------------------------------------------


def test_closing_with_unfinished_evaluations_asks_for_a_reason_that_stands_on_each(aminata, coumba, daouda, moussa):
    one = campaign.an_evaluation(daouda, coumba)
    other = campaign.an_evaluation(moussa, coumba, state=EvaluationState.READING)
    with pytest.raises(Refused, match="1 evaluations are not finished"):
        evaluation.close_cycle(one.cycle, by=aminata)
    assert evaluation.close_cycle(one.cycle, "Fin de la campagne.", by=aminata) == 1
    assert (one.state, one.excuse, other.state) == (EvaluationState.EXCUSED, "Fin de la campagne.", EvaluationState.READING)
    assert words_of(one) == [("excused", "Fin de la campagne.")]
    with pytest.raises(Refused, match="campaign is over"):
        evaluation.resume(one, by=aminata)


def test_a_cycle_without_anything_left_closes_without_a_reason(aminata, coumba, daouda):
    one = campaign.an_evaluation(daouda, coumba, state=EvaluationState.SIGNED)
    assert evaluation.close_cycle(one.cycle, by=aminata) == 0 and one.cycle.state is CycleState.CLOSED
