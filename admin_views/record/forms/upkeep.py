"""What a form of a record carries besides its fields, for its template: `form.upkeep`."""

from __future__ import annotations

from functools import cached_property

from flask import g, request, url_for
from wtforms import Form

from models import Draft, db
from services import drafts, guard
from web import keeping

from . import conditions, opening, words
from .meanwhile import Meanwhile, shown_only

MANY_SECTIONS, MANY_FIELDS = 3, 15


class Upkeep:
    """How the record was opened, what happened meanwhile, and the draft of what is typed."""

    def __init__(self, view, form: Form, record: db.Model | None):
        self.view, self.form, self.record = view, form, record
        self.meanwhile: Meanwhile | None = None

    @cached_property
    def brought(self) -> opening.Opening | None:
        """How the record was when the form, posted or given back, was opened."""
        given = request.form.get("_opened") or dict(g.get("returned") or ()).get("_opened")
        return opening.read(given, self.record.__tablename__, self.record.id) if self.record and given else None

    @property
    def opened(self) -> str:
        """The hidden field: as the form came, or as the record is now."""
        if self.record is None:
            return ""
        if self.meanwhile:
            return self.meanwhile.opened
        if self.brought:
            return self.brought.signed()
        is_as_stored = request.method == "GET" and g.get("returned") is None
        stored = self.form if is_as_stored else shown_only(self.view.stored_form(self.record), self.form)
        return opening.opening_of(self.record, stored).signed()

    # --- drafts ----------------------------------------------------------------------------------

    @property
    def place(self) -> str:
        """The record, or the new one, to which a draft belongs."""
        return place_of(self.view, self.record)

    @property
    def draft_address(self) -> str:
        """Where the draft is saved."""
        number = {"id": self.record.id} if self.record else {}
        return url_for(f"{self.view.endpoint}.draft", **number)

    @cached_property
    def draft(self) -> Draft | None:
        """What one had typed here and not saved, unless it is in the form already."""
        if request.method != "GET" or g.get("returned") is not None:
            return None
        return drafts.of_place(self.place, by=guard.actor())

    @property
    def draft_words(self) -> dict[str, object]:
        """What is said of the draft: since when, its address, whether the record changed since."""
        before = opening.read(dict(drafts.read(self.draft)).get("_opened"), *self._identity) if self.record else None
        is_older = bool(before) and before.version != self.record.version
        return {"time": words.clock(self.draft.saved_at), "address": keeping.address_of(self.draft), "is_older": is_older}

    @property
    def _identity(self) -> tuple[str, int]:
        return self.record.__tablename__, self.record.id

    # --- how fields stand ------------------------------------------------------------------------

    @cached_property
    def _conditions(self) -> dict[str, conditions.Condition]:
        return conditions.conditions_of(self.view)

    def arguments(self, name: str) -> dict[str, object]:
        """What the template adds to a field: its unit and width, when it is there, between what one must choose."""
        field = self.view.fields.get(name)
        info = field.column.info if field is not None and field.column is not None else {}
        found = {"unit": field.unit if field is not None else "", "column_class": "wide" if info.get("wide") else ""}
        if name in self._conditions:
            found["shown_if"] = conditions.in_the_page(self.view, self._conditions[name])
        if self.meanwhile and name in self.meanwhile.disputes:
            found["dispute"] = self.meanwhile.disputes[name]
        return {key: value for key, value in found.items() if value}

    def has_index(self, sections: list) -> bool:
        """Whether the form is long enough for an index of its sections."""
        return len(sections) > MANY_SECTIONS or (len(sections) > 1 and len(self.form._fields) > MANY_FIELDS)


def place_of(view, record: db.Model | None) -> str:
    """The name under which a draft is kept."""
    return f"{view.model.__tablename__}:{record.id if record else 'new'}"
