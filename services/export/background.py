"""A large file is made by the worker, kept in the private storage for a day, and fetched by its owner alone."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from models import Job, JobState, Proposal, db, now
from rules.access import Actor
from rules.refused import N_, Refused
from services import guard, storage

from .approving import take
from .making import Tell, count, make
from .wanted import read

FOLDER = "exports"
KEPT = dt.timedelta(hours=24)
# The kinds of jobs whose result is such a file.
FETCHED = ("export", "archive")


def in_background(arguments: dict, tell: Tell) -> dict:
    """The job: write the file of `arguments["content"]` as the person who asked for it, and say where it is.

    With a second person's approval, of the `proposal`, that is used up only once the file is whole: what fails or is
    stopped takes nothing away.
    """
    wanted = replace(read(arguments["content"]), proposal_id=arguments.get("proposal"))
    if wanted.asked.refused:  # never a wider list than the one asked for
        raise Refused(N_("A filter of this list is no longer possible. Filter the list anew."))
    with kept(wanted.kind) as (name, file):
        rows = make(wanted, count(wanted), file, tell)
        if wanted.proposal_id is not None:
            take(db.session.get(Proposal, wanted.proposal_id), wanted, rows, by=guard.actor())
    return {"rows": rows, "file": name, "name": wanted.name}


@contextmanager
def kept(ending: str) -> Iterator[tuple[str, BinaryIO]]:
    """A new file that is kept for a day, under its name: to be written whole; what fails or is stopped leaves none."""
    place = storage.path(FOLDER, f"{secrets.token_hex(16)}.{ending}")
    is_whole = False
    try:
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield place.name, file
        is_whole = True
    finally:
        if not is_whole:
            place.unlink()


def kept_file(job: Job, by: Actor) -> Path | None:
    """Where the file of a job is, for who asked for it and as long as it is kept."""
    if job.kind not in FETCHED or job.state is not JobState.DONE or by.user_id is None or job.owner_id != by.user_id:
        return None
    place = storage.path(FOLDER, job.result["file"])
    return place if place.exists() and not _is_old(place) else None


def forget() -> int:
    """Remove the files that were kept for a day. Returns how many."""
    old = [place for place in storage.folder(FOLDER).iterdir() if _is_old(place)]
    for place in old:
        place.unlink(missing_ok=True)
    return len(old)


def _is_old(place: Path) -> bool:
    return now().timestamp() - place.stat().st_mtime > KEPT.total_seconds()
