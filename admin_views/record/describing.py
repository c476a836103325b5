"""What a screen shows of its model: labels, columns and form fields, worked out once for each state of the definitions.

A description never changes. When an administrator adds a field, the next request makes a new one and puts it in the
place of the old: a request that is under way keeps the one it has, in every thread and every process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask_babel import get_locale

from models import db
from services import guard
from services.custom import known
from services.custom.known import Definition, definitions
from services.fields import Field, Kind, far_field, fields_of

# Dates, closed lists and yes-or-no make good filters without being asked for.
FILTERED = (Kind.DATE, Kind.MOMENT, Kind.CHOICE, Kind.YES_NO)
FIRST_COLUMNS = 8
MOST_KEPT = 500
T = TypeVar("T")


@dataclass(frozen=True)
class Description:
    """The fields of a record type and what follows from them."""

    added: tuple[Definition, ...]
    fields: dict[str, Field]

    @property
    def shown(self) -> list[str]:
        """What may be shown, in order."""
        return [name for name, field in self.fields.items() if not field.is_hidden]

    @property
    def columns(self) -> list[str]:
        """The columns of a list whose screen names none: the first that are no secret."""
        return [name for name in self.shown if not self.fields[name].mask][:FIRST_COLUMNS]

    @property
    def filters(self) -> list[str]:
        """What a list can be filtered by when its screen says nothing."""
        return [name for name in self.shown if not self.fields[name].mask and self.fields[name].kind in FILTERED]

    @property
    def typed(self) -> list[str]:
        """The model's own fields that a form asks for; those added come by themselves (customizing.py)."""
        return [name for name in self.shown if not (self.fields[name].is_derived or self.fields[name].is_custom)]

    @property
    def custom(self) -> list[str]:
        """The fields that an administrator added."""
        return [name for name in self.shown if self.fields[name].is_custom]

    @property
    def masked(self) -> list[str]:
        """What is shown by right only."""
        return [name for name, field in self.fields.items() if field.mask]

    def labels(self, model: type[db.Model], paths: tuple[str, ...]) -> dict[str, object]:
        """What each field is called, and each of the paths over other records."""
        far = {path: far_field(model, path).label for path in paths if "." in path}
        return {name: field.label for name, field in self.fields.items()} | far

    @property
    def helps(self) -> dict[str, object]:
        """The help text of each field that has one."""
        return {name: field.help for name, field in self.fields.items() if field.help}


class Described:
    """The description of a RecordView, always that of today."""

    model: type[db.Model]
    _description: Description | None = None
    _worked_out: dict[tuple, object] | None = None

    @property
    def description(self) -> Description:
        """What the screen shows now; made anew when a definition of this record type has changed."""
        added, kept = definitions(self.model.__tablename__), self._description
        if kept is None or kept.added is not added:
            kept = self._description = Description(added, fields_of(self.model))
        return kept

    def once(self, name: str, made: Callable[[], T]) -> T:
        """What follows from the fields, the reader's role and language, and from nothing else: worked out once for these."""
        key, kept = (name, known.state(), guard.actor().role, get_locale().language), self._worked_out
        if kept is None or len(kept) >= MOST_KEPT:
            kept = self._worked_out = {}
        if key not in kept:
            kept[key] = made()
        return kept[key]

    @property
    def fields(self) -> dict[str, Field]:
        """The fields of the record type by name."""
        return self.description.fields
