"""The audit trail: who changed what, from what to what, in the transaction of the change."""

from __future__ import annotations

import pytest

from models import AuditEvent, Officer, db
from services import audit, guard
from tests import force

TABLE = AuditEvent.__table__


def events(app, **where):
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.query(AuditEvent).filter_by(**where).order_by(AuditEvent.id).all()


def edit_daouda(client, people, **changes):
    form = {"last_name": "Traoré", "first_names": "Daouda", "entered_on": "2015-10-01", "home_agency": "1"}
    return client.change(f"/admin/officer/edit/?id={people.daouda.officer_id}", data=form | changes)


def test_a_change_says_who_what_from_where_and_by_which_door(app, people, signed_in):
    assert edit_daouda(signed_in("boubacar"), people, first_names="Daouda Seydou").status_code == 302
    event = events(app, action="edit", record_type="officer")[-1]
    assert event.changes["first_names"] == ["Daouda", "Daouda Seydou"]
    assert (event.user_name, event.role, event.door, event.address) == ("Boubacar", "hr_clerk", "admin", "127.0.0.1")
    assert event.record_id == people.daouda.officer_id


def test_what_is_not_saved_leaves_no_event(app, people, signed_in):
    before = len(events(app))
    edit_daouda(signed_in("boubacar"), people, entered_on="31/02/2009")
    assert [event.action for event in events(app)[before:]] == ["sign-in", "view"]  # that the file was opened stays


def test_a_rolled_back_change_takes_its_event_with_it(app, people):
    with app.app_context(), guard.unscoped("the test changes"):
        before = db.session.query(AuditEvent).count()
        db.session.get(Officer, people.daouda.officer_id).first_names = "Autre"
        db.session.flush()
        assert db.session.query(AuditEvent).count() == before + 1
        db.session.rollback()
        assert db.session.query(AuditEvent).count() == before


def test_a_sensitive_value_is_not_readable_in_the_trail(app, people):
    with app.app_context(), guard.unscoped("the test changes"):
        db.session.get(Officer, people.daouda.officer_id).nina = "1" * 14 + "A"
        db.session.commit()
    change = events(app, action="edit", record_type="officer")[-1].changes["nina"]
    assert change[0] is None and "1" * 14 not in str(change)


def test_work_beyond_the_scope_names_its_purpose(app, people):
    with app.app_context(), guard.unscoped("a purpose that is told"):
        db.session.get(Officer, people.daouda.officer_id).birth_place = "Kati"
        db.session.commit()
    assert events(app, purpose="a purpose that is told")


@pytest.mark.parametrize("column, value", [("user_name", "Quelqu'un d'autre"), ("changes", {}), ("at", None), ("purpose", "x")])
def test_an_altered_event_is_found(app, people, column, value):
    with app.app_context(), guard.unscoped("the test alters"):
        assert audit.verify() is None
        victim = db.session.query(AuditEvent).filter(AuditEvent.record_type == "officer").first()
        value = value if value is not None else victim.at.replace(year=2001)
        db.session.connection().execute(TABLE.update().where(TABLE.c.id == victim.id).values({column: value}))
        db.session.commit()
        db.session.expire_all()
        assert audit.verify() == victim.id


def test_the_export_of_a_list_is_noted_with_its_rows(app, people, signed_in):
    answer = signed_in("boubacar").get("/admin/officer/export/csv/")
    assert answer.status_code == 200 and "Traoré;Daouda" in answer.text
    assert events(app, action="export")[-1].changes["rows"] == 3


def test_the_auditor_reads_the_trail_and_a_clerk_does_not(app, people, signed_in):
    with app.app_context():
        force.user("awa", "auditor")
        db.session.commit()
    assert app.test_client().sign_in("awa", force.PASSWORD).get("/admin/audit-event/").status_code == 200
    assert signed_in("boubacar").get("/admin/audit-event/").status_code == 403
