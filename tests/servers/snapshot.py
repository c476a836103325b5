"""Puts a database back to how it stood after the reference data, in a few milliseconds, whoever committed."""

from __future__ import annotations

import shutil

from flask import Flask
from sqlalchemy import Connection, Engine, MetaData, create_engine, delete, insert, select


class Snapshot:
    """Remembers the rows of all tables and puts them back.

    It has an engine of its own: neither the guard nor the audit trail has a part in it.
    """

    def __init__(self, url: str, names: list[str]):
        self.engine: Engine = create_engine(url)
        everything = MetaData()
        everything.reflect(self.engine, only=names)
        self.tables = everything.sorted_tables
        with self.engine.connect() as connection:
            self.rows = {table: self._rows(connection, table) for table in self.tables}

    def _rows(self, connection: Connection, table) -> list[dict]:
        return [dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()]

    def restore(self) -> None:
        """Delete what is newer; where a remembered row itself was touched, write all of them anew."""
        with self.engine.begin() as connection:
            touched = any(self._is_touched(connection, table) for table in self.tables)
            for table in reversed(self.tables):
                newest = 0 if touched else self._newest(table)
                connection.execute(delete(table).where(table.c.id > newest))
            if touched:
                self._write_anew(connection)

    def _newest(self, table) -> int:
        return self.rows[table][-1]["id"] if self.rows[table] else 0

    def _is_touched(self, connection: Connection, table) -> bool:
        remembered = self.rows[table]
        return bool(remembered) and self._rows(connection, table)[: len(remembered)] != remembered

    def _write_anew(self, connection: Connection) -> None:
        for table in self.tables:
            if rows := self.rows[table]:
                # One statement, because a row may point to a later one of its own table.
                connection.execute(insert(table).values(rows))


def clear_leftovers(app: Flask) -> None:
    """Empty the queue and the folders of files; the keys stay."""
    if queue := app.extensions.get("queue"):
        queue.flush()
    for folder in app.config["INSTANCE_FOLDER"].iterdir():
        if folder.is_dir() and folder != app.config["KEY_FOLDER"]:
            shutil.rmtree(folder)
