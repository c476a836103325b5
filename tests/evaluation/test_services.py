"""Opening a cycle, marking as a draft, submitting for good."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from models import Criterion, CycleState, Evaluation, EvaluationCycle, EvaluationMark, EvaluationState, Officer, User, db
from rules.refused import Forbidden, Refused
from services import account, evaluation, guard
from tests import force


@pytest.fixture
def cycle(in_app, people):
    """A cycle opened by Aminata, and Coumba signed in."""
    made = prepared()
    act_as(people.aminata)
    evaluation.open_cycle(made, by=guard.actor())
    act_as(people.coumba)
    return made


def prepared(name: str = "Notation 2026") -> EvaluationCycle:
    with guard.unscoped("a cycle for tests"):
        made = EvaluationCycle(name=name, starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31))
        db.session.add(made)
    return made


def act_as(person: force.Person) -> None:
    with guard.unscoped("who acts in a test"):
        user = db.session.get(User, person.user_id)
        guard.act_as(account.actor_of(user, "portal", None, None))


def all_marked(cycle: EvaluationCycle, officer: Officer, mark: str = "14,5") -> dict[int, str]:
    return {one.id: mark for one in evaluation.criteria_for(cycle, officer)}


def daouda(people) -> Officer:
    return db.session.get(Officer, people.daouda.officer_id)


def begun(cycle, people) -> Evaluation:
    return evaluation.begin(cycle, daouda(people), by=guard.actor())


def saved(cycle, people, mark: str = "14,5") -> Evaluation:
    made = begun(cycle, people)
    evaluation.save(made, all_marked(cycle, made.officer, mark), "Bon agent.", by=guard.actor())
    return made


def test_opening_a_cycle_freezes_the_weights(cycle, people):
    criterion = db.session.query(Criterion).filter_by(code="DIS").one()
    before = next(one.weight for one in cycle.criteria if one.criterion is criterion)
    act_as(people.aminata)
    criterion.weight = 99
    db.session.flush()
    assert next(one.weight for one in cycle.criteria if one.criterion is criterion) == before == 15


def test_a_supervisor_opens_no_cycle(cycle):
    with pytest.raises(Forbidden):
        evaluation.close_cycle(cycle, by=guard.actor())


def test_only_one_cycle_is_open_at_a_time(cycle, people):
    other = prepared("Notation 2027")
    act_as(people.aminata)
    with pytest.raises(Refused, match="Close the cycle “Notation 2026” first"):
        evaluation.open_cycle(other, by=guard.actor())


def test_an_opened_cycle_no_longer_changes(cycle):
    cycle.scale_max = 10
    with pytest.raises(Refused, match="was opened"):
        evaluation.check_cycle(cycle)


@pytest.mark.parametrize("ends_on", [dt.date(2025, 12, 31), dt.date(2026, 1, 1)])
def test_a_period_ends_after_it_begins(ends_on):
    with pytest.raises(Refused, match="after it begins"):
        evaluation.check_cycle(EvaluationCycle(name="Notation", starts_on=dt.date(2026, 1, 1), ends_on=ends_on))


def test_a_draft_is_kept_and_found_again(cycle, people):
    saved(cycle, people)
    again = begun(cycle, people)
    assert (again.state, again.comment, len(again.marks)) == (EvaluationState.DRAFT, "Bon agent.", 9)
    assert {mark.mark for mark in again.marks} == {Decimal("14.5")}


def test_looking_at_the_form_writes_nothing(cycle, people):
    begun(cycle, people)
    db.session.flush()
    assert db.session.query(Evaluation).count() == 0


def test_a_mark_can_be_changed_and_taken_back_in_a_draft(cycle, people):
    made = saved(cycle, people)
    marks = all_marked(cycle, made.officer, "15")
    first = next(iter(marks))
    evaluation.save(made, marks | {first: ""}, "", by=guard.actor())
    assert first not in evaluation.marks_of(made) and set(evaluation.marks_of(made).values()) == {Decimal(15)}
    assert db.session.query(EvaluationMark).count() == 8


def test_a_wrong_mark_changes_nothing(cycle, people):
    made = saved(cycle, people)
    with pytest.raises(Refused):
        evaluation.save(made, all_marked(cycle, made.officer, "21"), "", by=guard.actor())
    assert set(evaluation.marks_of(made).values()) == {Decimal("14.5")} and made.comment == "Bon agent."


def test_submitting_freezes_mark_name_and_unit(cycle, people):
    made = saved(cycle, people)
    evaluation.submit(made, by=guard.actor())
    assert (made.state, made.score) == (EvaluationState.SUBMITTED, Decimal("14.500"))
    assert (made.evaluator_name, made.unit_id) == ("SANGARÉ Coumba", people.unit_id)
    assert made.submitted_at is not None


def test_a_submitted_evaluation_is_changed_by_nobody(cycle, people):
    made = saved(cycle, people)
    evaluation.submit(made, by=guard.actor())
    with pytest.raises(Refused, match="not change it"):
        evaluation.save(made, {}, "", by=guard.actor())
    with pytest.raises(Refused, match="not change it"):
        evaluation.submit(made, by=guard.actor())


def test_an_incomplete_evaluation_is_not_submitted(cycle, people):
    made = begun(cycle, people)
    first = dict(list(all_marked(cycle, made.officer).items())[:2])
    evaluation.save(made, first, "", by=guard.actor())
    with pytest.raises(Refused, match="incomplete"):
        evaluation.submit(made, by=guard.actor())


def test_nobody_evaluates_himself(cycle, people):
    oneself = db.session.get(Officer, people.coumba.officer_id)
    with pytest.raises(Forbidden, match="Nobody evaluates"):
        evaluation.begin(cycle, oneself, by=guard.actor())


def test_an_officer_who_heads_nothing_evaluates_nobody(cycle, people):
    act_as(people.daouda)
    with pytest.raises(Forbidden):
        begun(cycle, people)


def test_nothing_is_written_in_a_closed_cycle(cycle, people):
    made = saved(cycle, people)
    act_as(people.aminata)
    evaluation.close_cycle(cycle, by=guard.actor())
    act_as(people.coumba)
    with pytest.raises(Refused, match="is not open"):
        evaluation.submit(made, by=guard.actor())


def test_what_somebody_else_began_is_his_to_finish(cycle, people):
    with guard.unscoped("a draft of somebody else"):
        other = db.session.get(Officer, people.colleague_id)
        db.session.add(Evaluation(cycle=cycle, officer=daouda(people), evaluator=other))
    with pytest.raises(Refused, match="has begun this evaluation"):
        begun(cycle, people)


def test_criteria_for_leaders_are_asked_of_heads_of_units_only(cycle, people):
    asked = {one.criterion.code for one in evaluation.criteria_for(cycle, daouda(people))}
    with guard.unscoped("a head of unit"):
        daouda(people).postings[-1].is_head = True
    asked_of_head = {one.criterion.code for one in evaluation.criteria_for(cycle, daouda(people))}
    assert asked_of_head - asked == {"COM"}


def test_the_explanation_stays_the_same_when_posts_change(cycle, people):
    with guard.unscoped("a head of unit"):
        daouda(people).postings[-1].is_head = True
    made = saved(cycle, people)
    before = evaluation.explanation(made)
    with guard.unscoped("no longer head"):
        daouda(people).postings[-1].is_head = False
    assert evaluation.explanation(made) == before and len(before) == 10


def test_ones_people_are_those_of_the_unit_and_below_with_the_state_of_each(cycle, people):
    with guard.unscoped("more people"):
        below = force.unit("Poste de police", parent=daouda(people).unit)
        third = force.officer("Coulibaly", "Awa", below)
        act_as(people.coumba)
    saved(cycle, people)
    team = evaluation.people_to_evaluate(cycle, by=guard.actor())
    assert [(person.officer.id, person.state) for person in team.people] == [
        (people.daouda.officer_id, "draft"), (third.id, "not_begun"),
    ]  # fmt: skip
    assert (team.total, team.drafts, team.submitted, team.not_begun) == (2, 1, 0, 1)


def test_the_number_of_queries_does_not_grow_with_the_people(cycle, people):
    def queries() -> int:
        db.session.expire_all()
        with counted() as statements:
            for person in evaluation.people_to_evaluate(cycle, by=guard.actor()).people:
                assert person.officer.rank and person.officer.unit
        return len(statements)

    few = queries()
    with guard.unscoped("more people"):
        for number in range(20):
            force.officer("Coulibaly", f"Awa {number}", daouda(people).unit)
    assert queries() == few


class counted:
    """Counts the statements sent to the database."""

    def __enter__(self) -> list[str]:
        self.seen: list[str] = []
        db.event.listen(db.engine, "before_cursor_execute", self.note)
        return self.seen

    def note(self, _connection, _cursor, statement, *_rest) -> None:
        self.seen.append(statement)

    def __exit__(self, *_error) -> None:
        db.event.remove(db.engine, "before_cursor_execute", self.note)
