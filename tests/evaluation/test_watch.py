"""The deadlines of a campaign: what goes on by itself, who is told of what is late, and what is forgotten."""

from __future__ import annotations

import datetime as dt
import secrets
from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select

from models import (
    Evaluation,
    EvaluationDraft,
    EvaluationState,
    EvaluationStep,
    EvaluationStepKind,
    Notice,
    Officer,
    PartState,
    Signature,
    Unit,
    User,
    db,
    now,
)
from services import audit, evaluation, guard
from services.evaluation.following import forgetting
from services.evaluation.way import holding, overtime
from tests import force
from tests.evaluation import campaign

FAR = {"marks_due_on": dt.date(2099, 1, 1), "review_due_on": dt.date(2099, 2, 1)}
WHY = "the ground of a test"


def ago(days: int) -> dt.datetime:
    return now() - dt.timedelta(days=days)


@contextmanager
def counted():
    """The statements that reach the database inside."""
    sent: list[str] = []
    event.listen(db.engine, "before_cursor_execute", note := lambda *given: sent.append(given[2]))
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def of_all(column) -> set:
    with guard.unscoped(WHY):
        return set(db.session.scalars(select(column)))


def told(person: force.Person) -> list[tuple[str, dict]]:
    with guard.unscoped(WHY):
        mine = select(Notice).where(Notice.reader_id == person.user_id).order_by(Notice.id)
        return [(one.event, one.values) for one in db.session.scalars(mine)]


@pytest.fixture
def cycle(in_app, people):
    return campaign.a_cycle(**FAR)


def daoudas(people) -> Officer:
    with guard.unscoped(WHY):
        return db.session.get(Officer, people.daouda.officer_id)


def given(cycle, officer: Officer, *, days_ago: int) -> Evaluation:
    """What an officer has had before him for so many days."""
    with guard.unscoped(WHY):
        made = Evaluation(cycle=cycle, form=cycle.forms[0], officer=officer, unit=officer.unit, score=14, state=EvaluationState.READING)
        made.shown_at = ago(days_ago)
        db.session.add(made)
        db.session.flush()
    return made


def many_silent(cycle, unit: Unit, count: int) -> None:
    """So many officers with an account each, who did not sign for weeks and were asked to."""
    with guard.unscoped(WHY):
        for number in range(count):
            officer = force.officer("Koné", f"Agent {number}", unit)
            made = given(cycle, officer, days_ago=40)
            key = secrets.token_hex(16)
            db.session.add(User(username=key, name=key, role="officer", officer=officer, agency=unit.agency, password="-", fs_uniquifier=key))
            db.session.flush()
            [reader] = holding.accounts_of([officer.id])
            db.session.add(Notice(reader_id=reader, event="evaluation.given", about=f"evaluation:{made.id}"))
        db.session.commit()


def test_three_hundred_silent_evaluations_take_as_many_statements_as_thirty(cycle, people):
    taken, unit = [], db.session.get(Unit, people.unit_id)
    later = now().date() + dt.timedelta(days=60)
    for count in (30, 300):
        many_silent(cycle, unit, count)
        guard.act_as(guard.SYSTEM)
        with counted() as sent:
            assert evaluation.watch(written=db.session.commit) == count
            assert evaluation.close_over(later, written=db.session.commit) == count
        taken.append(len(sent))
    assert taken[0] == taken[1] < 60
    assert of_all(Evaluation.state) == {EvaluationState.CLOSED} and of_all(Evaluation.signature) == {Signature.SILENT}
    with guard.unscoped(WHY):
        kinds = dict(db.session.execute(select(EvaluationStep.kind, func.count()).group_by(EvaluationStep.kind)).all())
        assert kinds == {EvaluationStepKind.SILENT: 330, EvaluationStepKind.CLOSED: 330}
        left = select(func.count()).where(Notice.event == "evaluation.given", Notice.settled_at.is_(None))
        assert (len(db.session.scalars(select(Notice).where(Notice.event == "evaluation.silent")).all()), db.session.scalar(left)) == (330, 0)
        assert audit.verify() is None


def test_who_signs_in_between_is_left_alone_and_stops_nobody(cycle, people, monkeypatch):
    monkeypatch.setattr(overtime, "AT_A_TIME", 1)
    with guard.unscoped(WHY):
        other = force.officer("Sow", "Issa", db.session.get(Unit, people.unit_id))
        last = force.officer("Ba", "Oumar", other.unit)
    daouda = daoudas(people)
    first, signed, third = (given(cycle, one, days_ago=40) for one in (other, daouda, last))
    db.session.commit()

    def written() -> None:
        """After the first block Daouda signs."""
        db.session.commit()
        if signed.state is EvaluationState.READING:
            evaluation.sign(signed, "Lu.", by=campaign.act_as(people.daouda))
            db.session.commit()
            guard.act_as(guard.SYSTEM)

    guard.act_as(guard.SYSTEM)
    with guard.unscoped(WHY):
        assert evaluation.silence_over(now().date(), written=written) == 2
        assert [one.signature for one in (first, signed, third)] == [Signature.SILENT, Signature.SIGNED, Signature.SILENT]
    assert "evaluation.silent" not in [event for event, _values in told(people.daouda)]


