"""How a database is opened. SQLite: no acknowledged write is ever lost, and one writer at a time.

SQLite lets one connection write; its own waiting is unfair (seconds under load), so writers queue on
a lock of ours, shared by the threads of a process and, through a file, by all processes.
"""

from __future__ import annotations

import fcntl
import threading
import time
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.exc import TimeoutError as LockTimeout

WAIT_SECONDS = 60


class WriterLock:
    """One writer: a thread lock first, then a lock on a file beside the database."""

    def __init__(self, path: Path):
        self._thread, self._path, self._file = threading.Lock(), path, None

    def acquire(self) -> None:
        """Wait for the right to write; raises when somebody holds it for more than a minute."""
        limit = time.monotonic() + WAIT_SECONDS
        if not self._thread.acquire(timeout=WAIT_SECONDS):
            raise LockTimeout("another writer holds the database")
        self._file = open(self._path, "w")
        while True:
            try:
                return fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > limit:
                    self.release()
                    raise LockTimeout("another process holds the database") from None
                time.sleep(0.002)

    def release(self) -> None:
        """Let the next one write."""
        self._file.close()
        self._thread.release()


def prepare(engine: Engine) -> None:
    """Set up an SQLite engine; PostgreSQL keeps its own good defaults."""
    if engine.dialect.name != "sqlite":
        return
    lock = WriterLock(Path(engine.url.database or "memory").with_suffix(".lock"))

    @event.listens_for(engine, "connect")
    def configure(connection, _record):
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "before_cursor_execute")
    def queue_for_writing(connection, _cursor, statement, _parameters, _context, _many):
        if statement.lstrip()[:6].upper() not in ("SELECT", "PRAGMA") and "writer" not in connection.info:
            lock.acquire()
            connection.info["writer"] = True

    @event.listens_for(engine, "checkin")
    def leave(_connection, record):
        if record.info.pop("writer", None):
            lock.release()
