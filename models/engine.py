"""How a database is opened. SQLite: no acknowledged write is ever lost, and one writer at a time.

SQLite lets one connection write; its own waiting is unfair (seconds under load), so writers queue on
a lock of ours, shared by the threads of a process and, through a file, by all processes.

PostgreSQL: what is asked often stays prepared, so that it is not planned anew for every page.
"""

from __future__ import annotations

import fcntl
import threading
import time
from pathlib import Path

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.exc import TimeoutError as LockTimeout
from sqlalchemy.orm import Session

from . import search

WAIT_SECONDS = 60


class WriterLock:
    """One writer: a thread lock first, then a lock on a file beside the database."""

    def __init__(self, path: Path):
        self._thread, self._path, self._file = threading.Lock(), path, None

    def acquire(self, wait: float = WAIT_SECONDS) -> None:
        """Wait for the right to write; raises when somebody holds it for longer."""
        limit = time.monotonic() + wait
        if not self._thread.acquire(timeout=wait):
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


class PreparedConnection(psycopg.Connection):
    """Ends with a COMMIT what wrote nothing: psycopg forgets its prepared statements at every ROLLBACK, the end of each page that only reads."""

    has_written = False

    def commit(self) -> None:
        """As of any connection."""
        self.has_written = False
        super().commit()

    def rollback(self) -> None:
        """Take back what was written, if anything was."""
        if self.has_written:
            self.has_written = False
            super().rollback()
        else:
            super().commit()


def prepare(engine: Engine) -> None:
    """Set up an engine, before it is first used."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        _prepare_postgresql(engine)


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "do_connect")
    def connect(_dialect, _record, arguments, named):
        return PreparedConnection.connect(*arguments, **named)

    @event.listens_for(engine, "before_cursor_execute")
    def note_writing(_connection, cursor, statement, _parameters, _context, _many):
        if not _only_reads(statement):
            cursor.connection.has_written = True


def _only_reads(statement: str) -> bool:
    return statement.lstrip()[:6].upper() in ("SELECT", "PRAGMA")


def _prepare_sqlite(engine: Engine) -> None:
    lock = WriterLock(Path(engine.url.database or "memory").with_suffix(".lock"))

    @event.listens_for(engine, "connect")
    def configure(connection, record):
        record.info["lock"] = lock
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")
        search.teach(connection)

    @event.listens_for(engine, "before_cursor_execute")
    def queue_for_writing(connection, _cursor, statement, _parameters, _context, _many):
        if not _only_reads(statement) and "writer" not in connection.info:
            lock.acquire()
            connection.info["writer"] = True

    @event.listens_for(engine, "checkin")
    def leave(_connection, record):
        if record.info.pop("writer", None):
            lock.release()


def may_write_now(session: Session) -> bool:
    """Whether this session may write without waiting; on SQLite the turn is then its own until its transaction ends.

    For what is good to note and not worth a wait, such as when somebody was last seen.
    """
    connection = session.connection()
    lock = connection.info.get("lock")
    if lock and "writer" not in connection.info:
        try:
            lock.acquire(wait=0)
        except LockTimeout:
            return False
        connection.info["writer"] = True
    return True
