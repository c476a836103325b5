"""What every screen of a record of an officer's file does: added from the file and back there, checked across its fields."""

from __future__ import annotations

from collections.abc import Iterator

from flask import request, url_for
from flask_babel import gettext as _

from models import now

from ..base import RecordView

Wrong = Iterator[tuple[str, str]]


class FileView(RecordView):
    """A record of an officer's file: added from the officer's page with `new/?officer=…`, and back there when saved.

    None is changed for many people at once: each says something of one of them.
    """

    bulk_fields = ()

    def wrong(self, form) -> Wrong:
        """What cannot be, beside the field that says it: (field, words)."""
        yield from ()

    def validate_form(self, form):
        """What no single field can tell."""
        if not super().validate_form(form):
            return False
        for name, words in self.wrong(form) if "officer" in form else ():
            if name in form:
                form[name].errors = [*form[name].errors, words]
        return not form.errors

    def get_save_return_url(self, model=None, is_created=False):
        """Who came from an officer's page goes back to it."""
        if model is None or not is_created or "officer" not in request.args:
            return super().get_save_return_url(model, is_created)
        tab = self.model.__tablename__.replace("_", "-")
        return url_for("admin-officer.details_view", id=model.officer_id, tab=tab)


def value(form, name: str):
    """What was typed; None where the field is not there for this person."""
    return form[name].data if name in form else None


def not_ahead(form, name: str) -> Wrong:
    """A day that cannot lie in the future."""
    day = value(form, name)
    if day and day > now().date():
        yield name, _("This day lies in the future: check it.")


def in_order(form, first: str, second: str, words: str) -> Wrong:
    """Two days of which the second must come after the first."""
    before, after = value(form, first), value(form, second)
    if before and after and after <= before:
        yield second, words
