"""The ground itself: whatever a test did to the database, the next one finds it as it was."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from models import Agency, Corps, Rank, db
from services import guard
from tests import force


def counts() -> dict[str, int]:
    names = inspect(db.engine).get_table_names()
    with db.engine.connect() as connection:
        return {
            name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar() for name in names if name in db.metadata.tables
        }


@pytest.mark.parametrize("time", ["first", "second", "third"])
def test_every_test_finds_reference_data_and_nothing_else(app, time):
    with app.app_context(), guard.unscoped("a test"):
        before = counts()
        assert before["rank"] > 10 and before["officer"] == before["account"] == 0
        corps, rank = db.session.query(Corps).order_by(Corps.id).first(), db.session.query(Rank).order_by(Rank.id).first()
        assert corps.name != "Another" and rank.transposed_to is None
        agency = Agency(code="NEW", name="New")
        corps.name, corps.agency, rank.transposed_to = "Another", agency, db.session.query(Rank).order_by(Rank.id).offset(3).first()
        db.session.add(Rank(code="NEW", name="New", corps=corps, level=1))
        db.session.flush()
        force.people()
        db.session.commit()
        assert counts()["officer"] == 4
