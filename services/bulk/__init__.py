"""Many records in few statements: the only place that may write or stream past the session guard.

It therefore does here what the guard and the audit listener do elsewhere: the acting person's rights
and scope are applied, and each record written adds its audit event to the same transaction. Ids are
given out here in a block, so that child rows know their parent without a round trip; on PostgreSQL
rows go in by COPY.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, bindparam, delete as delete_from, func, inspect, select
from sqlalchemy import text, update as update_table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import MANYTOONE
from sqlalchemy.sql.elements import True_

from models import AuditEvent, Record, db, search
from rules import access
from rules.refused import N_, Forbidden, Refused

from services import audit, guard, submissions

from . import expiring, indexes, seals

BLOCK = 5000
LOOKUP = 500


def insert(model: type[Record], rows: Sequence[dict], names: Sequence[str] | None = None) -> list[int]:
    """Write new records and return their ids in order.

    `rows` are column values by attribute name; rows without an `id` are given one. `names` are what the
    audit trail calls the records. Raises Forbidden when a row is outside what the actor may write.
    """
    if not rows:
        return []
    _check_rights(model, "create")
    submissions.claim()
    _check_targets(model, rows)
    ids = [row["id"] for row in rows] if "id" in rows[0] else new_ids(model, len(rows))
    blank = _blank(model)
    filled = search.with_words(model, [{**blank, **row, "id": key} for key, row in zip(ids, rows, strict=True)])
    _write(model.__table__, list(filled[0]), _driver_rows(model.__table__, filled))
    told = seals.Teller(model).created
    _write_events(model, "create", ((row["id"], told(row)) for row in filled), names)
    db.session.expire_all()
    return ids


def update(model: type[Record], changes: dict[int, dict[str, tuple]], names: Sequence[str] | None = None) -> None:
    """Change records: {id: {attribute: (before, after)}}.

    Raises Refused when a record no longer holds what `before` says: somebody changed it meanwhile.
    """
    if not changes:
        return
    _check_rights(model, "edit")
    submissions.claim()
    _check_within(model, list(changes))
    _check_targets(model, [{key: after for key, (_, after) in change.items()} for change in changes.values()])
    changes = _with_words(model, changes)
    by_columns: dict[tuple[str, ...], list[tuple[int, dict]]] = {}
    for key, change in changes.items():
        by_columns.setdefault(tuple(sorted(change)), []).append((key, change))
    for columns, group in by_columns.items():
        _update_group(model.__table__, columns, group)
    told = seals.Teller(model).changed
    _write_events(model, "edit", ((key, told(change)) for key, change in changes.items()), names)
    db.session.expire_all()


def _with_words(model: type[Record], changes: dict[int, dict[str, tuple]]) -> dict[int, dict[str, tuple]]:
    """The changes, and of records whose names change also the words by which they are found."""
    names, table = search.names_in(model), model.__table__
    names += ("extra",) if names and "extra" in table.c else ()
    renamed, told = [key for key, change in changes.items() if set(names) & set(change)], dict(changes)
    columns = [table.c[name] for name in names]
    for start in range(0, len(renamed), LOOKUP):
        asked = select(table.c.id, table.c.search_text, *columns).where(table.c.id.in_(renamed[start : start + LOOKUP]))
        for key, words, *stood in db.session.connection().execute(asked):
            new = [changes[key][name][1] if name in changes[key] else value for name, value in zip(names, stood, strict=True)]
            added = search.added_words(table.name, new.pop()) if "extra" in names else []
            told[key] = changes[key] | {"search_text": (words, search.line([*new, *added]))}
    return told


def stream(statement: Select, *models: type[Record]) -> Iterator[tuple]:
    """Yield the rows of a Core select, block by block, within the scope of the actor for each model named."""
    for model in models:
        statement = statement.where(guard.visible(model))
    result = db.session.connection().execute(statement.execution_options(yield_per=BLOCK))
    for block in result.partitions():
        yield from block


def new_ids(model: type[Record], count: int) -> list[int]:
    """As many fresh ids as asked, theirs alone: from the sequence, or after the last one under the writer lock."""
    table, connection = model.__table__, db.session.connection()
    if connection.dialect.name == "postgresql":
        asked = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
        return [key for (key,) in connection.execute(asked, {"table": table.name, "count": count})]
    # An update of no row takes the writer lock, so that nobody else can be given the same ids.
    connection.execute(update_table(table).where(table.c.id < 0).values(id=table.c.id))
    last = connection.execute(select(func.max(table.c.id))).scalar() or 0
    return list(range(last + 1, last + 1 + count))


# --- rights and scope ----------------------------------------------------------------------------


def _check_rights(model: type[Record], verb: str) -> None:
    who = guard.actor()
    entitled = access.may(who, guard.permission(model, verb)) and (verb != "create" or guard.may_add(model, who))
    if not guard.purpose() and not entitled:
        raise Forbidden(N_("You are not entitled to do this."))


def _check_within(model: type[Record], ids: list[int]) -> None:
    within = guard.writable(model, guard.actor())
    if guard.keeps_deleted(model):
        within = and_(within, model.deleted_at.is_(None))
    if not guard.purpose() and _missing(model, ids, within):
        raise Forbidden(N_("This record is outside what you are entitled to change."))


def _check_targets(model: type[Record], rows: Sequence[dict]) -> None:
    """Every record that the rows point to must be within the actor's scope too."""
    if guard.purpose():
        return
    for link in inspect(model).relationships:
        key = next(iter(link.local_columns)).key
        if link.direction is MANYTOONE and link.mapper.class_ is not model:
            pointed = {row[key] for row in rows if row.get(key) is not None}
            target = link.mapper.class_
            if _missing(target, list(pointed), guard.pointable(model, link, guard.actor())):
                raise Forbidden(N_("You chose a record that is outside what you are entitled to see."))


