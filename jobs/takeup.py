"""After a stop: what was cut begins again, and what never reached the queue is sent."""

from __future__ import annotations

from sqlalchemy import select

from models import Job, JobState, db
from rules.refused import N_, Refused
from services import guard

from .asking import send
from .queueing import queue
from .telling import has_sign, tell_owner

DEAD_AFTER_SECONDS = 60


def take_up_again(is_only_worker: bool = False) -> int:
    """Jobs that a stop cut begin again, and those missing in the queue are sent. Returns how many."""
    queued = {task.args[0] for task in queue().pending() if task.name == "run_job"}
    with guard.unscoped("the worker takes up what was cut"):
        waiting = db.session.scalars(select(Job).where(Job.state == JobState.WAITING)).all()
        running = db.session.scalars(select(Job).where(Job.state == JobState.RUNNING)).all()
        cut = [job for job in running if is_only_worker or not is_alive(job)]
        for job in cut:
            job.state = JobState.WAITING
            tell_owner(job, "job.cut")
        db.session.commit()
        again = cut + [job for job in waiting if job.id not in queued]
        for job in again:
            send(job)
    return len(again)


def is_alive(job: Job) -> bool:
    """Whether some worker gave a sign of life for a running job within the last minute."""
    return has_sign(f"beat:{job.id}", DEAD_AFTER_SECONDS)


def again(job: Job) -> None:
    """Let a job that failed or was cut begin anew, for whoever asked for it. The door commits, then calls `send`.

    Raises Forbidden for the job of another without the right, Refused for a job that waits, runs, is done or was cancelled.
    """
    guard.check_write(job, "edit")
    is_cut = job.state is JobState.RUNNING and not is_alive(job)
    if job.state is not JobState.FAILED and not is_cut:
        raise Refused(N_("Only work that failed or was cut off can begin again."))
    job.state, job.tries, job.message, job.ended_at = JobState.WAITING, 0, None, None
