"""SQLite: one writer at a time, across threads and processes, and no acknowledged write ever lost."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from sqlalchemy import create_engine, text

from models.engine import WriterLock, prepare

HOLD = """
import sys, time
from pathlib import Path
from models.engine import WriterLock
lock = WriterLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.readline()
lock.release()
"""


@pytest.fixture
def engine(tmp_path):
    made = create_engine(f"sqlite:///{tmp_path / 'one.sqlite3'}")
    prepare(made)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE counter (id INTEGER PRIMARY KEY, value INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (1, 0)"))
    yield made
    made.dispose()


def test_the_database_is_opened_so_that_a_power_cut_loses_nothing(engine):
    with engine.connect() as connection:
        pragma = lambda name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()  # noqa: E731
        assert (pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")) == ("wal", 2, 1)


def test_sixteen_writers_all_get_their_turn(engine):
    def write():
        for _ in range(10):
            with engine.begin() as connection:
                connection.execute(text("UPDATE counter SET value = value + 1"))

    writers = [threading.Thread(target=write) for _ in range(16)]
    [writer.start() for writer in writers]
    [writer.join() for writer in writers]
    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM counter")).scalar() == 160


def test_readers_do_not_wait_for_a_writer(engine):
    with engine.begin() as writer:
        writer.execute(text("UPDATE counter SET value = 5"))
        with engine.connect() as reader:
            assert reader.execute(text("SELECT value FROM counter")).scalar() == 0


def test_a_refused_transaction_gives_the_turn_back(engine):
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:
        connection.execute(text("UPDATE counter SET value = 1"))
        raise ZeroDivisionError
    with engine.begin() as connection:
        connection.execute(text("UPDATE counter SET value = 2"))


def test_another_process_waits_its_turn(tmp_path):
    path = tmp_path / "one.lock"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline() == "held\n"
    lock, got = WriterLock(path), threading.Event()
    waiter = threading.Thread(target=lambda: (lock.acquire(), got.set()))
    waiter.start()
    assert not got.wait(0.3)
    other.stdin.write("go\n")
    other.stdin.close()
    assert got.wait(10)
    lock.release()
    waiter.join()
    other.wait()
