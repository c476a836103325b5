"""The dated lines of a career: read here, written by acts (services/personnel/), never typed."""

from __future__ import annotations

from flask_babel import gettext as _
from markupsafe import Markup

from services import personnel
from services.personnel import rewriting

from ..base import RecordView
from ..record.listing import rows
from .annulling import Annullable
from .completing import Completable

# What is said of an annulled line without being struck through: whose it is, and what annuls it.
STANDS = {"officer", "annulment"}


def struck(view, _context, line, name: str):
    """A value of a line; struck through where the line was annulled. A reference that has still to come says so."""
    value = view.fields[name].value(line)
    if name == "act_reference" and personnel.is_awaited(line):
        return _("paper awaited")
    if line.annulment_id is None:
        return value
    return Markup("<s>{}</s>").format(Markup(rows.shown(view, value, name)))


class LineView(Annullable, Completable, RecordView):
    """A line that holds, or that was annulled: both stay in the file."""

    is_creatable = is_editable = False
    verbs = Annullable.verbs | Completable.verbs
    export_beside = {"officer": ("officer.service_number",)}  # by which a file finds the officer again

    @property
    def column_formatters(self) -> dict:
        usual = super().column_formatters
        return {name: struck for name in self.fields if name not in STANDS} | usual


class RankLineView(LineView):
    list_fields = ("officer", "rank", "step", "starts_on", "ends_on", "act_kind", "act_reference", "annulment")
    filter_fields = ("starts_on", "act_kind", "act_reference")


class PostingView(LineView):
    list_fields = ("officer", "unit", "function", "starts_on", "ends_on", "act_kind", "act_reference", "annulment")
    filter_fields = ("starts_on", "act_kind", "act_reference")


class PositionLineView(LineView):
    list_fields = ("officer", "position", "starts_on", "ends_on", "act_kind", "act_reference", "annulment")
    filter_fields = ("starts_on", "act_kind", "act_reference")


class AnnulmentView(RecordView):
    is_creatable = is_editable = False
    list_fields = ("officer", "act_kind", "act_reference", "act_signed_on", "reason")


class AwardView(LineView):
    """Given by an act from the officer's page; annulled by another."""

    list_fields = ("officer", "kind", "starts_on", "act_reference", "annulment")


class AwardKindView(RecordView):
    list_fields = ("code", "name", "is_assumed")


class PositionView(RecordView):
    list_fields = ("code", "name", "is_serving", "is_promotable", "leaves_unit", "ends_service", "needs_case", "is_assumed")

    def validate_form(self, form):
        """What a position means does not change under the lines that name it; said beside the field."""
        is_valid, position = super().validate_form(form), self.stored(form)
        if not is_valid or position is None or not rewriting.is_used(position.id):
            return is_valid
        changed = [name for name in rewriting.MEANING if name in form and form[name].data != getattr(position, name)]
        for name in changed:
            form[name].errors = [_(rewriting.USED)]
        return not changed
