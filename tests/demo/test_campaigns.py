"""The campaigns of the demo: every evaluation tells how it came where it is, and the accounts find work of each kind."""

from __future__ import annotations

from collections import Counter

import pytest

from models import (
    CycleState,
    Evaluation,
    EvaluationAppeal,
    EvaluationCycle,
    EvaluationFact,
    EvaluationPart,
    EvaluationState,
    EvaluationStep,
    EvaluationStepKind,
    PartState,
    Signature,
    User,
    db,
    now,
)
from services import account, demo, evaluation, guard
from services.demo import course
from services.demo.lists import lists
from services.demo.staged import Staged
from services.demo.units import Plan

STATE, STEP = EvaluationState, EvaluationStepKind
# The step that comes last, by where the evaluation stands.
LAST = {
    STATE.REVIEWING: {STEP.SENT}, STATE.READING: {STEP.GIVEN}, STATE.SIGNED: {STEP.SIGNED, STEP.SILENT},
    STATE.APPEALED: {STEP.APPEALED}, STATE.CLOSED: {STEP.CLOSED},
    STATE.MARKING: {STEP.ASSIGNED, STEP.SET_ASIDE, STEP.INTERVIEW, STEP.RETURNED},
}  # fmt: skip


@pytest.fixture
def filled(in_app):
    demo.fill(120, seed=1)
    with guard.unscoped("test"):
        yield


def stories() -> list[tuple[Evaluation, list[EvaluationStep]]]:
    found: dict[int, list[EvaluationStep]] = {}
    for step in db.session.query(EvaluationStep).order_by(EvaluationStep.id):
        found.setdefault(step.evaluation_id, []).append(step)
    return [(one, found.get(one.id, [])) for one in db.session.query(Evaluation)]


def user(name: str) -> User:
    return db.session.query(User).filter_by(username=name).one()


def acting(name: str):
    return account.actor_of(user(name), "portal")


def test_the_last_step_of_every_evaluation_says_where_it_stands(filled):
    wrong = [(one.state, [step.kind for step in steps]) for one, steps in stories() if not steps or steps[-1].kind not in LAST[one.state]]
    assert not wrong
    assert {one.state for one, _steps in stories()} == set(LAST)


def test_steps_follow_one_another_after_the_period_and_before_now(filled):
    for one, steps in stories():
        kinds, days = [step.kind for step in steps], [step.at for step in steps]
        assert days == sorted(days) and one.cycle.ends_on < days[0].date() and days[-1] <= now()
        assert one.cycle.opened_at <= days[0] and (one.cycle.closed_at is None or days[-1] < one.cycle.closed_at)
        at = dict(zip(kinds, days, strict=True))
        assert (at.get(STEP.INTERVIEW), at.get(STEP.REVIEWED), at.get(STEP.CLOSED)) == (one.interview_told_at, one.reviewed_at, one.closed_at)
        if one.cycle.state is CycleState.CLOSED:
            assert kinds == [STEP.SENT, *([STEP.REVIEWED] if one.reviewer_id else []), STEP.GIVEN, STEP.SIGNED, STEP.CLOSED]


def test_nothing_is_over_before_its_days_are_and_what_waits_is_in_time(filled):
    today, all_ = now().date(), [one for one, _steps in stories()]
    silent = [one for one in all_ if one.signature is Signature.SILENT]
    assert silent and all(one.signed_at.date() > evaluation.sign_until(one) for one in silent)
    assert all(one.closed_at.date() > one.appeal_until_on for one in all_ if one.closed_at)
    assert all(evaluation.sign_until(one) >= today for one in all_ if one.state is STATE.READING)
    assert all(one.appeal_until_on >= today for one in all_ if one.state is STATE.SIGNED)
    cycle = db.session.query(EvaluationCycle).filter_by(state=CycleState.OPEN).one()
    assert cycle.ends_on < today < cycle.marked_by < cycle.reviewed_by


def test_without_a_second_level_nothing_waits_for_it(filled):
    alone = [one for one, _steps in stories() if one.reviewer_id is None]
    assert alone and not any(one.state is STATE.REVIEWING or one.reviewed_at for one in alone)


def test_the_account_agent_has_one_to_read_and_sign_with_a_fact(filled):
    agent = user("agent")
    one = db.session.query(Evaluation).filter_by(officer_id=agent.officer_id, state=STATE.READING).one()
    assert one.score and one.marks and one.parts[0].comment and one.review_comment
    assert db.session.query(EvaluationFact).filter_by(officer_id=agent.officer_id).count()
    evaluation.sign(one, "Lu.", by=acting("agent"))
    assert one.state is STATE.SIGNED


def test_the_account_chef_has_people_in_every_state_and_reviews(filled):
    chef = acting("chef")
    parts = evaluation.my_parts(chef)
    desks = evaluation.desks(parts, today=now().date(), by=chef)
    states = Counter(desk.state for desk in desks)
    assert states["not_begun"] and states["draft"] >= 2 and states["complete"]
    assert any(part.returned_with and part.state is PartState.OPEN for part in parts)
    complete = next(desk.part for desk in desks if desk.state == "complete")
    evaluation.send(complete, by=chef)
    assert complete.state is PartState.SENT
    waiting = evaluation.my_reviews(chef)
    assert len(waiting) >= 3
    evaluation.review(waiting[0], {}, "Confirmé.", by=chef)
    assert waiting[0].state is STATE.READING


@pytest.mark.parametrize("officers", [500, 2000, 20_000])
def test_chef_has_six_people_to_mark_and_four_reviews(officers):
    stages = Counter(Staged(Plan(officers, lists()), 1).stages.values())
    waiting, given = stages.pop(course.REVIEWING), stages.pop(course.APPEALED) + stages.pop(course.READING)
    assert (waiting, given) == (4, 2) and stages.total() >= 6


def test_an_appeal_waits_for_the_account_drh_and_parts_are_set_aside(filled):
    appeals = db.session.query(EvaluationAppeal).filter(EvaluationAppeal.decided_at.is_(None)).all()
    assert any(evaluation.why_not_decide(one, acting("drh")) is None for one in appeals)
    aside = db.session.query(EvaluationPart).filter_by(state=PartState.SET_ASIDE).all()
    assert aside and not any(part.evaluator_id or part.evaluation.interview_on for part in aside)
