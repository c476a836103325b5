"""The page of a disciplinary case, where each step is an act of its own; and the sanctions, which are only read."""

from __future__ import annotations

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

from models import DisciplinaryCase, db
from rules.refused import Refused
from services import discipline, guard, submissions
from services.wording import said
from web import keeping

from ..base import RecordView
from ..personnel.lines import LineView
from .steps import FORMS, STEPS, form_of, place_of, stage_of


class DisciplinaryCaseView(RecordView):
    """Typed are the facts; every step is recorded by an act, and once it is decided nothing is typed any more."""

    list_fields = ("officer", "reference", "state", "opened_on", "notified_on", "heard_on", "decided_on", "closed_on")
    filter_fields = ("state", "opened_on", "decided_on", "closed_on")
    column_default_sort = ("opened_on", True)
    none_words = _l("No disciplinary case")
    verbs = {"step": "edit"}
    bulk_fields = ()
    details_template = "admin/discipline/case.html"
    form_sections = (
        (_l("Opening of the case"), ("officer", "reference", "opened_on", "opened_by")),
        (_l("The facts"), ("facts", "record_scan")),
    )
    details_sections = (
        (_l("Opening of the case"), ("reference", "opened_on", "opened_by", "facts", "record_scan")),
        (_l("Hearing and decision"), ("notified_on", "heard_on", "hearing_body", "decided_on", "decision")),
        (_l("Appeal and closing"), ("appealed_on", "appeal_decision", "closed_on")),
    )

    def may_change(self, record: DisciplinaryCase) -> bool:
        """Once it is decided, only steps are added."""
        return super().may_change(record) and record.decided_on is None

    def steps_of(self, case: DisciplinaryCase) -> list[str]:
        """The acts that this person may record now: a step of the procedure each, the most usual first."""
        if not super().may_change(case):
            return []
        following = discipline.may_follow(case)
        untold = ("punish",) if case.notified_on is None else ()
        open_ones = [name for name, form in FORMS.items() if form.step in following and name not in untold]
        return [name for name in open_ones if FORMS[name].verb == "edit" or self.may(FORMS[name].verb)]

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self):
        """What was decided does not change any more."""
        case = self.get_one(request.args.get("id"))
        if case.decided_on is not None:
            flash(_("This case is decided: what it says does not change any more."), "error")
            return redirect(self.get_url(".details_view", id=case.id))
        return super().edit_view()

    def create_form(self, obj=None):
        """The page of the alerts names the officer."""
        form, named = super().create_form(obj), request.args.get("officer")
        if request.method == "GET" and named and form.officer.data is None:
            form.officer.data = self._form_ajax_refs["officer"].get_one(named)
        return form

    def on_model_change(self, form, model, is_created):
        """No case is opened ahead of its day."""
        discipline.check_opening(model)

    @expose("/step/", methods=("GET", "POST"))
    def step(self):
        """One step: its day, and what it decides. A refusal stands beside the day, and nothing typed is lost."""
        case, name = self.get_one(request.args.get("id")), request.args.get("step")
        form = form_of(name, keeping.typed_again()) or abort(404)
        if not self.may(form.verb):
            abort(403)
        if form.validate_on_submit():
            try:
                form.perform(case, by=guard.actor())
                submissions.led_to(self.get_url(".details_view", id=case.id))
                db.session.commit()
                flash(form.done, "success")
                return redirect(self.get_url(".details_view", id=case.id))
            except Refused as refused:
                db.session.rollback()
                place_of(form, refused).errors = [said(refused)]
        return self.render("admin/discipline/step.html", case=case, form=form)

    def render(self, template, **kwargs):
        """The page of a case also says where it stands, what may follow and what it gave."""
        if template == self.details_template:
            case = kwargs["model"]
            kwargs |= {
                "possible": [(name, FORMS[name].title) for name in self.steps_of(case)],
                "stages": STEPS,
                "reached": stage_of(case),
                "given": discipline.sanctions(case),
            }
        return super().render(template, **kwargs)


class SanctionView(LineView):
    """A sanction is given by the decision of a case, annulled by another act, or erased on its day: never typed or deleted."""

    list_fields = ("officer", "kind", "starts_on", "ends_on", "act_reference", "erased_on", "annulment")
    filter_fields = ("kind.name", "kind.degree", "starts_on", "ends_on", "erased_on")
    column_default_sort = ("starts_on", True)
    none_words = _l("No sanction")
    verbs = LineView.verbs | {"erased": "configure"}

    @property
    def list_links(self) -> list[tuple[str, str, str]]:
        """What stands beside the list."""
        return [(_("Erased sanctions"), self.get_url(".erased"), "lock")] if self.may("configure") else []

    @expose("/erased/")
    def erased(self):
        """What nobody may rely on any more: kept only to answer a judge, and read here alone."""
        return self.render("admin/discipline/erased.html", erased=discipline.erased())


class SanctionKindView(RecordView):
    list_fields = ("code", "name", "degree", "most_days", "erased_after_years", "is_assumed")
