"""The tests of this folder read what the screens say in English, whatever the French says."""

from __future__ import annotations

import pytest

from models import User, db
from services import guard
from tests import force


@pytest.fixture
def signed_in(app, people):
    """signed_in("boubacar"): a client with an open session, in English."""

    def sign_in(name: str):
        with app.app_context(), guard.unscoped("the test reads English"):
            db.session.query(User).filter_by(username=name).one().language = "en"
            db.session.commit()
        return app.test_client().sign_in(name, force.PASSWORD)

    return sign_in
