"""The history of a record: in words, for those who see the record, masked as the record itself is."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event, select

from models import Officer, Position, Sex, User, db
from services import account, bulk, guard, history

PAGE = "/admin/officer/details/?id={}&tab=history"


def as_person(name: str) -> None:
    """Act as one of the five below any screen."""
    with guard.unscoped("the test takes a place"):
        guard.act_as(account.actor_of(db.session.scalar(select(User).where(User.username == name)), door="admin"))


@pytest.fixture
def changed(app, people):
    """Daouda's file, in which Aminata has changed a date, a unit, a choice and the telephone."""
    with app.app_context():
        as_person("aminata")
        officer = db.session.get(Officer, people.daouda.officer_id)
        officer.birth_on, officer.phone = dt.date(1990, 2, 28), "+223 70 00 00 01"
        db.session.commit()
        officer.birth_on, officer.phone = dt.date(1990, 3, 1), "+223 70 00 00 02"
        officer.unit_id, officer.sex = people.other_unit_id, Sex.F
        db.session.commit()
    return people.daouda.officer_id


def test_values_are_told_in_words(changed, signed_in):
    page = signed_in("boubacar").get(PAGE.format(changed)).text
    assert "<del>28/02/1990</del>" in page and "<ins>01/03/1990</ins>" in page
    assert "<ins>Commissariat du 2e arrondissement</ins>" in page and "unit_id" not in page
    assert "<ins>Femme</ins>" in page and "Aminata" in page


def test_a_sealed_value_is_told_to_those_who_may_read_it(changed, signed_in):
    page = signed_in("boubacar").get(PAGE.format(changed)).text
    assert "<del>+223 70 00 00 01</del>" in page and "sealed" not in page


def test_a_commander_reads_the_history_without_what_is_masked(app, people, signed_in):
    with app.app_context():
        as_person("aminata")
        db.session.get(Officer, people.daouda.officer_id).phone = "+223 70 00 00 03"
        db.session.commit()
    page = signed_in("coumba").get(PAGE.format(people.daouda.officer_id))
    assert page.status_code == 200 and "Aminata" in page.text
    assert "70 00 00 03" not in page.text and "••••••" in page.text


def test_the_history_of_a_record_out_of_scope_is_not_there(people, signed_in):
    assert signed_in("boubacar").get(PAGE.format(people.canary_id)).status_code == 404
    address = f"/admin/officer/details/?id={people.canary_id}&history=unit"
    assert signed_in("boubacar").get(address, headers={"X-Fragment": "history"}).status_code == 404


def test_the_name_of_a_record_out_of_scope_is_not_told(app, people):
    with app.app_context():
        as_person("aminata")
        account_of = db.session.get(User, people.boubacar.user_id)
        account_of.officer_id = people.canary_id
        db.session.commit()
        account_of.officer_id = None
        db.session.commit()
        as_person("coumba")
        told = history.of(account_of).entries[0].changes[0]
        assert told.before == history.Linked(people.canary_id, None) and told.after is None


def test_one_value_tells_since_when_by_whom_and_what_stood_before(changed, signed_in):
    address = f"/admin/officer/details/?id={changed}&history=birth_on"
    boubacar = signed_in("boubacar")
    part = boubacar.get(address, headers={"X-Fragment": "history"}).text
    assert "<html" not in part and "<del>28/02/1990</del>" in part and "Aminata" in part and "Femme" not in part
    whole = boubacar.get(f"{address}&tab=record").text
    assert 'id="past-birth_on"' in whole and "<del>28/02/1990</del>" in whole


def test_a_field_that_there_is_not_has_no_history(people, signed_in):
    address = f"/admin/officer/details/?id={people.daouda.officer_id}&history=nothing"
    assert signed_in("boubacar").get(address).status_code == 404


def test_what_was_loaded_in_bulk_has_its_history(app, people):
    with app.app_context():
        as_person("aminata")
        bulk.update(Officer, {people.daouda.officer_id: {"birth_place": (None, "Kayes")}})
        db.session.commit()
        officer = db.session.get(Officer, people.daouda.officer_id)
        assert history.of_field(officer, "birth_place").entries[0].changes[0].after == "Kayes"


def test_a_long_history_is_read_page_by_page(app, people, signed_in):
    with app.app_context():
        as_person("aminata")
        officer = db.session.get(Officer, people.daouda.officer_id)
        for number in range(history.PAGE + 5):
            officer.birth_place = f"Lieu {number}"
            db.session.commit()
        first = history.of(officer)
        second = history.of(officer, before=first.older)
    assert len(first.entries) == history.PAGE and first.entries[0].changes[0].after == f"Lieu {history.PAGE + 4}"
    assert not {entry.number for entry in first.entries} & {entry.number for entry in second.entries}
    page = signed_in("boubacar").get(PAGE.format(people.daouda.officer_id)).text
    assert f"before={first.older}" in page


def statements(app, work) -> int:
    """How many statements a piece of work sends."""
    sent = []
    with app.app_context():
        as_person("aminata")
        event.listen(db.engine, "before_cursor_execute", note := lambda *given: sent.append(given[2]))
        try:
            work()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def test_many_changes_cost_no_more_statements_than_few(app, people):
    def read():
        history.of(db.session.get(Officer, people.daouda.officer_id))

    with app.app_context():
        as_person("aminata")
        officer = db.session.get(Officer, people.daouda.officer_id)
        officer.unit_id = people.other_unit_id
        db.session.commit()
    few = statements(app, read)
    with app.app_context():
        as_person("aminata")
        officer = db.session.get(Officer, people.daouda.officer_id)
        positions = db.session.scalars(select(Position.id).limit(6)).all()
        for number in range(12):
            officer.unit_id = (people.unit_id, people.other_unit_id)[number % 2]
            officer.position_id = positions[number % 6]
            db.session.commit()
    assert statements(app, read) <= few + 1  # one more kind of record is named: positions


def test_the_trail_itself_stays_closed(people, signed_in):
    boubacar = signed_in("boubacar")
    assert boubacar.get("/admin/audit-event/").status_code == 403
    assert boubacar.get(PAGE.format(people.daouda.officer_id)).status_code == 200
