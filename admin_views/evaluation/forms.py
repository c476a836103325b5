"""Criteria with their levels, and the forms of the next campaign: each on one page."""

from __future__ import annotations

from flask import flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _

from models import Criterion, EvaluationForm, db
from rules.refused import Forbidden, Refused
from services import evaluation as service, submissions
from services.wording import said

from ..base import RecordView
from ..record.lookup import as_number

EMPTY_LINES = 3
# A criterion has a handful of levels; a page never asks for more lines than that.
MOST_LINES = 20


class DesignView(RecordView):
    """A record with a page on which what belongs to it is typed at once."""

    verbs = {"design": "edit"}

    def design(self):
        """What is typed, and once it can be kept back to the page of the record."""
        record = self.get_one(request.args.get("id"))
        page, error = self.get_url(".details_view", id=record.id), ""
        if request.method == "POST":
            submissions.led_to(page)
            try:
                self.keep(record)
                db.session.commit()
                flash(_("It is saved. A cycle that is open already keeps what it froze."), "success")
                return redirect(page)
            except Forbidden:
                raise
            except Refused as refused:
                db.session.rollback()
                error = said(refused)
        return self.render(self.design_template, model=self.get_one(request.args.get("id")), error=error, **self.offered())


class CriterionView(DesignView):
    """A criterion with what each level means."""

    list_fields = ("code", "name", "weight", "sort_order", "is_assumed")
    search_fields = ("code", "name")
    column_default_sort = "sort_order"
    details_template = "admin/evaluation/criterion.html"
    design_template = "admin/evaluation/levels.html"

    @expose("/levels/", methods=("GET", "POST"))
    def design(self):
        """The levels, line by line."""
        return super().design()

    def keep(self, criterion: Criterion) -> None:
        """The lines as typed."""
        service.describe(criterion, self._typed())

    def offered(self) -> dict:
        """The lines to type into: what was typed, else what stands, and some empty ones."""
        stand = [(str(one.from_share), one.words, one.words_en or "") for one in self.get_one(request.args.get("id")).levels]
        lines = self._typed() if request.method == "POST" else [*stand, *[("", "", "")] * EMPTY_LINES]
        return {"lines": lines}

    def _typed(self) -> list[tuple[str, str, str]]:
        names = ("from", "words", "words_en")
        lines = [tuple(request.form.get(f"{name}-{number}", "") for name in names) for number in range(MOST_LINES)]
        last = max((number for number, line in enumerate(lines) if any(line)), default=0)
        return lines[: last + 1 + EMPTY_LINES]


class CriterionLevelView(RecordView):
    list_fields = ("criterion", "from_share", "words")
    filter_fields = ("criterion.name",)

    def is_visible(self) -> bool:
        return False


class FormView(DesignView):
    """A form with its criteria, and what share each has in the mark."""

    list_fields = ("code", "name", "corps", "audience", "function", "is_used", "is_assumed")
    search_fields = ("code", "name")
    details_template = "admin/evaluation/form.html"
    design_template = "admin/evaluation/weights.html"

    @expose("/weights/", methods=("GET", "POST"))
    def design(self):
        """The weights, criterion by criterion."""
        return super().design()

    def keep(self, form: EvaluationForm) -> None:
        """The weights as typed."""
        service.weigh(form, self._typed())

    def offered(self) -> dict:
        """All criteria with what was typed, else with what stands."""
        stand = {one.criterion_id: f"{one.weight.normalize():f}".replace(".", ",") for one in self.get_one(request.args.get("id")).criteria}
        return {"criteria": service.criteria(), "typed": self._typed() if request.method == "POST" else stand}

    @staticmethod
    def _typed() -> dict[int, str]:
        named = ((as_number(name.removeprefix("weight-")), text) for name, text in request.form.items() if name.startswith("weight-"))
        return {number: text for number, text in named if number is not None}


class FormCriterionView(RecordView):
    list_fields = ("form", "criterion", "weight", "sort_order")
    filter_fields = ("form.name",)

    def is_visible(self) -> bool:
        return False
