"""Conditions that no filter can say, declared by the area of a list: `?only=to-decide` asks for what fulfils one.

An area that counts what waits for somebody so lists exactly what it counted.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, bindparam

from models import db

_DECLARED: dict[tuple[type[db.Model], str], Callable[[], Select]] = {}


def declare(model: type[db.Model], name: str, numbers: Callable[[], Select]) -> None:
    """Let a list of this model be asked for the records whose numbers `numbers()` selects, for whoever acts."""
    _DECLARED[model, name] = numbers


def is_known(model: type[db.Model], name: str) -> bool:
    """Whether an address may name this condition."""
    return (model, name) in _DECLARED


def condition(model: type[db.Model], name: str) -> ColumnElement[bool]:
    """The condition on the bare table, by numbers: a list turns what it looks for into other queries as it goes."""
    numbers = db.session.scalars(_DECLARED[model, name]()).all()
    return model.__table__.c.id.in_(bindparam("only", numbers, expanding=True, literal_execute=True))
