"""The asker's side of a job: ask, send, how far it is, stop it."""

from __future__ import annotations

import json

from flask import current_app
from sqlalchemy import select

from models import Job, JobState, db, now
from services import guard

from .queueing import queue


def ask(kind: str, title: str, values: dict | None = None, /, **arguments) -> Job:
    """Record a job of the acting person. The door commits, then calls `send`.

    The title is a msgid (marked with N_) and `values` fills its %(names)s, so that each reader sees it in
    his own language. The argument `language` is that of the texts which the work leaves behind.
    """
    job = Job(kind=kind, title=title[:200], title_values=values, arguments=arguments, owner_id=guard.actor().user_id)
    db.session.add(job)
    db.session.flush()
    return job


def under_way(kind: str, **arguments) -> Job | None:
    """The job of this kind that waits or runs and was asked for with these arguments, whatever its language."""
    standing = db.session.scalars(select(Job).where(Job.kind == kind, Job.state.in_((JobState.WAITING, JobState.RUNNING))).order_by(Job.id))
    return next((job for job in standing if arguments.items() <= job.arguments.items()), None)


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
