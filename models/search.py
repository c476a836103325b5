"""What a record is found by: the words of its names in one column, kept in step with every write, and the index on it.

`search_text` is written by the mapper's events below, and by services/bulk for what goes past the session. The
index that finds a part of a word (FTS5 on SQLite, pg_trgm on PostgreSQL) is none that a model can declare:
`complete` makes it after every migration, and fills in what stands empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from sqlalchemy import Connection, Index, Table, Text, bindparam, event, inspect, select, text, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import MappedColumn, Mapper, mapped_column
from sqlalchemy.sql.functions import FunctionElement

from rules.search import line, plain

# The columns by which people call a record, in the order in which a list is sorted by name.
NAMES = ("last_name", "first_names", "name", "title", "username", "service_number", "number", "code")
WORDS = Text().with_variant(Text(collation="C"), "postgresql")
BLOCK = 5000
TRIGRAM = "_trigram"  # how the index is called on PostgreSQL


# --- the column ----------------------------------------------------------------------------------


def names_in(model: type) -> tuple[str, ...]:
    """The columns whose words find a record: those in its `__search__`, else those of NAMES that are text."""
    said = getattr(model, "__search__", ())
    named = NAMES if said is None else said
    return tuple(name for name in named if _is_text(getattr(model, name, None)))


def _is_text(attribute) -> bool:
    """Whether this is a column of plain text, in a class that is being made or in one that is mapped."""
    if isinstance(attribute, MappedColumn):
        return type(attribute.column.type).__name__ in ("String", "Text", "NullType")
    return type(getattr(attribute, "type", None)).__name__ in ("String", "Text")


def search_column(label: object) -> MappedColumn:
    """The column for the words; lists do not load it."""
    info = {"label": label, "hidden": True, "derived": True, "internal": True}
    return mapped_column(WORDS, nullable=False, default="", server_default="", sort_order=97, info=info)


def declare_indexes(model: type) -> None:
    """Those that sorting by name and by the columns of `__sorted__` walks."""
    table = model.__table__
    for name in (*(("search_text",) if names_in(model) else ()), *model.__sorted__):
        Index(f"ix_{table.name}_{name}_id", table.c[name], table.c.id)


# What administrators added to a record type and marked as searched: services/custom/values.py says how it is read.
ADDED: list[Callable[[str, dict], list[str]]] = []


def added_words(table: str, extra: dict | None) -> list[str]:
    """The words in the custom fields of a record."""
    return [word for read in ADDED for word in read(table, extra)] if extra else []


def with_words(model: type, rows: list[dict]) -> list[dict]:
    """Rows that are written past the session, with their words."""
    names, table = names_in(model), model.__tablename__
    if not names:
        return rows
    words = [[row.get(name) for name in names] + added_words(table, row.get("extra")) for row in rows]
    return [row | {"search_text": line(told)} for row, told in zip(rows, words, strict=True)]


def listen(record: type) -> None:
    """Keep the words of all records in step with what the session writes."""

    @event.listens_for(record, "before_insert", propagate=True)
    def write_words(mapper: Mapper, _connection, target) -> None:
        if names := names_in(mapper.class_):
            target.search_text = words_of(target, names)

    @event.listens_for(record, "before_update", propagate=True)
    def follow_names(mapper: Mapper, _connection, target) -> None:
        names, state = names_in(mapper.class_), inspect(target)
        told = [*names, "extra"] if names and hasattr(mapper.class_, "extra") else names
        if any(state.attrs[name].history.has_changes() for name in told):
            target.search_text = words_of(target, names)


def words_of(target, names: tuple[str, ...]) -> str | None:
    """What a record is found by."""
    added = added_words(target.__tablename__, getattr(target, "extra", None))
    return line([*[getattr(target, name) for name in names], *added])


# --- one column ----------------------------------------------------------------------------------

# Accented letters and their plain ones, for translate(); what becomes two letters is replaced one by one.
LETTERS = {chr(code): plain(chr(code)) for code in (*range(0xC0, 0x180), *range(0x250, 0x2B0))}
SINGLE = {letter: to for letter, to in LETTERS.items() if len(to) == 1 and to != letter and to.isalpha()}
DOUBLE = {letter: to for letter, to in LETTERS.items() if len(to) == 2 and to.isalpha() and letter.islower()}


class SearchLine(FunctionElement):
    """The words of one column as rules/search.py would write them, in SQL: for few rows, no index serves it."""

    name = "search_line"
    type = Text()
    inherit_cache = True


@compiles(SearchLine)
def _on_sqlite(element, compiler, **options) -> str:
    return f"search_line({compiler.process(element.clauses, **options)})"


@compiles(SearchLine, "postgresql")
def _on_postgresql(element, compiler, **options) -> str:
    value = f"lower({compiler.process(element.clauses, **options)})"
    for letter, to in DOUBLE.items():
        value = f"replace({value}, '{letter}', '{to}')"
    value = f"translate({value}, '{''.join(SINGLE)}', '{''.join(SINGLE.values())}')"
    return f"(' ' || regexp_replace({value}, '[^[:alnum:] ]', '', 'g') || ' ' || regexp_replace({value}, '[^[:alnum:]]', ' ', 'g') || ' ')"


def teach(connection) -> None:
    """SQLite calls back for it: called for every new connection of the driver."""
    connection.create_function("search_line", 1, _line_of_one, deterministic=True)


@lru_cache(maxsize=5000)  # asked of row after row, in which the same names stand
def _line_of_one(name: str | None) -> str:
    return line([name])


# --- the index -----------------------------------------------------------------------------------


def complete(connection: Connection, models: Iterable[type]) -> None:
    """After a migration: fill in the words that are missing, and make the index of every searched table without one."""
    seen = inspect(connection)
    there = {name: {column["name"] for column in seen.get_columns(name)} for name in seen.get_table_names()}
    lay = _lay_trigram_index if connection.dialect.name == "postgresql" else _lay_trigram_table
    for model in models:
        table, names = model.__table__, names_in(model)
        # At an earlier migration a table may lack what today's model searches: the migration that adds it comes here again.
        if names and {"id", "search_text", *names} <= there.get(table.name, set()):
            _fill(connection, table, names)
            lay(connection, table.name)


def _fill(connection: Connection, table: Table, names: tuple[str, ...]) -> None:
    last, change = 0, update(table).where(table.c.id == bindparam("record")).values(search_text=bindparam("words"))
    wanting = select(table.c.id, *[table.c[name] for name in names]).where(table.c.search_text == "").order_by(table.c.id)
    while rows := connection.execute(wanting.where(table.c.id > last).limit(BLOCK)).all():
        connection.execute(change, [{"record": row.id, "words": line(row[1:])} for row in rows])
        last = rows[-1].id


def trigram_table(name: str) -> str:
    """What the index of a table is called on SQLite."""
    return f"{name}_search"


def _lay_trigram_index(connection: Connection, name: str) -> None:
    """The extension may have been made by somebody with the right to do so: see docs/fr/exploitation.md."""
    if not connection.execute(text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")).first():
        connection.execute(text("CREATE EXTENSION pg_trgm"))
    connection.execute(
        text(f'CREATE INDEX IF NOT EXISTS "ix_{name}{TRIGRAM}" ON "{name}" USING gin (search_text gin_trgm_ops)')
    )


TRIGGERS = {
    "insert": "AFTER INSERT ON {table} BEGIN {add} END",
    "delete": "AFTER DELETE ON {table} BEGIN {take} END",
    "update": "AFTER UPDATE OF search_text ON {table} WHEN old.search_text IS NOT new.search_text BEGIN {take} {add} END",
}


def _lay_trigram_table(connection: Connection, name: str) -> None:
    """A table that is copied and renamed by a migration loses its triggers: then all is read again."""
    index, table = trigram_table(name), f'"{name}"'
    add = f"INSERT INTO {index} (rowid, search_text) VALUES (new.id, new.search_text);"
    take = f"INSERT INTO {index} ({index}, rowid, search_text) VALUES ('delete', old.id, old.search_text);"
    found = {row.name for row in connection.execute(text("SELECT name FROM sqlite_master"))}
    wanted = {f"{index}_{when}": body.format(table=table, add=add, take=take) for when, body in TRIGGERS.items()}
    if {index, *wanted} <= found:
        return
    options = f"content='{name}', content_rowid='id', tokenize='trigram', columnsize=0"
    connection.execute(text(f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5(search_text, {options})"))
    for trigger, body in wanted.items():
        connection.execute(text(f"CREATE TRIGGER IF NOT EXISTS {trigger} {body}"))
    connection.execute(text(f"INSERT INTO {index} ({index}) VALUES ('rebuild')"))


def drop_indexes(connection: Connection, names: Iterable[str]) -> None:
    """Take the indexes away again, before the column goes."""
    for name in names:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f'DROP INDEX IF EXISTS "ix_{name}{TRIGRAM}"'))
            continue
        for when in TRIGGERS:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {trigram_table(name)}_{when}"))
        connection.execute(text(f"DROP TABLE IF EXISTS {trigram_table(name)}"))


