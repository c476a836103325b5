"""Opening a cycle: everybody is given to who commanded him, and what cannot be is set aside."""

from __future__ import annotations

import datetime as dt

import pytest

from models import (
    Aside,
    AuditEvent,
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationForm,
    EvaluationPart,
    EvaluationState,
    EvaluationStep,
    FamilyMember,
    Kinship,
    Officer,
    PartState,
    Position,
    PositionLine,
    Posting,
    Unit,
    db,
)
from rules.refused import Forbidden, Refused
from services import evaluation, guard
from services.evaluation.campaign import opening
from tests import force
from tests.evaluation import campaign

BORN = dt.date(1991, 3, 8)


@pytest.fixture
def headed(in_app, people):
    """Coumba heads her unit; Awa heads the one above it, whose name is free to use."""
    with guard.unscoped("heads for a test"):
        coumba, unit = db.session.get(Officer, people.coumba.officer_id), db.session.get(Unit, people.unit_id)
        coumba.postings[0].is_head = True
        above = force.unit("Direction régionale")
        unit.parent, unit.path = above, f"{above.path}{unit.id}/"
        awa = force.officer("Diallo", "Awa", above, rank="COM")
        awa.postings[0].is_head = True
        db.session.flush()
    return awa


@pytest.fixture
def aminata(people):
    return campaign.act_as(people.aminata, "admin")


def opened(by, **values) -> EvaluationCycle:
    cycle = campaign.a_cycle(state=CycleState.PREPARED, **values)
    evaluation.open_cycle(cycle, by=by)
    return cycle


def of(officer_id: int) -> Evaluation:
    return db.session.query(Evaluation).filter_by(officer_id=officer_id).one()


def posted(officer: Officer, unit: Unit, on: dt.date, **values) -> None:
    with guard.unscoped("a posting of a test"):
        officer.postings[-1].ends_on = on
        officer.postings.append(Posting(unit=unit, starts_on=on, act_kind="ARRETE", **values))
        db.session.flush()


def held(officer: Officer, code: str, on: dt.date) -> None:
    with guard.unscoped("a position of a test"):
        officer.position_lines[-1].ends_on = on
        officer.position = force.of_code(Position, code)
        officer.position_lines.append(PositionLine(position=officer.position, starts_on=on, act_kind="ARRETE"))
        db.session.flush()


def member(owner: Officer, kinship: Kinship, of_whom: Officer, **values) -> None:
    with guard.unscoped("a family of a test"):
        db.session.add(FamilyMember(**{"officer": owner, "kinship": kinship, "last_name": of_whom.last_name, "first_names": of_whom.first_names, "birth_on": of_whom.birth_on} | values))
        db.session.flush()


def test_the_head_of_the_unit_marks_and_the_head_above_reviews(headed, aminata, people):
    opened(aminata)
    made = of(people.daouda.officer_id)
    assert (made.evaluator_id, made.reviewer_id, made.state) == (people.coumba.officer_id, headed.id, EvaluationState.MARKING)
    assert [(part.evaluator_id, part.days, part.state) for part in made.parts] == [(people.coumba.officer_id, 365, PartState.OPEN)]
    assert made.evaluator_name == "SANGARÉ Coumba" and made.unit_id == people.unit_id


def test_a_head_is_marked_by_the_head_above(headed, aminata, people):
    opened(aminata)
    assert of(people.coumba.officer_id).evaluator_id == headed.id


def test_leaders_get_the_form_for_leaders(headed, aminata, people):
    opened(aminata)
    assert {of(people.coumba.officer_id).form.audience.value, of(people.daouda.officer_id).form.audience.value} == {"heads", "others"}


def test_several_parts_of_a_year_are_weighted_by_days(headed, aminata, people):
    with guard.unscoped("a test"):
        second, daouda = db.session.get(Unit, people.other_unit_id), db.session.get(Officer, people.daouda.officer_id)
        moussa = db.session.get(Officer, people.colleague_id)
        moussa.postings[0].is_head = True
    posted(daouda, second, dt.date(2026, 4, 11))
    opened(aminata)
    made = of(daouda.id)
    assert {part.evaluator_id: part.days for part in made.parts} == {moussa.id: 265, people.coumba.officer_id: 100}
    assert made.evaluator_id == moussa.id and made.unit_id == second.id


def test_at_the_very_top_the_part_is_set_aside(headed, aminata):
    opened(aminata)
    assert [(part.state, part.aside) for part in of(headed.id).parts] == [(PartState.SET_ASIDE, Aside.SELF)]
    assert of(headed.id).evaluator_id is None


def test_where_nobody_commands_human_resources_name_somebody(headed, aminata, people):
    opened(aminata)
    assert [(part.state, part.aside) for part in of(people.colleague_id).parts] == [(PartState.SET_ASIDE, Aside.NOBODY)]


@pytest.mark.parametrize("of_the_head", [True, False])
def test_family_recorded_in_either_file_is_set_aside_and_the_head_does_not_read_it(headed, aminata, people, of_the_head):
    with guard.unscoped("a test"):
        head, officer = db.session.get(Officer, people.coumba.officer_id), db.session.get(Officer, people.daouda.officer_id)
        head.birth_on = officer.birth_on = BORN
    member(*((head, Kinship.SIBLING, officer) if of_the_head else (officer, Kinship.SPOUSE, head)))
    opened(aminata)
    made = of(officer.id)
    assert [(part.state, part.aside, part.evaluator_id) for part in made.parts] == [(PartState.SET_ASIDE, Aside.FAMILY, None)]
    campaign.act_as(people.coumba)
    assert db.session.query(EvaluationPart).filter_by(evaluation_id=made.id).all() == []


