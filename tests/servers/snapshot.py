"""Puts a database back to how it stood after the reference data, in a few milliseconds, whoever committed.

Four thousand tests begin from there, most of them with the same people: so what stood is compared inside the database
server, what is newer goes in one statement, and what a fixture adds to the untouched base is made once and then put
back row by row.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TypeVar

from flask import Flask
from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, event, insert, select

Made = TypeVar("Made")
PRINT = "SELECT md5(coalesce(string_agg(rows::text, '|' ORDER BY id), '')) FROM (SELECT * FROM \"{0}\" WHERE id <= {1}) AS rows"
NEXT = "SELECT setval(pg_get_serial_sequence('\"{0}\"', 'id'), {1}, {2})"


class Snapshot:
    """Remembers the rows of all tables and puts them back.

    It has an engine of its own: neither the guard nor the audit trail has a part in it.
    """

    def __init__(self, url: str, names: list[str]):
        self.engine: Engine = create_engine(url)
        if self.engine.dialect.name == "sqlite":  # nothing here has to outlive a power cut
            event.listen(self.engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous = OFF"))
        everything = MetaData()
        everything.reflect(self.engine, only=names)
        self.tables = everything.sorted_tables
        self.replays: dict[str, tuple[object, dict[Table, list[dict]]]] = {}
        with self.engine.connect() as connection:
            self.rows = {table: self._rows_after(connection, table, 0) for table in self.tables}
            self.newest = {table: rows[-1]["id"] if rows else 0 for table, rows in self.rows.items()}
            self.prints = self._prints(connection)

    def _rows_after(self, connection: Connection, table: Table, number: int) -> list[dict]:
        found = connection.execute(select(table).where(table.c.id > number).order_by(table.c.id))
        return [dict(row) for row in found.mappings()]

    def _prints(self, connection: Connection) -> list:
        """What stands in the rows that are remembered, table by table, to be compared."""
        kept = [table for table in self.tables if self.newest[table]]
        if self.engine.dialect.name == "postgresql":
            asked = " UNION ALL ".join(f"({PRINT.format(table.name, self.newest[table])})" for table in kept)
            return [row[0] for row in connection.exec_driver_sql(asked)]
        asked = [f'SELECT * FROM "{table.name}" WHERE id <= {self.newest[table]} ORDER BY id' for table in kept]
        return [connection.exec_driver_sql(one).fetchall() for one in asked]

    def restore(self) -> None:
        """Delete what is newer; where a remembered row itself was touched, write all of them anew."""
        with self.engine.begin() as connection:
            is_touched = self._prints(connection) != self.prints
            self._run(connection, [
                f'DELETE FROM "{table.name}" WHERE id > {0 if is_touched else self.newest[table]}' for table in reversed(self.tables)
            ])  # fmt: skip
            if is_touched:
                self._write(connection, self.rows)
            if self.engine.dialect.name == "postgresql":  # numbers begin again where they began
                self._run(connection, [
                    NEXT.format(table.name, self.newest[table] or 1, bool(self.newest[table])) for table in self.tables
                ])  # fmt: skip

    def _run(self, connection: Connection, statements: list[str]) -> None:
        """All of them at once, where the driver lets it."""
        for text in ["; ".join(statements)] if self.engine.dialect.name == "postgresql" else statements:
            connection.exec_driver_sql(text)

    def _write(self, connection: Connection, rows_of: dict[Table, list[dict]]) -> None:
        for table in self.tables:
            if rows := rows_of.get(table):
                # One statement, because a row may point to a later one of its own table.
                connection.execute(insert(table).values(rows))

    def replay(self, name: str, make: Callable[[], Made]) -> Made:
        """What `make` adds to the untouched base and commits: made the first time, put back as it was from then on.

        Where something stands there already, or where `make` touches what is remembered, it is made each time.
        """
        with self.engine.begin() as connection:
            is_bare = not self._newer(connection)
            if name in self.replays and is_bare:
                made, rows = self.replays[name]
                self._write(connection, rows)
                self._count_on(connection, rows)
                return made
        made = make()
        if is_bare:
            with self.engine.connect() as connection:
                if self._prints(connection) == self.prints:
                    self.replays[name] = made, self._newer(connection)
        return made

    def _newer(self, connection: Connection) -> dict[Table, list[dict]]:
        """What stands beyond what is remembered."""
        asked = " UNION ALL ".join(f"SELECT {place}, max(id) FROM \"{table.name}\"" for place, table in enumerate(self.tables))
        newest = dict(connection.exec_driver_sql(asked).fetchall())
        grown = [table for place, table in enumerate(self.tables) if (newest[place] or 0) > self.newest[table]]
        return {table: self._rows_after(connection, table, self.newest[table]) for table in grown}

    def _count_on(self, connection: Connection, rows_of: dict[Table, list[dict]]) -> None:
        """The next number comes after those that were put back."""
        if self.engine.dialect.name == "postgresql":
            self._run(connection, [NEXT.format(table.name, rows[-1]["id"], True) for table, rows in rows_of.items()])


def clear_leftovers(app: Flask) -> None:
    """Empty the queue and the folders of files; the keys stay."""
    if queue := app.extensions.get("queue"):
        queue.flush()
    for folder in app.config["INSTANCE_FOLDER"].iterdir():
        if folder.is_dir() and folder != app.config["KEY_FOLDER"]:
            shutil.rmtree(folder)
