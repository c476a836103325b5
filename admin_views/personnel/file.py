"""What every screen of a record of an officer's file does: added from the file and back there, checked across its fields."""

from __future__ import annotations

from flask import request, url_for

from rules.records import Wrong
from services.personnel import plain_records
from services.wording import said

from ..base import RecordView


class FileView(RecordView):
    """A record of an officer's file: added from the officer's page with `new/?officer=…`, and back there when saved.

    None is changed for many people at once: each says something of one of them.
    """

    bulk_fields = ()

    def validate_form(self, form):
        """What no single field can tell."""
        if not super().validate_form(form):
            return False
        if "officer" in form:
            say(form, plain_records.wrong(self.model, form.data, form["officer"].data, self.stored(form)))
        return not form.errors

    def get_save_return_url(self, model=None, is_created=False):
        """Who came from an officer's page goes back to it."""
        if model is None or not is_created or "officer" not in request.args:
            return super().get_save_return_url(model, is_created)
        tab = self.model.__tablename__.replace("_", "-")
        return url_for("admin-officer.details_view", id=model.officer_id, tab=tab)


def say(form, found: list[Wrong]) -> None:
    """Say what is wrong beside its field; what somebody may not see is not spoken of."""
    for one in found:
        if (name := one.fields[0]) in form:
            form[name].errors = [*form[name].errors, said(one.refused)]
