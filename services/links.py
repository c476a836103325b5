"""Which kinds of records lead to a kind of record, read off the models once."""

from __future__ import annotations

from functools import cache

from sqlalchemy.orm import MANYTOONE, RelationshipProperty

from models import Record, db


@cache
def pointing(model: type[Record]) -> tuple[tuple[type[Record], RelationshipProperty], ...]:
    """Every (model, relationship) that leads to a kind of record; those that belong to it come first."""
    found = [
        (mapper.class_, link)
        for mapper in db.Model.registry.mappers
        for link in mapper.relationships
        if link.direction is MANYTOONE and link.mapper.class_ is model
    ]
    return tuple(sorted(found, key=lambda pair: (pair[0].__scope__ != pair[1].key, pair[0].__tablename__, pair[1].key)))
