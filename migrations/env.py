"""How Alembic finds the database and the models of the application."""

from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

from models import Record, db, search
from models.base import EXTRA


def render_item(kind, item, autogen_context):
    """Write our own column types by what they store: a migration must not need today's code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    if kind == "type" and item is EXTRA:
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def is_ours(_object, _name, kind, is_reflected, _compare_to) -> bool:
    """Tables that the database has and the models do not (search indexes) are made by hand in migrations,
    and the indexes of custom fields by their definitions (services/custom/)."""
    name = _object.name or "" if kind == "index" and is_reflected else ""
    is_made_by_hand = name.startswith("ix_custom_") or name.endswith("_trigram")
    return not (is_made_by_hand or (kind == "table" and is_reflected and _compare_to is None))


def run_migrations() -> None:
    """Run on the application's own engine, in one transaction."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            include_object=is_ours,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
            search.complete(connection, [mapper.class_ for mapper in Record.registry.mappers if issubclass(mapper.class_, Record)])
        connection.commit()


run_migrations()
