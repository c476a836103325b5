"""Records written past the session are refused by the database just as those of the session are."""

import pytest
from sqlalchemy.exc import IntegrityError

from models import Region, db
from rules.access import Actor
from services import bulk, guard


def test_a_value_that_must_be_unique_is_an_integrity_error_on_every_database(in_app):
    guard.act_as(Actor(name="Aminata", role="administrator", door="command"))
    row = {"code": "R-99", "name": "Région neuve", "sort_order": 1}
    with pytest.raises(IntegrityError):
        bulk.insert(Region, [row, dict(row)])
    db.session.rollback()
    assert bulk.insert(Region, [row])
