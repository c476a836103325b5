"""Rows per second of an import, beside a plain executemany of everything that the import writes.

    python bench/imports.py FILE --mapping M.json [--record officer] [--sheet NAME] [--database-url URL]

Run by hand on an EMPTY database of its own (default: a temporary SQLite file). The import runs whole
(read, plan, load, commit). Then every row it wrote, audit events included, is copied into memory, the
tables are emptied and shrunk, and the driver's own executemany writes the same rows back, committed
once: the floor that an import can hope for. Rates are rows of the file per second; the column CPU is the time of
this process alone, which a busy machine does not blur (it leaves out what PostgreSQL itself does).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from flask import Flask  # noqa: E402
from flask_babel import Babel  # noqa: E402
from sqlalchemy import Table, func, select  # noqa: E402

from models import db, engine  # noqa: E402
from rules.access import Actor  # noqa: E402
from services import guard, imports, keys, reference  # noqa: E402

BENCH = Actor(name="bench", role="administrator", door="command")


def main() -> None:
    """Import the file and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--mapping", type=Path)
    parser.add_argument("--record", default="officer")
    parser.add_argument("--sheet")
    parser.add_argument("--database-url")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.database_url or f"sqlite:///{folder}/bench.sqlite3"
        with _application(url, Path(folder)).app_context():
            guard.act_as(BENCH)
            _measure(asked)


def _application(url: str, folder: Path) -> Flask:
    """The models on an empty database, without the doors."""
    app = Flask("bench")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SECRET_KEY="bench")
    Babel(app)
    keys.make(folder / "keys")
    app.extensions["cipher"] = keys.Cipher(keys.read(folder / "keys", "data.key"))
    app.extensions["audit_key"] = keys.read(folder / "keys", "audit.key")
    db.init_app(app)
    with app.app_context():
        engine.prepare(db.engine)
        db.create_all()
        if db.session.execute(select(func.count()).select_from(db.metadata.tables["officer"])).scalar():
            sys.exit("This database holds officers: the bench empties tables and wants one of its own.")
        with guard.unscoped("bench"):
            reference.load()
        db.session.commit()
    return app


def _clock() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(start: tuple[float, float]) -> tuple[float, float]:
    wall, cpu = _clock()
    return wall - start[0], cpu - start[1]


def _measure(asked: argparse.Namespace) -> None:
    before = _last_ids()
    times = {"start": _clock()}
    mapping = imports.from_file(asked.mapping) if asked.mapping else None
    table = imports.read(asked.file, asked.sheet or (mapping.sheet if mapping else None))
    times["read"] = _clock()
    chosen = mapping or imports.guessed(table, imports.record_type(asked.record))
    plan = imports.plan(table, chosen)
    times["plan"] = _clock()
    imports.load(plan, by=BENCH, good_rows_only=True)
    times["load"] = _clock()
    db.session.commit()
    times["commit"] = _clock()
    written = _rows_after(before)
    _remove(written)
    floor = _executemany(written)
    again = _clock()
    imports.plan(table, chosen)
    _print(plan, times, (floor, written, _since(again)))


def _last_ids() -> dict[Table, int]:
    connection = db.session.connection()
    found = {
        table: connection.execute(select(func.max(table.c.id))).scalar() or 0 for table in db.metadata.sorted_tables
    }
    db.session.rollback()
    return found


def _rows_after(before: dict[Table, int]) -> list[tuple[str, str, list[tuple]]]:
    """What the import wrote, as the driver's own values, with the statement that writes it back."""
    written = []
    with db.engine.connect() as connection:
        for table, last in before.items():
            rows = connection.exec_driver_sql(f'SELECT * FROM "{table.name}" WHERE id > {last}')
            names, values = list(rows.keys()), [tuple(_driver_value(value) for value in row) for row in rows]
            if values:
                mark = "?" if db.engine.dialect.name == "sqlite" else "%s"
                columns = ", ".join(f'"{name}"' for name in names)
                marks = ", ".join([mark] * len(names))
                written.append((table.name, f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', values))
    return written


def _driver_value(value: object) -> object:
    """PostgreSQL hands JSON out as a dictionary and wants it back wrapped."""
    if isinstance(value, (dict, list)):
        from psycopg.types.json import Json

        return Json(value)
    return value


def _remove(written: list[tuple[str, str, list[tuple]]]) -> None:
    with db.engine.begin() as connection:
        for name, _, rows in reversed(written):
            first = min(row[0] for row in rows)
            connection.exec_driver_sql(f'DELETE FROM "{name}" WHERE id >= {first}')
    # The import had to make its tables and indexes grow: the floor must too, not find the room ready.
    full = " FULL" if db.engine.dialect.name == "postgresql" else ""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"VACUUM{full}")


def _executemany(written: list[tuple[str, str, list[tuple]]]) -> tuple[float, float]:
    start = _clock()
    raw = db.engine.raw_connection()
    cursor = raw.cursor()
    for _, statement, rows in written:
        cursor.executemany(statement, rows)
    raw.commit()
    raw.close()
    return _since(start)


def _print(plan, times: dict[str, tuple[float, float]], beside: tuple) -> None:
    floor, written, again = beside
    rows, marks = len(plan.rows), list(times.values())
    steps = {
        name: (after[0] - before[0], after[1] - before[1])
        for name, before, after in zip(list(times)[1:], marks, marks[1:], strict=False)
    }
    whole = tuple(map(sum, zip(*steps.values(), strict=True)))
    writing = tuple(map(sum, zip(steps["load"], steps["commit"], strict=True)))
    print(f"{db.engine.dialect.name}: {rows} rows, {plan.counts}")
    print("written: " + ", ".join(f"{name} {len(values)}" for name, _, values in written))
    print("| step | s | CPU s | rows/s |\n|---|--:|--:|--:|")
    lines = {**steps, "whole import": whole, "plain executemany of the same": floor, "plan again": again}
    for name, (wall, cpu) in lines.items():
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {rows / max(wall, 1e-9):,.0f} |")
    for name, (wall, cpu) in (("whole import", whole), ("its writing alone", writing)):
        print(f"{name}: {floor[0] / wall:.0%} of the speed of the executemany ({floor[1] / cpu:.0%} by CPU)")


if __name__ == "__main__":
    main()
