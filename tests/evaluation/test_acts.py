"""What human resources settle and what the second level types are acts of the one table, held as all others are."""

from __future__ import annotations

import pytest

from models import EvaluationState, EvaluationStep, EvaluationStepKind, Officer, PartState, db
from rules.evaluation import way
from rules.refused import Refused
from services import evaluation, guard
from services.evaluation.campaign import cycles, moving
from tests.evaluation import campaign

WHY = "En stage jusqu’à la fin de l’année."


@pytest.fixture
def officers(in_app, people) -> tuple[Officer, ...]:
    """Daouda, Coumba, Moussa."""
    with guard.unscoped("the ground of a test"):
        return tuple(db.session.get(Officer, number) for number in (people.daouda.officer_id, people.coumba.officer_id, people.colleague_id))


@pytest.mark.parametrize("state", [one.value for one in EvaluationState])
def test_every_state_of_the_model_is_one_of_the_way(state):
    leads = {leads_to for _allowed, leads_to in way.WAY.values()} - {None}
    assert state in leads


@pytest.mark.parametrize(("act", "state", "after"), [("excuse", "reviewing", "excused"), ("resume", "excused", "marking"), ("type_review", "reviewing", "reviewing"), ("name_reviewer", "marking", "marking"), ("name_reviewer", "reviewing", "reviewing")])  # fmt: skip
def test_an_act_leads_where_the_table_says(act, state, after):
    assert way.after(act, state) == after


def test_whoever_is_not_evaluated_is_told_so_by_every_act_but_the_one_that_takes_it_up_again():
    for act in way.WAY.keys() - {"resume"}:
        with pytest.raises(Refused, match="not evaluated in this campaign"):
            way.after(act, "excused")


def test_what_the_cycle_leaves_unfinished_is_what_can_be_excused():
    assert {one.value for one in cycles.UNFINISHED} == set(way.WAY["excuse"][0])


def test_typing_a_review_that_is_elsewhere_is_refused_in_its_own_words(officers, people):
    daouda, coumba, moussa = officers
    made = campaign.an_evaluation(moussa, coumba, daouda)
    with pytest.raises(Refused, match="^This evaluation is not with the second level now.$"):
        evaluation.save_review(made, {"comment": "Bien"}, by=campaign.act_as(people.daouda))


def test_taken_up_again_with_all_marks_sent_it_is_with_the_second_level_again(officers, people):
    daouda, coumba, moussa = officers
    made, by = campaign.an_evaluation(daouda, coumba, moussa, state=EvaluationState.REVIEWING), campaign.act_as(people.aminata, "admin")
    evaluation.excuse(made, WHY, by=by)
    evaluation.resume(made, by=by)
    assert (made.state, made.excuse) == (EvaluationState.REVIEWING, None)


def test_taken_up_again_without_a_second_level_the_officer_reads_it(officers, people):
    daouda, coumba, _moussa = officers
    made, by = campaign.an_evaluation(daouda, coumba), campaign.act_as(people.aminata, "admin")
    campaign.sent(made.parts[0])
    evaluation.excuse(made, WHY, by=by)
    evaluation.resume(made, by=by)
    assert made.state is EvaluationState.READING and made.score is not None


def test_nobody_is_excused_twice(officers, people):
    daouda, coumba, _moussa = officers
    made, by = campaign.an_evaluation(daouda, coumba), campaign.act_as(people.aminata, "admin")
    evaluation.excuse(made, WHY, by=by)
    with pytest.raises(Refused, match="not evaluated in this campaign"):
        evaluation.excuse(made, WHY, by=by)
    with guard.unscoped("a test"):
        assert [one.kind for one in db.session.query(EvaluationStep)] == [EvaluationStepKind.EXCUSED]


@pytest.mark.parametrize("begun", ["draft", "sent", "settled", "other cycle"])
def test_only_what_was_begun_in_this_very_evaluation_is_touched(officers, people, begun):
    daouda, coumba, moussa = officers
    made = campaign.an_evaluation(daouda, coumba)
    other = campaign.an_evaluation(moussa, coumba)
    before = campaign.of_two_criteria()
    campaign.closed_with(before, daouda, coumba, 12, 13)
    with guard.unscoped("a test"):
        if begun == "draft":
            campaign.a_draft(made.parts[0], comment="Bien")
        elif begun == "sent":
            made.parts[0].state = PartState.SENT
        elif begun == "settled":
            db.session.add(EvaluationStep(evaluation=made, kind=EvaluationStepKind.RESUMED))
        db.session.flush()
        left = [one.id for one in moving._untouched(made.cycle)]
    assert left == ([made.id, other.id] if begun == "other cycle" else [other.id])


def test_only_parts_that_are_not_given_away_make_an_evaluator(officers, people):
    daouda, coumba, _moussa = officers
    by = campaign.act_as(people.coumba)
    assert not evaluation.has_part(by)
    part = campaign.an_evaluation(daouda, coumba).parts[0]
    assert evaluation.has_part(by)
    with guard.unscoped("a test"):
        part.state = PartState.ENDED
    assert not evaluation.has_part(by)
