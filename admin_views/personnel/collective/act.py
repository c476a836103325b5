"""The page of a collective act: where it stands, what comes next, and the step from approved to applied."""

from __future__ import annotations

from flask import flash, redirect, request
from flask_admin import expose
from flask_babel import get_locale, gettext as _, lazy_gettext as _l, ngettext
from sqlalchemy import select
from wtforms import SelectField

import jobs
from models import CollectiveAct, CollectiveState, Job, JobState, ProposalState, db
from rules.collective import MOST_ALONE
from rules.refused import N_, Refused
from services import approval, collective, guard, reference, submissions
from services.promotion import appointing
from services.wording import said

from ...base import RecordView
from ...jobs import is_active, progress_of, trouble
from .annulment import Annulling
from .people import People
from .previewing import Previewing
from .table import Table

APPLY_JOB, ANNUL_JOB = "collective", "collective annulment"


def act_kinds() -> list[tuple[str, str]]:
    """The kinds of act as a box offers them, in the reader's language."""
    in_english = str(get_locale()) == "en"
    return [(one["name"], one["name_en" if in_english else "name"]) for one in reference.act_kinds()]


class CollectiveActView(Table, People, Previewing, Annulling, RecordView):
    """A collective act from its preparation to its end."""

    list_fields = ("title", "purpose", "starts_on", "state", "people", "act_reference")
    search_fields = ("title", "act_reference")
    filter_fields = ("purpose", "state", "starts_on", "agency.name")
    column_default_sort = ("starts_on", True)
    details_template = "admin/personnel/collective_act.html"
    form_sections = (
        (_l("What is decided"), ("title", "purpose", "corps", "agency", "starts_on", "legal_text", "is_assumed")),
        (_l("The act"), ("act_kind", "act_reference", "act_authority", "act_signed_on", "act_scan")),
    )
    form_conditions = {"corps": ("purpose", ("TRANSPOSITION",), True)}
    form_overrides = {"act_kind": SelectField}
    form_args = {"act_kind": {"choices": act_kinds}}
    bulk_fields = ()
    verbs = {
        "table": "edit", "people": "edit", "take_out": "edit", "from_file": "edit", "model_file": "edit", "those_due": "edit", "discard": "edit",
        "preview": "view", "preview_file": "export", "propose": "edit", "apply": "edit", "apply_alone": "edit",
        "annul": "edit", "carry_out": "edit",
    }  # fmt: skip

    @property
    def can_edit_in_bulk(self) -> bool:
        return False

    def may_change(self, record) -> bool:
        return super().may_change(record) and record.state is CollectiveState.PREPARED

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self):
        """An act is changed only while it is prepared and nobody is asked about it."""
        act = self.get_one(request.args.get("id"))
        try:
            collective.preparing.check_open(act, guard.actor())
        except Refused as refused:
            return self.refuse(act, refused)
        return super().edit_view()

    def on_model_change(self, form, model, is_created):
        """A transposition has its corps; the purpose of an act that is begun stays."""
        collective.preparing.check_act(model)

    # --- where it stands -------------------------------------------------------------------------

    def render(self, template, **kwargs):
        """The page of an act says what was done and what comes next."""
        if template == self.details_template:
            kwargs |= self._standing(kwargs["model"])
        return super().render(template, **kwargs)

    def _standing(self, act: CollectiveAct) -> dict:
        who = guard.actor()
        is_applied = act.state is CollectiveState.APPLIED
        proposal = collective.standing(act, collective.ANNUL if is_applied else None)
        job = latest_job(act)
        model = collective.model_of(act)
        return {
            "proposal": proposal,
            "is_waiting": proposal is not None and approval.is_open(proposal) and proposal.state is ProposalState.WAITING,
            "is_rejected": proposal is not None and proposal.state is ProposalState.REJECTED,
            "is_approved": proposal is not None and proposal.state is ProposalState.APPROVED and approval.is_open(proposal),
            "may_carry_out": proposal is not None and approval.is_approved_for(proposal, who),
            "job": job,
            "active": is_active(job),
            "progress": progress_of(job) if is_active(job) else {},
            "trouble": trouble(job) if job is not None and job.state is JobState.FAILED else None,
            "how_many": collective.preparing.how_many(act), "most_alone": MOST_ALONE,
            "lines_url": self.get_url(".details_view", id=act.id, tab=model.__tablename__.replace("_", "-")),
            "ranks": collective.transposing.ranks_of(act) if act.corps else [],
            "rows_by_rank": {one.from_rank_id: one for one in act.concordance},
            "round": appointing.round_of(act),
        }

    def page_of(self, act: CollectiveAct) -> str:
        """Where the act is read."""
        return self.get_url(".details_view", id=act.id)

    def refuse(self, act: CollectiveAct, refused: Refused, page: str | None = None):
        """Say why not, and go back to the page of the act."""
        number = act.id
        db.session.rollback()
        flash(said(refused), "error")
        return redirect(page or self.get_url(".details_view", id=number))

    # --- proposing and applying ------------------------------------------------------------------

    @expose("/propose/", methods=("POST",))
    def propose(self):
        """Ask a second person to approve what the preview showed."""
        act = self.get_one(request.form.get("id"))
        try:
            reason = request.form.get("reason", "")
            collective.propose(act, seen=request.form.get("seen", ""), reason=reason, by=guard.actor(), url=self.page_of(act))
            submissions.led_to(self.page_of(act))
            db.session.commit()
        except Refused as refused:
            return self.refuse(act, refused, self.get_url(".preview", id=act.id))
        flash(_("Proposed. Whoever may approve it is told; when it is approved, you apply it here."), "success")
        return redirect(self.page_of(act))

    @expose("/apply-alone/", methods=("POST",))
    def apply_alone(self):
        """Apply what the preview showed, for a few people."""
        act = self.get_one(request.form.get("id"))
        try:
            people = collective.apply_alone(act, seen=request.form.get("seen", ""), by=guard.actor())
            submissions.led_to(self.page_of(act))
            db.session.commit()
        except Refused as refused:
            return self.refuse(act, refused, self.get_url(".preview", id=act.id))
        flash(ngettext("The act is applied to %(num)s person.", "The act is applied to %(num)s people.", people), "success")
        return redirect(self.page_of(act))

    @expose("/apply/", methods=("POST",))
    def apply(self):
        """Begin to apply what was approved, in the background."""
        act = self.get_one(request.form.get("id"))
        try:
            collective.check_approved(act, guard.actor())
        except Refused as refused:
            return self.refuse(act, refused)
        return self.in_background(act, APPLY_JOB, N_("Application of “%(title)s”"))

    def in_background(self, act: CollectiveAct, kind: str, title: str):
        """Ask the worker once; a second click finds the work under way."""
        if not is_active(latest_job(act)):
            job = jobs.ask(kind, title, {"title": act.title}, act=act.id, language=str(get_locale()))
            submissions.led_to(self.page_of(act))
            db.session.commit()
            jobs.send(job)
        return redirect(self.page_of(act))

    @expose("/discard/", methods=("POST",))
    def discard(self):
        """Throw away an act that was never applied."""
        act = self.get_one(request.form.get("id"))
        try:
            collective.preparing.discard(act, guard.actor())
            submissions.led_to(self.get_url(".index_view"))
            db.session.commit()
        except Refused as refused:
            return self.refuse(act, refused)
        flash(_("The act is thrown away. Nobody's file was changed."), "success")
        return redirect(self.get_url(".index_view"))


def latest_job(act: CollectiveAct) -> Job | None:
    """The reader's own newest work on this act."""
    own = select(Job).where(Job.kind.in_((APPLY_JOB, ANNUL_JOB)), Job.owner_id == guard.actor().user_id)
    found = db.session.scalars(own.order_by(Job.id.desc()).limit(20))
    return next((job for job in found if job.arguments.get("act") == act.id), None)
