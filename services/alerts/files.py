"""Files that lack what they must hold: a piece asked of everybody, of a corps or of a function."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Select

from models import Officer, Unit
from rules.refused import N_
from services.personnel import pieces

from .alert import Alert, Found, of_officers


def _incomplete(today: dt.date) -> Select:
    lacking = pieces.incomplete(today).with_only_columns(Officer.id).subquery()
    return of_officers().join(lacking, lacking.c.id == Officer.id).order_by(Officer.last_name, Officer.first_names, Officer.id)


class Incomplete(Alert):
    """Which pieces are missing is asked for the people of one page only."""

    def rows(self, today: dt.date, unit: Unit | None = None, first: int = 0, most: int | None = None) -> Iterator[Found]:
        """The people by name, each with the pieces that are missing."""
        found = list(super().rows(today, unit, first, most))
        missing = pieces.lacking([row.officer_id for row in found], today)
        for row in found:
            yield row._replace(what=", ".join(map(str, missing.get(row.officer_id, []))))


INCOMPLETE = Incomplete(
    key="incomplete",
    title=N_("Incomplete files"),
    rule=N_("A piece that the file must hold, by the list of required pieces, is not in it."),
    people=_incomplete,
    told=lambda _today: lambda _row: (None, None, None),
    act="documents",
)
