"""Deleting asks, gives its reason, hides, tells, and can be undone; what is in force is not deleted."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import AuditEvent, BadgeState, Officer, Post, Posting, Unit, User, db
from rules.refused import Forbidden, Refused
from services import account, bulk, deleting, guard
from tests import force
from tests.badge import cards

REASON = "Saisi deux fois par erreur"


@pytest.fixture
def manager(app, people):
    """Somebody who may delete: the HR manager of the police."""
    with app.app_context():
        force.user("awa", "hr_manager", agency=force.of_code(force.Agency, "PN"))
        db.session.commit()
    return app.test_client().sign_in("awa", force.PASSWORD)


@pytest.fixture
def double(app, people):
    """An officer entered twice: no account, no badge."""
    with app.app_context(), guard.unscoped("the test makes a double"):
        unit = db.session.get(Unit, people.unit_id)
        made = force.officer("Doublon", "Issa", unit, service_number="P99-00001")
        db.session.commit()
        return made.id


def actions(app, table, number):
    with app.app_context(), guard.unscoped("the test looks"):
        told = select(AuditEvent).where(AuditEvent.record_type == table, AuditEvent.record_id == number)
        return [(event.action, event.changes) for event in db.session.scalars(told.order_by(AuditEvent.id))]


def delete(visitor, number, table="officer", reason=REASON):
    return visitor.post(f"/admin/{table}/delete/", data={"id": number, "reason": reason})


def test_deleting_asks_before_it_deletes(manager, double):
    page = manager.get(f"/admin/officer/delete/?id={double}")
    assert page.status_code == 200 and 'name="reason"' in page.text
    assert manager.get(f"/admin/officer/details/?id={double}").status_code == 200


def test_without_a_reason_nothing_is_deleted(manager, double):
    page = delete(manager, double, reason="  ")
    assert page.status_code == 200 and "deletion-reason-error" in page.text
    assert manager.get(f"/admin/officer/details/?id={double}").status_code == 200


def test_what_is_deleted_is_seen_nowhere_and_stays_in_the_table(app, manager, double, signed_in):
    assert delete(manager, double).status_code == 302
    for visitor in (manager, signed_in("aminata")):
        assert visitor.get(f"/admin/officer/details/?id={double}").status_code == 404
        assert visitor.get(f"/admin/officer/edit/?id={double}").status_code == 404
        assert "DOUBLON" not in visitor.get("/admin/officer/").text
        assert "DOUBLON" not in visitor.get("/admin/officer/?search=doublon").text.replace("doublon", "")
        assert "P99-00001" not in visitor.get("/admin/officer/export/csv/").text
        assert "DOUBLON" not in visitor.get("/admin/posting/").text
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        assert db.session.get(Officer, double) is None
        assert db.session.scalar(select(Posting).where(Posting.officer_id == double)) is None
        kept = db.session.scalar(select(Officer).where(Officer.id == double), execution_options={"with_deleted": True})
        assert kept.deletion_reason == REASON and kept.deleted_by == "Awa"


def test_even_work_beyond_the_scope_does_not_meet_what_is_deleted(app, manager, double):
    delete(manager, double)
    with app.app_context(), guard.unscoped("a round is ranked"):
        assert db.session.scalar(select(Officer).where(Officer.id == double)) is None


def test_core_rows_are_without_what_is_deleted(app, manager, double):
    delete(manager, double)
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        assert double not in {number for (number,) in bulk.stream(select(Officer.id), Officer)}
        with pytest.raises(Forbidden):
            bulk.update(Officer, {double: {"birth_place": (None, "Kayes")}})
        with pytest.raises(Forbidden):
            bulk.insert(Posting, [{"officer_id": double, "unit_id": 1, "starts_on": force.ENTERED_ON, "act_kind": "X"}])


def test_the_trail_tells_deletion_and_return_with_the_reason(app, manager, double):
    delete(manager, double)
    manager.post("/admin/officer/restore/", data={"id": double})
    told = actions(app, "officer", double)
    assert [action for action, _changes in told][-2:] == ["delete", "restore"]
    assert told[-2][1]["deletion_reason"] == [None, REASON]


def test_what_is_deleted_is_listed_with_its_reason_and_comes_back_whole(app, manager, double):
    delete(manager, double)
    assert REASON in manager.get("/admin/officer/deleted/").text
    assert manager.post("/admin/officer/restore/", data={"id": double}).status_code == 302
    assert "DOUBLON" in manager.get(f"/admin/officer/details/?id={double}&tab=posting").text
    assert REASON not in manager.get("/admin/officer/deleted/").text


@pytest.mark.parametrize("who", ["boubacar", "coumba", "fanta", "daouda"])
def test_whoever_may_not_delete_neither_deletes_nor_restores_nor_reads_what_was(people, signed_in, who):
    visitor = signed_in(who)
    assert visitor.get("/admin/officer/deleted/").status_code == 403
    assert visitor.post("/admin/officer/restore/", data={"id": people.colleague_id}).status_code == 403
    assert delete(visitor, people.colleague_id).status_code == 403


def test_the_canary_is_neither_deleted_nor_restored_from_another_agency(app, people, manager, signed_in):
    assert delete(manager, people.canary_id).status_code == 404
    assert delete(signed_in("aminata"), people.canary_id).status_code == 302
    assert force.CANARY not in manager.get("/admin/officer/deleted/").text
    assert manager.post("/admin/officer/restore/", data={"id": people.canary_id}).status_code == 404


def test_an_officer_with_an_active_account_is_not_deleted(app, people, manager):
    page = manager.get(f"/admin/officer/delete/?id={people.daouda.officer_id}")
    assert "Comptes (1)" in page.text and 'name="reason"' not in page.text
    delete(manager, people.daouda.officer_id)
    assert manager.get(f"/admin/officer/details/?id={people.daouda.officer_id}").status_code == 200


def test_a_revoked_badge_stands_not_in_the_way_and_a_valid_one_does(app, people, double):
    with app.app_context(), guard.unscoped("the test makes a badge"):
        badge = cards.active_card(double)
        assert [one.count for one in deleting.obstacles(db.session.get(Officer, double))] == [1]
        badge.state = BadgeState.REVOKED
        assert deleting.obstacles(db.session.get(Officer, double)) == []
        db.session.rollback()


def test_a_unit_with_people_is_not_deleted_and_an_empty_one_is(app, people, signed_in):
    aminata = signed_in("aminata")
    page = aminata.get(f"/admin/unit/delete/?id={people.unit_id}")
    assert "Agents (" in page.text and 'name="reason"' not in page.text
    with app.app_context(), guard.unscoped("the test makes a unit"):
        empty = force.unit("Poste ouvert par erreur").id
        db.session.commit()
    assert delete(aminata, empty, "unit").status_code == 302
    assert "Poste ouvert par erreur" not in aminata.get("/admin/unit/").text
    assert "Poste ouvert par erreur" in aminata.get("/admin/unit/deleted/").text


def test_a_deleted_officer_still_holds_the_number(app, manager, double):
    delete(manager, double)
    with app.app_context():
        with guard.unscoped("the test takes a place"):
            guard.act_as(account.actor_of(db.session.scalar(select(User).where(User.username == "awa"))))
        police = force.of_code(force.Agency, "PN")
        values = {"last_name": "Keïta", "first_names": "Awa", "entered_on": force.ENTERED_ON}
        db.session.add(Officer(**values, home_agency=police, service_number="P99-00001"))
        with pytest.raises(Refused, match="deleted record"):
            db.session.flush()
        db.session.rollback()


def test_no_session_takes_a_kept_record_out_of_its_table(app, double):
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        db.session.delete(db.session.get(Officer, double))
        with pytest.raises(Forbidden):
            db.session.flush()
        db.session.rollback()


def test_a_deleted_record_is_not_changed_before_it_is_restored(app, manager, double):
    delete(manager, double)
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        kept = db.session.scalar(deleting.deleted(Officer).where(Officer.id == double))
        kept.birth_place = "Kayes"
        with pytest.raises(Forbidden):
            db.session.flush()
        db.session.rollback()


def test_other_records_say_what_depends_on_them(app, people, signed_in):
    aminata = signed_in("aminata")
    with app.app_context(), guard.unscoped("the test makes a post"):
        post = Post(unit_id=people.unit_id, title="Enquêteur")
        db.session.add(post)
        db.session.flush()
        line = db.session.scalar(select(Posting).where(Posting.officer_id == people.daouda.officer_id))
        line.post = post
        db.session.commit()
        number, line_id = post.id, line.id
    assert "Affectations (1)" in aminata.get(f"/admin/post/delete/?id={number}").text
    with app.app_context(), guard.unscoped("the test frees it"):
        db.session.get(Posting, line_id).post = None
        db.session.commit()
    assert aminata.post("/admin/post/delete/", data={"id": number}).status_code == 302
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.get(Post, number) is None
