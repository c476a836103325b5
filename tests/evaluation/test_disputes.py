"""A dispute that arises while somebody marks is looked at before the marks are sent; one conflict does not hide another."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Aside, DisciplinaryCase, FamilyMember, Kinship, Officer, PartState, Position, db, now
from rules.refused import Forbidden, Refused
from services import evaluation, guard
from services.evaluation import Cell, conflicts
from tests import force
from tests.evaluation import campaign

WHY = "Les deux ont été entendus : l’affaire est sans objet."


@pytest.fixture
def part(in_app, people):
    return disputed(people)


def disputed(people):
    """Coumba's part in the evaluation of Daouda, typed in full; she opened a case against him since."""
    with guard.unscoped("the ground of a test"):
        coumba, daouda = (db.session.get(Officer, number) for number in (people.coumba.officer_id, people.daouda.officer_id))
        made = campaign.an_evaluation(daouda, coumba)
        made.not_interviewed = "En stage jusqu’en mars."
        part = made.parts[0]
    by = campaign.act_as(people.coumba)
    evaluation.type_in([Cell(part.id, f"mark-{one.id}", "14") for one in evaluation.criteria_of(made)], by=by)
    with guard.unscoped("the ground of a test"):
        db.session.add(DisciplinaryCase(officer=daouda, opened_on=dt.date(2026, 2, 2), facts="Retards", opened_by="Commissaire Coumba Sangare"))
    return part


def test_marks_are_not_sent_while_a_dispute_is_not_looked_at(part, people):
    with pytest.raises(Refused, match="human resources must look at who marks"):
        evaluation.send(part, by=campaign.act_as(people.coumba))
    assert part.state is PartState.OPEN


def test_human_resources_see_it_let_the_marks_be_sent_and_nothing_typed_is_lost(part, people):
    by = campaign.act_as(people.aminata, "admin")
    assert evaluation.arisen(part.evaluation.cycle, by=by) == [part] and evaluation.to_settle(part) is Aside.DISPUTE
    assert evaluation.let_mark(part, WHY, by=by) is part
    assert evaluation.arisen(part.evaluation.cycle, by=by) == [] and evaluation.to_settle(part) is None
    evaluation.send(part, by=campaign.act_as(people.coumba))
    assert part.state is PartState.SENT


def test_a_case_that_is_closed_stands_in_nobodys_way(part, people):
    with guard.unscoped("a test"):
        db.session.query(DisciplinaryCase).one().state = "CLOSED"
        db.session.query(DisciplinaryCase).one().closed_on = now().date()
    evaluation.send(part, by=campaign.act_as(people.coumba))
    assert part.state is PartState.SENT


def test_who_does_not_run_the_campaign_does_not_read_of_disputes(part, people):
    with pytest.raises(Forbidden):
        evaluation.arisen(part.evaluation.cycle, by=campaign.act_as(people.coumba))


def test_the_page_of_what_is_set_aside_names_them(app, people, signed_in):
    with app.app_context():
        part = disputed(people)
        db.session.commit()
        number, cycle = part.id, part.evaluation.cycle_id
    page = signed_in("aminata").get(f"/admin/evaluation-cycle/set-aside/?id={cycle}").get_data(as_text=True)
    assert f"/admin/evaluation-part/details/?id={number}" in page


def test_a_conflict_does_not_hide_another(part, people):
    with guard.unscoped("a test"):
        coumba, daouda = part.evaluator, part.evaluation.officer
        coumba.position = force.of_code(Position, "SUS")
        db.session.add(FamilyMember(officer=daouda, kinship=Kinship.PARENT, last_name="SANGARE", first_names="Coumba"))
    assert conflicts(coumba.id, daouda.id) == [Aside.AWAY, Aside.FAMILY, Aside.DISPUTE]


def test_who_settles_the_family_does_not_settle_the_dispute(part, people):
    with guard.unscoped("a test"):
        db.session.add(FamilyMember(officer=part.evaluation.officer, kinship=Kinship.PARENT, last_name="SANGARE", first_names="Coumba"))
    with pytest.raises(Refused, match="close family"):
        evaluation.let_mark(part, WHY, by=campaign.act_as(people.aminata, "admin"))
