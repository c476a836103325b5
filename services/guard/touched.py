"""Which tables a query can touch: the guard adds its conditions only for these, because each costs time in every statement.

A join over a link and a link loaded by a join name their tables only when they are compiled: these are told from the link.
Where it cannot be told for certain, the answer is that it may be any of them.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import LoaderCriteriaOption, RelationshipProperty
from sqlalchemy.orm.strategy_options import Load
from sqlalchemy.sql.visitors import iterate

# Ways to load a relationship, or not, that add no table to the statement: "selectin" sends one of its own.
APART = {"select", "selectin", "noload", "raise", "raise_on_sql", "write_only"}


# What was told of a kind of query, by the key under which SQLAlchemy keeps its SQL.
MOST_KNOWN = 2000
_known: dict = {}


class _Unknown(Exception):
    """It cannot be told which tables a part of a query touches."""


def tables_of(statement) -> set[str] | None:
    """The names of all tables that a SELECT of the session can touch anywhere, or None where there may be others."""
    if not isinstance(statement, Select):
        return None
    kind = statement._generate_cache_key()
    if kind is None:
        return _read(statement)
    if kind.key not in _known:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[kind.key] = _read(statement)
    return _known[kind.key]


def _read(statement: Select) -> set[str] | None:
    names: set[str] = set()
    try:
        for option in statement._with_options:
            names |= _loaded_by(option)
        for part in iterate(statement):
            if part.__visit_name__ == "table":
                names.add(part.name)
            elif isinstance(part, Select):
                names |= _joined_by(part)
    except _Unknown:
        return None
    return names


def _joined_by(part: Select) -> set[str]:
    """The tables to which its joins over links lead; one with a condition written out names its table itself."""
    if part._memoized_select_entities:
        raise _Unknown
    joins = [(target, condition) for target, condition, _source, _flags in part._setup_joins if not isinstance(condition, ColumnElement)]
    links = [target if condition is None else condition for target, condition in joins]
    return {name for link in links for name in _led_to(getattr(link, "property", None))}


def _loaded_by(option) -> set[str]:
    """The tables that a loader option may add to the statement; the guard's own conditions, which a load of its own inherits, add none."""
    if type(option) is LoaderCriteriaOption:
        return set()
    if type(option) is not Load:
        raise _Unknown
    return {name for element in option.context if not _is_apart(element.strategy) for name in _on_path(element)}


def _on_path(element) -> set[str]:
    if element.strategy != (("lazy", "joined"),):
        raise _Unknown
    return {name for step in element.path.path if isinstance(step, RelationshipProperty) for name in _led_to(step)}


def _led_to(link) -> set[str]:
    """The tables that following a link touches beyond that from which it starts."""
    if not isinstance(link, RelationshipProperty):
        raise _Unknown
    between = [] if link.secondary is None else [link.secondary]
    return {table.name for table in (*link.mapper.tables, *between)}


def _is_apart(strategy: tuple | None) -> bool:
    """Whether a loader option leaves the tables of the statement as they are."""
    if strategy is None:
        return False
    said = dict(strategy)
    return "deferred" in said or said.get("lazy") in APART
