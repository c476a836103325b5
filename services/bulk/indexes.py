"""What a definition changes in the tables it is about, in its own transaction: the index of its field, the words of records."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import bindparam, func, select, text, update

from models import ExtraValue, Record, db, search

BLOCK = 5000
PREFIX = "ix_custom_"


def name_of(model: type[Record], key: str) -> str:
    """The name by which migrations know that the index is none of theirs."""
    return f"{PREFIX}{model.__tablename__}_{key}"


def make(model: type[Record], value: ExtraValue) -> None:
    """Index a custom field in the order of lists: the value, then the number of the record. An older one goes first."""
    drop(model, value.path)
    connection = db.session.connection()
    quote = connection.dialect.identifier_preparer.quote
    expression = value.compile(dialect=connection.dialect, compile_kwargs={"include_table": False})
    named, table = quote(name_of(model, value.path)), quote(model.__tablename__)
    connection.execute(text(f"CREATE INDEX {named} ON {table} (({expression}), id)".replace(":", r"\:")))


def drop(model: type[Record], key: str) -> None:
    """Drop the index of a custom field, if it has one."""
    connection = db.session.connection()
    quote = connection.dialect.identifier_preparer.quote
    connection.execute(text(f"DROP INDEX IF EXISTS {quote(name_of(model, key))}"))


def missing(model: type[Record], keys: list[str]) -> list[str]:
    """The keys whose index is not there: a table that a migration rebuilt on SQLite has lost it."""
    is_sqlite = db.session.connection().dialect.name == "sqlite"
    names = "SELECT name FROM sqlite_master WHERE type = 'index'" if is_sqlite else "SELECT indexname FROM pg_indexes"
    there = {name for (name,) in db.session.connection().execute(text(names))}
    return [key for key in keys if name_of(model, key) not in there]


def rows_of(model: type[Record]) -> int:
    """How many rows a table has, those of deleted records too."""
    return db.session.connection().execute(select(func.count()).select_from(model.__table__)).scalar()


def renew_words(model: type[Record], value: ExtraValue, after_block: Callable[[int], None] | None = None) -> None:
    """Write anew by which words the records that hold this field are found: the field is searched, or no longer.

    `after_block`, if given, is called with the number of records done so far, and may commit.
    """
    table, names, last, done = model.__table__, search.names_in(model), 0, 0
    if not names:
        return
    asked = select(table.c.id, table.c.search_text, table.c.extra, *[table.c[name] for name in names])
    asked = asked.where(value.is_not(None)).order_by(table.c.id).limit(BLOCK).with_for_update()
    change = update(table).where(table.c.id == bindparam("record")).values(search_text=bindparam("words"))
    while rows := db.session.connection().execute(asked.where(table.c.id > last)).all():
        words = [search.line([*row[3:], *search.added_words(table.name, row.extra)]) for row in rows]
        changed = [{"record": row.id, "words": new} for row, new in zip(rows, words, strict=True) if new != row.search_text]
        if changed:
            db.session.connection().execute(change, changed)
        last, done = rows[-1].id, done + len(rows)
        if after_block:
            after_block(done)
    db.session.expire_all()
