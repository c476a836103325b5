"""The campaigns at the desk: prepared, tried out, opened, settled while they run, closed."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import get_locale, gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

import jobs
from models import CycleState, EvaluationCycle, db
from rules.evaluation import LONGEST_REASON, WrongCalendar
from rules.refused import N_
from services import evaluation as service, guard, submissions
from services.evaluation import Stage
from services.home import figures
from services.wording import said
from web import day, decimal

from ..asking import Asking, Question
from ..base import RecordView
from ..deskpage import asked_page
from ..record.converting import PercentField
from .progress import LABELS
from .rehearsing import Rehearsing

OPENING = "open cycle"
PAGE = 100
# The figures of a campaign on its page; the rest stands in its progress.
FIGURES = (Stage.REVIEWING, Stage.READING, Stage.SIGNED, Stage.APPEALED, Stage.CLOSED)


class ClosingForm(FlaskForm):
    """Why it is closed while something is not finished."""

    because = TextAreaField(_l("Reason"), [Length(max=LONGEST_REASON)], description=_l("It stands on each evaluation that has no mark yet, and its officer reads it."))


class CycleView(Asking, Rehearsing, RecordView):
    """Where a campaign stands and what can be done next."""

    list_fields = ("name", "starts_on", "ends_on", "scale_max", "state")
    search_fields = ("name",)
    filter_fields = ("state", "starts_on")
    column_default_sort = ("starts_on", True)
    details_template = "admin/evaluation/cycle.html"
    verbs = {"open": "edit", "close": "edit", "aside": "edit", "moved": "edit", "recompute": "edit"} | Rehearsing.rehearsing_verbs
    form_overrides = {"least_share": PercentField}
    form_sections = (
        (_l("The campaign"), ("name", "starts_on", "ends_on", "least_days")),
        (_l("Calendar"), ("marks_due_on", "review_due_on", "notice_days", "reading_days", "appeal_days", "appeal_body")),
        (_l("Marks"), ("scale_max", "least_share", "extreme_low", "extreme_high")),
        (_l("Severity of the evaluators"), ("severity_years", "most_correction")),
    )

    def scaffold_form(self):
        """The state changes by an act, not by a field."""
        self.form_columns = [name for name in self.form_columns if name != "state"]
        return super().scaffold_form()

    @property
    def column_formatters(self) -> dict:
        """A day that was left to the calendar is told as what it comes to, a share in per cent."""
        return super().column_formatters | {"marks_due_on": _due, "review_due_on": _due, "least_share": _percent}

    def validate_form(self, form):
        """What cannot be in a calendar stands beside the field in which it is corrected."""
        is_valid = super().validate_form(form)
        if not is_valid or request.method != "POST" or "starts_on" not in form:
            return is_valid
        try:
            service.check_typed(form.data)
        except WrongCalendar as wrong:
            form[wrong.field].errors = [said(wrong)]
            return False
        return True

    def on_model_change(self, form, model, is_created):
        """Once open, a cycle is the same for all until its end."""
        service.check_cycle(model)

    def after_model_change(self, form, model, is_created):
        """What comes next, where it is not to be guessed."""
        if is_created:
            flash(_("Next: check the forms, their criteria and weights, then see who evaluates whom, and open the campaign."), "info")

    @expose("/open/", methods=("POST",))
    def open(self):
        """Let the worker open it, once: forms and weights freeze, and everybody is assigned."""
        cycle = self.get_one(request.form.get("id"))
        service.require_force(guard.actor())
        under_way = jobs.under_way(OPENING, cycle=cycle.id)
        job = under_way or jobs.ask(OPENING, N_("Opening of “%(name)s”"), {"name": cycle.name}, cycle=cycle.id, language=str(get_locale()))
        page = url_for("admin-job.details_view", id=job.id)
        if under_way is None:
            submissions.led_to(page)
            db.session.commit()
            jobs.send(job)
        flash(_("The cycle is being opened. When it is done, supervisors find their people in the portal."), "info")
        return redirect(page)

    @expose("/close/", methods=("GET", "POST"))
    def close(self):
        """End the cycle, with a reason where evaluations are left without a mark."""
        cycle = self.get_one(request.args.get("id") or request.form.get("id"))
        by = guard.actor()
        about = [(_("Evaluation cycle"), cycle), (_("Without a mark"), service.unfinished(cycle, by=by)),
                 (_("What becomes of them"), _("They are not evaluated, with your reason. Marks and drafts stay where they are and count for nothing. What officers read already goes on to its end."))]
        asked = Question(ClosingForm, _("Close the cycle"), about, self._page(cycle), _("The cycle is closed."))
        return self.answered(asked, lambda form: service.close_cycle(cycle, form.because.data or "", by=by))

    @expose("/set-aside/")
    def aside(self):
        """The parts for which somebody must be named."""
        cycle, by = self.get_one(request.args.get("id")), guard.actor()
        waiting = service.count_aside(cycle, by=by)
        number, last = asked_page(waiting, PAGE)
        parts = service.set_aside(cycle, by=by, among=slice((number - 1) * PAGE, number * PAGE))
        return self.render("admin/evaluation/aside.html", model=cycle, parts=parts, arisen=service.arisen(cycle, by=by), waiting=waiting, pages=(number, last), address=self._paged(".aside", cycle))

    @expose("/moved/")
    def moved(self):
        """Assignments that the postings no longer bear out."""
        cycle = self.get_one(request.args.get("id"))
        if cycle.state is not CycleState.OPEN:
            return redirect(self._page(cycle))
        moved = service.moved(cycle, by=guard.actor())
        number, last = asked_page(len(moved), PAGE)
        shown = moved[(number - 1) * PAGE : number * PAGE]
        return self.render("admin/evaluation/moved.html", model=cycle, count=len(moved), moved=shown, pages=(number, last), address=self._paged(".moved", cycle))

    @expose("/recompute/", methods=("POST",))
    def recompute(self):
        """Let them follow the postings."""
        cycle = self.get_one(request.form.get("id"))
        return self.done(lambda: service.recompute(cycle, by=guard.actor()), _("The assignments follow the postings again."), self._page(cycle))

    def _page(self, cycle: EvaluationCycle) -> str:
        return self.get_url(".details_view", id=cycle.id)

    def _paged(self, route: str, cycle: EvaluationCycle):
        return lambda **changes: self.get_url(route, id=cycle.id, **changes)

    def render(self, template, **kwargs):
        """The page of a cycle says how far it is."""
        if template == self.details_template:
            kwargs |= self._standing(kwargs["model"])
        return super().render(template, **kwargs)

    def _standing(self, cycle: EvaluationCycle) -> dict:
        """The figures of the progress page, kept as those of the home page are: one count, wherever it is read."""
        by = guard.actor()
        runs, has_begun, follows = service.is_manager(by), cycle.state is not CycleState.PREPARED, service.may_follow(by)
        total = figures.standing(cycle, by) if has_begun and follows else None
        return {
            "runs": runs, "runs_force": service.runs_force(by), "total": total, "stages": [(LABELS[stage], total[stage]) for stage in FIGURES if total and total[stage]],
            "waiting": service.count_aside(cycle, by=by) + len(service.arisen(cycle, by=by)) if runs and cycle.state is CycleState.OPEN else 0,
        }  # fmt: skip


def _due(_view, _context, cycle: EvaluationCycle, name: str) -> str:
    typed, usual = getattr(cycle, name), {"marks_due_on": cycle.marked_by, "review_due_on": cycle.reviewed_by}[name]
    return day(typed) if typed else _("%(day)s (usual)", day=day(usual))


def _percent(_view, _context, cycle: EvaluationCycle, _name: str) -> str:
    return f"{decimal(cycle.least_share * 100, 0)}\u00a0%"


class CycleFormView(RecordView):
    """The forms of each cycle, as they were frozen; seen on the page of the cycle."""

    list_fields = ("cycle", "name", "corps", "audience", "function")
    is_creatable = is_editable = False

    def is_visible(self) -> bool:
        return False


class CycleCriterionView(RecordView):
    """The weights of each form of a cycle, as they were frozen."""

    list_fields = ("form", "criterion", "weight")
    is_creatable = is_editable = False

    def is_visible(self) -> bool:
        return False
