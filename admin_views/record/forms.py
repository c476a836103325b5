"""The form of a screen: its fields, what may not be typed by this person, and what to say when it was not saved."""

from __future__ import annotations

from flask import abort, flash, request
from flask_admin import expose
from werkzeug.exceptions import HTTPException

from rules import access
from services import guard
from web import trouble_in_words

from . import converting


class FormScreen:
    """The form of RecordView."""

    form_sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    model_form_converter = converting.Converter
    filter_converter = converting.Filters()

    @expose("/ajax/lookup/")
    def ajax_lookup(self):
        """The few records that match what is typed; the guard decides which."""
        loader = self._form_ajax_refs.get(request.args.get("name", ""))
        if loader is None:
            abort(404)
        return [loader.format(record) for record in loader.get_list(request.args.get("query", ""))]

    def edit_form(self, obj=None):
        """Fields that this person may not see unmasked are not in the form, so they cannot be posted."""
        return self._without_masked(super().edit_form(obj))

    def create_form(self, obj=None):
        return self._without_masked(super().create_form(obj))

    def _without_masked(self, form):
        for name, field in self.fields.items():
            if field.mask and name in form and not access.may(guard.actor(), field.mask):
                delattr(form, name)
        return form

    def handle_view_exception(self, exc):
        """Say in our own words why a record was not saved; Flask-Admin would show the text of the database."""
        self.session.session.rollback()
        if isinstance(exc, HTTPException):
            raise exc
        flash(trouble_in_words(exc), "error")
        return True

    def get_save_return_url(self, model=None, is_created=False):
        """After saving one sees what was saved."""
        return self.get_url(".details_view", id=model.id) if model else super().get_save_return_url(model, is_created)