def test_a_namesake_born_on_another_day_is_no_family(headed, aminata, people):
    with guard.unscoped("a test"):
        head, officer = db.session.get(Officer, people.coumba.officer_id), db.session.get(Officer, people.daouda.officer_id)
        officer.birth_on = BORN
    member(head, Kinship.SIBLING, officer, birth_on=dt.date(1985, 1, 1))
    member(head, Kinship.OTHER, officer)
    opened(aminata)
    assert of(officer.id).evaluator_id == head.id


def test_a_marriage_that_ended_before_the_period_is_no_conflict(headed, aminata, people):
    with guard.unscoped("a test"):
        head, officer = db.session.get(Officer, people.coumba.officer_id), db.session.get(Officer, people.daouda.officer_id)
    member(head, Kinship.SPOUSE, officer, starts_on=dt.date(2016, 1, 1), ends_on=dt.date(2020, 1, 1))
    opened(aminata)
    assert of(officer.id).evaluator_id == head.id


def test_a_head_who_left_the_service_marks_nobody(headed, aminata, people):
    with guard.unscoped("a test"):
        head = db.session.get(Officer, people.coumba.officer_id)
    held(head, "RET", dt.date(2026, 10, 1))
    opened(aminata)
    assert {part.aside for part in of(people.daouda.officer_id).parts} == {Aside.GONE, None}
    assert db.session.query(Evaluation).filter_by(officer_id=head.id).count() == 0


def test_who_served_too_little_is_listed_as_not_evaluated(headed, aminata, people):
    with guard.unscoped("a test"):
        daouda = db.session.get(Officer, people.daouda.officer_id)
    held(daouda, "DSP", dt.date(2026, 2, 1))
    opened(aminata)
    made = of(daouda.id)
    assert (made.state, made.excuse) == (EvaluationState.EXCUSED, None), "what the software says is stored in no language"
    assert "60" in str(made.why_excused)


def test_who_was_away_all_year_is_not_listed(headed, aminata, people):
    with guard.unscoped("a test"):
        daouda = db.session.get(Officer, people.daouda.officer_id)
    held(daouda, "DSP", dt.date(2025, 2, 1))
    opened(aminata)
    assert db.session.query(Evaluation).filter_by(officer_id=daouda.id).count() == 0


def test_opening_leaves_a_step_and_a_trail(headed, aminata, people):
    opened(aminata)
    made = of(people.daouda.officer_id)
    assert [one.kind.value for one in db.session.query(EvaluationStep).filter_by(evaluation_id=made.id)] == ["assigned"]
    trail = db.session.query(AuditEvent).filter_by(record_type="evaluation", record_id=made.id, action="create").one()
    assert trail.officer_id == people.daouda.officer_id
    assert db.session.query(AuditEvent).filter_by(record_type="evaluation_step").count() == 0


def test_a_cycle_opens_once(headed, aminata):
    cycle = opened(aminata)
    before = db.session.query(Evaluation).count()
    with pytest.raises(Refused, match="opened before"):
        evaluation.open_cycle(cycle, by=aminata)
    with pytest.raises(Refused, match="opened before"):
        evaluation.assign(cycle, by=aminata)
    assert db.session.query(Evaluation).count() == before > 0


def test_the_rehearsal_says_what_opening_does_and_writes_nothing(headed, aminata, people):
    cycle = campaign.a_cycle(state=CycleState.PREPARED)
    found = evaluation.rehearse(cycle, by=aminata)
    assert db.session.query(Evaluation).count() == 0 and cycle.state is CycleState.PREPARED
    assert (found.evaluated, found.evaluators, found.aside) == (5, 2, {Aside.NOBODY: 2, Aside.SELF: 1})
    assert [name for _number, name in found.without_account] == ["DIALLO Awa"]
    assert evaluation.open_cycle(cycle, by=aminata) == found.evaluated + found.excused


def test_a_supervisor_neither_opens_nor_rehearses(headed, people):
    coumba, cycle = campaign.act_as(people.coumba), campaign.a_cycle(state=CycleState.PREPARED)
    for act in (evaluation.open_cycle, evaluation.rehearse):
        with pytest.raises(Forbidden):
            act(cycle, by=coumba)


def test_nothing_is_written_where_a_form_fits_not_all(headed, aminata):
    with guard.unscoped("a test"):
        db.session.query(EvaluationForm).filter_by(code="CHF").one().is_used = False
    with pytest.raises(Refused, match="No form fits"):
        opened(aminata)
    assert db.session.query(Evaluation).count() == 0


def test_the_job_opens_the_cycle(headed, aminata):
    cycle, told = campaign.a_cycle(state=CycleState.PREPARED), []
    assert opening.open_in_background({"cycle": cycle.id}, lambda done, total: told.append((done, total))) == {"people": 5}
    assert told[-1] == (5, 5) and cycle.state is CycleState.OPEN
