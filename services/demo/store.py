"""Writes the demo force: rows go in by block and leave one audit event for each, instead of one for each record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import insert as insert_into

from models import Record, db, search
from services import audit, bulk


def insert(model: type[Record], rows: Iterable[dict]) -> list[int]:
    """Write rows by blocks and return their ids."""
    ids: list[int] = []
    for block in blocks(rows, bulk.BLOCK):
        ids += _insert(model, block)
    return ids


def blocks(things: Iterable, size: int) -> Iterator[list]:
    """So many things at a time, so that memory does not grow with the force."""
    rest = iter(things)
    while block := list(islice(rest, size)):
        yield block


def _insert(model: type[Record], rows: list[dict]) -> list[int]:
    ids = [row["id"] for row in rows] if "id" in rows[0] else bulk.new_ids(model, len(rows))
    filled = search.with_words(model, [row | {"id": key, "version": 1} for key, row in zip(ids, rows, strict=True)])
    db.session.connection().execute(insert_into(model), filled)
    audit.note("create", record_type=model.__tablename__, record_name=f"{len(rows)}: {ids[0]}–{ids[-1]}")
    return ids
