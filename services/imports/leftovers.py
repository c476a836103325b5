"""What imports leave behind is not kept longer than a month: it holds personal values outside the database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from models import ImportRun, ImportState, JobState, db, now
from services import guard, storage

from .runs import files

KEPT_DAYS = 30


def forget() -> set[Path]:
    """Forget old runs that nobody finished; of the loaded ones only their refused rows are old.

    Returns the files to be removed once the door has committed: those of old runs, and old ones without a run.
    """
    limit = now() - dt.timedelta(days=KEPT_DAYS)
    with guard.unscoped("old imports are cleared"):
        runs = db.session.query(ImportRun).filter(ImportRun.at < limit)
        old = {run for run in runs if not _is_at_work(run)}
        for run in old:
            if run.state is ImportState.LOADED:
                run.report = None
            else:
                db.session.delete(run)
        left = {path for run in old for path in files(run)}
        kept = {path for run in db.session.query(ImportRun) if run not in old for path in files(run)}
    return (left | _old_files(limit)) - kept


def _is_at_work(run: ImportRun) -> bool:
    return run.job is not None and run.job.state in (JobState.WAITING, JobState.RUNNING)


def _old_files(limit: dt.datetime) -> set[Path]:
    return {path for path in storage.folder("imports").iterdir() if path.stat().st_mtime < limit.timestamp()}