def _missing(model: type[Record], ids: list[int], condition) -> bool:
    """Whether some of the ids are not among the rows that the condition lets through."""
    if isinstance(condition, True_):
        return False  # who sees everything needs no look; that the ids exist, the foreign keys check
    table, connection, rest = model.__table__, db.session.connection(), iter(ids)
    while block := list(islice(rest, LOOKUP)):
        found = select(func.count()).select_from(table).where(table.c.id.in_(block), condition)
        if connection.execute(found).scalar() != len(block):
            return True
    return False


# --- statements ----------------------------------------------------------------------------------


def _blank(model: type[Record]) -> dict:
    """A row with every column at its default: all rows of a block must have the same columns."""
    columns = model.__table__.columns
    return {
        column.key: column.default.arg if column.default and column.default.is_scalar else {} if column.key == "extra" else None
        for column in columns
    } | {"version": 1}


def _write(table: Table, names: Sequence[str], rows: Iterable[Sequence]) -> None:
    """COPY on PostgreSQL, the driver's own executemany elsewhere; both want values in the driver's form."""
    connection = db.session.connection()
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(table.c[name].name) for name in names)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {quote(table.name)} ({columns}) FROM STDIN", rows)
        return
    marks = ", ".join("?" * len(names))
    connection.exec_driver_sql(f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks})", list(map(tuple, rows)))


def _copy(connection: Connection, statement: str, rows: Iterable[Sequence]) -> None:
    """COPY goes past SQLAlchemy, so that what the driver refuses is raised here as SQLAlchemy does elsewhere."""
    driver = connection.dialect.loaded_dbapi
    try:
        with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except driver.Error as error:
        raise DBAPIError.instance(statement, None, error, driver.Error, hide_parameters=True) from None


def _driver_rows(table: Table, rows: list[dict]) -> Iterator[list]:
    """Rows as the driver wants them: the column types make of each value what an INSERT would."""
    dialect = db.session.connection().dialect
    processors = [table.c[key].type.dialect_impl(dialect).bind_processor(dialect) for key in rows[0]]
    binders = list(zip(rows[0], processors, strict=True))
    for row in rows:
        yield [bind(row[key]) if bind else row[key] for key, bind in binders]


def _update_group(table: Table, columns: tuple[str, ...], group: list[tuple[int, dict]]) -> None:
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


# --- audit ---------------------------------------------------------------------------------------


def _write_events(
    model: type[Record], action: str, told: Iterable[tuple[int, str]], names: Sequence[str] | None
) -> None:
    """One sealed event for each record."""
    events = ((key, names[place] if names else None, changes) for place, (key, changes) in enumerate(told))
    shared = audit.event_row(action, record_type=model.__tablename__)
    _write(AuditEvent.__table__, seals.COLUMNS, seals.driver_rows(db.session.connection(), shared, events))


# --- lists that are computed as a whole ----------------------------------------------------------


def replace(model: type[Record], condition: ColumnElement[bool], rows: Sequence[dict], told: tuple[str, dict]) -> None:
    """Put rows in the place of all that the condition names. Pending changes are written before.

    The audit trail gets one event for what went and one for what came; `told` is what they are called and
    what the second says besides their number, such as a digest of them all.
    """
    _check_rights(model, "delete")
    _check_rights(model, "create")
    submissions.claim()
    _check_targets(model, rows)
    db.session.flush()
    within = () if guard.purpose() else (guard.visible(model),)
    gone = db.session.connection().execute(delete_from(model.__table__).where(condition, *within)).rowcount
    blank = _blank(model)
    numbered = zip(new_ids(model, len(rows)), rows, strict=True)
    filled = search.with_words(model, [{**blank, **row, "id": key} for key, row in numbered])
    if filled:
        _write(model.__table__, list(filled[0]), _driver_rows(model.__table__, filled))
    name, about = told
    for action, changes in (("delete", {"records": gone}), ("create", {"records": len(filled)} | about)):
        if changes["records"]:
            audit.note(action, record_type=model.__tablename__, record_name=name, changes=changes)
    db.session.expire_all()


def lock(model: type[Record], condition: ColumnElement[bool]) -> None:
    """Let nobody else write these records before this transaction ends. Read them again afterwards."""
    submissions.claim()
    table, connection = model.__table__, db.session.connection()
    if connection.dialect.name == "postgresql":
        held = select(table.c.id).where(condition).order_by(table.c.id)
        connection.execute(held.with_for_update(key_share=True)).all()
    else:
        _take_writer_lock(table)


def _take_writer_lock(table: Table) -> None:
    """An update of no row takes it."""
    db.session.connection().execute(update_table(table).where(table.c.id < 0).values(id=table.c.id))
