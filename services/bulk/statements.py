"""The statements themselves: COPY or executemany for new rows, one UPDATE for all that change in the same columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, Table, bindparam, update as update_table
from sqlalchemy.exc import DBAPIError

from models import Record, db
from rules.refused import N_, Refused


# So many rows are put into the driver's form at a time: a long list is not held twice.
AT_ONCE = 2000


def blank(model: type[Record]) -> dict:
    """A row with every column at its default: all rows of a block must have the same columns."""
    columns = model.__table__.columns
    return {
        column.key: column.default.arg if column.default and column.default.is_scalar else {} if column.key == "extra" else None
        for column in columns
    } | {"version": 1}


def write(table: Table, names: Sequence[str], rows: Iterable[Sequence]) -> None:
    """COPY on PostgreSQL, the driver's own executemany elsewhere; both want values in the driver's form."""
    connection = db.session.connection()
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(table.c[name].name) for name in names)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {quote(table.name)} ({columns}) FROM STDIN", rows)
        return
    marks, rest = ", ".join("?" * len(names)), map(tuple, rows)
    while block := list(islice(rest, AT_ONCE)):
        connection.exec_driver_sql(f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks})", block)


def _copy(connection: Connection, statement: str, rows: Iterable[Sequence]) -> None:
    """COPY goes past SQLAlchemy, so that what the driver refuses is raised here as SQLAlchemy does elsewhere."""
    driver = connection.dialect.loaded_dbapi
    try:
        with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except driver.Error as error:
        raise DBAPIError.instance(statement, None, error, driver.Error, hide_parameters=True) from None


class Encoded(str):
    """The text of a JSON value, written as it is where whoever made it has put it into words already."""


def driver_rows(table: Table, rows: list[dict]) -> Iterator[list]:
    """Rows as the driver wants them: the column types make of each value what an INSERT would."""
    dialect = db.session.connection().dialect
    processors = [table.c[key].type.dialect_impl(dialect).bind_processor(dialect) for key in rows[0]]
    binders = list(zip(rows[0], processors, strict=True))
    for row in rows:
        yield [_bound(row[key], bind) if bind else row[key] for key, bind in binders]


def _bound(value: object, bind: Callable[[object], object]) -> object:
    """A driver looks long for how to adapt what is not quite a str, so that an Encoded is made one."""
    return str(value) if type(value) is Encoded else bind(value)


def update_group(table: Table, columns: tuple[str, ...], group: list[tuple[int, dict]]) -> None:
    """One statement for the records that change in the same columns; what stood there must still stand there."""
    unchanged = [table.c[name].is_not_distinct_from(bindparam(f"old_{name}", type_=table.c[name].type)) for name in columns]
    values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in columns}
    statement = update_table(table).where(table.c.id == bindparam("record"), *unchanged)
    statement = statement.values(**values, version=table.c.version + 1)
    parameters = [
        {"record": key}
        | {f"old_{name}": change[name][0] for name in columns}
        | {f"new_{name}": change[name][1] for name in columns}
        for key, change in group
    ]
    done = db.session.connection().execute(statement, parameters).rowcount
    if done != len(group):
        raise Refused(N_("Somebody changed these records in the meantime. Nothing was written: start again."))
