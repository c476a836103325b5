"""The tables that the migrations make are the tables that the models say, forth and back, on both databases."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from models import Officer, Unit, db, search
from services import guard, listing


@pytest.fixture
def empty(new_app):
    """An application on an empty database."""
    app = new_app()
    with app.app_context():
        yield app
        db.engine.dispose()


def config(app):
    return app.extensions["migrate"].migrate.get_config()


def test_there_is_one_newest_migration(empty):
    heads = ScriptDirectory.from_config(config(empty)).get_heads()
    assert len(heads) == 1, f"join these migrations with `flask db merge`: {heads}"


def test_the_migrations_make_what_the_models_say(empty):
    upgrade()
    command.check(config(empty))


def test_the_migrations_can_be_undone_and_done_again(empty):
    upgrade()
    downgrade(revision="base")
    left = set(inspect(db.engine).get_table_names()) & set(db.metadata.tables)
    assert not left, f"the downgrade leaves {sorted(left)}"
    upgrade()
    command.check(config(empty))


OLD_ROWS = (
    "INSERT INTO agency (id, code, name, is_assumed, version) VALUES (901, 'PN', 'Police nationale', false, 1)",
    "INSERT INTO unit (id, code, name, agency_id, path, version) "
    "VALUES (901, 'U1', 'Commissariat de Ségou', 901, '901/', 1)",
    "INSERT INTO officer (id, last_name, first_names, home_agency_id, entered_on, version) "
    "VALUES (901, 'Traoré', 'Élie', 901, '2001-01-01', 1)",
)


def found(model: type, words: str) -> int:
    """How many records a list finds by some words."""
    guard.act_as(guard.SYSTEM)
    count = listing.page(model, listing.Asked(search=words), ("id",)).count
    db.session.remove()
    return count


def test_a_base_with_records_is_brought_up_and_down_and_up_again(empty):
    """What stood there before a search existed is found after the upgrade, and nothing is lost on the way."""
    upgrade(revision="0001")
    for row in OLD_ROWS:
        db.session.execute(text(row))
    db.session.commit()
    db.session.remove()
    for _each in range(2):
        upgrade()
        assert found(Officer, "elie traore") == found(Unit, "segou") == 1
        downgrade(revision="0001")
        left = [db.session.execute(text(f"SELECT count(*) FROM {name}")).scalar() for name in ("agency", "unit", "officer")]
        db.session.remove()
        assert left == [1, 1, 1]
    upgrade()
    officer = db.session.get(Officer, 901, execution_options={"with_deleted": True})
    officer.last_name = "Ba"
    db.session.commit()
    assert (found(Officer, "ba"), found(Officer, "traore")) == (1, 0)


def test_a_table_that_lacks_what_todays_model_searches_is_left_to_the_migration_that_adds_it(empty, monkeypatch):
    upgrade()
    monkeypatch.setattr(search, "names_in", lambda model: ("name", "a_column_of_a_later_migration"))
    with db.engine.begin() as connection:
        search.complete(connection, [Unit])
