"""Evaluation at the clerks' door: cycles are opened and closed, criteria kept; evaluations are only read."""

from __future__ import annotations

from flask_admin import expose
from flask_babel import gettext as _

from models import Criterion, CycleCriterion, Evaluation, EvaluationCycle, EvaluationMark
from services import evaluation as service

from .acting import act
from .base import RecordView


class CycleView(RecordView):
    list_fields = ("name", "starts_on", "ends_on", "scale_max", "state")
    search_fields = ("name",)
    filter_fields = ("state", "starts_on")
    column_default_sort = ("starts_on", True)
    details_template = "admin/evaluation/cycle.html"
    verbs = {"open": "edit", "close": "edit"}

    def scaffold_form(self):
        """The state changes by an act, not by a field."""
        self.form_columns = [name for name in self.form_columns if name != "state"]
        return super().scaffold_form()

    def on_model_change(self, form, model, is_created):
        """Once open, a cycle is the same for all until its end."""
        service.check_cycle(model)

    @expose("/open/", methods=("POST",))
    def open(self):
        """Let the evaluations begin; the weights are frozen."""
        return act(self, service.open_cycle, _("The cycle is open: supervisors find their people in the portal."))

    @expose("/close/", methods=("POST",))
    def close(self):
        """End the cycle."""
        return act(self, service.close_cycle, _("The cycle is closed. What was not submitted counts for nothing."))


class CriterionView(RecordView):
    list_fields = ("code", "name", "weight", "is_for_leaders", "sort_order", "is_assumed")
    search_fields = ("code", "name")
    column_default_sort = "sort_order"


class CycleCriterionView(RecordView):
    """The weights of each cycle, as they were frozen."""

    list_fields = ("cycle", "criterion", "weight")
    is_creatable = is_editable = False

    def is_visible(self) -> bool:
        return False


class EvaluationView(RecordView):
    """Evaluations are written in the portal; here they are found and read."""

    list_fields = ("officer", "cycle", "unit", "score", "state", "evaluator_name", "submitted_at")
    search_fields = ("officer.last_name", "officer.first_names", "officer.service_number")
    filter_fields = ("cycle.name", "state", "score", "unit.name", "submitted_at")
    is_creatable = is_editable = False
    column_default_sort = ("submitted_at", True)
    details_template = "admin/evaluation/details.html"

    def render(self, template, **kwargs):
        """The page of one evaluation also says how its mark came about."""
        if template == self.details_template:
            kwargs["parts"] = service.explanation(kwargs["model"])
        return super().render(template, **kwargs)


class MarkView(RecordView):
    list_fields = ("evaluation", "cycle_criterion", "mark")
    is_creatable = is_editable = False

    def is_visible(self) -> bool:
        return False


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [
        EvaluationView(Evaluation),
        CycleView(EvaluationCycle),
        CriterionView(Criterion),
        CycleCriterionView(CycleCriterion),
        MarkView(EvaluationMark),
    ]
