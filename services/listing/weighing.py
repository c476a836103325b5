"""What SQLite is told of a filter, because it does not count: where one sees a unit only, the unit leaves out the most.

Left alone it would look for all of a rank in the force first, and then for those of the unit.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, func, literal

from models import db
from services import guard
from services.fields import Kind, fields_of

BY_UNIT = {"unit", "rank"}  # what an index finds within a unit
BROAD = {Kind.LINK, Kind.CHOICE, Kind.YES_NO}  # of these values many records have the same


def weighed(model: type[db.Model], path: str, filtered: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same condition. No index answers a CASE: it is asked of the rows that are found otherwise."""
    is_broad = path in fields_of(model) and fields_of(model)[path].kind in BROAD
    if not is_broad or not guard.reaches_few(model) or db.session.get_bind().dialect.name != "sqlite":
        return filtered
    return func.likely(filtered) if path in BY_UNIT else case((filtered, literal(1)), else_=literal(0)) == 1
