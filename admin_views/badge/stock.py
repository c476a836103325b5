"""The stock of blank cards: received, counted, written off; the figures of each delivery add up."""

from __future__ import annotations

from flask import redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from models import Agency, BlankState, db
from rules.badge import LONGEST_REASON
from services import badge as service, guard

from ..asking import Asking, Question
from ..base import RecordView
from ..record.converting import stripped
from ..record.lookup import as_number

stock = service.stock
MOST_COUNTED = 1_000_000


class ReceiveForm(FlaskForm):
    """A delivery as it comes."""

    lot = StringField(_l("Delivery"), [DataRequired(), Length(max=stock.LONGEST_LOT)], filters=[stripped], description=_l("For example the number of the delivery note."))
    prefix = StringField(_l("Letters before the number"), [Optional(), Length(max=20)], filters=[stripped], description=_l("As printed on the blanks; empty where there are none."))
    first = StringField(_l("First serial number"), [DataRequired(), Length(max=18)], filters=[stripped], description=_l("With its zeros, for example 000001."))
    last = StringField(_l("Last serial number"), [DataRequired(), Length(max=18)], filters=[stripped])


class CountForm(FlaskForm):
    """What lies in the cupboard."""

    lot = SelectField(_l("Delivery"))
    counted = IntegerField(_l("Blanks counted"), [InputRequired(), NumberRange(0, MOST_COUNTED)])
    missing = TextAreaField(_l("Serial numbers that are missing"), [Length(max=4000)], description=_l("For example AB0007, AB0010-AB0012. Empty where none is missing."))
    reason = StringField(_l("Reason"), [Length(max=LONGEST_REASON)], filters=[stripped], description=_l("Only where some are missing: what is known of it."))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        found = stock.figures(agency_id()) if agency_id() else []
        self.lot.choices = [(one.lot, _("%(lot)s (%(count)s in stock)", lot=one.lot or _("without a name"), count=one.in_stock)) for one in found]


class WriteOffForm(FlaskForm):
    """Which blanks are no longer there, and why."""

    serials = TextAreaField(_l("Serial numbers"), [DataRequired(), Length(max=4000)], description=_l("For example AB0007, AB0010-AB0012."))
    state = SelectField(_l("What became of them"))
    reason = StringField(_l("Reason"), [DataRequired(), Length(max=LONGEST_REASON)], filters=[stripped])

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.state.choices = [(one.name, one.label) for one in stock.WRITTEN_OFF[BlankState.IN_STOCK]]


class EndForm(FlaskForm):
    """What became of one blank."""

    state = SelectField(_l("What became of it"))
    reason = StringField(_l("Reason"), [DataRequired(), Length(max=LONGEST_REASON)], filters=[stripped])


class BlankView(Asking, RecordView):
    """Every blank with its serial number, and above the list the figures of each delivery."""

    list_fields = ("serial", "agency", "state", "received_on", "lot", "noted_at", "reason")
    filter_fields = ("state", "lot", "received_on")
    column_default_sort = ("serial", False)
    list_template, details_template = "admin/badge/stock.html", "admin/badge/blank.html"
    is_creatable = is_editable = False
    empty_text = _l("Receive the first blanks.")
    verbs = {"receive": "create", "count": "edit", "write_off": "edit", "end": "edit"}

    @expose("/receive/", methods=("GET", "POST"))
    def receive(self):
        """A delivery comes into stock."""
        told = _("The delivery is in stock.")
        return self._answered(ReceiveForm, _("Receive blanks"), told, lambda form, agency: stock.receive(_delivery(form), agency, by=guard.actor()))

    @expose("/count/", methods=("GET", "POST"))
    def count(self):
        """A delivery is counted; what is missing is named."""
        told = _("The count is noted, and the figures agree.")
        return self._answered(CountForm, _("Count the stock"), told, lambda form, agency: stock.count(_counted(form), agency, by=guard.actor()))

    @expose("/write-off/", methods=("GET", "POST"))
    def write_off(self):
        """Blanks that are spoiled, missing or destroyed, by their serial numbers."""
        told = _("The blanks are written off.")
        return self._answered(
            WriteOffForm, _("Write off blanks"), told,
            lambda form, agency: stock.write_off_many(form.serials.data, agency, BlankState[form.state.data], form.reason.data, by=guard.actor()),
        )  # fmt: skip

    @expose("/end/", methods=("GET", "POST"))
    def end(self):
        """One blank is spoiled, missing or destroyed."""
        blank = self.get_one(request.args.get("id"))
        choices = [(one.name, one.label) for one in stock.WRITTEN_OFF[blank.state]]
        page = self.get_url(".details_view", id=blank.id)
        if not choices:
            return redirect(page)
        form = type("EndForm", (EndForm,), {"state": SelectField(_l("What became of it"), choices=choices)})
        asked = Question(form, _("Write off"), [(_("Serial number"), blank.serial), (_("State"), blank.state.label)], page, _("The blank is written off."))
        return self.answered(asked, lambda filled: stock.write_off(blank, BlankState[filled.state.data], filled.reason.data, by=guard.actor()))

    def _answered(self, form: type[FlaskForm], title: str, told: str, act):
        """The page of a question about the stock of an agency; whoever sees several says which in the address."""
        agency = agency_id()
        page = self.get_url(".index_view")
        if agency is None:
            return self.render("admin/badge/agency.html", title=title, agencies=agencies(), route=request.endpoint)
        about = [(_("Agency"), db.session.get(Agency, agency))]
        return self.answered(Question(form, title, about, page, told), lambda filled: act(filled, agency))

    def render(self, template, **kwargs):
        """Above the list the figures of each delivery; on the page of a blank the card that it bears."""
        if template == self.list_template:
            kwargs["stocks"] = [(one, found, stock.total(found)) for one in agencies() if (found := stock.figures(one.id))]
        if template == self.details_template:
            kwargs |= {"card": stock.card_on(kwargs["model"]), "may_end": bool(stock.WRITTEN_OFF[kwargs["model"].state])}
        return super().render(template, **kwargs)


def agencies() -> list[Agency]:
    """Whose stock one sees: one's own agency's, else each that has one or could."""
    asked = select(Agency).order_by(Agency.name)
    own = guard.actor().agency_id
    return list(db.session.scalars(asked.where(Agency.id == own) if own else asked))


def agency_id() -> int | None:
    """Whose stock is meant: one's own agency's, or the one that the address names."""
    named, seen = as_number(request.args.get("agency")), agencies()
    if guard.actor().agency_id or len(seen) == 1:
        return seen[0].id if seen else None
    return next((one.id for one in seen if one.id == named), None)


def _delivery(form: ReceiveForm) -> service.stock.Delivery:
    return stock.Delivery(form.prefix.data or "", form.first.data, form.last.data, form.lot.data)


def _counted(form: CountForm) -> service.stock.Count:
    return stock.Count(form.lot.data, form.counted.data, form.missing.data or "", form.reason.data or "")
