"""What one may see is added to every query of the session."""

from __future__ import annotations

from functools import cache
from weakref import WeakKeyDictionary

from flask import g, has_app_context
from sqlalchemy import ColumnElement, event
from sqlalchemy.orm import Mapper, Session, with_loader_criteria
from sqlalchemy.sql.elements import True_

from models import db, now

from . import touched
from .acting import actor, purpose
from .scope import in_scope, keeps_deleted, still_here, visible


@cache
def scoped_models() -> tuple[type, ...]:
    """Every model of whose rows some are hidden from somebody: not shared by all, or deleted."""
    classes = [mapper.class_ for mapper in db.Model.registry.mappers]
    return tuple(model for model in classes if model.__scope__ is not None or keeps_deleted(model))


@event.listens_for(Mapper, "after_configured")
def _look_again() -> None:
    """No model is asked for before it is configured."""
    scoped_models.cache_clear()


@event.listens_for(Session, "do_orm_execute")
def _guard_reading(state) -> None:
    if not has_app_context() or not state.is_orm_statement:
        return
    if not state.is_select:
        raise RuntimeError("bulk statements belong to services/bulk.py")
    if not state.is_column_load:
        is_unscoped, with_deleted = purpose() is not None, state.execution_options.get("with_deleted", False)
        if is_unscoped and not with_deleted:
            state.statement = _of_all(state.statement)
        elif options := _criteria(touched.tables_of(state.statement), is_unscoped, with_deleted):
            state.statement = state.statement.options(*options)


# With the guard lifted a query that is built once is conditioned once a day: it is the same for everybody. By the query,
# the day and what it became, None where it stays as it is; what nobody holds any more is forgotten.
_conditioned: WeakKeyDictionary = WeakKeyDictionary()


def _of_all(statement):
    """A query with the guard lifted: of everybody, and still without what is deleted or erased."""
    today = now().date()
    day, became = _conditioned.get(statement, (None, None))
    if day != today:
        options = _criteria(touched.tables_of(statement), True, False)
        became = statement.options(*options) if options else None
        _conditioned[statement] = today, became
    return statement if became is None else became


def _criteria(tables: set[str] | None, is_unscoped: bool, with_deleted: bool) -> list:
    """What is added to a query: the scope unless it is lifted, and no deleted or erased rows unless asked for by name.

    `tables` are those that the query touches, None where it may be any. `execution_options(with_deleted=True)`
    is that name.
    """
    made = g.setdefault("scope_options", {}).setdefault((is_unscoped, with_deleted), {})
    found = [model for model in scoped_models() if tables is None or model.__tablename__ in tables]
    for model in found:
        if model not in made:
            made[model] = _criterion(model, _condition(model, is_unscoped, with_deleted))
    return [made[model] for model in found if made[model] is not None]


def _criterion(model: type, condition: ColumnElement[bool] | None):
    """A condition as what the session adds to queries; nothing for one that lets every row through."""
    if condition is None or isinstance(condition, True_):
        return None
    return with_loader_criteria(model, condition, include_aliases=True, propagate_to_loaders=False)


def _condition(model: type, is_unscoped: bool, with_deleted: bool) -> ColumnElement[bool] | None:
    if is_unscoped:
        return None if with_deleted else still_here(model)
    return in_scope(model, actor()) if with_deleted else visible(model)
