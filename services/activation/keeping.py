"""The file of letters between printing and fetching: encrypted, for whoever made it, once, and not for long."""

from __future__ import annotations

import base64
import datetime as dt
import os
import re
import secrets
from pathlib import Path

from flask import current_app

from models import now
from rules.access import Actor
from services import audit, storage

FOLDER = "letters"
KEPT = dt.timedelta(hours=8)
NAME = re.compile(r"(\d+)-[0-9a-f]{32}")


def put(pdf: bytes, *, by: Actor) -> str:
    """Keep a file of letters for its maker. Returns its name.

    The codes in it open accounts: whoever reads the disk or a copy of it without the key of the installation finds none.
    """
    name = f"{by.user_id}-{secrets.token_hex(16)}"
    sealed = current_app.extensions["cipher"].seal(base64.b64encode(pdf).decode(), f"letters.{name}")
    with os.fdopen(os.open(storage.path(FOLDER, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(sealed)
    return name


def is_kept(name: str, *, by: Actor) -> bool:
    """Whether this file is there for this person to fetch."""
    return _is_own(name, by) and _is_fresh(storage.path(FOLDER, name))


def fetch(name: str, *, by: Actor) -> bytes | None:
    """The letters, once: the file is gone with it. None where there is none for this person."""
    if not is_kept(name, by=by):
        return None
    place, taken = storage.path(FOLDER, name), storage.path(FOLDER, f"taken-{secrets.token_hex(16)}")
    try:
        place.rename(taken)  # of two who fetch at once, one finds it
    except FileNotFoundError:
        return None
    sealed = taken.read_text()
    taken.unlink()
    audit.note("export", record_type="activation", changes={"file": "PDF"})
    return base64.b64decode(current_app.extensions["cipher"].open(sealed, f"letters.{name}"))


def forget() -> int:
    """Remove what nobody fetched in time. Returns how many files."""
    old = [place for place in storage.folder(FOLDER).iterdir() if not _is_fresh(place)]
    for place in old:
        place.unlink(missing_ok=True)
    return len(old)


def _is_own(name: str, by: Actor) -> bool:
    found = NAME.fullmatch(name)
    return found is not None and by.user_id is not None and int(found[1]) == by.user_id


def _is_fresh(place: Path) -> bool:
    try:
        return now().timestamp() - place.stat().st_mtime <= KEPT.total_seconds()
    except FileNotFoundError:
        return False
