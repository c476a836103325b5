"""Holds what the guard believes of a query against its SQL: a table that it does not see would show rows to everybody.

Every kind of SELECT that a test sends through the session is compiled once more without the guard's conditions.
"""

from __future__ import annotations

import re

from sqlalchemy import event
from sqlalchemy.orm import Session

from models import db
from services.guard.touched import tables_of

QUALIFIED, FROM = re.compile(r'"?(\w+)"?\.'), re.compile(r'(?:FROM|JOIN|,)\s+"?(\w+)"?')
_known: set = set()


def watch() -> None:
    """From now on every query is compared."""
    event.listen(Session, "do_orm_execute", _compare, insert=True)


def _compare(state) -> None:
    if not (state.is_orm_statement and state.is_select):
        return
    believed = tables_of(state.statement)
    key = state.statement._generate_cache_key()
    if believed is None or (key is not None and key.key in _known):
        return
    sql = str(state.statement.compile(dialect=state.session.get_bind().dialect))
    hidden = ({*QUALIFIED.findall(sql), *FROM.findall(sql)} & db.metadata.tables.keys()) - believed
    assert not hidden, f"the guard does not see that this touches {hidden}: {sql}"
    if key is not None:
        _known.add(key.key)