def test_the_last_day_to_sign_is_still_in_time_and_the_officer_is_reminded_once_before(cycle, people):
    made = given(cycle, daoudas(people), days_ago=cycle.reading_days)
    guard.act_as(guard.SYSTEM)
    for _again in range(2):
        evaluation.watch()
    assert [event for event, _values in told(people.daouda)] == ["evaluation.to_sign"]
    assert told(people.daouda)[0][1] == {"day": f"{now():%d/%m/%Y}"}
    evaluation.silence_over(now().date() + dt.timedelta(days=1))
    with guard.unscoped(WHY):
        assert made.signature is Signature.SILENT
        assert made.appeal_until_on == now().date() + dt.timedelta(days=cycle.appeal_days)


def test_nobody_is_reminded_to_sign_what_he_was_just_given(cycle, people):
    given(cycle, daoudas(people), days_ago=cycle.reading_days - 6)
    guard.act_as(guard.SYSTEM)
    assert evaluation.watch() == 0 and told(people.daouda) == []


@pytest.fixture
def late(in_app, people):
    """Daouda is to be marked by Coumba for ten days, with Moussa above her; another one waits for human resources to name somebody."""
    days = {"marks_due_on": now().date() - dt.timedelta(days=10), "review_due_on": now().date() - dt.timedelta(days=8)}
    cycle = campaign.a_cycle(**days)
    with guard.unscoped(WHY):
        daouda, coumba, moussa = (db.session.get(Officer, number) for number in (people.daouda.officer_id, people.coumba.officer_id, people.colleague_id))
        made = campaign.an_evaluation(daouda, coumba, moussa, cycle=cycle)
        aside = campaign.an_evaluation(force.officer("Sow", "Issa", daouda.unit), None, moussa, cycle=cycle)
        aside.parts[0].state = PartState.SET_ASIDE
        above = force.user("moussa", "officer", agency=moussa.home_agency, officer=moussa)
        db.session.flush()
    guard.act_as(guard.SYSTEM)
    return made, aside, above


def passed_on(person: force.Person) -> list[tuple[int, str]]:
    return [(values["count"], values["day"]) for event, values in told(person) if event == "evaluation.escalated"]


def test_late_marks_then_a_late_review_are_each_passed_on_once_with_their_own_day(late, people):
    made, aside, moussa = late
    first, second = (f"{day:%d/%m/%Y}" for day in (made.cycle.marked_by, made.cycle.reviewed_by))
    for _again in range(2):
        evaluation.watch()
    assert passed_on(moussa) == passed_on(people.aminata) == [(1, first)], "what is set aside is no evaluator's delay"
    with guard.unscoped("it is sent"):
        made.parts[0].state, made.state = PartState.SENT, EvaluationState.REVIEWING
    for _again in range(2):
        evaluation.watch()
    assert passed_on(moussa) == [(1, first)], "nobody is told of his own delay as that of others"
    assert passed_on(people.aminata) == [(1, first), (1, second)]
    with guard.unscoped(WHY):
        assert aside.escalated_at is None and made.escalated_at is not None and made.review_escalated_at is not None


def test_what_was_asked_back_is_not_told_to_the_officer_in_the_words_said_to_the_evaluator(late, people):
    made, _aside, moussa = late
    with guard.unscoped("it is sent"):
        campaign.sent(made.parts[0])
        made.state = EvaluationState.REVIEWING
        db.session.flush()
    evaluation.ask_back(made.parts[0], "18 en tenue : vous le surestimez.", by=campaign.act_as(moussa))
    with guard.unscoped("it is sent again, and given"):
        made.parts[0].state, made.state, made.shown_at = PartState.SENT, EvaluationState.READING, now()
        db.session.flush()
    campaign.act_as(people.daouda)
    story = evaluation.sheet(made).story
    assert EvaluationStepKind.RETURNED in [step.kind for step in story]
    assert not any("surestimez" in (step.words or "") for step in story)
    campaign.act_as(people.coumba)
    assert made.parts[0].returned_with == "18 en tenue : vous le surestimez."


def drafts() -> int:
    return len(of_all(EvaluationDraft.id))


def test_drafts_are_forgotten_once_the_evaluation_is_closed_or_the_cycle_long_over(late):
    made, aside, _moussa = late
    with guard.unscoped(WHY):
        moussa = db.session.get(Officer, aside.reviewer_id)
        campaign.a_draft(made.parts[0], comment="Brouillon")
        campaign.a_draft(campaign.a_part(aside, moussa), comment="Autre brouillon")
        db.session.flush()
    assert evaluation.forget_drafts() == 0 and drafts() == 2
    with guard.unscoped("one is closed"):
        made.state = EvaluationState.CLOSED
        db.session.flush()
    assert evaluation.forget_drafts() == 1 and drafts() == 1
    with guard.unscoped("the cycle ended yesterday, then long ago"):
        aside.cycle.closed_at = ago(1)
        db.session.flush()
        assert evaluation.forget_drafts() == 0
        aside.cycle.closed_at = now() - forgetting.KEPT - dt.timedelta(days=1)
        db.session.flush()
    assert evaluation.forget_drafts() == 1 and drafts() == 0
