"""A form sent twice is one act, also when both arrive at the same moment."""

from __future__ import annotations

import io
import threading
from concurrent.futures import ThreadPoolExecutor

from flask import request
from sqlalchemy import event

from models import Posting, Region, Submission, db
from rules.access import Actor
from services import bulk, guard, submissions
from tests import force
from tests.desk.forms import form_of
from web import keeping

NEW = "/admin/region/new/"
REGION = {"name": "Région double", "code": "DBL", "sort_order": "9"}


def count(app, model, **which) -> int:
    with app.app_context(), guard.unscoped("the test counts"):
        return db.session.query(model).filter_by(**which).count()


def test_the_second_sending_leads_to_what_the_first_made(app, signed_in):
    aminata = signed_in("aminata")
    form = form_of(aminata.get(NEW)) | REGION
    first, second = aminata.post(NEW, data=form), aminata.post(NEW, data=form)
    assert first.status_code == second.status_code == 302
    assert first.location == second.location and "/details/" in first.location
    assert count(app, Region, name="Région double") == 1


def test_two_that_arrive_at_the_same_moment_make_one(app, signed_in):
    """The name is not unique, so only the key of the form stands against a second one."""
    aminata = signed_in("aminata")
    forms = [form_of(aminata.get(NEW)) | REGION | {"code": f"D{number}"} for number in range(4)]
    for form in forms:
        clients = [app.test_client().sign_in("aminata", force.PASSWORD) for _each in range(3)]
        ready = threading.Barrier(len(clients))

        def send(client, form=form, ready=ready):
            ready.wait(20)
            return client.post(NEW, data=form)

        with ThreadPoolExecutor(len(clients)) as threads:
            answers = list(threads.map(send, clients))
        assert {answer.status_code for answer in answers} == {302}
        assert len({answer.location for answer in answers}) == 1
    assert count(app, Region, name="Région double") == len(forms)


def test_what_was_refused_may_be_sent_again(app, signed_in):
    aminata = signed_in("aminata")
    form = form_of(aminata.get(NEW)) | REGION
    assert aminata.post(NEW, data=form | {"name": ""}).status_code == 200
    assert aminata.post(NEW, data=form).status_code == 302
    assert count(app, Region, name="Région double") == 1


def test_whoever_goes_back_and_types_something_else_means_something_else(app, signed_in):
    aminata = signed_in("aminata")
    form = form_of(aminata.get(NEW)) | REGION
    aminata.post(NEW, data=form)
    assert aminata.post(NEW, data=form | {"code": "DBL2", "name": "Une autre"}).status_code == 302
    assert count(app, Region, name="Une autre") == 1


def test_the_key_of_somebody_else_tells_nothing(app, signed_in):
    aminata, boubacar = signed_in("aminata"), signed_in("boubacar")
    form = form_of(aminata.get(NEW)) | REGION
    aminata.post(NEW, data=form)
    assert "/details/" not in (boubacar.post(NEW, data=form).location or "")


def test_an_act_sent_twice_is_recorded_once(app, people, signed_in):
    boubacar = signed_in("boubacar")
    address = f"/admin/officer/act/?id={people.colleague_id}&kind=posting"
    values = {"unit": people.unit_id, "starts_on": "01/02/2026", "kind": "Décision", "reference": "n° 2"}
    form = form_of(boubacar.get(address)) | values
    first, second = boubacar.post(address, data=form), boubacar.post(address, data=form)
    assert first.status_code == second.status_code == 302 and first.location == second.location
    assert count(app, Posting, officer_id=people.colleague_id, unit_id=people.unit_id) == 1


def test_a_form_that_is_only_looked_through_keeps_no_writer_waiting(app, signed_in):
    """Its key is written with the act, not before: nothing was typed right, so nothing was written."""
    aminata = signed_in("aminata")
    form = form_of(aminata.get(NEW)) | REGION
    written = []
    listen = lambda _conn, _cursor, statement, *_rest: written.append(statement) if "INTO submission" in statement else None  # noqa: E731
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", listen)
    assert aminata.post(NEW, data=form | {"name": ""}).status_code == 200
    assert written == []
    assert aminata.post(NEW, data=form).status_code == 302
    assert len(written) == 1 and count(app, Submission) == 1


def test_the_key_of_a_form_changes_with_what_is_in_its_file(app):
    def key(content: bytes) -> str:
        data = {"file": (io.BytesIO(content), "agents.csv"), "_submission": "k"}
        with app.test_request_context("/admin/import/new/", method="POST", data=data):
            found = keeping.key_of_form()
            assert request.files["file"].read() == content
            return found

    assert key(b"a;b") == key(b"a;b") != key(b"a;c")


def test_an_act_past_the_session_is_done_once_when_two_arrive_at_the_same_moment(app, people):
    """Bulk statements write the key too: the second comes to nothing, and is led to where the first went."""
    ready, ends = threading.Barrier(2), []

    def send(number: int) -> None:
        with app.test_request_context("/admin/"):
            guard.act_as(Actor(name="Aminata", role="administrator", user_id=people.aminata.user_id))
            assert submissions.begin("k", "/page/", by=guard.actor()) is None
            ready.wait(20)
            try:
                bulk.insert(Region, [{"code": f"B{number}", "name": "Région double"}])
                submissions.led_to("/made/")
                db.session.commit()
                ends.append("made")
            except submissions.AlreadySent as sent:
                db.session.rollback()
                ends.append(submissions.first_led_to(sent))

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(send, range(2)))
    assert sorted(ends) == ["/made/", "made"]
    assert count(app, Region, name="Région double") == 1


def test_a_commit_after_a_refusal_does_not_make_the_form_sent(app, people):
    with app.test_request_context("/admin/"):
        guard.act_as(Actor(name="Aminata", role="administrator", user_id=people.aminata.user_id))
        submissions.begin("k", "/page/", by=guard.actor())
        db.session.add(Region(code="R", name="Refusée"))
        db.session.flush()
        db.session.rollback()
        db.session.commit()
        assert submissions.begin("k", "/page/", by=guard.actor()) is None
        db.session.commit()
        assert submissions.begin("k", "/page/", by=guard.actor()) == "/page/"
