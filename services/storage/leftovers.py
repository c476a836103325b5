"""Documents that no record names: of a transaction that was rolled back, or replaced by a better scan.

A deleted record can be restored, so it still names its documents. The others are kept for a month, so that a scan
replaced by mistake can be found again by the name in the audit trail; then they go.
"""

from __future__ import annotations

import datetime as dt
from itertools import islice
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.orm import InstrumentedAttribute

from models import db, now

from .. import guard
from .documents import FOLDER
from .places import folder

KEPT_DAYS = 30
AT_A_TIME = 500


def unnamed() -> set[Path]:
    """The documents older than a month that no record names, deleted and erased records included."""
    limit = (now() - dt.timedelta(days=KEPT_DAYS)).timestamp()
    old = (place for place in folder(FOLDER).iterdir() if place.stat().st_mtime < limit)
    found: set[Path] = set()
    with guard.unscoped("documents that no record names are cleared"):
        while block := list(islice(old, AT_A_TIME)):
            found |= set(block) - {folder(FOLDER) / name for name in _named([place.name for place in block])}
    return found


def _named(names: list[str]) -> set[str]:
    """Those of the names that stand in a record."""
    asked = (select(column).where(column.in_(names)) for column in columns())
    return {name for query in asked for name in db.session.scalars(query, execution_options={"with_deleted": True})}


def columns() -> list[InstrumentedAttribute]:
    """Every column that names a document, of all tables."""
    models = [mapper.class_ for mapper in db.Model.registry.mappers]
    return [
        getattr(model, attribute.key)
        for model in models
        for attribute in inspect(model).column_attrs
        if attribute.columns[0].info.get("file") == FOLDER
    ]
