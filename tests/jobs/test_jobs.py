"""Background work: progress, cancel, restart, and whose it is."""

from __future__ import annotations

import time

import pytest

import jobs
from models import Job, JobState, Region, User, db
from rules.refused import N_, Refused
from services import account, guard


@pytest.fixture
def kinds(monkeypatch):
    """kinds(work=function): kinds of job of this test only."""

    def add(**work):
        monkeypatch.setattr(jobs, "KINDS", work)
        monkeypatch.setattr(jobs, "TELL_SECONDS", 0)

    return add


@pytest.fixture
def asked(people, in_app):
    """asked("work"): a job that Boubacar asked for, committed; he is the one acting."""
    with guard.unscoped("the test"):
        boubacar = db.session.get(User, people.boubacar.user_id)
    guard.act_as(account.actor_of(boubacar))

    def ask(kind: str, **arguments) -> Job:
        job = jobs.ask(kind, "A piece of work", **arguments)
        db.session.commit()
        return job

    return ask


def write_a_region() -> None:
    with guard.unscoped("the test"):
        db.session.add(Region(code="TEST", name="Région d'essai"))
        db.session.flush()


def regions() -> int:
    return db.session.query(Region).filter_by(code="TEST").count()


def queued() -> int:
    return len(jobs.queue().pending())


def test_a_job_is_done_as_the_person_who_asked(kinds, asked, people):
    kinds(work=lambda arguments, _tell: {"number": guard.actor().user_id, "told": arguments["told"]})
    job = asked("work", told="yes")
    jobs.run(job.id)
    assert job.state is JobState.DONE and job.ended_at
    assert job.result == {"number": people.boubacar.user_id, "told": "yes"}


def test_work_says_how_far_it_is(kinds, asked):
    heard = []

    def work(_arguments, tell):
        for done in range(1, 4):
            tell(done, 3)
            heard.append(jobs.progress(job))
        return {}

    kinds(work=work)
    job = asked("work")
    jobs.run(job.id)
    assert [step["done"] for step in heard] == [1, 2, 3]
    assert heard[0]["seconds_left"] is None and heard[2]["seconds_left"] == 0
    assert jobs.progress(job) == {}


def test_a_cancelled_job_undoes_what_it_did(kinds, asked):
    def work(_arguments, tell):
        write_a_region()
        jobs.cancel(db.session.get(Job, job_id))
        tell(1, 2)
        return {}

    kinds(work=work)
    job = asked("work")
    job_id = job.id
    jobs.run(job.id)
    assert job.state is JobState.CANCELLED and regions() == 0


def test_a_waiting_job_is_cancelled_at_once_and_never_done(kinds, asked):
    kinds(work=lambda *_: pytest.fail("done although cancelled"))
    job = asked("work")
    jobs.cancel(job)
    db.session.commit()
    jobs.run(job.id)
    assert job.state is JobState.CANCELLED


def test_a_refusal_is_told_and_nothing_is_kept(kinds, asked):
    def work(*_):
        write_a_region()
        raise Refused(N_("The row repeats row %(row)s exactly."), row=4)

    kinds(work=work)
    job = asked("work")
    jobs.run(job.id)
    assert job.state is JobState.FAILED and regions() == 0
    assert job.message == '["The row repeats row %(row)s exactly.", {"row": 4}]'


def test_an_error_is_logged_and_told_in_general_and_the_worker_lives_on(kinds, asked, caplog):
    kinds(work=lambda *_: 1 / 0)
    job, second = asked("work"), asked("work")
    jobs.run(job.id)
    jobs.run(second.id)
    assert job.state is JobState.FAILED and "division" not in job.message
    assert "ZeroDivisionError" in caplog.text and second.state is JobState.FAILED


def test_work_and_its_end_are_committed_together(kinds, asked, monkeypatch):
    def work(*_):
        write_a_region()
        return {}

    def fail(*_args, **_more):
        raise ConnectionError("the worker is killed here")

    kinds(work=work)
    job = asked("work")
    monkeypatch.setattr(jobs, "_end", fail)
    with pytest.raises(ConnectionError):
        jobs.run(job.id)
    db.session.rollback()
    assert job.state is JobState.RUNNING and regions() == 0


def test_a_job_cut_by_a_kill_is_taken_up_again(kinds, asked):
    kinds(work=lambda *_: {"created": 1})
    job = asked("work")
    job.state = JobState.RUNNING
    db.session.commit()
    jobs.queue().storage.put_data(f"beat:{job.id}", str(time.time() - 2 * jobs.DEAD_AFTER_SECONDS).encode())
    assert jobs.take_up_again() == 1 and queued() == 1
    jobs.run(job.id)
    assert job.state is JobState.DONE


def test_a_running_job_that_gives_signs_of_life_is_left_to_its_worker(kinds, asked):
    job = asked("work")
    job.state = JobState.RUNNING
    db.session.commit()
    with jobs.sign_of_life(job.id):
        limit = time.monotonic() + 10
        while not jobs.is_alive(job) and time.monotonic() < limit:
            time.sleep(0.01)
        assert jobs.take_up_again() == 0
        assert jobs.take_up_again(is_only_worker=True) == 1


def test_a_job_that_waits_in_the_queue_is_not_sent_twice(kinds, asked):
    job = asked("work")
    jobs.send(job)
    assert jobs.take_up_again() == 0 and queued() == 1


def test_a_job_that_never_reached_the_queue_is_sent(kinds, asked):
    asked("work")
    assert jobs.take_up_again() == 1 and queued() == 1


def test_work_that_kills_its_worker_is_given_up(kinds, asked):
    kinds(work=lambda *_: pytest.fail("tried too often"))
    job = asked("work")
    for _try in range(jobs.MOST_TRIES):
        jobs.queue().storage.incr(f"tries:{job.id}")
    jobs.run(job.id)
    assert job.state is JobState.FAILED and "given up" in job.message


def test_the_work_of_a_disabled_account_is_not_done(kinds, asked, people):
    kinds(work=lambda *_: pytest.fail("done for a disabled account"))
    job = asked("work")
    with guard.unscoped("the test"):
        db.session.get(User, people.boubacar.user_id).active = False
        db.session.commit()
    jobs.run(job.id)
    assert job.state is JobState.FAILED and "disabled" in job.message


def test_what_no_rollback_brings_back_is_done_after_the_commit(kinds, asked, monkeypatch):
    heard = []
    kinds(work=lambda *_: {}, broken=lambda *_: 1 / 0)
    monkeypatch.setattr(jobs, "AFTERWARDS", dict.fromkeys(("work", "broken"), heard.append))
    done, broken = asked("work", number=1), asked("broken", number=2)
    jobs.run(done.id)
    jobs.run(broken.id)
    assert heard == [{"number": 1}]


def test_the_queue_hands_a_job_to_the_worker(kinds, asked):
    kinds(work=lambda *_: {"created": 2})
    job = asked("work")
    jobs.send(job)
    queue = jobs.queue()
    queue.execute(queue.dequeue())
    db.session.expire_all()
    assert job.state is JobState.DONE


def test_nothing_is_left_in_the_queue_when_a_job_has_ended(kinds, asked):
    kinds(work=lambda _arguments, tell: tell(1, 1) or {})
    jobs.run(asked("work").id)
    assert jobs.queue().storage.result_store_size() == 0
