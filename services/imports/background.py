"""The steps of an import as work of the background: what each is told, and what is left to do after it."""

from __future__ import annotations

from models import ImportRun, db
from rules.refused import Refused
from services import guard

from .loading import Progress
from .runs import NO_LONGER_KEPT, files, load, preview, remove


def preview_run(arguments: dict, progress: Progress) -> dict:
    """The preview of a long file: {"run": number}."""
    return preview(_run(arguments), guard.actor(), progress)


def load_run(arguments: dict, progress: Progress) -> dict:
    """The loading of a file: {"run": number, "good_rows": bool}."""
    return load(_run(arguments), guard.actor(), arguments.get("good_rows", False), progress)


def clear_loaded(arguments: dict) -> None:
    """Once a loading is committed, its file and preview have done their service."""
    if run := _find(arguments):
        remove(files(run, is_loaded=True))


def _run(arguments: dict) -> ImportRun:
    if run := _find(arguments):
        return run
    raise Refused(NO_LONGER_KEPT)


def _find(arguments: dict) -> ImportRun | None:
    return db.session.query(ImportRun).filter_by(id=arguments["run"]).one_or_none()
