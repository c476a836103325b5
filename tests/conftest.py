"""The ground that tests stand on: both databases, the application, the five people.

A test that needs no database asks for none of it. The databases and the browser themselves come from the
plugin tests/servers/plugin.py.
"""

from __future__ import annotations

import pytest
from flask_migrate import upgrade

from models import db
from services import keys, reference
from tests import force
from tests.servers import browser, named
from tests.servers.snapshot import Snapshot, clear_leftovers
from tests.servers.visitor import Visitor

collect_ignore = ["browser"] if browser.missing() else []
# Argon2 is slow on purpose, which tests need not be.
QUICK = {
    "TESTING": True,
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1},
}


@pytest.fixture(scope="session")
def new_app(new_database, tmp_path_factory):
    """new_app(): an application with keys and settings of its own, on one more empty database."""
    from app import create_app  # here, so that tests of pure rules start at once

    named.watch()

    def new(**settings):
        folder = tmp_path_factory.mktemp("instance")
        keys.make(folder / "keys")
        settings = QUICK | {"INSTANCE_FOLDER": folder, "SQLALCHEMY_DATABASE_URI": new_database()} | settings
        app = create_app(settings)
        app.test_client_class = Visitor
        return app

    return new


@pytest.fixture(scope="session")
def settled(new_app):
    """The application on a migrated database that holds the reference data, and a snapshot of it."""
    app = new_app()
    with app.app_context():
        upgrade()
        reference.load()
        db.session.commit()
    yield app, Snapshot(app.config["SQLALCHEMY_DATABASE_URI"], list(db.metadata.tables))
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(settled):
    """The application, with reference data and nothing else; what a test leaves behind is cleared away."""
    application, snapshot = settled
    yield application
    snapshot.restore()
    clear_leftovers(application)


@pytest.fixture
def in_app(app):
    """For tests of services: an application context. Not together with a client, which brings its own."""
    with app.app_context():
        yield app


@pytest.fixture
def people(app, settled):
    """Aminata, Boubacar, Coumba, Daouda, Fanta and the canary, committed; see tests/force.py."""

    def make():
        with app.app_context():
            made = force.people()
            db.session.commit()
        return made

    return settled[1].replay("people", make)


@pytest.fixture
def client(app):
    """A browser of a stranger, without scripts."""
    return app.test_client()


@pytest.fixture
def signed_in(app, people):
    """signed_in("boubacar"): a client with an open session."""
    return lambda name: app.test_client().sign_in(name, force.PASSWORD)
