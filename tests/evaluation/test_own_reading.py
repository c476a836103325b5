"""What is said of somebody he reads once it is given to him, whichever account and whichever page he tries."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from models import (
    Agency,
    AuditEvent,
    CycleState,
    Evaluation,
    EvaluationFact,
    EvaluationMark,
    EvaluationPart,
    EvaluationState,
    EvaluationStep,
    EvaluationStepKind,
    Officer,
    PartState,
    Unit,
    User,
    db,
    now,
)
from services import evaluation, guard, history, viewing
from tests import force
from tests.evaluation import campaign

WITHDRAWN, GIVEN = "Trop bon pour être vrai.", "Bon agent."
KINDS = [Evaluation.__tablename__, EvaluationPart.__tablename__, EvaluationMark.__tablename__]


@pytest.fixture
def three(in_app, people) -> tuple[Officer, Officer, Officer]:
    """Daouda, who is evaluated; Coumba, who marks him; Moussa, the second level."""
    with guard.unscoped("three officers of a test"):
        return tuple(db.session.get(Officer, number) for number in (people.daouda.officer_id, people.coumba.officer_id, people.colleague_id))


def given(made: Evaluation) -> None:
    """The evaluation comes to its officer, as services/evaluation/way/reviewing.py lets it: all else is written before."""
    with guard.unscoped("an evaluation of a test is given"):
        db.session.flush()
        made.state, made.score, made.shown_at = EvaluationState.READING, 12, now()


def sent_twice(made: Evaluation) -> EvaluationPart:
    """A part that was sent with 18, asked back, and sent with 12."""
    with guard.unscoped("a part of a test"):
        part = made.parts[0]
        part.comment = WITHDRAWN
        db.session.flush()
        part.comment, part.score = GIVEN, 12
        for mark in part.marks:
            mark.mark = 12
    return part


def second_account(officer: Officer, role: str = "hr_manager") -> force.Person:
    """One more account of an officer, not linked to him: it bears his name."""
    with guard.unscoped("one more account of a test"):
        made = force.user("second", role, agency=force.of_code(Agency, "PN"))
        db.session.get(User, made.user_id).name = f"{officer.last_name} {officer.first_names}"
    return made


def own_account(officer: Officer, role: str) -> force.Person:
    """The account of an officer who has none yet."""
    return force.user("own", role, agency=force.of_code(Agency, "PN"), officer=officer)


def read(model: type) -> int:
    return db.session.scalar(select(func.count(model.id)))


def trail() -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.record_type.in_(KINDS)).order_by(AuditEvent.id)))


# --- one person, two accounts ----------------------------------------------------------------------


@pytest.mark.parametrize("role", ["hr_manager", "administrator", "auditor"])
def test_a_second_account_reads_nothing_of_ones_own_evaluation_before_it_is_given(three, role):
    daouda, coumba, moussa = three
    own = campaign.an_evaluation(daouda, coumba, moussa, state=EvaluationState.REVIEWING)
    other = campaign.an_evaluation(moussa, coumba, daouda, state=EvaluationState.REVIEWING)
    numbers = {other.id}
    campaign.act_as(second_account(daouda, role), "admin")
    assert set(db.session.scalars(select(Evaluation.id))) == numbers
    for model in (EvaluationPart, EvaluationMark):
        assert set(db.session.scalars(select(model.evaluation_id))) == numbers
    given(own)
    assert set(db.session.scalars(select(EvaluationMark.evaluation_id))) == {own.id, other.id}


def test_of_an_announced_interview_a_second_account_reads_the_day_and_no_mark(three):
    daouda, coumba, moussa = three
    own = campaign.an_evaluation(daouda, coumba, moussa, state=EvaluationState.REVIEWING)
    with guard.unscoped("an interview of a test"):
        own.interview_told_at, own.interview_on = now(), now().date()
    campaign.act_as(second_account(daouda), "admin")
    assert (read(Evaluation), read(EvaluationPart), read(EvaluationMark)) == (1, 0, 0)


def test_an_account_without_rights_reads_nothing_for_being_called_like_somebody(three):
    daouda, coumba, _moussa = three
    campaign.an_evaluation(daouda, coumba, state=EvaluationState.READING)
    campaign.act_as(second_account(daouda, "officer"))
    assert read(Evaluation) == 0


def test_progress_leaves_ones_own_evaluation_out_for_a_second_account_too(three):
    daouda, coumba, moussa = three
    made = campaign.an_evaluation(daouda, coumba, moussa)
    who = campaign.act_as(second_account(daouda), "admin")
    assert evaluation.progress_of(made.cycle, by=who).total.asked == 0
    given(made)
    assert evaluation.progress_of(made.cycle, by=who).total.asked == 1


# --- the trail and the history -----------------------------------------------------------------------


@pytest.mark.parametrize("is_linked", [True, False])
@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_the_trail_tells_nobody_of_his_own_evaluation_before_it_is_given(three, role, is_linked):
    daouda, coumba, moussa = three
    own = campaign.an_evaluation(moussa, coumba, daouda, state=EvaluationState.REVIEWING, mark="3.25")
    campaign.act_as(own_account(moussa, role) if is_linked else second_account(moussa, role), "admin")
    assert trail() == []
    sent_twice(own)
    given(own)
    told = trail()
    assert [event.record_type for event in told] == ["evaluation"]
    assert told[0].changes["state"][1] == "reading"


def test_the_trail_tells_of_what_is_changed_once_it_was_given(three):
    daouda, coumba, moussa = three
    own = campaign.an_evaluation(moussa, coumba, daouda, state=EvaluationState.REVIEWING)
    given(own)
    with guard.unscoped("a mark of a test is corrected"):
        own.marks[0].mark = 15
    campaign.act_as(own_account(moussa, "auditor"), "admin")
    assert [event.record_type for event in trail()] == ["evaluation", "evaluation_mark"]


def test_a_mark_that_was_taken_back_stays_untold_once_the_evaluation_is_given(three):
    daouda, coumba, moussa = three
    own = campaign.an_evaluation(moussa, coumba, daouda, state=EvaluationState.REVIEWING)
    with guard.unscoped("a mark of a test is taken back"):
        db.session.delete(own.marks[0])
    given(own)
    campaign.act_as(own_account(moussa, "auditor"), "admin")
    assert [event.action for event in trail()] == ["edit"]


def test_who_audits_others_reads_their_whole_trail(three):
    daouda, coumba, moussa = three
    campaign.an_evaluation(daouda, coumba, moussa, state=EvaluationState.REVIEWING)
    campaign.act_as(own_account(moussa, "auditor"), "admin")
    assert {event.record_type for event in trail()} == set(KINDS)


def told(record) -> set[str]:
    return {str(value) for entry in history.of(record).entries for one in entry.changes for value in (one.before, one.after)}


@pytest.mark.parametrize("who", ["fanta", "daouda"])
def test_what_was_asked_back_is_not_in_the_history_of_what_was_given(three, people, who):
    daouda, coumba, moussa = three
    own = campaign.an_evaluation(daouda, coumba, moussa, state=EvaluationState.REVIEWING, mark="18")
    part = sent_twice(own)
    given(own)
    campaign.act_as(getattr(people, who), "admin")
    shown = told(part) | {value for mark in own.marks for value in told(mark)}
    assert not shown & {WITHDRAWN, "18", "18.00"}


def test_who_runs_the_campaign_and_who_marked_read_that_history(three, people):
    daouda, coumba, moussa = three
    part = sent_twice(campaign.an_evaluation(daouda, coumba, moussa, state=EvaluationState.REVIEWING, mark="18"))
    for person in (people.aminata, people.coumba):
        campaign.act_as(person, "admin")
        assert WITHDRAWN in told(part)


def test_a_second_account_reads_no_history_of_ones_own_evaluation(three):
    daouda, coumba, moussa = three
    own = campaign.an_evaluation(daouda, coumba, moussa, state=EvaluationState.REVIEWING, mark="18")
    part = sent_twice(own)
    given(own)
    campaign.act_as(second_account(daouda), "admin")
    assert WITHDRAWN not in told(part)


def test_the_officer_is_not_told_of_changes_of_a_part_before_it_was_given(three, people):
    daouda, coumba, moussa = three
    own = campaign.an_evaluation(daouda, coumba, moussa)
    campaign.act_as(people.coumba)
    sent_twice(own)
    guard.act_as(guard.SYSTEM)
    given(own)
    campaign.act_as(people.daouda)
    assert [look for look in viewing.changes(daouda, 20) if look.by == "Coumba"] == []


# --- evaluators of before, and beside each other -------------------------------------------------------


def evaluator_of_2024(daouda: Officer, people, state: EvaluationState) -> force.Person:
    """Somebody who marked Daouda for 2024 and commands him no longer."""
    with guard.unscoped("an evaluator of before"):
        old = force.officer("Ancien", "Chef", db.session.get(Unit, people.other_unit_id))
        person = force.user("ancien", "officer", agency=force.of_code(Agency, "PN"), officer=old)
        cycle = campaign.a_cycle("2024", state=CycleState.CLOSED, starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2024, 12, 31))
    campaign.an_evaluation(daouda, old, cycle=cycle, state=state)
    return person


@pytest.mark.parametrize("state", [EvaluationState.CLOSED, EvaluationState.EXCUSED])
def test_an_evaluator_of_before_reads_the_facts_of_his_time_alone(three, people, state):
    daouda, _coumba, _moussa = three
    person = evaluator_of_2024(daouda, people, state)
    then = campaign.a_fact(daouda, people.coumba, on=dt.date(2024, 3, 4))
    campaign.a_fact(daouda, people.coumba, on=dt.date(2026, 3, 4))
    campaign.act_as(person)
    assert list(db.session.scalars(select(EvaluationFact.id))) == [then.id]


def test_an_evaluator_reads_every_fact_while_the_evaluation_is_under_way(three, people):
    daouda, _coumba, _moussa = three
    person = evaluator_of_2024(daouda, people, EvaluationState.READING)
    for day in (dt.date(2024, 3, 4), dt.date(2026, 3, 4)):
        campaign.a_fact(daouda, people.coumba, on=day)
    campaign.act_as(person)
    assert read(EvaluationFact) == 2


@pytest.fixture
def beside(three, people) -> dict:
    """An evaluation of two parts; the second level asked that of Coumba back."""
    daouda, coumba, moussa = three
    made = campaign.an_evaluation(daouda, coumba, moussa, days=200, state=EvaluationState.REVIEWING)
    with guard.unscoped("another evaluator and the second level of a test"):
        other = force.officer("Bis", "Bakary", db.session.get(Unit, people.unit_id))
        bis = force.user("bis", "officer", agency=force.of_code(Agency, "PN"), officer=other)
        reviewer = force.user("moussa", "officer", agency=force.of_code(Agency, "PN"), officer=moussa)
        campaign.sent(campaign.a_part(made, other, days=100), "10")
        asked = made.parts[0]
    evaluation.ask_back(asked, "18 en discipline est trop haut.", by=campaign.act_as(reviewer))
    db.session.flush()
    return {"made": made, "asked": asked, "bis": bis, "moussa": reviewer, "coumba": people.coumba}


@pytest.mark.parametrize(("who", "reads"), [("bis", False), ("coumba", True), ("moussa", True)])
def test_what_is_said_to_one_evaluator_is_not_read_by_another(beside, who, reads):
    campaign.act_as(beside[who])
    kinds = set(db.session.scalars(select(EvaluationStep.kind)))
    assert (EvaluationStepKind.RETURNED in kinds) == reads


def test_once_it_is_given_all_who_may_read_it_read_every_step(beside):
    with guard.unscoped("the part is sent anew"):
        beside["asked"].state = PartState.SENT
    given(beside["made"])
    campaign.act_as(beside["bis"])
    assert EvaluationStepKind.RETURNED in set(db.session.scalars(select(EvaluationStep.kind)))
