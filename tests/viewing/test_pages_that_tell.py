"""What stands in no file and tells of one is opened as the file is: an audit event, a proposal; so is a form shown again."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from models import AuditEvent, Officer, Proposal, db, now
from services import correction, guard
from tests.correction.conftest import actor_of
from tests.viewing.conftest import PURPOSE, silent


@pytest.fixture
def event(app, people) -> int:
    """The number of the event of a change of Daouda's date of birth."""
    with app.app_context(), guard.unscoped("the test changes a file"):
        db.session.get(Officer, people.daouda.officer_id).birth_on = dt.date(1991, 12, 24)
        db.session.commit()
        changed = select(AuditEvent.id).where(AuditEvent.record_type == "officer", AuditEvent.action == "edit")
        return db.session.scalars(changed.order_by(AuditEvent.id.desc())).first()


@pytest.fixture
def proposal(app, people) -> int:
    """The number of a proposal that concerns Daouda, which Boubacar made."""
    with app.app_context(), guard.unscoped("the test proposes"):
        agency_id = db.session.get(Officer, people.daouda.officer_id).home_agency_id
        made = Proposal(
            kind="export", title="Officers", content={"table": "officer", "arguments": [], "columns": ["last_name"], "kind": "csv", "rows": 1},
            digest="0" * 64, reason="Essai", permission="personnel.approve", agency_id=agency_id, concerned_id=people.daouda.officer_id,
            proposer_id=people.boubacar.user_id, expires_at=now() + dt.timedelta(days=2),
        )  # fmt: skip
        db.session.add(made)
        db.session.commit()
        return made.id


@pytest.fixture
def request_of_daouda(app, people) -> int:
    """The number of a request that Daouda sent about his place of birth."""
    with app.app_context():
        daouda = actor_of("daouda", "portal")
        guard.act_as(daouda)
        officer = db.session.get(Officer, daouda.officer_id)
        made = correction.begin(officer, record=officer, field="birth_place", by=daouda)
        correction.write(made, {"birth_place": "Ségou"}, "Voir l'acte de naissance.", by=daouda)
        correction.send(made, by=daouda)
        db.session.commit()
        return made.id


def is_asked(answer) -> bool:
    return answer.status_code == 302 and answer.location.startswith("/admin/purpose/")


def test_an_audit_event_of_a_file_asks_why_and_is_a_look(people, cast, signed_in, looks, event):
    ibrahim, address = silent(signed_in("ibrahim")), f"/admin/audit-event/details/?id={event}"
    answer = ibrahim.get(address)
    assert is_asked(answer) and looks() == []
    assert ibrahim.post(answer.location, data={"purpose": PURPOSE}).location == address
    assert "24/12/1991" in ibrahim.get(address).text or "1991-12-24" in ibrahim.get(address).text
    assert [(look.officer_id, look.purpose) for look in looks()] == [(people.daouda.officer_id, PURPOSE)]


def test_an_audit_event_of_nobodys_file_asks_nothing(app, people, cast, signed_in, looks):
    with app.app_context(), guard.unscoped("the test looks"):
        number = db.session.scalars(select(AuditEvent.id).where(AuditEvent.officer_id.is_(None))).first()
    assert silent(signed_in("ibrahim")).get(f"/admin/audit-event/details/?id={number}").status_code == 200
    assert looks() == []


def test_the_event_of_a_deleted_file_is_still_opened_with_a_purpose(app, people, cast, signed_in, looks, event):
    with app.app_context(), guard.unscoped("the test deletes"):
        db.session.get(Officer, people.daouda.officer_id).deleted_at = now()
        db.session.commit()
    ibrahim, address = silent(signed_in("ibrahim")), f"/admin/audit-event/details/?id={event}"
    question = ibrahim.get(address)
    assert is_asked(question)
    ibrahim.post(question.location, data={"purpose": PURPOSE})
    assert ibrahim.get(address).status_code == 200 and len(looks()) == 1


def test_a_proposal_that_concerns_somebody_opens_the_file(people, cast, signed_in, looks, proposal):
    address = f"/admin/proposal/details/?id={proposal}"
    assert silent(signed_in("kadidia")).get(address).status_code == 200
    assert [(look.officer_id, look.record_type, look.record_id) for look in looks()] == [(people.daouda.officer_id, "proposal", proposal)]
    assert is_asked(silent(signed_in("ibrahim")).get(address)), "no file is his daily work"


def test_who_is_asked_to_decide_is_not_asked_why_and_opens_nothing_else_by_it(people, cast, signed_in, looks, proposal):
    aminata = silent(signed_in("aminata"))
    assert aminata.get(f"/admin/proposal/details/?id={proposal}").status_code == 200 and len(looks()) == 1
    assert is_asked(aminata.get(f"/admin/officer/details/?id={people.daouda.officer_id}"))


def test_who_proposed_it_opens_nothing(people, cast, signed_in, looks, proposal):
    assert silent(signed_in("boubacar")).get(f"/admin/proposal/details/?id={proposal}").status_code == 200
    assert looks() == []


def test_a_form_that_is_shown_again_is_a_look(people, signed_in, looks):
    boubacar = signed_in("boubacar")
    answer = boubacar.post(f"/admin/officer/edit/?id={people.daouda.officer_id}", data={"last_name": "", "first_names": "X"})
    assert answer.status_code == 200
    assert [look.officer_id for look in looks()] == [people.daouda.officer_id]


def test_a_decision_that_is_shown_again_is_a_look(people, signed_in, looks, request_of_daouda):
    answer = signed_in("boubacar").post(f"/admin/correction-request/decide/?id={request_of_daouda}", data={})
    assert answer.status_code == 200
    assert [look.officer_id for look in looks()] == [people.daouda.officer_id]


def test_what_is_only_done_is_no_look(people, signed_in, looks, request_of_daouda):
    assert signed_in("boubacar").post("/admin/correction-request/take/", data={"id": request_of_daouda}).status_code == 302
    assert looks() == []
