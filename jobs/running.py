"""One job from its beginning to its end, by the worker."""

from __future__ import annotations

import datetime as dt
import json
import logging
from dataclasses import dataclass

from flask_babel import force_locale

from models import Job, JobState, db, now
from rules.access import Actor
from rules.refused import N_, Refused
from services import account, guard

from .kinds import AFTERWARDS, KINDS
from .queueing import queue
from .telling import Cancelled, sign_of_life, tell_owner, teller

# Work that stops its worker each time must not be taken up for ever.
MOST_TRIES = 3
WENT_WRONG = N_("Something went wrong. Nothing was changed. Try again, and tell the technicians if it happens again.")
CUT_TOO_OFTEN = N_("The work was cut off several times, so it was given up. Nothing was changed. Tell the technicians.")
ACCOUNT_DISABLED = N_("The account that asked for this work is disabled, so the work was not done.")
LOG = logging.getLogger("sirhp.jobs")
# Who stopped his own work need not be told.
EVENTS = {JobState.DONE: "job.done", JobState.FAILED: "job.failed"}


@dataclass(frozen=True)
class Taken:
    """A job as this worker took it. `tries` and `started_at` tell this taking apart from any other of the same job."""

    number: int
    kind: str
    arguments: dict
    tries: int
    started_at: dt.datetime


def run(number: int) -> None:
    """Do one job as the person who asked for it, and say how it ended."""
    found = _take(number)
    if found is None:
        return
    who, taken = found
    guard.act_as(who)
    with sign_of_life(f"beat:{number}"), force_locale(taken.arguments.get("language", "fr")):
        is_done = attempt(taken)
    if is_done and taken.kind in AFTERWARDS:
        AFTERWARDS[taken.kind](taken.arguments)


def _take(number: int) -> tuple[Actor, Taken] | None:
    """Whose job it is and what is to be done; None when it is no longer to be done."""
    with guard.unscoped("the worker takes a job"):
        job = db.session.get(Job, number, with_for_update=True)
        if job is None or job.state is not JobState.WAITING:
            db.session.rollback()
            return None
        if job.owner and not job.owner.active:
            _write_end(job, JobState.FAILED, message=(ACCOUNT_DISABLED, {}))
            return None
        if job.tries >= MOST_TRIES:
            _write_end(job, JobState.FAILED, message=(CUT_TOO_OFTEN, {}))
            return None
        job.state, job.started_at, job.tries = JobState.RUNNING, now(), job.tries + 1
        db.session.commit()
        who = account.actor_of(job.owner, door="job") if job.owner else guard.SYSTEM
        return who, Taken(number, job.kind, job.arguments, job.tries, job.started_at)


def attempt(taken: Taken) -> bool:
    """Do the work and end the job, both or neither; whatever happens, the worker lives on. Returns whether it is done."""
    try:
        result = KINDS[taken.kind](taken.arguments, teller(taken.number))
        return _end(taken, JobState.DONE, result)
    except Cancelled:
        db.session.rollback()
        _end(taken, JobState.CANCELLED)
    except Refused as refused:
        db.session.rollback()
        _end(taken, JobState.FAILED, message=(refused.message, refused.values))
    except Exception:  # the last resort of the worker: logged whole, told in general
        db.session.rollback()
        LOG.exception("job %s failed", taken.number)
        _end(taken, JobState.FAILED, message=(WENT_WRONG, {}))
    return False


def _end(taken: Taken, state: JobState, result: dict | None = None, message: tuple | None = None) -> bool:
    """Write how a job ended, in one transaction with what it did; False, and nothing is written, when it is no longer ours.

    A worker that was silent for too long is taken for dead and its job begun again: what it did is then undone.
    """
    with guard.unscoped("the worker ends a job"):
        job = db.session.get(Job, taken.number, with_for_update=True, populate_existing=True)
        if job is None or (job.tries, job.started_at) != (taken.tries, taken.started_at):
            db.session.rollback()
            LOG.warning("job %s was begun again elsewhere: what was done here is undone", taken.number)
            return False
        _write_end(job, state, result, message)
    for sign in ("progress", "cancel"):  # of no use once the job has ended
        queue().storage.pop_data(f"{sign}:{taken.number}")
    return True


def _write_end(job: Job, state: JobState, result: dict | None = None, message: tuple | None = None) -> None:
    job.state, job.result, job.ended_at = state, result, now()
    job.message = json.dumps(message, default=str) if message else None
    if state in EVENTS:
        tell_owner(job, EVENTS[state])
    db.session.commit()
