"""The file of an officer: its form, its page, and the acts recorded from there."""

from __future__ import annotations

from flask import abort, request, send_file
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from models import Officer
from rules.importing.values import BadValue, nina
from rules.records import Wrong
from rules.refused import Refused
from services import personnel, storage
from services.personnel import plain_records
from services.wording import said

from ..badge.requesting import RequestsCards
from ..base import RecordView
from . import acts, posts
from .collective.people import StartsMovement
from .file import say
from .whole_file import WholeFile


def valid_nina(_form, field) -> None:
    """The number as the card has it, without the spaces that people type."""
    if field.data and field.data.strip():
        try:
            field.data = nina(field.data)
        except BadValue as bad:
            raise ValidationError(said(bad)) from None


def _is_typed(form, one: Wrong, officer: Officer) -> bool:
    """Whether a field that has a part in what is wrong was given another value."""
    return any(name in form and form[name].data != getattr(officer, name) for name in one.fields)


class OfficerView(RequestsCards, StartsMovement, acts.ActScreen, WholeFile, RecordView):
    list_fields = ("last_name", "service_number", "rank", "unit", "position", "entered_on")
    none_words, list_template = _l("No officer"), "admin/personnel/officers.html"
    column_default_sort = "last_name"
    formatters = {"last_name": lambda _view, _context, officer, _name: str(officer)}
    form_args = {"nina": {"validators": [valid_nina]}}
    verbs = {"photo": "view", "act": "edit", "collective_posting": "edit", "timeline": "view", "dossier": "export", "request_cards": "view"}
    search_fields = ("last_name", "first_names", "service_number")
    filter_fields = ("service_number", "last_name", "sex", "entered_on", "rank.name", "unit.name", "position.name")
    form_sections = (
        (_l("Identity"), ("last_name", "first_names", "sex", "birth_on", "birth_year", "birth_place", "nina")),
        (_l("Service"), ("service_number", "entered_on", "home_agency")),
        (_l("Contact"), ("phone", "email", "address")),
    )
    details_template, details_beyond = "admin/personnel/officer.html", ("rank.corps",)
    export_beside = {"last_name": ("first_names",)}

    def validate_form(self, form):
        """What no single field can tell, beside the field; what was there before is not held against another change."""
        if not (super().validate_form(form) and self._enters_in_time(form)):
            return False
        officer = self.stored(form)
        found = plain_records.wrong(self.model, form.data, None, officer)
        say(form, [one for one in found if officer is None or _is_typed(form, one, officer)])
        return not form.errors

    def _enters_in_time(self, form) -> bool:
        """Whether the career had not begun before the day of entry that was typed."""
        officer = self.stored(form)
        try:
            if officer is not None and "entered_on" in form:
                personnel.check_entry(officer.id, form.entered_on.data, officer.entered_on)
        except Refused as refused:
            form.entered_on.errors = [said(refused)]
            return False
        return True

    def __init__(self, model, **options):
        super().__init__(model, **options)
        self._form_ajax_refs |= {posts.UNITS.name: posts.UNITS, posts.POSTS.name: posts.POSTS}

    @expose("/photo/")
    def photo(self):
        """The photo, for those who may see the officer; it stands in lists, and opens no file."""
        officer = self.find_one(request.args.get("id"))
        return send_file(storage.path("photos", officer.photo), mimetype="image/jpeg") if officer.photo else abort(404)
