"""The dated lines of a career: read here, written by acts (services/personnel/), never typed."""

from __future__ import annotations

from markupsafe import Markup

from ..base import RecordView
from ..record.listing import rows
from .annulling import Annullable

# What is said of an annulled line without being struck through: whose it is, and what annuls it.
STANDS = {"officer", "annulment"}


def struck(view, _context, line, name: str):
    """A value of a line; struck through where the line was annulled."""
    value = view.fields[name].value(line)
    if line.annulment_id is None:
        return value
    return Markup("<s>{}</s>").format(Markup(rows.shown(view, value, name)))


class LineView(Annullable, RecordView):
    """A line that holds, or that was annulled: both stay in the file."""

    is_creatable = is_editable = False
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
