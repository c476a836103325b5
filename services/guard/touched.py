"""Which tables a query can touch: the guard adds its conditions only for these, because each costs time in every statement.

Where that cannot be told for certain, the answer is that it may be any of them.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm.strategy_options import Load
from sqlalchemy.sql.visitors import iterate

# Ways to load a relationship, or not, that add no table to the statement: "selectin" sends one of its own.
APART = {"select", "selectin", "noload", "raise", "raise_on_sql", "write_only"}


def tables_of(statement) -> set[str] | None:
    """The names of all tables that a SELECT of the session names anywhere, or None where there may be others."""
    if not isinstance(statement, Select) or not all(_adds_none(option) for option in statement._with_options):
        return None
    names = set()
    for part in iterate(statement):
        if part.__visit_name__ == "table":
            names.add(part.name)
        elif isinstance(part, Select) and not _names_its_joins(part):
            return None
    return names


def _names_its_joins(part: Select) -> bool:
    """A join over a relationship names its table only when it is compiled; one with a condition written out names it now."""
    conditions = [condition for _target, condition, _source, _flags in part._setup_joins]
    return not part._memoized_select_entities and all(isinstance(each, ColumnElement) for each in conditions)


def _adds_none(option) -> bool:
    """Whether a loader option leaves the tables of the statement as they are."""
    return type(option) is Load and all(_is_apart(element.strategy) for element in option.context)


def _is_apart(strategy: tuple | None) -> bool:
    if strategy is None:
        return False
    said = dict(strategy)
    return "deferred" in said or said.get("lazy") in APART
