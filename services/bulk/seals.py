"""Audit events for many records at once: the same rows and seals as services/audit.py makes one by one.

What all events of a block share (who, when, by which door) is put into JSON and bound once, and so is
each distinct value of a column; of an event only its record, its officer, its changes and its seal are new.
`audit.verify` checks both kinds alike.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterable, Iterator

from flask import current_app
from sqlalchemy import JSON, Connection

from models import AuditEvent, Record

from services import audit
from services.custom.values import changes

# What is an event's own, in the order in which it stands in the canonical JSON.
OWN = ("changes", "officer_id", "record_id", "record_name", "uid")
SHARED = [name for name in audit.SEALED if name not in OWN]
COLUMNS = [*OWN, "seal", *SHARED]
# An event that is about nobody's file is sealed without this, as those of before it was noted.
OFFICER = ',"officer_id":'
# The same text as _json makes of a string, at a third of the time.
_quoted = json.encoder.encode_basestring
_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


class Teller:
    """Puts the changes of one model's records into the canonical JSON of an event; hidden columns are left out."""

    def __init__(self, model: type[Record]):
        told = [column for column in model.__table__.columns if column.key not in ("id", "version")]
        self._columns = [
            (column.key, _json(column.key), _Each(column) if isinstance(column.type, JSON) else _Texts(column))
            for column in sorted(told, key=lambda column: column.key)
            if not column.info.get("hidden")
        ]

    def created(self, row: dict) -> str:
        """All fields of a new record."""
        told = [f"{key}:[null,{texts[row[name]]}]" for name, key, texts in self._columns if row[name] is not None]
        return _object(_with_extra(told, None, row["extra"]) if row.get("extra") else told)

    def changed(self, change: dict[str, tuple]) -> str:
        """The fields that changed, from what to what."""
        told = [
            f"{key}:[{texts[change[name][0]]},{texts[change[name][1]]}]" for name, key, texts in self._columns if name in change
        ]
        return _object(_with_extra(told, *change["extra"]) if "extra" in change else told)


def _with_extra(told: list[str], before: dict | None, after: dict | None) -> list[str]:
    """The custom fields that changed among the others, in the order of all keys."""
    return sorted(told + [f"{_json(key)}:{_json(pair)}" for key, pair in changes(before, after).items()])


class _Each:
    """The JSON of a value of a JSON column."""

    def __init__(self, column):
        self._column = column

    def __getitem__(self, value: object) -> str:
        return _json(audit.plain(value, self._column))


class _Texts(dict):
    """The JSON of each distinct value of a column, as audit.plain shows it; encrypted where the column is."""

    def __init__(self, column):
        super().__init__()
        self._column = column

    def __missing__(self, value: object) -> str:
        shown = audit.plain(value, self._column)
        text = self[value] = _quoted(shown) if type(shown) is str else _json(shown)
        return text


def _object(parts: list[str]) -> str:
    return "{" + ",".join(parts) + "}"


def driver_rows(
    connection: Connection, shared: dict, events: Iterable[tuple[int, int | None, str | None, str]]
) -> Iterator[tuple]:
    """Rows of AuditEvent in the order of COLUMNS, as the driver wants them.

    `shared` is an event as audit.event_row makes it; `events` are (record id, officer id, name, changes by a Teller).
    """
    key = current_app.extensions["audit_key"]
    bound = _bound(connection, shared)
    to_changes, to_officer, to_id, to_name, to_uid, to_end = _template(shared)
    of_nobody = to_officer.removesuffix(OFFICER)
    for number, officer, name, told in events:
        name, uid = name[:300] if name else None, secrets.token_hex(16)
        named = _quoted(name) if name else "null"
        about = of_nobody if officer is None else f"{to_officer}{officer}"
        body = f'{to_changes}{told}{about}{to_id}{number}{to_name}{named}{to_uid}"{uid}"{to_end}'
        yield told, officer, number, name, uid, hmac.digest(key, body.encode(), "sha256").hex(), *bound


def _template(shared: dict) -> list[str]:
    """The canonical JSON of an event, cut where its own values go."""
    body = {name: shared[name] for name in SHARED} | {"at": shared["at"].isoformat()} | dict.fromkeys(OWN)
    pieces, piece = [], "{"
    for name in sorted(body):
        piece += ("" if piece == "{" else ",") + _json(name) + ":"
        if name in OWN:
            pieces, piece = [*pieces, piece], ""
        else:
            piece += _json(body[name])
    return [*pieces, piece + "}"]


def _bound(connection: Connection, shared: dict) -> list:
    """The shared values as the driver wants them."""
    table, dialect = AuditEvent.__table__, connection.dialect
    processors = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in SHARED]
    return [process(shared[name]) if process else shared[name] for name, process in zip(SHARED, processors, strict=True)]
