"""By what a list can be sorted, and the order that it makes. A field is offered where an index serves it or its table is short."""

from __future__ import annotations

from functools import lru_cache

from models import db
from models.search import names_in
from services import guard
from services.custom import known
from services.fields import Field, Kind, fields_of

from .filters import column_of, field_at, is_quick
from .orders import ByColumn, ByLink, order_of

SORTED = (Kind.TEXT, Kind.WHOLE, Kind.DECIMAL, Kind.DATE, Kind.MOMENT, Kind.YES_NO, Kind.CHOICE)


def sortable(model: type[db.Model], name: str) -> bool:
    """Whether a list can be sorted by a field."""
    return _sortable(model, name, guard.actor().role, known.state())


@lru_cache(maxsize=5000)
def _sortable(model: type[db.Model], name: str, _role: str, _state: known.Stamp | None) -> bool:
    """Worked out once for a role and a state of the definitions, as what can be filtered by is."""
    if name == "id":
        return True
    found = field_at(model, name) if "." not in name else None
    if found is None:
        return False
    field = found[1]
    if field.kind is Kind.LINK:
        return is_quick(model, field) and order_of(field.target) is not None
    return is_by_words(model, field) or (field.kind in SORTED and is_quick(model, field))


def is_by_words(model: type[db.Model], field: Field) -> bool:
    """Whether sorting by this field is sorting by the name, which its words do better: Élise between Ela and Emma."""
    return hasattr(model, "__search__") and names_in(model)[:1] == (field.name,)


def order(model: type[db.Model], name: str, is_descending: bool) -> ByColumn | ByLink:
    """The order of a list; by number where nothing is asked."""
    columns = model.__table__.c
    if name in ("", "id"):
        return ByColumn(columns.id, is_descending)
    field = fields_of(model)[name]
    if field.kind is Kind.LINK:
        return ByLink(column_of(model, field), is_descending, field.target)
    return ByColumn(columns.search_text if is_by_words(model, field) else column_of(model, field), is_descending)
