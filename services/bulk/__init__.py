"""Many records in few statements: the only place that may write or stream past the session guard.

It therefore does here what the guard and the audit listener do elsewhere: the acting person's rights
and scope are applied, and each record written adds its audit event to the same transaction. Ids are
given out here in a block, so that child rows know their parent without a round trip; on PostgreSQL
rows go in by COPY.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Select, Table, delete as delete_from, func, select, text, update as update_table

from models import AuditEvent, Record, db, search

from services import audit, guard, submissions

from . import drafting, expiring, indexes, rights, sealing, seals, statements, subjects
from .exported import note_exported  # noqa: F401 — part of what this package gives
from .reading import among, read_all  # noqa: F401
from .statements import Encoded  # noqa: F401

BLOCK = 5000
# What listeners of the session do elsewhere: called in the transaction with the kind and the changes of an update.
after_update: list[Callable[[type[Record], dict[int, dict[str, tuple]]], None]] = []


def insert(model: type[Record], rows: Sequence[dict], names: Sequence[str] | None = None) -> list[int]:
    """Write new records and return their ids in order.

    `rows` are column values by attribute name; rows without an `id` are given one. `names` are what the
    audit trail calls the records. Raises Forbidden when a row is outside what the actor may write.
    """
    if not rows:
        return []
    rights.check_rights(model, "create")
    submissions.claim()
    rights.check_targets(model, rows)
    ids = [row["id"] for row in rows] if "id" in rows[0] else new_ids(model, len(rows))
    blank = statements.blank(model)
    filled = search.with_words(model, [{**blank, **row, "id": key} for key, row in zip(ids, rows, strict=True)])
    statements.write(model.__table__, list(filled[0]), statements.driver_rows(model.__table__, filled))
    told, officers = seals.Teller(model).created, subjects.of_rows(model, filled)
    about = ((row["id"], officer, told(row)) for row, officer in zip(filled, officers, strict=True))
    _write_events(model, "create", about, names)
    db.session.expire_all()
    return ids


def update(model: type[Record], changes: dict[int, dict[str, tuple]], names: Sequence[str] | None = None) -> None:
    """Change records: {id: {attribute: (before, after)}}.

    Raises Refused when a record no longer holds what `before` says: somebody changed it meanwhile.
    """
    if not changes:
        return
    rights.check_rights(model, "edit")
    submissions.claim()
    rights.check_within(model, list(changes))
    rights.check_targets(model, [{key: after for key, (_, after) in change.items()} for change in changes.values()])
    changes = _with_words(model, changes)
    by_columns: dict[tuple[str, ...], list[tuple[int, dict]]] = {}
    for key, change in changes.items():
        by_columns.setdefault(tuple(sorted(change)), []).append((key, change))
    for columns, group in by_columns.items():
        statements.update_group(model.__table__, columns, group)
    for tell in after_update:
        tell(model, changes)
    told, officers = seals.Teller(model).changed, subjects.of_numbers(model, changes)
    _write_events(model, "edit", ((key, officers.get(key), told(change)) for key, change in changes.items()), names)
    db.session.expire_all()


def _with_words(model: type[Record], changes: dict[int, dict[str, tuple]]) -> dict[int, dict[str, tuple]]:
    """The changes, and of records whose names change also the words by which they are found."""
    names, table = search.names_in(model), model.__table__
    names += ("extra",) if names and "extra" in table.c else ()
    renamed, told = [key for key, change in changes.items() if set(names) & set(change)], dict(changes)
    columns = [table.c[name] for name in names]
    for start in range(0, len(renamed), rights.LOOKUP):
        asked = select(table.c.id, table.c.search_text, *columns).where(table.c.id.in_(renamed[start : start + rights.LOOKUP]))
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
    _take_writer_lock(table)  # so that nobody else can be given the same ids
    last = connection.execute(select(func.max(table.c.id))).scalar() or 0
    return list(range(last + 1, last + 1 + count))


# --- audit ---------------------------------------------------------------------------------------


def _write_events(
    model: type[Record], action: str, told: Iterable[tuple[int, int | None, str]], names: Sequence[str] | None
) -> None:
    """One sealed event for each record: its number, its officer's, and what changed; none for what leaves no trace."""
    if not model.__audited__:
        return
    events = ((key, officer, names[place] if names else None, changes) for place, (key, officer, changes) in enumerate(told))
    shared = audit.event_row(action, record_type=model.__tablename__)
    statements.write(AuditEvent.__table__, seals.COLUMNS, seals.driver_rows(db.session.connection(), shared, events))


# --- lists that are computed as a whole ----------------------------------------------------------


def replace(model: type[Record], condition: ColumnElement[bool], rows: Sequence[dict], told: tuple[str, dict]) -> None:
    """Put rows in the place of all that the condition names. Pending changes are written before.

    The audit trail gets one event for what went and one for what came; `told` is what they are called and
    what the second says besides their number, such as a digest of them all.
    """
    rights.check_rights(model, "delete")
    rights.check_rights(model, "create")
    submissions.claim()
    rights.check_targets(model, rows)
    db.session.flush()
    within = () if guard.purpose() else (guard.visible(model),)
    gone = db.session.connection().execute(delete_from(model.__table__).where(condition, *within)).rowcount
    blank = statements.blank(model)
    numbered = zip(new_ids(model, len(rows)), rows, strict=True)
    filled = search.with_words(model, [{**blank, **row, "id": key} for key, row in numbered])
    if filled:
        statements.write(model.__table__, list(filled[0]), statements.driver_rows(model.__table__, filled))
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
