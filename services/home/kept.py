"""Counts that took long are kept for a while, apart for each scope, so that a home page stays quick on a large force.

Counting is always done by a guarded query, never by taking part of somebody else's total. What was quick is not kept:
a small force, or a single unit, always sees the present moment. The files lie in the store of files, so that every
web process shares them; nobody has to refresh them, the first who comes after their time does.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from models import now
from rules.access import Actor
from services import storage

LONG_SECONDS = 0.15
KEEP = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Count:
    """Rows of plain values, and when they were counted if that was not just now."""

    rows: list
    at: dt.datetime | None = None


def count(name: str, counting: Callable[[], list], by: Actor) -> Count:
    """What was counted for this scope less than a quarter of an hour ago, or what `counting` finds now."""
    path = _path(name, by)
    if found := _read(path):
        return found
    began = time.monotonic()
    rows = [list(row) for row in counting()]
    if time.monotonic() - began >= LONG_SECONDS:
        _write(path, rows)
    return Count(rows)


def forget() -> int:
    """Remove the files whose time is over: of scopes in which nobody asks any more. Returns how many. Called every hour."""
    oldest = (now() - KEEP).timestamp()
    old = [path for path in storage.folder("figures").iterdir() if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _path(name: str, by: Actor) -> Path:
    """All that decides what somebody sees stands in the name of the file."""
    himself = ("officer", by.officer_id) if by.officer_id is not None else ("account", by.user_id)  # whose own evaluation is left out
    scope = json.dumps([name, by.role, by.agency_id, by.unit_path, himself])
    return storage.folder("figures") / f"{hashlib.sha256(scope.encode()).hexdigest()[:32]}.json"


def _read(path: Path) -> Count | None:
    try:
        content = json.loads(path.read_text())
    except FileNotFoundError:
        return None
    at = dt.datetime.fromisoformat(content["at"])
    return Count(content["rows"], at) if now() - at < KEEP else None


def _write(path: Path, rows: list) -> None:
    """Written beside and then moved, so that nobody reads half of it."""
    beside = path.with_suffix(f".{time.monotonic_ns()}")
    beside.write_text(json.dumps({"at": now().isoformat(), "rows": rows}))
    beside.replace(path)
