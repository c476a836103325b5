"""A rule at the clerks' door: each version in sentences beside the one before it; a version by which a list was made stays."""

from __future__ import annotations

from flask import request
from flask_babel import lazy_gettext as _l

from models import PromotionRule, Route
from services.promotion import ruling, sentences
from services.promotion.chapters import Chapter
from web import keeping

from ..base import RecordView
from . import rule_form
from .rule_form import ASKED, CAP, MERIT, SANCTIONS, TIMES, WEIGHED, WEIGHTS


class RuleView(RecordView):
    """One field for each condition and weight."""

    list_fields = ("from_rank", "to_rank", "route", "starts_on", "ends_on", "is_assumed")
    filter_fields = ("from_rank.name", "to_rank.name", "route", "is_assumed")
    details_template = "admin/promotion/rule.html"
    form_sections = (
        (_l("The rule"), ("from_rank", "to_rank", "route", "starts_on", "ends_on", "legal_text", "is_assumed")),
        (_l("Time"), tuple(ASKED + key for key in TIMES), _l("Empty: not asked.")),
        (_l("Evaluations, diplomas, fitness"), tuple(ASKED + key for key in (*MERIT, "least_education", "trainings", "needs_fitness")), _l("Empty: not asked.")),
        (_l("Sanctions"), tuple(ASKED + key for key in SANCTIONS), _l("Counted back from the date of reference. Empty: they bar nobody.")),
        (_l("Positions"), (ASKED + "positions",)),
        (_l("Places"), ("seniority_percent", ASKED + "most_percent", ASKED + "overrides_allowed", ASKED + "most_overrides", ASKED + CAP)),
        (_l("Weights"), tuple(WEIGHED + key for key in WEIGHTS), _l("Together they make 100. An exceptional promotion weighs nothing.")),
    )  # fmt: skip
    form_widget_args = rule_form.units()

    def scaffold_form(self):
        """Fields in the place of the two structured columns."""
        self.form_columns = [name for name in self.form_columns if name not in ("conditions", "weights")]
        form = super().scaffold_form()
        for name, field in rule_form.fields().items():
            setattr(form, name, field)
        return form

    def create_form(self, obj=None):
        """A new version begins with what another one says, where the address names it, and with a day of its own."""
        is_new = request.method == "GET" and keeping.returned() is None
        like = self.find_one(request.args["like"]) if is_new and "like" in request.args else None
        form = super().create_form(like or obj)
        if like is not None:
            rule_form.fill(form, like)
            form.starts_on.data = form.ends_on.data = None
        return form

    def stored_form(self, record):
        """With the fields that no column has."""
        form = super().stored_form(record)
        rule_form.fill(form, record)
        return form

    def on_form_prefill(self, form, id):
        """What the record keeps in the two structured columns."""
        rule_form.fill(form, self.find_one(id))

    def on_model_change(self, form, model, is_created):
        """Put it back; refuse what no list could be made with."""
        rule_form.read(form, model)
        ruling.check_rule(model)

    def render(self, template, **kwargs):
        """The page of a version reads it to the end, and then what it changes."""
        if template == self.details_template:
            kwargs |= _in_words(kwargs["model"])
        return super().render(template, **kwargs)


def _in_words(rule: PromotionRule) -> dict:
    told, earlier = sentences.sentences(rule), sentences.version_before(rule)
    changed = sentences.changes(sentences.sentences(earlier), told) if earlier is not None else []
    chapters = [(chapter, [one.text for one in told if one.chapter is chapter]) for chapter in Chapter]
    return {
        "chapters": [(chapter, texts) for chapter, texts in chapters if texts],
        "earlier": earlier,
        "changed": changed,
        "is_decided": ruling.has_decided(rule),
        "is_exceptional": rule.route is Route.EXCEPTIONAL,
    }
