"""The records of a page, with what their columns show and nothing heavier, in as many statements for fifty as for one.

Reference data, which everybody sees, is joined to the records; any other link is followed by a query of its own, which
the guard narrows like all queries: where it leads to what one may not see, there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter, itemgetter

from sqlalchemy import JSON, LargeBinary, Select, Text, bindparam, inspect, select
from sqlalchemy.orm import MANYTOONE, Load, Mapper, aliased

from models import Encrypted, db
from models.search import names_in
from services import guard
from services.custom.known import PREFIX

from .searching import linked

HEAVY = (Encrypted, JSON, Text, LargeBinary)


@dataclass(frozen=True)
class _Way:
    """A link that columns go over: its name, the column it follows, what it leads to, the paths beyond it."""

    name: str
    key: str
    target: type[db.Model]
    paths: tuple[str, ...]


@dataclass(frozen=True)
class _Plan:
    """How records are loaded: the statement, the links whose records stand beside them in it, the links to follow."""

    statement: Select
    joined: tuple[_Way, ...]
    followed: tuple[_Way, ...]


def load(model: type[db.Model], numbers: Sequence[int], paths: Iterable[str]) -> list:
    """The records with these numbers that one may see, in this order."""
    found = _found(model, numbers, tuple(paths))
    return [found[number] for number in numbers if number in found]


def _found(model: type[db.Model], numbers: Sequence[int], paths: tuple[str, ...]) -> dict[int, db.Model]:
    if not numbers:
        return {}
    plan = _plan(model, paths)
    rows = db.session.execute(plan.statement, {"numbers": numbers}).all()
    records = list(map(itemgetter(0), rows))
    for at, way in enumerate(plan.joined, 1):
        _put(records, way.name, map(itemgetter(at), rows))
    for way in plan.followed:
        keys = list(map(attrgetter(way.key), records))
        beyond = _found(way.target, sorted(set(keys) - {None}), way.paths)
        _put(records, way.name, map(beyond.get, keys))
    return {record.id: record for record in records}


def _put(records: Iterable, name: str, targets: Iterable) -> None:
    """Set what a link leads to, as though it had been loaded by itself: what `set_committed_value` does, at a tenth of its price."""
    for record, target in zip(records, targets, strict=True):
        vars(record)[name] = target


@lru_cache(maxsize=1000)
def _plan(model: type[db.Model], paths: tuple[str, ...]) -> _Plan:
    """Worked out once for the columns of a list."""
    statement, joined, followed = select(model).select_from(model).options(*_without_heavy(model, paths)), [], []
    for way in _ways(inspect(model), paths):
        if way.target in guard.scoped_models() or _ways(inspect(way.target), way.paths):
            followed.append(way)
            continue
        target = aliased(way.target)
        statement = statement.add_columns(target).outerjoin(target, target.id == getattr(model, way.key))
        statement = statement.options(*_without_heavy(target, way.paths))
        joined.append(way)
    statement = statement.where(model.id.in_(bindparam("numbers", expanding=True)))
    return _Plan(statement, tuple(joined), tuple(followed))


def _without_heavy(entity, paths: Sequence[str]) -> list[Load]:
    """What is long, structured or must be deciphered is left out unless a column shows it."""
    kept = {*paths, *(["extra"] if any(path.startswith(PREFIX) for path in paths) else [])}
    heavy = [each.key for each in inspect(entity).mapper.column_attrs if isinstance(each.columns[0].type, HEAVY)]
    unseen, option = [name for name in heavy if name not in kept], Load(entity)
    for name in unseen:
        option = option.defer(getattr(entity, name))
    return [option] if unseen else []


def _ways(mapper: Mapper, paths: Sequence[str]) -> list[_Way]:
    """The links that the columns go over. A record without a name of its own is called by what it points to."""
    found = []
    for name in dict.fromkeys(path.partition(".")[0] for path in paths):
        link = mapper.relationships.get(name)
        if link is not None and link.direction is MANYTOONE:
            target, beyond = link.mapper.class_, [path.partition(".")[2] for path in paths if path.startswith(f"{name}.")]
            called_by = [] if names_in(target) else [each.key for each in linked(target)]
            found.append(_Way(name, next(iter(link.local_columns)).key, target, (*beyond, *called_by)))
    return found
