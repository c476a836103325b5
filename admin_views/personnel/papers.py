"""Identity papers and documents of a file, and the pieces that a file must hold."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _, lazy_gettext as _l

from models import now
from services.personnel import plain_records

from ..base import RecordView
from .file import FileView


class IdentityPaperView(FileView):
    list_fields = ("officer", "officer.unit", "kind", "number", "issued_on", "expires_on")
    filter_fields = ("expires_on", "kind", "officer", "officer.unit", "officer.rank")
    column_default_sort = "expires_on"
    none_words = _l("No identity paper")
    typed_unseen = ("number",)
    form_sections = (
        (_l("Paper"), ("officer", "kind", "number")),
        (_l("Validity"), ("issued_on", "issued_by", "expires_on")),
        (_l("Scan"), ("scan",), _l("Both sides on one page, or a PDF of two pages. It opens only for those who may see private papers.")),
    )

    def on_model_change(self, form, model, is_created):
        plain_records.tidy(model)
        if model.expires_on and model.expires_on < now().date():
            flash(_("This paper has expired: ask the officer for the new one."), "warning")


class DocumentView(FileView):
    list_fields = ("officer", "kind", "title", "dated_on")
    filter_fields = ("kind.name", "dated_on", "officer", "officer.unit")
    none_words = _l("No document")
    form_sections = (
        (_l("Document"), ("officer", "kind", "title", "dated_on")),
        (
            _l("File"),
            ("file",),
            _l("At most 15 MB for a PDF and 12 MB for an image. What a photo says of its place and camera is taken out. Opening a document is noted in the audit trail."),
        ),
    )  # fmt: skip


class DocumentKindView(RecordView):
    list_fields = ("code", "name", "is_assumed")


class RequiredPieceView(RecordView):
    list_fields = ("kind", "corps", "function", "is_assumed")
    is_deletable = True
