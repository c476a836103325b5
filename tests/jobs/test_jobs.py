"""Background work: progress, cancel, restart, and whose it is."""

from __future__ import annotations

import time

import pytest
from peewee import OperationalError

import jobs
from jobs import periodic, running, takeup, telling
from models import Job, JobState, Notice, Region, User, db, now
from rules.refused import N_, Refused
from services import account, guard, notices


@pytest.fixture
def kinds(monkeypatch):
    """kinds(work=function): kinds of job of this test only."""

    def add(**work):
        monkeypatch.setattr(running, "KINDS", work)
        monkeypatch.setattr(telling, "TELL_SECONDS", 0)

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
    monkeypatch.setattr(running, "_end", fail)
    with pytest.raises(ConnectionError):
        jobs.run(job.id)
    db.session.rollback()
    assert job.state is JobState.RUNNING and regions() == 0


def test_a_job_cut_by_a_kill_is_taken_up_again(kinds, asked):
    kinds(work=lambda *_: {"created": 1})
    job = asked("work")
    job.state = JobState.RUNNING
    db.session.commit()
    jobs.queue().storage.put_data(f"beat:{job.id}", str(time.time() - 2 * takeup.DEAD_AFTER_SECONDS).encode())
    assert jobs.take_up_again() == 1 and queued() == 1
    jobs.run(job.id)
    assert job.state is JobState.DONE


def test_a_running_job_that_gives_signs_of_life_is_left_to_its_worker(kinds, asked):
    job = asked("work")
    job.state = JobState.RUNNING
    db.session.commit()
    with telling.sign_of_life(f"beat:{job.id}"):
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
    job.tries = running.MOST_TRIES
    db.session.commit()
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
    monkeypatch.setattr(running, "AFTERWARDS", dict.fromkeys(("work", "broken"), heard.append))
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


def told() -> list[tuple[int, str, str]]:
    with guard.unscoped("the test looks"):
        return [(notice.reader_id, notice.event, notice.url) for notice in db.session.query(Notice).order_by(Notice.id)]


def test_whoever_asked_is_told_when_it_is_done_or_failed(kinds, asked, people):
    kinds(work=lambda *_: {}, broken=lambda *_: 1 / 0)
    done, broken = asked("work"), asked("broken")
    jobs.run(done.id)
    jobs.run(broken.id)
    reader = people.boubacar.user_id
    assert told() == [
        (reader, "job.done", f"/admin/job/details/?id={done.id}"),
        (reader, "job.failed", f"/admin/job/details/?id={broken.id}"),
    ]


def test_whoever_stopped_the_work_is_not_told_of_it(kinds, asked):
    kinds(work=lambda _arguments, tell: tell(1, 2))
    job = asked("work")
    jobs.cancel(job)
    job.state = JobState.WAITING  # as if the worker had just taken it
    db.session.commit()
    jobs.run(job.id)
    assert job.state is JobState.CANCELLED and told() == []


def test_a_notice_names_the_kind_of_work_and_not_its_title(kinds, asked):
    kinds(rank=lambda *_: {})
    job = asked("rank")
    jobs.run(job.id)
    with guard.unscoped("the test looks"):
        notice = db.session.query(Notice).one()
    assert "Classement d’un tableau" in notices.words(notice) and "piece of work" not in notices.words(notice)


def test_whoever_asked_is_told_that_the_work_was_cut(kinds, asked):
    job = asked("work")
    job.state = JobState.RUNNING
    db.session.commit()
    jobs.take_up_again()
    assert [event for _, event, _ in told()] == ["job.cut"]


def test_what_is_done_again_and_again_can_be_done(in_app):
    for times in (periodic.TIMES, *periodic.BESIDE.values()):
        for _name, _when, todo in times:
            todo()


def test_a_sign_of_life_outlasts_a_queue_that_does_not_answer_for_once(asked, monkeypatch):
    storage, tries = jobs.queue().storage, []
    put = storage.put_data

    def put_data(name, mark):
        tries.append(mark)
        if len(tries) == 1:
            raise OperationalError("database is locked")
        put(name, mark)

    monkeypatch.setattr(storage, "put_data", put_data)
    monkeypatch.setattr(telling, "BEAT_SECONDS", 0.01)
    with telling.sign_of_life("beat:1"):
        limit = time.monotonic() + 10
        while not telling.has_sign("beat:1", 60) and time.monotonic() < limit:
            time.sleep(0.01)
        assert telling.has_sign("beat:1", 60)
    assert not telling.has_sign("beat:1", 60)


def test_the_end_of_one_worker_takes_no_sign_of_another_away(asked, monkeypatch):
    with telling.sign_of_life("beat:1"):
        limit = time.monotonic() + 10
        while not telling.has_sign("beat:1", 60) and time.monotonic() < limit:
            time.sleep(0.01)
        jobs.queue().storage.put_data("beat:1", str(time.time() + 1).encode())
    assert telling.has_sign("beat:1", 60)


@pytest.mark.parametrize("how", ["taken up by itself", "asked for again"])
def test_a_worker_whose_job_was_begun_again_elsewhere_ends_nothing(kinds, asked, how):
    """Its signs of life were lost: another worker has begun the same job, and that one writes what comes of it."""
    job = asked("work")

    def work(*_):
        with guard.unscoped("another worker"):
            if job.tries == 1 and not regions():
                job.state, job.tries = JobState.WAITING, 1 if how == "taken up by itself" else 0
                db.session.commit()
                job.state, job.tries, job.started_at = JobState.RUNNING, job.tries + 1, now()
                db.session.commit()
        write_a_region()
        return {"created": 1}

    kinds(work=work)
    jobs.run(job.id)
    assert job.state is JobState.RUNNING and job.result is None and regions() == 0
    assert db.session.query(Notice).count() == 0


def test_a_refusal_of_a_worker_whose_job_was_begun_again_ends_nothing(kinds, asked):
    job = asked("work")

    def work(*_):
        with guard.unscoped("another worker"):
            job.tries, job.started_at = 2, now()
            db.session.commit()
        raise Refused(N_("You are not entitled to do this."))

    kinds(work=work)
    jobs.run(job.id)
    assert job.state is JobState.RUNNING and job.message is None
