"""Definitions and values for the tests of custom fields."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from models import CustomField, CustomKind, Unit, db
from services import guard
from services.custom import defining
from tests import force

ADMINISTRATOR = guard.SYSTEM
LEVELS = [
    {"value": "good", "label": "Bon état", "label_en": "Good"},
    {"value": "poor", "label": "Mauvais état", "label_en": "Poor"},
]


def add(label: str, kind: CustomKind = CustomKind.TEXT, record_type: str = "unit", **parts) -> CustomField:
    """A new field, as the screen adds it."""
    guard.act_as(ADMINISTRATOR)
    field = CustomField(label=label, kind=kind, record_type=record_type, **parts)
    db.session.add(field)
    defining.settle(field, by=guard.actor())
    db.session.commit()
    return field


def one_of_each() -> None:
    """A field of each kind on units, all of them in the lists."""
    add("Surnom", is_searchable=True, is_indexed=True)
    add("Surface", CustomKind.NUMBER, is_indexed=True)
    add("Mis en service", CustomKind.DATE, is_indexed=True)
    add("État du bâtiment", CustomKind.CHOICE, choices=LEVELS, is_indexed=True)
    add("Clôturé", CustomKind.YES_NO, is_indexed=True)


def index_names() -> set[str]:
    """The indexes that definitions made."""
    is_sqlite = db.session.connection().dialect.name == "sqlite"
    names = "SELECT name FROM sqlite_master WHERE type = 'index'" if is_sqlite else "SELECT indexname FROM pg_indexes"
    return {name for (name,) in db.session.connection().execute(text(names)) if name.startswith("ix_custom_")}


@pytest.fixture(autouse=True)
def no_index_stays(request):
    """The snapshot puts rows back; indexes are cleared away here."""
    yield
    if "settled" in request.fixturenames:
        with request.getfixturevalue("settled")[0].app_context():
            for name in index_names():
                db.session.connection().execute(text(f"DROP INDEX {name}"))
            db.session.commit()


@pytest.fixture
def with_fields(app, people):
    """Units have a field of each kind."""
    with app.app_context():
        one_of_each()
    return people


def unit_of(people) -> Unit:
    """Coumba's unit."""
    return db.session.get(Unit, people.unit_id)


def typed(unit: Unit, **values) -> dict:
    """The form of a unit as it stands, with other values."""
    parts = {"code": unit.code, "name": unit.name, "agency": str(unit.agency_id), "parent": "", "region": ""}
    return parts | {"starts_on": "", "ends_on": ""} | values


def of_code(code: str) -> Unit:
    return force.of_code(Unit, code)
