"""The search: every typed word must be found, in any order, in a record's names or in those of what it points to."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, inspect, literal_column, or_, select, text
from sqlalchemy.orm import MANYTOONE

from models import db
from models.search import SearchLine, names_in, trigram_table
from rules.search import asked
from services import guard


def matching(model: type[db.Model], words: str) -> ColumnElement[bool]:
    """The rows in which all the words are found. Without a word it is no row."""
    wanted = asked(words)
    if not wanted:
        return false()
    if hasattr(model, "__search__") and names_in(model) and not linked(model):
        return _in_index(model, wanted)
    return and_(*[or_(*_ways(model, [word])) for word in wanted])


def _ways(model: type[db.Model], wanted: list[tuple[str, ...]]) -> list[ColumnElement[bool]]:
    """Where words may stand: in the record's own line, in those of what it points to."""
    own = [_in_index(model, wanted)] if names_in(model) else []
    return own + [_beyond(model, link, wanted) for link in linked(model)] or [false()]


def _beyond(model: type[db.Model], link, wanted: list[tuple[str, ...]]) -> ColumnElement[bool]:
    target, key = link.mapper.class_, next(iter(link.local_columns))
    return key.in_(select(target.__table__.c.id).where(or_(*_ways(target, wanted)), guard.reach(target)))


@cache
def linked(model: type[db.Model]) -> list:
    """The links through which a record is found: those in its `__search__`; without a name of its own, all that have one."""
    links = inspect(model).relationships
    if getattr(model, "__search__", None) is not None:
        return [links[name] for name in model.__search__ if name in links]
    if not hasattr(model, "__search__") or names_in(model):
        return []
    return [link for link in links if link.direction is MANYTOONE and names_in(link.mapper.class_)]


@cache
def is_searchable(model: type[db.Model]) -> bool:
    """Whether records of this kind are found by words."""
    return hasattr(model, "__search__") and bool(names_in(model) or linked(model))


# --- through the index ---------------------------------------------------------------------------


def _in_index(model: type[db.Model], wanted: list[tuple[str, ...]]) -> ColumnElement[bool]:
    if db.session.get_bind(mapper=inspect(model)).dialect.name == "postgresql":
        return in_line(model, wanted)
    return model.__table__.c.id.in_(found_rows(model, wanted))


def found_rows(model: type[db.Model], wanted: list[tuple[str, ...]]) -> Select:
    """The numbers of the rows in which all words stand, deleted ones left out, from the FTS5 index, in one MATCH."""
    name, words = trigram_table(model.__tablename__), bindparam("words", expression(wanted), unique=True)
    rows, match = literal_column("rowid"), text(f"{name} MATCH :words").bindparams(words)
    found = select(rows).select_from(text(name)).where(match)
    return found.where(rows.not_in(guard.gone(model))) if guard.keeps_deleted(model) else found


def expression(wanted: list[tuple[str, ...]]) -> str:
    """What FTS5 is asked. The pieces are plain letters, digits and spaces, so that nothing in them can mean anything else."""
    return " AND ".join(_alternatives([f'"{piece}"' for piece in pieces]) for pieces in wanted)


def _alternatives(quoted: list[str]) -> str:
    return quoted[0] if len(quoted) == 1 else f"({quoted[0]} OR ({' AND '.join(quoted[1:])}))"


# --- row by row ----------------------------------------------------------------------------------


def in_line(model: type[db.Model], wanted: list[tuple[str, ...]]) -> ColumnElement[bool]:
    """The same, asked of the line itself: PostgreSQL finds it in its trigram index; a walk tests row by row."""
    column = model.__table__.c.search_text
    return and_(*[_holds(column, pieces) for pieces in wanted])


def _holds(column: ColumnElement, pieces: tuple[str, ...]) -> ColumnElement[bool]:
    found = [column.like(f"%{piece}%") for piece in pieces]
    return found[0] if len(found) == 1 else or_(found[0], and_(*found[1:]))


def column_holds(column: ColumnElement, words: str) -> ColumnElement[bool]:
    """Whether one column holds all the words; slower than the line, and asked only of rows that it let through."""
    return and_(*[_column_holds(column, pieces) for pieces in asked(words)])


def _column_holds(column: ColumnElement, pieces: tuple[str, ...]) -> ColumnElement[bool]:
    """A piece without a space that stands in the column as it is needs no line made of it, which takes long."""
    found = _holds(SearchLine(column), pieces)
    return or_(column.like(f"%{pieces[0]}%"), found) if len(pieces) == 1 and pieces[0].isalnum() else found


def has_own_line(model: type[db.Model]) -> bool:
    """Whether all words are looked for in the line of the record itself."""
    return is_searchable(model) and not linked(model)


def has_own_index(model: type[db.Model]) -> bool:
    """Whether all words are looked for in an FTS5 index of this very table."""
    return has_own_line(model) and db.session.get_bind(mapper=inspect(model)).dialect.name == "sqlite"
