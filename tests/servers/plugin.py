"""A plugin of pytest: the servers as fixtures, and at the end, what could not run here."""

from __future__ import annotations

import os
from contextlib import ExitStack

import pytest

from . import browser, postgres

MISSING = [reason for thing in (postgres, browser) if (reason := thing.missing())]
DATABASES = ["sqlite"] if postgres.missing() else ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgres_server():
    """The address of the PostgreSQL of this run."""
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session", params=DATABASES)
def database_kind(request):
    """Every test that uses a database runs once on each kind."""
    return request.param


@pytest.fixture(scope="session")
def new_database(request, database_kind, tmp_path_factory):
    """new_database(): the address of one more empty database of this kind."""
    server = request.getfixturevalue("postgres_server") if database_kind == "postgresql" else None
    with ExitStack() as made:

        def new() -> str:
            if server:
                return made.enter_context(postgres.database(server))
            return f"sqlite:///{tmp_path_factory.mktemp('database') / 'sirhp.sqlite3'}"

        yield new


@pytest.fixture(scope="session")
def running_browser():
    """One browser for the whole run."""
    with browser.running() as running:
        yield running


def pytest_collection_modifyitems(items):
    """A browser on a laden machine may be too late once. What fails twice fails; the report counts second chances."""
    for item in items:
        if "running_browser" in item.fixturenames:
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_terminal_summary(terminalreporter):
    """Say plainly what could not run here."""
    for reason in MISSING:
        terminalreporter.write_line(f"COULD NOT RUN EVERYTHING: {reason}", red=True)


def pytest_sessionfinish(session):
    """In continuous integration, a suite that could not run in full has failed."""
    if MISSING and os.environ.get("CI") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
