"""Evaluations at the desk: found, read, and settled where somebody must; they are written in the portal."""

from __future__ import annotations

from flask import request
from flask_admin import expose
from flask_babel import gettext as _

from models import Evaluation
from services import evaluation as service, guard
from services.evaluation.fairness import severity
from services.evaluation.way import steps

from ..asking import Question
from ..base import RecordView
from .on_paper import OnPaper
from .settling import OFFICERS, Naming, NamingForm, ReasonForm


class EvaluationView(OnPaper, RecordView):
    """Evaluations are written in the portal; here they are found and read."""

    list_fields = ("officer", "cycle", "unit", "score", "state", "evaluator_name", "shown_at")
    search_fields = ("officer.last_name", "officer.first_names", "officer.service_number")
    filter_fields = ("cycle.name", "state", "score", "unit.name", "shown_at")
    is_creatable = is_editable = False
    column_default_sort = ("shown_at", True)
    details_template = "admin/evaluation/details.html"
    verbs = {"reviewer": "edit", "excuse": "edit", "resume": "edit"} | OnPaper.paper_verbs

    def __init__(self, model, **options):
        super().__init__(model, **options)
        self._form_ajax_refs |= {OFFICERS.name: OFFICERS}

    def may_settle(self, evaluation: Evaluation) -> bool:
        """Whether something of it can still be settled."""
        return service.may_settle(evaluation, guard.actor())

    @expose("/reviewer/", methods=("GET", "POST"))
    def reviewer(self):
        """Name the second level."""
        one = self.get_one(request.args.get("id"))
        asked = self._asked(one, NamingForm, _("Name the second level"), _("The second level is named."))
        return self.answered(asked, lambda form: service.set_reviewer(one, form.officer.data, form.because.data, by=guard.actor()))

    @expose("/excuse/", methods=("GET", "POST"))
    def excuse(self):
        """Do not evaluate."""
        one = self.get_one(request.args.get("id"))
        asked = self._asked(one, ReasonForm, _("Do not evaluate"), _("This officer is not evaluated in this cycle."))
        return self.answered(asked, lambda form: service.excuse(one, form.because.data, by=guard.actor()))

    @expose("/resume/", methods=("POST",))
    def resume(self):
        """Evaluate after all."""
        one = self.get_one(request.form.get("id"))
        page = self.get_url(".details_view", id=one.id)
        return self.done(lambda: service.resume(one, by=guard.actor()), _("The evaluation goes on where it stood."), page)

    def _asked(self, one: Evaluation, form: type[ReasonForm], title: str, done: str) -> Question:
        about = [(_("Officer"), one.officer), (_("State"), one.state.label), (_("Evaluator"), one.evaluator_name or "–"), (_("Second level"), one.reviewer_name or "–")]
        told = (form, title, about, self.get_url(".details_view", id=one.id), done)
        return Naming(*told, one.officer) if form is NamingForm else Question(*told)

    def render(self, template, **kwargs):
        """The page of one evaluation also says how its mark came about."""
        if template == self.details_template:
            shown = kwargs["model"]
            kwargs |= {"corrected": severity.corrected([shown]).get(shown.id), "sheet": service.sheet(shown), "steps": steps.of(kwargs["model"])}
        return super().render(template, **kwargs)
