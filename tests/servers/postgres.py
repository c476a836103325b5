"""A PostgreSQL for the tests: the one that TEST_POSTGRES_URL names, the one of a wheel, or Debian's."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import URL, make_url

from . import debian

# Nothing here has to survive a power cut.
QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def missing() -> str | None:
    """Why no PostgreSQL can be had, or None."""
    if os.environ.get("TEST_POSTGRES_URL") or importlib.util.find_spec("pgserver") or debian_binaries():
        return None
    return "no PostgreSQL: set TEST_POSTGRES_URL, or install Debian's package postgresql"


def bring() -> None:
    """Install Debian's PostgreSQL where nothing else serves."""
    if missing() and debian.may_install():
        debian.install("postgresql")


def debian_binaries() -> Path | None:
    """The newest PostgreSQL that Debian installed."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in found), key=lambda path: float(path.parent.name), default=None)


@contextmanager
def server() -> Iterator[URL]:
    """The address of a running server; stopped and removed afterwards if we started it."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    starting = _from_wheel if importlib.util.find_spec("pgserver") else _from_debian
    with starting() as url:
        _run(url, *(f"ALTER SYSTEM SET {setting}" for setting in QUICK), "SELECT pg_reload_conf()")
        yield url


@contextmanager
def _from_wheel() -> Iterator[URL]:
    import pgserver

    # The folder of a socket must have a short name, which that of pytest has not.
    running = pgserver.get_server(tempfile.mkdtemp(prefix="sirhp-"), cleanup_mode="delete")
    yield make_url(running.get_uri()).set(drivername="postgresql+psycopg")
    running.cleanup()


@contextmanager
def _from_debian() -> Iterator[URL]:
    binaries, folder = debian_binaries(), tempfile.mkdtemp(prefix="sirhp-")
    # PostgreSQL refuses to run as root; Debian's package brings a user for it.
    who = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    if who:
        shutil.chown(folder, **who)
    control = [binaries / "pg_ctl", "-D", folder, "-w", "-l", f"{folder}/log"]
    subprocess.run([binaries / "initdb", "-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
                   check=True, stdout=subprocess.DEVNULL, cwd=folder, **who)  # fmt: skip
    subprocess.run([*control, "-o", f"-h '' -k {folder}", "start"], check=True, stdout=subprocess.DEVNULL, cwd="/", **who)
    try:
        yield URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": folder})
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL, cwd="/", **who)
        shutil.rmtree(folder)


@contextmanager
def database(server_url: URL) -> Iterator[str]:
    """A new, empty database on that server; dropped afterwards."""
    name = f"sirhp_test_{uuid4().hex[:12]}"
    _run(server_url, f'CREATE DATABASE "{name}"')
    yield server_url.set(database=name).render_as_string(hide_password=False)
    _run(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(url: URL, *statements: str) -> None:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
