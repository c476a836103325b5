"""Appeals against evaluations: the queue of the body, and its decisions."""

from __future__ import annotations

from flask import flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _

from models import Evaluation, EvaluationAppeal
from rules.refused import Forbidden
from services import guard
from services import evaluation as service
from services.evaluation import Ruling, Sheet
from services.wording import said
from web import decimal

from ..asking import Asking
from ..base import RecordView
from ..record.files import opened
from .papers import Decision, with_marks


class AppealView(Asking, RecordView):
    """The newest first; each is decided by somebody who had no part in the evaluation."""

    list_fields = ("evaluation", "body", "sent_at", "verdict", "decided_at")
    filter_fields = ("verdict", "sent_at", "decided_at")
    is_creatable = is_editable = False
    column_default_sort = ("sent_at", True)
    details_template = "admin/evaluation/appeal.html"
    verbs = {"decide": "approve", "minutes": "view"}

    def why_not(self, appealed: EvaluationAppeal):
        """Why the one who is signed in does not decide on it; nothing where he may."""
        return service.why_not_decide(appealed, guard.actor())

    def why_not_words(self, appealed: EvaluationAppeal) -> str:
        """The same in words, for who decides on appeals; nothing to the others."""
        refused = self.why_not(appealed)
        return said(refused) if refused is not None and appealed.decided_at is None and self.may("approve") else ""

    def sheet(self, evaluation: Evaluation) -> Sheet:
        """What the levels said, for the page of the appeal."""
        return service.sheet(evaluation)

    @expose("/decide/", methods=("GET", "POST"))
    def decide(self):
        """Record what the body decided."""
        appealed = self.get_one(request.args.get("id"))
        page = self.get_url(".details_view", id=appealed.id)
        refused = self.why_not(appealed)
        if isinstance(refused, Forbidden):
            raise refused
        if refused is not None:
            flash(said(refused), "error")
            return redirect(page)
        evaluation = appealed.evaluation
        form = with_marks(service.criteria_of(evaluation), service.counting(evaluation))
        about = [(_("Officer"), evaluation.officer), (_("Body"), appealed.body), (_("Mark"), decimal(appealed.score_before)), (_("Why it is appealed"), appealed.reason)]
        asked = Decision(form, _("Record the decision"), about, page, _("The decision is recorded, the officer is told, and the evaluation is closed."))
        return self.answered(asked, lambda typed: service.decide_appeal(appealed, _ruling(typed), by=guard.actor()))

    @expose("/minutes/")
    def minutes(self):
        """The scan of the minutes."""
        appealed = self.get_one(request.args.get("id"))
        return opened(appealed, appealed.minutes, str(appealed.id))


def _ruling(form) -> Ruling:
    return Ruling(form.decided, form.words.data, form.marks, form.upload)
