"""Who looks at files in these tests: the five, an auditor, two who keep discipline; and what the trail kept of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from models import Agency, AuditEvent, Officer, db
from services import guard, viewing
from tests import force

PURPOSE = "Plainte n° 12 de l'inspection"


@dataclass(frozen=True)
class Cast:
    """Besides the five: Ibrahim audits, Hawa and Kadidia keep the discipline of the police."""

    ibrahim: force.Person
    hawa: force.Person
    kadidia: force.Person


@pytest.fixture
def cast(app, people) -> Cast:
    with app.app_context():
        police = force.of_code(Agency, "PN")
        made = Cast(
            force.user("ibrahim", "auditor", agency=police),
            force.user("hawa", "hr_manager", agency=police),
            force.user("kadidia", "hr_manager", agency=police),
        )
        db.session.commit()
    return made


@pytest.fixture
def file_of_daouda(people) -> str:
    return f"/admin/officer/details/?id={people.daouda.officer_id}"


@pytest.fixture
def looks(app):
    """looks(): the events "view" so far, oldest first."""

    def told(**where):
        with app.app_context(), guard.unscoped("the test looks"):
            found = select(AuditEvent).filter_by(action="view", **where).order_by(AuditEvent.id)
            return list(db.session.scalars(found))

    return told


@pytest.fixture
def read_by(app):
    """read_by(officer number): what the officer reads of who looked, on the first page; but how the tests made the force."""

    def told(officer_id: int, before: int | None = None):
        with app.test_request_context(), guard.unscoped("the test looks"):
            page = viewing.of(db.session.get(Officer, officer_id), before)
            return replace(page, looks=tuple(look for look in page.looks if look.by))

    return told


def silent(client):
    """A client who is asked for a purpose and is left with the question."""
    client.purpose = None
    return client
