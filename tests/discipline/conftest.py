"""Somebody who keeps discipline, and a sanction that stands."""

from __future__ import annotations

import pytest

from models import Agency, db
from services import guard
from tests import force
from tests.discipline.cases import punished


@pytest.fixture
def head(people, app):
    """Hawa, who is HR manager of the police: keeps discipline in her agency."""
    with app.app_context():
        made = force.user("hawa", "hr_manager", agency=force.of_code(Agency, "PN"))
        db.session.commit()
    return made


@pytest.fixture
def sanction_id(app, people, head) -> int:
    """A reprimand in Daouda's file."""
    with app.app_context(), guard.unscoped("a case for the tests"):
        given = punished(people.daouda.officer_id)
        db.session.commit()
        return given.id
