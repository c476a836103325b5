"""A real browser, looking at the application behind a real port."""

from __future__ import annotations

import pytest
from flask_migrate import upgrade

from models import Agency, User, db
from services import badge, demo, guard, keys
from tests import force
from tests.browser.moves import sign_in
from tests.conftest import QUICK
from tests.servers import browser, webserver
from tests.servers.visitor import Visitor


@pytest.fixture
def people(app, people):
    """The five; here Aminata administers the police, so that its files are her daily work and nobody asks her why."""
    with app.app_context(), guard.unscoped("the test gives her an agency"):
        db.session.get(User, people.aminata.user_id).agency = force.of_code(Agency, "PN")
        db.session.commit()
    return people


@pytest.fixture
def live_server(app):
    """The address of the application behind a real port."""
    with webserver.serving(app) as address:
        yield address


@pytest.fixture
def complaints():
    """What the browser complained about; the test fails if something is left in it at the end."""
    return []


@pytest.fixture
def page(running_browser, live_server, complaints):
    """A page of a real browser; `page.goto("/login")` is enough."""
    with browser.page_of(running_browser, live_server, complaints) as opened:
        yield opened
    assert complaints == []


@pytest.fixture
def desk(page, people):
    """desk("boubacar"): the page, with that person signed in."""

    def open_as(name: str):
        sign_in(page, name, force.PASSWORD)
        return page

    return open_as


@pytest.fixture(scope="session")
def demo_force(tmp_path_factory):
    """A demonstration of sixty people behind a real port; the screens are the same on either database."""
    from app import create_app

    folder = tmp_path_factory.mktemp("instance")
    keys.make(folder / "keys")
    app = create_app(QUICK | {"INSTANCE_FOLDER": folder, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'faces.sqlite3'}"})
    app.test_client_class = Visitor
    with app.app_context():
        upgrade()
        with guard.unscoped("the demonstration of the tests"):
            demo.fill(60, seed=3)
            badge.keys.new_key()
        db.session.commit()
        badge.publish_if_due()
    with webserver.serving(app) as address:
        yield app, address
