"""Other papers that bear a signed code: which were given out, which have ended, and how one ends."""

from __future__ import annotations

from flask import redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from rules.badge import LONGEST_REASON
from services import badge as service, guard

from ..asking import Asking, Question
from ..base import RecordView
from ..record.converting import stripped
from .cards import spaced


class EndForm(FlaskForm):
    """Why a paper is genuine no more."""

    reason = TextAreaField(_l("Reason"), [DataRequired(), Length(max=LONGEST_REASON)], filters=[stripped], description=_l("It is kept with the paper."))


class PaperView(Asking, RecordView):
    list_fields = ("kind", "number", "officer", "round", "issued_at", "expires_on", "ended_at")
    formatters = {"number": spaced}
    search_fields = ("text",)
    filter_fields = ("kind", "issued_at", "expires_on")
    details_template = "admin/badge/paper.html"
    is_creatable = is_editable = False
    empty_text = _l("Papers with a signed code stand here once they are given out.")
    verbs = {"end": "approve"}

    @expose("/end/", methods=("GET", "POST"))
    def end(self):
        """A paper is called genuine no more, with the reason."""
        paper = self.get_one(request.args.get("id"))
        page = self.get_url(".details_view", id=paper.id)
        if paper.ended_at is not None:
            return redirect(page)
        about = [
            (_("Kind of paper"), paper.kind.label), (_("What the code says"), paper.text), (_("Expires on"), paper.expires_on),
            (_("What follows"), _("Whoever scans the paper learns that it is not valid. This cannot be undone: it must be given out again.")),
        ]  # fmt: skip
        told = _("The paper has ended. Whoever scans it now learns that it is not valid.")
        return self.answered(Question(EndForm, _("End this paper"), about, page, told), lambda form: service.end_paper(paper, form.reason.data, by=guard.actor()))
