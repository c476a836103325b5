"""The page of a job: its owner's alone, with progress and a way to stop it."""

from __future__ import annotations

import pytest

import jobs
from models import AuditEvent, Job, JobState, User, db
from services import account, guard


@pytest.fixture
def job_of(app, people):
    """job_of("boubacar", state=…): the number of a committed job."""

    def make(name: str, **values) -> int:
        with app.app_context():
            with guard.unscoped("the test"):
                owner = db.session.query(User).filter_by(username=name).one()
                guard.act_as(account.actor_of(owner))
                job = Job(kind="work", title="Chargement de effectifs.csv", owner_id=owner.id, **values)
                db.session.add(job)
            db.session.commit()
            return job.id

    return make


def state(app, number: int) -> JobState:
    with app.app_context(), guard.unscoped("the test"):
        return db.session.get(Job, number).state


def test_the_owner_sees_progress_and_may_stop_the_work(app, job_of, signed_in):
    number, boubacar = job_of("boubacar", state=JobState.RUNNING), signed_in("boubacar")
    with app.app_context():
        jobs.queue().storage.put_data(f"progress:{number}", b'{"done": 4, "total": 9, "seconds_left": 200}')
    page = boubacar.get(f"/admin/job/details/?id={number}").text
    assert "4 / 9" in page and "data-live" in page
    assert boubacar.get(f"/admin/job/progress/?id={number}").json["done"] == 4
    assert boubacar.post("/admin/job/cancel/", data={"id": number}).status_code == 302
    with app.app_context(), guard.unscoped("the test"):
        assert jobs.is_cancelling(db.session.get(Job, number))


def test_a_job_of_another_is_not_there(app, job_of, signed_in):
    number, fanta = job_of("boubacar"), signed_in("fanta")
    assert fanta.get(f"/admin/job/details/?id={number}").status_code == 404
    assert fanta.get(f"/admin/job/progress/?id={number}").status_code == 404
    assert fanta.post("/admin/job/cancel/", data={"id": number}).status_code == 404
    assert "effectifs" not in fanta.get("/admin/job/").text
    assert state(app, number) is JobState.WAITING


def test_the_administrator_stops_the_work_of_others_only_where_it_leaves_a_trace(app, job_of, signed_in):
    number, aminata = job_of("boubacar"), signed_in("aminata")
    assert "/job/cancel/" not in aminata.get(f"/admin/job/details/?id={number}").text
    assert aminata.post("/admin/job/cancel/", data={"id": number}).status_code == 403
    assert state(app, number) is JobState.WAITING
    assert aminata.post("/admin/job/cut/", data={"id": number}).status_code == 302
    with app.app_context(), guard.unscoped("the test"):
        assert db.session.get(Job, number).state is JobState.CANCELLED
        assert db.session.query(AuditEvent).filter_by(record_type="job", record_id=number).count() == 1


def test_an_auditor_sees_a_job_and_cannot_stop_it(app, job_of, signed_in):
    number = job_of("boubacar", state=JobState.RUNNING)
    with app.app_context():
        with guard.unscoped("the test"):
            db.session.query(User).filter_by(username="fanta").one().role = "auditor"
        db.session.commit()
    fanta = signed_in("fanta")
    assert fanta.get(f"/admin/job/details/?id={number}").status_code == 200
    assert fanta.post("/admin/job/cancel/", data={"id": number}).status_code == 403
    with app.app_context(), guard.unscoped("the test"):
        assert not jobs.is_cancelling(db.session.get(Job, number))


def test_a_waiting_job_that_is_stopped_is_over(app, job_of, signed_in):
    number = job_of("boubacar")
    signed_in("boubacar").post("/admin/job/cancel/", data={"id": number})
    assert state(app, number) is JobState.CANCELLED


def test_a_failure_is_told_in_words_and_a_result_in_counts(job_of, signed_in):
    boubacar = signed_in("boubacar")
    failed = job_of("boubacar", state=JobState.FAILED, message='["The row repeats row %(row)s exactly.", {"row": 4}]')
    done = job_of("boubacar", state=JobState.DONE, result={"created": 12, "refused": 3})
    assert "répète exactement la ligne 4" in boubacar.get(f"/admin/job/details/?id={failed}").text
    page = boubacar.get(f"/admin/job/details/?id={done}").text
    assert ">12<" in page and ">3<" in page and "data-live" not in page


@pytest.fixture
def technician(app, people, signed_in):
    """Fanta, who keeps the system now."""
    with app.app_context():
        with guard.unscoped("the test"):
            db.session.query(User).filter_by(username="fanta").one().role = "technician"
        db.session.commit()
    return signed_in("fanta")


def test_a_technician_sees_the_work_of_all_and_not_of_whom_it_treats(job_of, technician):
    number = job_of("boubacar", state=JobState.FAILED, message='["The row repeats row %(row)s exactly.", {"row": 4}]')
    page = technician.get("/admin/job/overview/").text
    assert "boubacar" in page and f">{number}<" in page and "Les tâches n’avancent plus" in page
    assert "effectifs" not in page and "ligne 4" not in page
    assert technician.get(f"/admin/job/details/?id={number}").status_code == 404
    assert "effectifs" not in technician.get("/admin/job/").text


def test_the_tab_of_an_account_does_not_tell_a_technician_the_titles_of_its_work(people, job_of, technician, signed_in):
    job_of("boubacar")
    tab = {"id": people.boubacar.user_id, "tab": "job"}
    page = technician.get("/admin/account/details/", query_string=tab)
    assert page.status_code == 200 and "effectifs" not in page.text
    assert "effectifs" in signed_in("aminata").get("/admin/account/details/", query_string=tab).text


def test_a_technician_lets_failed_work_begin_again_which_leaves_a_trace(app, job_of, technician):
    failed, done = job_of("boubacar", state=JobState.FAILED), job_of("boubacar", state=JobState.DONE)
    for number in (failed, done):
        assert technician.post("/admin/job/again/", data={"id": number}).status_code == 302
    assert state(app, failed) is JobState.WAITING and state(app, done) is JobState.DONE
    with app.app_context(), guard.unscoped("the test"):
        assert jobs.queue_length() == 1
        trace = db.session.query(AuditEvent).filter_by(record_type="job").one()
        assert (trace.record_id, trace.user_name) == (failed, "Fanta")


def test_a_technician_stops_the_work_of_another(app, job_of, technician):
    number = job_of("boubacar")
    technician.post("/admin/job/cut/", data={"id": number})
    assert state(app, number) is JobState.CANCELLED


def test_the_work_of_all_is_not_for_everybody(app, job_of, signed_in):
    number, fanta = job_of("boubacar", state=JobState.FAILED), signed_in("fanta")
    assert fanta.get("/admin/job/overview/").status_code == 403
    for act in ("cut", "again"):
        assert fanta.post(f"/admin/job/{act}/", data={"id": number}).status_code == 403
    assert state(app, number) is JobState.FAILED


def test_a_title_is_read_in_the_language_of_the_reader(app, job_of, signed_in):
    number = job_of("boubacar")
    with app.app_context(), guard.unscoped("the test"):
        job = db.session.get(Job, number)
        job.title, job.title_values = "Preview of %(file)s", {"file": "effectifs.csv"}
        db.session.commit()
    boubacar = signed_in("boubacar")
    assert "Aperçu de effectifs.csv" in boubacar.get(f"/admin/job/details/?id={number}").text
    assert "Aperçu de effectifs.csv" in boubacar.get("/admin/job/").text
