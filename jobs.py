"""Work that outlasts a request: asked for by a door, done by the worker, with progress and cancel.

The job itself is a row of the database. The queue (huey) carries only its number and, beside it, the
progress, the wish to cancel and a sign of life, so that a long transaction does not hide them. It is a file
of its own beside an SQLite database, a schema of its own in PostgreSQL.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, current_app
from flask_babel import force_locale
from huey import crontab
from huey.contrib.sql_huey import SqlHuey
from peewee import Database, PostgresqlDatabase, SqliteDatabase
from sqlalchemy import select
from sqlalchemy.engine import make_url

from models import Job, JobState, db, now
from rules.access import Actor
from rules.refused import N_, Refused
from services import account, guard, promotion
from services.imports import background, leftovers, runs

BEAT_SECONDS = 10
DEAD_AFTER_SECONDS = 60
TELL_SECONDS = 0.3
# Work that stops its worker each time must not be taken up for ever.
MOST_TRIES = 3
# What each kind of job does: called with its arguments and a progress function, returns its result.
Progress = Callable[[int, int], None]
KINDS: dict[str, Callable[[dict, Progress], dict]] = {
    "import preview": background.preview_run,
    "import": background.load_run,
    "rank": promotion.rank_in_background,
}
# What is left to do once a job of a kind is done and committed: files are removed, which no rollback brings back.
AFTERWARDS: dict[str, Callable[[dict], None]] = {"import": background.clear_loaded}
WENT_WRONG = N_("Something went wrong. Nothing was changed. Try again, and tell the technicians if it happens again.")
CUT_TOO_OFTEN = N_("The work was cut off several times, so it was given up. Nothing was changed. Tell the technicians.")


ACCOUNT_DISABLED = N_("The account that asked for this work is disabled, so the work was not done.")


class Cancelled(Exception):
    """The person who asked for the job no longer wants it."""


def init_app(app: Flask) -> None:
    """The queue opens at its first use; each thread gives its connection back when it is done."""

    @app.teardown_appcontext
    def close_queue(_error) -> None:
        if opened := app.extensions.get("queue"):
            opened.storage.close()


def queue() -> SqlHuey:
    """The queue of this application."""
    if "queue" not in current_app.extensions:
        _open(current_app._get_current_object())
    return current_app.extensions["queue"]


def _open(app: Flask) -> None:
    opened = SqlHuey("sirhp", database=_database(app))

    @opened.task(name="run_job")
    def run_job(number: int) -> None:
        with app.app_context():
            run(number)

    @opened.periodic_task(crontab(minute="*"), name="take_up_again")
    def every_minute() -> None:
        with app.app_context():
            take_up_again()

    @opened.periodic_task(crontab(minute="20"), name="clear_away")
    def every_hour() -> None:
        with app.app_context():
            clear_away()

    app.extensions |= {"queue": opened, "run_job": run_job}


def _database(app: Flask) -> Database:
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite":
        path = Path(app.config["INSTANCE_FOLDER"]) / "jobs.sqlite3"
        return SqliteDatabase(path, pragmas={"journal_mode": "wal"}, timeout=30)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS jobs")
    told = {"user": url.username, "password": url.password, "host": url.host, "port": url.port} | dict(url.query)
    given = {name: value for name, value in told.items() if value is not None}
    return PostgresqlDatabase(url.database, options="-c search_path=jobs", prefer_psycopg3=True, **given)


# --- asking --------------------------------------------------------------------------------------


def ask(kind: str, title: str, **arguments) -> Job:
    """Record a job of the acting person. The door commits, then calls `send`.

    The argument `language` is that of the texts which the work leaves behind.
    """
    job = Job(kind=kind, title=title[:200], arguments=arguments, owner_id=guard.actor().user_id)
    db.session.add(job)
    db.session.flush()
    return job


def send(job: Job) -> None:
    """Hand a committed job to the worker."""
    queue()
    current_app.extensions["run_job"](job.id)


def cancel(job: Job) -> None:
    """Ask the worker to stop; what was not committed is undone. Raises Forbidden for the job of another."""
    guard.check_write(job, "edit")
    queue().storage.put_data(f"cancel:{job.id}", b"1")
    if job.state is JobState.WAITING:
        job.state, job.ended_at = JobState.CANCELLED, now()


def progress(job: Job) -> dict:
    """{"done", "total", "seconds_left"} as the worker last said; empty before it said anything."""
    data = queue().storage.peek_data(f"progress:{job.id}")
    return json.loads(data) if isinstance(data, bytes) else {}


def is_cancelling(job: Job) -> bool:
    """Whether somebody asked the worker to stop."""
    return queue().storage.has_data_for_key(f"cancel:{job.id}")


# --- doing ---------------------------------------------------------------------------------------


def run(number: int) -> None:
    """Do one job as the person who asked for it, and say how it ended."""
    taken = _take(number)
    if taken is None:
        return
    who, kind, arguments = taken
    guard.act_as(who)
    with sign_of_life(number), force_locale(arguments.get("language", "fr")):
        is_done = attempt(number, kind, arguments)
    _forget(number)
    if is_done and kind in AFTERWARDS:
        AFTERWARDS[kind](arguments)


def _take(number: int) -> tuple[Actor, str, dict] | None:
    """Whose job it is and what is to be done; None when it is no longer to be done."""
    storage = queue().storage
    with guard.unscoped("the worker takes a job"):
        job = db.session.get(Job, number, with_for_update=True)
        if job is None or job.state is not JobState.WAITING:
            db.session.rollback()
            return None
        if job.owner and not job.owner.active:
            _end(number, JobState.FAILED, message=(ACCOUNT_DISABLED, {}))
            return None
        if storage.incr(f"tries:{number}") > MOST_TRIES:
            _end(number, JobState.FAILED, message=(CUT_TOO_OFTEN, {}))
            return None
        job.state = JobState.RUNNING
        db.session.commit()
        who = account.actor_of(job.owner, door="job") if job.owner else guard.SYSTEM
        return who, job.kind, job.arguments


def attempt(number: int, kind: str, arguments: dict) -> bool:
    """Do the work and end the job, both or neither; whatever happens, the worker lives on. Returns whether it is done."""
    try:
        result = KINDS[kind](arguments, teller(number))
        _end(number, JobState.DONE, result)
        return True
    except Cancelled:
        db.session.rollback()
        _end(number, JobState.CANCELLED)
    except Refused as refused:
        db.session.rollback()
        _end(number, JobState.FAILED, message=(refused.message, refused.values))
    except Exception:  # the last resort of the worker: logged whole, told in general
        db.session.rollback()
        logging.getLogger("sirhp.jobs").exception("job %s failed", number)
        _end(number, JobState.FAILED, message=(WENT_WRONG, {}))
    return False


def _end(number: int, state: JobState, result: dict | None = None, message: tuple | None = None) -> None:
    """Write how a job ended, in one transaction with what it did."""
    with guard.unscoped("the worker ends a job"):
        job = db.session.get(Job, number)
        job.state, job.result, job.ended_at = state, result, now()
        job.message = json.dumps(message, default=str) if message else None
    db.session.commit()


def _forget(number: int) -> None:
    """What the queue keeps beside a job is of no use once it has ended."""
    storage = queue().storage
    for sign in ("progress", "cancel", "beat"):
        storage.pop_data(f"{sign}:{number}")
    storage.delete_counter(f"tries:{number}")


def teller(number: int) -> Progress:
    """The function by which work says how far it is; it raises Cancelled when it should stop."""
    storage, first, last = queue().storage, None, 0.0

    def tell(done: int, total: int) -> None:
        nonlocal first, last
        moment = time.monotonic()
        first = first or (moment, done)
        if moment - last < TELL_SECONDS and done < total:
            return
        last = moment
        if storage.has_data_for_key(f"cancel:{number}"):
            raise Cancelled
        gone = done - first[1]
        left = (moment - first[0]) / gone * (total - done) if gone else None
        storage.put_data(f"progress:{number}", json.dumps({"done": done, "total": total, "seconds_left": left}).encode())

    return tell


@contextmanager
def sign_of_life(number: int):
    """While a job runs, leave a fresh mark every few seconds, so that another worker lets it run."""
    storage, stop = queue().storage, threading.Event()

    def beat() -> None:
        while True:
            storage.put_data(f"beat:{number}", str(time.time()).encode())
            if stop.wait(BEAT_SECONDS):
                return storage.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def take_up_again(is_only_worker: bool = False) -> int:
    """Jobs that a stop cut begin again, and those missing in the queue are sent. Returns how many."""
    queued = {task.args[0] for task in queue().pending() if task.name == "run_job"}
    with guard.unscoped("the worker takes up what was cut"):
        waiting = db.session.scalars(select(Job).where(Job.state == JobState.WAITING)).all()
        running = db.session.scalars(select(Job).where(Job.state == JobState.RUNNING)).all()
        cut = [job for job in running if is_only_worker or not is_alive(job)]
        for job in cut:
            job.state = JobState.WAITING
        db.session.commit()
        again = cut + [job for job in waiting if job.id not in queued]
        for job in again:
            send(job)
    return len(again)


def is_alive(job: Job) -> bool:
    """Whether some worker gave a sign of life for a running job within the last minute."""
    data = queue().storage.peek_data(f"beat:{job.id}")
    return isinstance(data, bytes) and time.time() - float(data) < DEAD_AFTER_SECONDS


def clear_away() -> int:
    """Remove what imports left behind long ago. Returns how many files that were."""
    guard.act_as(guard.SYSTEM)
    left = leftovers.forget()
    db.session.commit()
    runs.remove(left)
    return len(left)


def work() -> None:
    """Be the worker until stopped."""
    take_up_again(is_only_worker=db.engine.dialect.name == "sqlite")
    queue().create_consumer(workers=1, periodic=True, check_worker_health=True).run()
