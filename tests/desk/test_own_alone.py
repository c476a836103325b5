"""What is somebody's own: private things are read by nobody else, and nobody keeps the file of his own career."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import AuditEvent, ChosenColumns, Draft, Officer, Posting, PromotionRule, SavedView, Sharing, User, db
from rules import access
from rules.refused import Forbidden
from services import drafts, guard, views
from tests import force
from tests.desk.test_list import LIST
from tests.desk.test_list_bulk_edit import preview


def acting(person, role: str = "hr_clerk"):
    with guard.unscoped("the test takes a place"):
        agency = force.of_code(force.Agency, "PN").id
    return access.Actor(person.username, role, person.user_id, person.officer_id, agency, door="admin")


def test_the_administrator_sees_and_deletes_no_private_view_of_others(app, people, signed_in):
    signed_in("boubacar").post(f"{LIST}views/save/", data={"name": "La mienne", "state": "search=traore", "sharing": "OWN"})
    with app.app_context(), guard.unscoped("the test looks"):
        number = db.session.scalar(select(SavedView.id))
    aminata = signed_in("aminata")
    assert aminata.get(f"{LIST}?view={number}").location == LIST
    assert aminata.post(f"{LIST}views/delete/", data={"view": number}).status_code == 404


def test_drafts_and_columns_of_others_are_hidden_from_every_right(app, people):
    with app.app_context():
        guard.act_as(acting(people.boubacar))
        drafts.save("officer:new", [("last_name", "Diarra")], page="/a", target="/a", by=guard.actor())
        views.choose_columns(Officer, ["last_name"], by=guard.actor())
        views.save(Officer, "Les nôtres", "", Sharing.AGENCY, by=guard.actor())
        db.session.commit()
        assert [db.session.query(model).count() for model in (Draft, ChosenColumns, SavedView)] == [1, 1, 1]
        guard.act_as(acting(people.aminata, "administrator"))
        assert [db.session.query(model).count() for model in (Draft, ChosenColumns)] == [0, 0]
        shared = db.session.query(SavedView).one()
        db.session.delete(shared)
        with pytest.raises(Forbidden):
            db.session.flush()


@pytest.fixture
def clerk(app, people):
    """Boubacar is an officer too: his own number."""
    with app.app_context(), guard.unscoped("Boubacar is given a file"):
        officer = force.officer("Sidibé", "Boubacar", db.session.get(force.Unit, people.unit_id))
        db.session.get(User, people.boubacar.user_id).officer_id = officer.id
        db.session.commit()
        return officer.id


def test_nobody_changes_his_own_file_at_the_desk(app, people, clerk, signed_in):
    boubacar = signed_in("boubacar")
    form = {"last_name": "Sidibé", "first_names": "Autre", "entered_on": "2015-10-01", "home_agency": "1"}
    assert boubacar.change(f"/admin/officer/edit/?id={clerk}", form).status_code == 200
    assert f"/admin/officer/edit/?id={clerk}" not in boubacar.get(f"/admin/officer/details/?id={clerk}").text
    other = people.daouda.officer_id
    assert f"/admin/officer/edit/?id={other}" in boubacar.get(f"/admin/officer/details/?id={other}").text
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.get(Officer, clerk).first_names == "Boubacar"


def test_a_bulk_change_says_that_ones_own_file_is_left_out(people, clerk, signed_in):
    answer = preview(signed_in("boubacar"), [clerk, people.daouda.officer_id])
    assert answer.text.count('name="seen"') == 1 and "SIDIBÉ" in answer.text.partition("<ul>")[2]


def test_nobody_writes_a_line_of_his_own_career_and_a_purpose_may(app, people, clerk):
    with app.app_context():
        guard.act_as(acting(force.Person("boubacar", people.boubacar.user_id, clerk)))
        line = db.session.query(Posting).filter_by(officer_id=clerk).one()
        line.act_reference = "Z"
        with pytest.raises(Forbidden):
            db.session.flush()
        db.session.rollback()
        with guard.unscoped("a nightly work"):
            db.session.get(Posting, line.id).act_reference = "Z"


def test_a_form_that_does_not_say_how_it_was_opened_saves_nothing(app, people, signed_in):
    address = f"/admin/officer/edit/?id={people.daouda.officer_id}"
    form = {"last_name": "Traoré", "first_names": "Autre", "entered_on": "2015-10-01", "home_agency": "1"}
    answer = signed_in("boubacar").post(address, data=form)
    assert answer.status_code == 200 and 'value="Autre"' in answer.text and 'name="_opened"' in answer.text
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.get(Officer, people.daouda.officer_id).first_names == "Daouda"


@pytest.mark.parametrize(("value", "shown"), [("B", "••••••"), ("AB+ 123", "••••••"), ("12345678", "•••••• 78"), (5, "••••••")])
def test_a_mask_tells_two_letters_of_a_long_text_only(value, shown):
    assert access.masked(value) == shown


def test_an_empty_list_names_what_it_looked_for(signed_in):
    page = signed_in("boubacar").get(f"{LIST}?search=zzzz&entered_on.from=2015-01-01").text.partition("empty-state")[2]
    assert "zzzz" in page and page.count("01/01/2015") == 2


def test_a_link_set_by_its_number_is_named_in_the_trail(app, people):
    with app.app_context(), guard.unscoped("the test makes a rule"):
        ranks = [force.of_code(force.Rank, code).id for code in ("SGT", "COM")]
        values = {"route": "CHOICE", "starts_on": force.ENTERED_ON, "legal_text": "Décret", "conditions": {}, "weights": {}}
        db.session.add(PromotionRule(from_rank_id=ranks[0], to_rank_id=ranks[1], **values))
        db.session.flush()
        name = db.session.query(AuditEvent).order_by(AuditEvent.id.desc()).first().record_name
        assert "None" not in name and "→" in name
