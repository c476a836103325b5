"""The tables that the migrations make are the tables that the models say, forth and back, on both databases."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from models import db


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
