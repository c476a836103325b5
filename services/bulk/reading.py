"""Whole tables for work that must see everybody: plain rows, past the session, without what is deleted or erased.

A list of a hundred thousand people reads a million rows; the session would take as long again to hand them over.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from sqlalchemy import ARRAY, ColumnElement, Integer, Row, Select, any_, cast, func, literal, select

from models import Record, db
from services import guard


def read_all(statement: Select, *models: type[Record]) -> Sequence[Row]:
    """All rows of a Core select with the guard lifted; of the models named none that is deleted or erased."""
    if guard.purpose() is None:
        raise RuntimeError("read_all is for work with the guard lifted")
    db.session.flush()
    for model in models:
        if (here := guard.still_here(model)) is not None:
            statement = statement.where(here)
    return db.session.connection().execute(statement).all()


def among(column: ColumnElement, numbers: Collection[int]) -> ColumnElement[bool]:
    """The SQL condition that a column is one of these numbers, however many: they are one value, which IN would not take."""
    if db.session.connection().dialect.name == "sqlite":
        each = func.json_each(json.dumps(list(numbers))).table_valued("value")
        return column.in_(select(each.c.value))
    return column == any_(cast(literal(list(numbers), ARRAY(Integer)), ARRAY(Integer)))
