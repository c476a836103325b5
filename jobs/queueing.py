"""The queue (huey): a file of its own beside an SQLite database, a schema of its own in PostgreSQL.

Huey brings peewee and psycopg along, an eighth of the start of a process: they are loaded with the first use of the queue.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, current_app
from sqlalchemy.engine import make_url

from models import db

if TYPE_CHECKING:
    from huey.contrib.sql_huey import SqlHuey
    from peewee import Database


def init_app(app: Flask) -> None:
    """The queue opens at its first use; each thread gives its connection back when it is done."""

    @app.teardown_appcontext
    def close_queue(_error) -> None:
        if opened := app.extensions.get("queue"):
            opened.storage.close()


def queue() -> SqlHuey:
    """The queue of this application."""
    if "queue" not in current_app.extensions:
        _open(current_app._get_current_object())
    return current_app.extensions["queue"]


def _open(app: Flask) -> None:
    from huey.contrib.sql_huey import SqlHuey

    from . import periodic, running  # they use the queue themselves

    opened = SqlHuey("sirhp", database=_database(app))

    @opened.task(name="run_job")
    def run_job(number: int) -> None:
        with app.app_context():
            running.run(number)

    for name, moment, todo in periodic.TIMES:
        _repeat(app, opened, name, moment, todo)
    app.extensions |= {"queue": opened, "run_job": run_job}


def beside() -> list[SqlHuey]:
    """The queues beside that of the jobs, for what must not wait for them; opened by the worker alone."""
    from huey.contrib.sql_huey import SqlHuey

    from . import periodic

    app, made = current_app._get_current_object(), []
    for lane, times in periodic.BESIDE.items():
        made.append(SqlHuey(f"sirhp-{lane}", database=queue().storage.database))
        for name, moment, todo in times:
            _repeat(app, made[-1], name, moment, todo)
    return made


def _repeat(app: Flask, opened: SqlHuey, name: str, moment: dict, todo) -> None:
    from huey import crontab

    @opened.periodic_task(crontab(**moment), name=name)
    def at_that_time() -> None:
        with app.app_context():
            todo()


def _database(app: Flask) -> Database:
    from peewee import PostgresqlDatabase, SqliteDatabase

    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite":
        path = Path(app.config["INSTANCE_FOLDER"]) / "jobs.sqlite3"
        return SqliteDatabase(path, pragmas={"journal_mode": "wal"}, timeout=30)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS jobs")
    told = {"user": url.username, "password": url.password, "host": url.host, "port": url.port} | dict(url.query)
    given = {name: value for name, value in told.items() if value is not None}
    return PostgresqlDatabase(url.database, options="-c search_path=jobs", prefer_psycopg3=True, **given)
