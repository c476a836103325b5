"""The worker is killed without a word: what it was doing is done all the same, once, and somebody notices."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

import jobs
from cli import serving
from jobs import periodic
from models import Job, JobState, Region, db
from services import guard
from services.badge.publishing import due, files
from tests.badge import cards

# A worker that knows one more kind of job, which writes, says so, and waits until a file allows it to end.
WORKER = """
import time, sys
from pathlib import Path
import app, jobs
from models import Region, db
from jobs.kinds import KINDS

def slow(arguments, tell):
    db.session.add(Region(code="TEST", name="Région d'essai"))
    db.session.flush()
    tell(1, 2)
    while not Path(arguments["wait_for"]).exists():
        time.sleep(0.05)
    return {"created": 1}

KINDS["slow"] = slow
with app.create_app().app_context():
    jobs.work()
"""


def wait_until(holds, seconds: float = 180.0) -> None:
    """Until it holds; fails after a long while."""
    limit = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit, "it never came to that"
        time.sleep(0.05)


@pytest.fixture
def worker(app):
    """worker(): one more worker as a process of its own; killed at the end if it still runs."""
    settings = {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "SIRHP_INSTANCE": str(app.config["INSTANCE_FOLDER"])}
    started: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        started.append(subprocess.Popen([sys.executable, "-c", WORKER], env=os.environ | settings))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def state(app, number: int) -> JobState:
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.get(Job, number).state


def progress(app, number: int) -> dict:
    with app.app_context(), guard.unscoped("the test looks"):
        return jobs.progress(db.session.get(Job, number))


def test_a_job_whose_worker_is_killed_is_begun_again_and_done_once(app, worker, tmp_path):
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        job = jobs.ask("slow", "A piece of work", wait_for=str(tmp_path / "go"))
        db.session.commit()
        number = job.id
    first = worker()
    wait_until(lambda: progress(app, number))
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert state(app, number) is JobState.RUNNING
    with app.app_context():
        assert db.session.query(Region).filter_by(code="TEST").count() == 0
        jobs.queue().storage.pop_data(f"beat:{number}")  # a minute later nobody has heard of it
    (tmp_path / "go").touch()
    worker()
    wait_until(lambda: state(app, number) is JobState.DONE)
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(Region).filter_by(code="TEST").count() == 1
        assert db.session.get(Job, number).tries == 2


def test_what_the_public_reads_is_published_while_a_job_writes(app, worker, tmp_path):
    """The job stands before all else in the queue, and on SQLite nobody else can write while it runs."""
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        cards.made_keys()
        job = jobs.ask("slow", "A piece of work", wait_for=str(tmp_path / "go"))
        db.session.commit()
        jobs.send(job)
        number, public = job.id, due.folder() / files.STATUS
        public.unlink(missing_ok=True)
    worker()
    wait_until(lambda: progress(app, number) and public.exists())
    public.unlink()
    with app.app_context():
        periodic.publish_cards()
    assert public.exists() and state(app, number) is JobState.RUNNING
    (tmp_path / "go").touch()
    wait_until(lambda: state(app, number) is JobState.DONE)


def test_a_worker_is_known_to_live_and_a_stopped_one_to_be_away(app, client, worker):
    assert client.get("/healthz").json == {"status": "ok", "worker": "not running"}
    running = worker()
    wait_until(lambda: client.get("/healthz").json["worker"] == "running")
    running.terminate()
    wait_until(lambda: client.get("/healthz").json["worker"] == "not running")


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(serving, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(serving, "REST_SECONDS", 0)
    monkeypatch.setattr(serving.signal, "signal", lambda *_: None)  # a thread may not


def test_a_dead_worker_is_started_again(quick, tmp_path, capsys):
    """The worker here notes its number and sleeps; the web process here ends when a file appears."""
    notes, end = tmp_path / "notes", tmp_path / "end"
    web = f"import time, pathlib\nwhile not pathlib.Path({str(end)!r}).exists(): time.sleep(0.05)\nraise SystemExit(3)"
    work = f"import os, time\nopen({str(notes)!r}, 'a').write(f'{{os.getpid()}} ')\ntime.sleep(60)"
    codes: list[int] = []
    command = [sys.executable, "-c"]
    watching = threading.Thread(target=lambda: codes.append(serving.keep_running([*command, web], [*command, work])))
    watching.start()
    numbers = lambda: [int(number) for number in notes.read_text().split()] if notes.exists() else []  # noqa: E731
    wait_until(lambda: len(numbers()) == 1)
    os.kill(numbers()[0], signal.SIGKILL)
    wait_until(lambda: len(numbers()) == 2)
    end.touch()
    watching.join(180)
    assert codes == [3] and not psutil.pid_exists(numbers()[1])
    assert "started again" in capsys.readouterr().err
