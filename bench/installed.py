"""An installation of its own to measure on: a database that keeps what it commits, and the application with its tables."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psycopg

from tests.servers import postgres

ROOT = Path(__file__).parent.parent


@contextmanager
def database(kind: str) -> Iterator[str | None]:
    """The address of an empty database on a server that survives a power cut; None for the SQLite file of the installation."""
    with postgres.server() if kind == "postgresql" else nullcontext() as server:
        if server is None:
            yield None
            return
        with psycopg.connect(plain(server.render_as_string(hide_password=False)), autocommit=True) as connection:
            for setting in postgres.QUICK:  # here every commit reaches the disk
                connection.execute(f"ALTER SYSTEM RESET {setting.partition(' ')[0]}")
            connection.execute("SELECT pg_reload_conf()")
        with postgres.database(server) as address:
            yield address


def installation(folder: str, address: str | None):
    """Keys and tables in this folder and at this address, and the application in this process."""
    os.environ.update({"SIRHP_INSTANCE": folder, "FLASK_APP": str(ROOT / "app.py"), "PYTHONPATH": str(ROOT)} | ({"DATABASE_URL": address} if address else {}))
    for command in (["init"], ["db", "upgrade"]):
        subprocess.run([sys.executable, "-m", "flask", *command], check=True, capture_output=True, cwd=ROOT)
    from app import create_app  # reads the environment, which is set only now

    return create_app()


def plain(address: str) -> str:
    """The address as PostgreSQL's own client reads it."""
    return address.replace("postgresql+psycopg", "postgresql")
