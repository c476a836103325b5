"""The parts of the evaluators: found, read, and given to somebody else."""

from __future__ import annotations

from flask import request
from flask_admin import expose
from flask_babel import gettext as _

from models import EvaluationPart, PartState
from services import evaluation as service, guard

from ..asking import Asking, Question
from ..base import RecordView
from .settling import OFFICERS, Naming, NamingForm, ReasonForm


class PartView(Asking, RecordView):
    """Who marks whom for how many days; those that were set aside wait here for a name."""

    list_fields = ("evaluation.officer", "evaluation.cycle", "evaluator_name", "state", "aside", "sent_at")
    search_fields = ("evaluation.officer.last_name", "evaluation.officer.first_names")
    filter_fields = ("state", "evaluation.cycle.name", "sent_at")
    is_creatable = is_editable = False
    column_default_sort = ("id", True)  # the campaign that runs comes first
    details_template = "admin/evaluation/part.html"
    verbs = {"reassign": "edit", "let_mark": "edit"}

    def __init__(self, model, **options):
        super().__init__(model, **options)
        self._form_ajax_refs |= {OFFICERS.name: OFFICERS}

    @property
    def column_details_list(self) -> list[str]:
        """The evaluator once: by the name that was kept, as of a part set aside there is no other."""
        return [name for name in super().column_details_list if name != "evaluator"]

    def may_settle(self, part: EvaluationPart) -> bool:
        """Whether somebody else can still be named."""
        waits = part.state in (PartState.OPEN, PartState.SET_ASIDE)
        return waits and service.may_settle(part.evaluation, guard.actor())

    def may_let_mark(self, part: EvaluationPart) -> bool:
        """Whether the indication could be found wrong."""
        return self.may_settle(part) and service.to_settle(part) is not None

    @expose("/reassign/", methods=("GET", "POST"))
    def reassign(self):
        """Name who marks this part."""
        part = self.get_one(request.args.get("id"))
        asked = self._asked(part, NamingForm, _("Name another evaluator"), _("It is done: the part stands among the people of the one you named."))
        return self.answered(asked, lambda form: service.reassign(part, form.officer.data, form.because.data, by=guard.actor()))

    @expose("/let-mark/", methods=("GET", "POST"))
    def let_mark(self):
        """The conflict does not exist, or is settled."""
        part = self.get_one(request.args.get("id"))
        asked = self._asked(part, ReasonForm, _("Let mark after all"), _("It is done: who commanded marks this part."))
        return self.answered(asked, lambda form: service.let_mark(part, form.because.data, by=guard.actor()))

    def _asked(self, part: EvaluationPart, form: type[ReasonForm], title: str, done: str) -> Question:
        page = self.get_url("admin-evaluation.details_view", id=part.evaluation_id)
        told = (form, title, _about(part), page, done)
        return Naming(*told, part.evaluation.officer) if form is NamingForm else Question(*told)


def _about(part: EvaluationPart) -> list[tuple]:
    return [
        (_("Officer"), part.evaluation.officer), (_("Unit"), part.unit), (_("Commanded by"), part.evaluator_name or _("Nobody")),
        (_("Second level"), part.evaluation.reviewer_name or _("Nobody")),
        (_("Days commanded"), part.days), (_("Set aside because"), part.aside.label if part.aside else "–"),
    ]  # fmt: skip
