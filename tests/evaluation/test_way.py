"""The way of an evaluation: which act may follow which, its days, and that what is closed stays."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from models import AppealVerdict, EvaluationState, Notice, Officer, PartState, User, db, now
from rules.evaluation import WrongMarks, way
from rules.refused import Forbidden, Refused
from services import evaluation, guard
from services.evaluation import Given, Ruling
from tests import force

from .campaign import act_as, an_evaluation, sent

TODAY = dt.date(2026, 11, 2)


def test_every_act_is_refused_once_the_evaluation_is_closed():
    for act in way.WAY:
        with pytest.raises(Refused, match="only a correction changes it"):
            way.after(act, "closed")


def test_an_interview_leaves_the_days_of_notice():
    way.check_interview(dt.date(2026, 11, 10), today=TODAY, notice_days=8)
    with pytest.raises(Refused, match="at least 8 days"):
        way.check_interview(dt.date(2026, 11, 9), today=TODAY, notice_days=8)


def test_the_last_day_to_appeal_is_still_in_time():
    until = way.appeal_until(TODAY, 15)
    way.check_appeal(until, until)
    assert not way.is_appeal_over(until, until) and way.is_appeal_over(until + dt.timedelta(days=1), until)


@pytest.fixture
def reviewed(in_app, people):
    """Daouda's evaluation, sent by Coumba, before Moussa as the second level, who has an account."""
    with guard.unscoped("the ground of a test"):
        daouda, coumba, moussa = (db.session.get(Officer, number) for number in (people.daouda.officer_id, people.coumba.officer_id, people.colleague_id))
        moussa_account = force.user("moussa", "officer", agency=moussa.home_agency, officer=moussa)
        made = an_evaluation(daouda, coumba, moussa, state=EvaluationState.REVIEWING)
    return made, moussa_account


def told(person) -> list[str]:
    with guard.unscoped("who was told"):
        return list(db.session.scalars(db.select(Notice.event).where(Notice.reader_id == person.user_id)))


def test_the_second_level_keeps_both_marks_and_its_own_counts(reviewed, people):
    made, moussa = reviewed
    by = act_as(moussa)
    key = evaluation.criteria_of(made)[0].id
    evaluation.review(made, {key: Given("10")}, "Moins.", by=by)
    assert made.state is EvaluationState.READING and "evaluation.given" in told(people.daouda)
    act_as(people.daouda)
    assert [one.mark for one in evaluation.sheet(made).lines[0].said] == [Decimal("14.5"), Decimal("10")]
    assert evaluation.counting(made)[key] == 10 and made.score == evaluation.score(made)


def test_an_extreme_mark_of_the_second_level_needs_words_and_a_fact(reviewed):
    made, moussa = reviewed
    by = act_as(moussa)
    key = evaluation.criteria_of(made)[0].id
    for given in (Given("19"), Given("19", "Remarquable.")):
        with pytest.raises(WrongMarks):
            evaluation.review(made, {key: given}, "", by=by)


def test_a_part_that_is_asked_back_is_open_again_and_keeps_its_marks(reviewed, people):
    made, moussa = reviewed
    by = act_as(moussa)
    [part] = made.parts
    evaluation.ask_back(part, "Justifiez la tenue.", by=by)
    assert (made.state, part.state, len(part.marks)) == (EvaluationState.MARKING, PartState.OPEN, len(evaluation.criteria_of(made)))
    assert "evaluation.asked_back" in told(people.coumba)
    with pytest.raises(Refused):
        evaluation.ask_back(part, "Encore.", by=act_as(moussa))


def test_nobody_but_its_second_level_reviews(reviewed, people):
    made, _moussa = reviewed
    for person in (people.coumba, people.daouda, people.aminata):
        with pytest.raises(Forbidden):
            evaluation.review(made, {}, "", by=act_as(person))


def given(reviewed):
    made, moussa = reviewed
    evaluation.review(made, {}, "", by=act_as(moussa))
    return made


def test_an_appeal_is_decided_by_somebody_who_had_no_part_and_closes_the_evaluation(reviewed, people):
    made = given(reviewed)
    daouda = act_as(people.daouda)
    evaluation.sign(made, "Lu.", by=daouda)
    appealed = evaluation.appeal(made, "Injuste.", by=daouda)
    key = evaluation.criteria_of(made)[0].id
    with guard.unscoped("Coumba may approve now"):
        db.session.get(User, people.coumba.user_id).role = "hr_manager"
    with pytest.raises(Forbidden, match="marked or reviewed"):
        evaluation.decide_appeal(appealed, Ruling(AppealVerdict.UPHELD, "Oui.", {key: Given("16")}), by=act_as(people.coumba))
    evaluation.decide_appeal(appealed, Ruling(AppealVerdict.UPHELD, "Oui.", {key: Given("16")}), by=act_as(people.aminata))
    assert made.state is EvaluationState.CLOSED and evaluation.counting(made)[key] == 16
    assert "evaluation.appeal_upheld" in told(people.daouda)


def test_what_is_closed_is_changed_by_a_correction_only(reviewed, people):
    made = given(reviewed)
    act_as(people.aminata)
    evaluation.silence_over(now().date() + dt.timedelta(days=16))
    evaluation.close_over(now().date() + dt.timedelta(days=40))
    assert made.state is EvaluationState.CLOSED
    first = made.marks[0]
    evaluation.correct_mark(first, Decimal(12))
    assert first.mark == 12
    with pytest.raises(Refused, match="only a correction changes it"), guard.unscoped("a door that forgets"):
        first.mark = Decimal(20)
        db.session.flush()
    db.session.rollback()


def test_after_its_last_day_no_appeal_is_taken(reviewed, people):
    made = given(reviewed)
    daouda = act_as(people.daouda)
    evaluation.refuse_to_sign(made, "", by=daouda)
    with guard.unscoped("time passes"):
        made.appeal_until_on = now().date() - dt.timedelta(days=1)
    with pytest.raises(Refused, match="time to appeal ended"):
        evaluation.appeal(made, "Trop tard.", by=daouda)


def test_late_work_is_told_once_to_each_with_its_count(in_app, people):
    with guard.unscoped("the ground of a test"):
        daouda, coumba = (db.session.get(Officer, number) for number in (people.daouda.officer_id, people.coumba.officer_id))
        made = an_evaluation(daouda, coumba)
        made.cycle.marks_due_on = now().date() - dt.timedelta(days=10)
    guard.act_as(guard.SYSTEM)
    for _again in range(2):
        evaluation.watch()
    assert told(people.coumba).count("evaluation.late") == 1
    assert told(people.aminata).count("evaluation.escalated") == 1 and made.escalated_at is not None


def test_without_a_second_level_the_officer_reads_as_soon_as_all_is_sent(in_app, people):
    with guard.unscoped("the ground of a test"):
        daouda, coumba = (db.session.get(Officer, number) for number in (people.daouda.officer_id, people.coumba.officer_id))
        made = an_evaluation(daouda, coumba)
        sent(made.parts[0])
    evaluation.on_all_sent(made, by=act_as(people.coumba))
    assert made.state is EvaluationState.READING and made.score == Decimal("14.5")
