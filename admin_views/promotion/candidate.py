"""A candidate at the clerks' door: everything that gave him his place."""

from __future__ import annotations

from flask import abort

from rules.promotion.life import Act
from services import guard, promotion as service
from services.promotion import steps

from ..base import RecordView
from . import followed
from .sharing import last_admitted


class CandidateView(RecordView):
    """Everything that gave a candidate his place; written by ranking only."""

    list_fields = ("officer", "place", "score", "round", "is_eligible", "is_admitted", "admitted_by")
    search_fields = ("officer.last_name", "officer.first_names", "officer.service_number")
    filter_fields = ("round.name", "place", "is_eligible", "is_admitted", "score")
    is_creatable = is_editable = False
    column_default_sort = ("place", False)
    details_template = "admin/promotion/candidate.html"

    def render(self, template, **kwargs):
        """The page of a candidate also shows the line that had to be reached, and what the board decided."""
        if template == self.details_template:
            one = kwargs["model"]
            round_ = one.round or abort(404)
            decided = next((each for each in service.decisions(round_) if each.officer_id == one.officer_id), None)
            kwargs |= {"line": last_admitted(round_), "decision": decided, "may_decide": decided is None and steps.may(round_, Act.OVERRIDE, guard.actor())}
            kwargs |= followed.of_candidate(one)
        return super().render(template, **kwargs)
