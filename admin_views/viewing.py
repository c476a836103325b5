"""Why one opens a file, asked first; and the inquiries that hide from an officer who opened his, which two people decide."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask_admin import BaseView, expose
from flask_admin.model.fields import AjaxSelectField
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from models import Inquiry, Officer, User, db
from rules import viewing as rules
from rules.refused import Refused
from services import guard, submissions, viewing
from services.wording import said

from .acting import act
from .base import RecordView
from .deskpage import DeskPage
from .record import looking
from .record.converting import DayField, stripped
from .record.lookup import MOST, Lookup, as_number


class PurposePage(DeskPage):
    """What somebody opens a file for that is not of his daily work; then the page that he wanted."""

    permissions = ()

    def is_visible(self) -> bool:
        """One comes here only by wanting to open a file."""
        return False

    @expose("/", methods=("GET", "POST"))
    def index_view(self):
        """Ask, note the look with what was written, and go on."""
        officer_id, page = looking.unseal(request.args.get("asked", "")) or abort(404)
        officer = viewing.whose(officer_id) or abort(404)
        purpose, error = request.form.get("purpose", ""), ""
        if request.method == "POST":
            try:
                viewing.state(officer, purpose, by=guard.actor())
                submissions.led_to(page)
                db.session.commit()
                return redirect(page)
            except Refused as refused:
                db.session.rollback()
                error = said(refused)
        hours = int(rules.PURPOSE_HOLDS.total_seconds() // 3600)
        return self.render("admin/viewing/purpose.html", officer=officer, purpose=purpose, error=error, hours=hours)


class InquirerLookup(Lookup):
    """Who may lead an inquiry, by name; nothing of an account but whose it is."""

    def get_one(self, key):
        """The chosen account, or None when it may not lead one."""
        number = as_number(key)
        return viewing.inquirer_numbered(number, guard.actor()) if number is not None else None

    def get_list(self, term: str, offset: int = 0, limit: int = MOST) -> list[User]:
        """The first accounts by name in which every typed word is found."""
        return viewing.inquirers(guard.actor(), term, MOST)


OFFICERS = Lookup("inquiry_officer", Officer)
INQUIRERS = InquirerLookup("inquirer", User)


class InquiryForm(FlaskForm):
    """Into whose file, by which paper, why, led by whom, from when until when."""

    officer = AjaxSelectField(OFFICERS, _l("Officer"), [InputRequired()])
    inquirer = AjaxSelectField(INQUIRERS, _l("Led by"), [InputRequired()])
    reference = StringField(_l("Reference of the inquiry"), [DataRequired(), Length(max=160)], filters=[stripped])
    reason = TextAreaField(_l("Reason"), [DataRequired(), Length(max=1000)], description=_l("Whoever approves reads it."))
    starts_on = DayField(_l("From"), [InputRequired()])
    hidden_until_on = DayField(
        _l("Hidden until"), [InputRequired()],
        description=_l("The first day on which the officer reads who opened the file; at most a year after the beginning."),
    )  # fmt: skip

    def asked(self) -> viewing.Asked:
        """What was typed, as the service takes it."""
        return viewing.Asked(self.reference.data, self.reason.data, self.starts_on.data, self.hidden_until_on.data)


class InquiryView(RecordView):
    """Made only by two people, never typed; ended early by one."""

    list_fields = ("officer", "reference", "inquirer", "starts_on", "hidden_until_on", "ended_at")
    search_fields = ("reference",)
    filter_fields = ("starts_on", "hidden_until_on")
    column_default_sort = ("hidden_until_on", True)
    none_words = _l("No inquiry")
    is_creatable = is_editable = False
    bulk_fields = ()
    verbs = {"open_inquiry": "edit", "end": "edit"}
    details_template = "admin/viewing/inquiry.html"
    formatters = {"inquirer": lambda _view, _context, inquiry, _name: _leader(inquiry)}

    def __init__(self, model, **options):
        super().__init__(model, **options)
        self._form_ajax_refs |= {OFFICERS.name: OFFICERS, INQUIRERS.name: INQUIRERS}

    @property
    def list_links(self) -> list[tuple[str, str, str]]:
        """What stands beside the list: the way to open one."""
        offered = [(_("Open an inquiry"), self.get_url(".open_inquiry"), "shield")] if self.may("edit") else []
        return [*super().list_links, *offered]

    def may_end(self, inquiry: Inquiry) -> bool:
        """Whether the button that ends it stands on its page."""
        return self.may("edit") and viewing.is_hiding(inquiry) and not guard.is_own_file(inquiry, guard.actor())

    @expose("/open/", methods=("GET", "POST"))
    def open_inquiry(self):
        """Propose one; it begins when a second person has approved it."""
        form = InquiryForm()
        if form.validate_on_submit():
            try:
                proposal = viewing.propose(form.officer.data, form.inquirer.data, form.asked(), by=guard.actor())
                page = url_for("admin-proposal.details_view", id=proposal.id)
                submissions.led_to(page)
                db.session.commit()
                flash(_("The inquiry is proposed: it begins when a second person has approved it."), "success")
                return redirect(page)
            except Refused as refused:
                db.session.rollback()
                flash(said(refused), "error")
        return self.render("admin/viewing/open.html", form=form)

    @expose("/end/", methods=("POST",))
    def end(self):
        """End one before its day."""
        return act(self, viewing.end, _("The inquiry is ended: the officer reads from now on who opened the file."))


def _leader(inquiry: Inquiry) -> str:
    """Whoever reads of an inquiry reads who leads it, also where he may not see accounts."""
    with guard.unscoped("who leads an inquiry"):
        return db.session.get(User, inquiry.inquirer_id).name


def views() -> list[BaseView]:
    """The screens of this area, in the order of the menu."""
    return [InquiryView(Inquiry), PurposePage(name=_l("Purpose of opening it"), endpoint="admin-purpose", url="purpose")]
