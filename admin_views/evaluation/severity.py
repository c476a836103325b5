"""How severe the evaluators are: the estimates, started from here, and each evaluator with whom one can talk about it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import format_decimal, get_locale, gettext as _, ngettext

import jobs
from models import EvaluatorSeverity, db
from rules.evaluation import leniency
from rules.refused import N_
from services import evaluation, guard, submissions
from services.evaluation.fairness import severity
from web import charts, signed

from ..acting import act
from ..base import RecordView

ESTIMATING = "severity"


class FitView(RecordView):
    """The estimates, one a corps, and the button that makes new ones."""

    list_fields = ("corps", "cycle", "officers", "evaluators", "sd_officer", "sd_evaluator", "sd_error")
    filter_fields = ("corps.name", "cycle.name")
    is_creatable = is_editable = False
    column_default_sort = ("fitted_at", True)
    list_template = "admin/evaluation/fits.html"
    verbs = {"estimate": "edit"}

    @property
    def empty_text(self) -> str:
        """What to do so that something stands here."""
        return how_to_estimate()

    @expose("/estimate/", methods=("POST",))
    def estimate(self):
        """Let the worker estimate up to the last closed cycle, once."""
        cycle = evaluation.last_closed()
        if cycle is None or not severity.may_estimate(guard.actor()):
            flash(_("The severity of evaluators is estimated once a cycle is closed."), "error")
            return redirect(self.get_url(".index_view"))
        under_way = jobs.under_way(ESTIMATING, cycle=cycle.id)
        title = N_("Severity of the evaluators up to “%(name)s”")
        job = under_way or jobs.ask(ESTIMATING, title, {"name": cycle.name}, cycle=cycle.id, language=str(get_locale()))
        page = url_for("admin-job.details_view", id=job.id)
        if under_way is None:
            submissions.led_to(page)
            db.session.commit()
            jobs.send(job)
        flash(_("The severity of the evaluators is being estimated. When it is done, marks are shown as given and as corrected."), "info")
        return redirect(page)

    def render(self, template, **kwargs):
        """The list says up to which cycle an estimate would go."""
        if template == self.list_template:
            kwargs |= {"last_closed": evaluation.last_closed(), "may_estimate": severity.may_estimate(guard.actor())}
        return super().render(template, **kwargs)


class SeverityView(RecordView):
    """A line for each evaluator and year; its page is that of the evaluator."""

    list_fields = ("evaluator", "fit.corps", "cycle", "severity", "applied", "marks")
    search_fields = ("evaluator.last_name", "evaluator.first_names", "evaluator.service_number")
    filter_fields = ("cycle.name", "severity", "identical_share", "marks")
    is_creatable = is_editable = False
    column_default_sort = ("severity", True)
    details_template = "admin/evaluation/evaluator.html"
    verbs = {"talk": "view"}

    @property
    def column_formatters(self) -> dict:
        """A share is read in per cent, points with their sign; what is taken off a mark stands below zero."""
        return super().column_formatters | {"severity": _above, "applied": _added, "identical_share": _percent}

    @property
    def empty_text(self) -> str:
        """What to do so that something stands here."""
        return how_to_estimate()

    @expose("/talk/", methods=("POST",))
    def talk(self):
        """Write to the evaluator, who reads it and can answer."""
        words = request.form.get("words", "")
        return act(self, lambda line, *, by: severity.talk(line.evaluator, words, by=by), _("It is sent: the evaluator reads it and can answer."))

    def render(self, template, **kwargs):
        """The page of an evaluator: all years, how the marks of one are spread, and what was said."""
        if template == self.details_template:
            kwargs |= self._about(kwargs["model"])
        return super().render(template, **kwargs)

    def _about(self, line: EvaluatorSeverity) -> dict:
        rows = compared(line)
        title = _finding(rows, line)
        return {
            "years": severity.years_of(line.evaluator_id), "in_words": severity.in_words, "rows": rows,
            "chart": charts.columns([(label.partition("–")[0], number) for label, number, _all in rows], title), "chart_title": title,
            "talks": severity.talks_with(line.evaluator_id), "may_talk": severity.may_talk(line.evaluator_id, guard.actor()),
        }  # fmt: skip


def compared(line: EvaluatorSeverity) -> list[tuple[str, int, str]]:
    """[(step of the scale, marks of the evaluator, share of all marks of the cycle)]."""
    steps, of_all = severity.distribution(line.evaluator_id, line.cycle), severity.shares_of_cycle(line.cycle)
    width = steps[1][0] - steps[0][0]
    return [
        (f"{format_decimal(low, format='0.#')}–{format_decimal(low + width, format='0.#')}", number, f"{share:.0%}".replace("%", "\u00a0%"))
        for (low, number), share in zip(steps, of_all, strict=True)
    ]


def how_to_estimate() -> str:
    """What an empty list of severity says: to who estimates what to do, to others who does it."""
    if not severity.may_estimate(guard.actor()):
        return _("Who administers or leads human resources estimates the severity once a campaign is closed. You read the result here.")
    if evaluation.last_closed() is None:
        return _("Severity is estimated from closed campaigns. Close one, then choose “Estimate the severity” on the page of the estimates.")
    return _("A campaign is closed: choose “Estimate the severity” on the page of the estimates. It takes a few minutes.")


def _finding(rows: list[tuple[str, int, str]], line: EvaluatorSeverity) -> str:
    """Where most of the marks of an evaluator lie, beside where all do; of all corps together, as marks are given."""
    step, number, of_all = max(rows, key=lambda row: row[1])
    total = sum(number for _step, number, _all in rows)
    about = {"name": line.evaluator, "cycle": line.cycle, "number": number, "step": step, "of_all": of_all}
    return ngettext(
        "%(name)s marked %(num)s person in “%(cycle)s”, between %(step)s; of all marks %(of_all)s lie there",
        "%(name)s marked %(num)s people in “%(cycle)s”, all corps together: %(number)s between %(step)s; of all marks %(of_all)s lie there",
        total, **about,
    )  # fmt: skip


def _above(_view, _context, line, _name) -> str:
    return "–" if line.why_not in leniency.INCOMPARABLE else signed(line.severity)


def _added(_view, _context, line, _name) -> str:
    return signed(-line.applied)


def _percent(_view, _context, record, name) -> str:
    return f"{getattr(record, name):.0%}".replace("%", "\u00a0%")
