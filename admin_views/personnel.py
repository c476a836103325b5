"""Officers, and the dated lines of their careers."""

from __future__ import annotations

from flask import abort, flash, redirect, request, send_file
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import ValidationError

from models import Officer, Position, PositionLine, Posting, RankLine, db
from rules.importing.values import BadValue, nina
from rules.refused import Refused
from services import officer_page, storage, submissions
from services.wording import said
from web import keeping

from . import acts
from .base import RecordView
from .record.converting import PhotoField


def valid_nina(_form, field) -> None:
    """The number as the card has it, without the spaces that people type."""
    if field.data and field.data.strip():
        try:
            field.data = nina(field.data)
        except BadValue as bad:
            raise ValidationError(said(bad)) from None


class OfficerView(RecordView):
    list_fields = ("last_name", "service_number", "rank", "unit", "position", "entered_on")
    none_words = _l("No officer")
    column_default_sort = "last_name"
    formatters = {"last_name": lambda _view, _context, officer, _name: str(officer)}
    form_overrides = {"photo": PhotoField}
    form_args = {"nina": {"validators": [valid_nina]}}
    verbs = {"photo": "view", "act": "edit"}
    search_fields = ("last_name", "first_names", "service_number")
    filter_fields = ("service_number", "last_name", "sex", "entered_on", "rank.name", "unit.name", "position.name")
    form_sections = (
        (_l("Identity"), ("last_name", "first_names", "sex", "birth_on", "birth_year", "birth_place", "nina", "photo")),
        (_l("Service"), ("service_number", "entered_on", "home_agency")),
        (_l("Contact"), ("phone", "email", "address")),
    )
    details_template, details_beyond = "admin/personnel/officer.html", ("rank.corps",)
    export_beside = {"last_name": ("first_names",)}

    def validate_form(self, form):
        """Nobody enters service before birth; said beside the field that the database would only refuse."""
        is_valid = super().validate_form(form)
        if not is_valid or "birth_on" not in form or not form.birth_on.data:
            return is_valid
        if form.birth_on.data >= form.entered_on.data:
            form.birth_on.errors = [_("Nobody enters service before birth: one of the two dates is wrong.")]
        return not form.birth_on.errors

    def __init__(self, model, **options):
        super().__init__(model, **options)
        self._form_ajax_refs[acts.UNITS.name] = acts.UNITS

    @expose("/act/", methods=("GET", "POST"))
    def act(self):
        """A posting, a rank or a position, decided by a paper; the file then shows what holds today."""
        officer, kind = self.get_one(request.args.get("id")), acts.FORMS.get(request.args.get("kind"))
        form = kind(**keeping.typed_again()) if kind else abort(404)
        if form.validate_on_submit():
            try:
                form.perform(officer)
                submissions.led_to(self.get_url(".details_view", id=officer.id))
                db.session.commit()
                flash(_("The act is recorded."), "success")
                return redirect(self.get_url(".details_view", id=officer.id))
            except Refused as refused:
                db.session.rollback()
                form.starts_on.errors = [said(refused)]
        return self.render("admin/personnel/act.html", officer=officer, form=form)

    def top_of(self, officer: Officer) -> dict:
        """What the top of the page says besides the file itself: since when, and what somebody should look at."""
        return {"present": officer_page.present(officer), "warnings": [said(each) for each in officer_page.warnings(officer)]}

    @expose("/photo/")
    def photo(self):
        """The photo, for those who may see the officer."""
        officer = self.get_one(request.args.get("id"))
        return send_file(storage.path("photos", officer.photo), mimetype="image/jpeg") if officer.photo else abort(404)


class LineView(RecordView):
    """Lines are made by acts (services/personnel.py), never typed."""

    is_creatable = is_editable = False


class RankLineView(LineView):
    list_fields = ("officer", "rank", "step", "starts_on", "ends_on", "act_kind", "act_reference")
    filter_fields = ("starts_on", "act_kind", "act_reference")


class PostingView(LineView):
    list_fields = ("officer", "unit", "function", "starts_on", "ends_on", "act_kind", "act_reference")
    filter_fields = ("starts_on", "act_kind", "act_reference")


class PositionLineView(LineView):
    list_fields = ("officer", "position", "starts_on", "ends_on", "act_kind", "act_reference")
    filter_fields = ("starts_on", "act_kind", "act_reference")


class PositionView(RecordView):
    list_fields = ("code", "name", "is_serving", "is_promotable", "is_assumed")


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [
        OfficerView(Officer),
        RankLineView(RankLine),
        PostingView(Posting),
        PositionLineView(PositionLine),
        PositionView(Position),
    ]
