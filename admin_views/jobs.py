"""Background work: one's own jobs, how far they are, and a way to stop them; for technicians, the work of all."""

from __future__ import annotations

import datetime as dt
import json

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

import jobs
from models import Job, JobState, User, db, now
from rules import access
from rules.refused import Refused
from services import audit, export, guard
from services.wording import said

from .base import RecordView

ACTIVE = (JobState.WAITING, JobState.RUNNING)
LATEST = 100
OVERSEEING = "background work of all is watched over"


class JobView(RecordView):
    """One's own jobs, or all for who reads the audit trail; technicians see what runs, and not of whom it treats."""

    verbs = {"progress": "view", "cancel": "view", "overview": "oversee", "cut": "oversee", "again": "oversee"}
    list_fields = ("title", "owner", "state", "asked_at", "ended_at")
    is_creatable = is_editable = False
    column_default_sort = ("id", True)
    details_template = "admin/job/details.html"
    empty_text = _l("Work that takes longer, such as loading a file, stands here with its progress.")
    formatters = {"title": lambda _view, _context, job, _name: str(job)}

    def may(self, verb: str) -> bool:
        """To see one's own work one only has to be signed in; nobody writes it by hand."""
        if verb == "view":
            return guard.actor().user_id is not None
        return verb == "oversee" and super().may(verb)

    @property
    def list_links(self) -> list[tuple[str, str, str]]:
        """What stands beside the list."""
        return [(_("The work of all"), self.get_url(".overview"), "settings")] if self.may("oversee") else []

    def render(self, template, **values):
        """A job's page also needs how far it is, how it ended in words, and where its result is seen."""
        if job := values.get("model"):
            active = is_active(job)
            values |= {"active": active, "progress": progress_of(job) if active else {}, "trouble": trouble(job)}
            values |= {"may_stop": job.owner_id == guard.actor().user_id, "done": result_in_words(job), "next": self.next_page(job)}
        return super().render(template, **values)

    @expose("/progress/")
    def progress(self):
        """State, count and seconds left, for whoever asks by script."""
        job = self.get_one(request.args.get("id"))
        return {"state": job.state.value, "label": str(job.state.label), "is_over": not is_active(job)} | jobs.progress(job)

    @expose("/cancel/", methods=("POST",))
    def cancel(self):
        """Ask the worker to stop."""
        job = self.get_one(request.form.get("id"))
        if job.owner_id != guard.actor().user_id:
            abort(403)  # the work of others is stopped over the work of all, which leaves a trace
        stop(job)
        return redirect(self.next_page(job) or self.get_url(".details_view", id=job.id))

    # --- for technicians: nothing here says of whom or what a job treats ---------------------------

    @expose("/overview/")
    def overview(self):
        """All the work, the newest first: state, kind, owner, age; how long the queue is and whether a worker lives."""
        latest = select(Job, User.username).outerjoin(Job.owner).order_by(Job.id.desc()).limit(LATEST)
        with guard.unscoped(OVERSEEING):
            found = db.session.execute(latest).all()
            counts = dict(db.session.execute(select(Job.state, func.count()).group_by(Job.state)).all())
        return self.render(
            "admin/job/overview.html",
            work=[seen_by_technicians(job, owner) for job, owner in found],
            counts=[(state.label, counts.get(state, 0)) for state in JobState],
            queue_length=jobs.queue_length(),
            worker_is_alive=jobs.worker_is_alive(),
        )

    @expose("/cut/", methods=("POST",))
    def cut(self):
        """Stop the work of somebody, which is written in the audit trail."""
        with guard.unscoped(OVERSEEING):
            job, stood = self._of_anybody()
            if stop(job):
                self._note(job, stood)
        return redirect(self.get_url(".overview"))

    @expose("/again/", methods=("POST",))
    def again(self):
        """Let work that failed or was cut begin again, for whoever asked for it."""
        try:
            with guard.unscoped(OVERSEEING):
                job, stood = self._of_anybody()
                jobs.again(job)
                self._note(job, stood)
            jobs.send(job)
            flash(_("The work begins again."), "success")
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
        return redirect(self.get_url(".overview"))

    def _of_anybody(self) -> tuple[Job, JobState]:
        """The work that is named, and how it stands."""
        job = self.get_one(request.form.get("id"))
        return job, job.state

    def _note(self, job: Job, stood: JobState) -> None:
        told = {"record_type": "job", "record_id": job.id, "record_name": kind_in_words(job)}
        audit.note("edit", **told, changes={"state": [stood.value, job.state.value]})
        db.session.commit()

    def next_page(self, job: Job) -> str | None:
        """The page of what the job was about, for its owner."""
        if job.kind in ("import", "import preview") and job.owner_id == guard.actor().user_id:
            return self.get_url("admin-import-run.run", id=job.arguments.get("run"))
        if job.kind in ("rank", "list eligible") and access.may(guard.actor(), "promotion.view"):
            return self.get_url("admin-promotion-round.details_view", id=job.arguments.get("round"))
        if job.kind == "simulate" and job.result and access.may(guard.actor(), "promotion.view"):
            return self.get_url("admin-simulation.details_view", id=job.result["simulation"])
        if job.kind in ("collective", "collective annulment") and access.may(guard.actor(), "personnel.view"):
            return self.get_url("admin-collective-act.details_view", id=job.arguments.get("act"))
        if job.kind == "open cycle" and access.may(guard.actor(), "evaluation.view"):
            return self.get_url("admin-evaluation-cycle.details_view", id=job.arguments.get("cycle"))
        if job.kind == "severity" and access.may(guard.actor(), "evaluation.edit"):
            return self.get_url("admin-evaluator-severity.index_view")
        if job.kind == "cards" and access.may(guard.actor(), "badge.view"):
            return self.get_url("admin-card-batch.details_view", id=job.arguments.get("batch"))
        if job.kind == "letters" and job.result and job.owner_id == guard.actor().user_id:
            return self.get_url("admin-letters.ready", file=job.result["file"])
        if job.kind == "archive":
            return self.get_url("admin-promotion-round.archive_file", job=job.id) if export.kept_file(job, guard.actor()) else None
        if export.kept_file(job, guard.actor()):
            return self.get_url(f"admin-{job.arguments['content']['table'].replace('_', '-')}.export_file", job=job.id)
        return None


def stop(job: Job) -> bool:
    """Ask the worker to stop. Returns whether there was anything to stop, and tells the reader if not."""
    if not is_active(job):
        flash(_("This work had ended already."), "info")
        return False
    jobs.cancel(job)
    try:
        db.session.commit()
    except StaleDataError:  # the worker took it at this moment, and will see the wish
        db.session.rollback()
    return True


def is_active(job: Job | None) -> bool:
    """Whether the job waits or is being done."""
    return job is not None and job.state in ACTIVE


def seen_by_technicians(job: Job, owner: str | None) -> dict:
    """A job without what it treats: kind, owner, state, age, how often it was begun, what can be done about it."""
    is_cut = job.state is JobState.RUNNING and not jobs.is_alive(job)
    return {
        "id": job.id,
        "kind": kind_in_words(job),
        "owner": owner or "SIRHP",
        "state": job.state,
        "is_cut": is_cut,
        "asked_at": job.asked_at,
        "age": duration(now() - job.asked_at),
        "tries": job.tries,
        "can_cut": is_active(job),
        "can_begin_again": is_cut or job.state is JobState.FAILED,
    }


def kind_in_words(job: Job) -> str:
    """What kind of work it is, in the reader's language."""
    return _(jobs.LABELS.get(job.kind, job.kind))


def duration(time: dt.timedelta) -> str:
    """How long, as roughly as one wants to know it."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 1:
        return _("less than a minute")
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes, count=minutes)
    if minutes < 60 * 24:
        hours = minutes // 60
        return ngettext("%(count)s hour", "%(count)s hours", hours, count=hours)
    return ngettext("%(count)s day", "%(count)s days", time.days, count=time.days)


def progress_of(job: Job) -> dict:
    """How far the worker is: label, done, total, and the time left in words."""
    told = jobs.progress(job)
    label = _("Stopping…") if jobs.is_cancelling(job) else str(job.state.label)
    return {"label": label, "done": told.get("done", 0), "total": told.get("total", 0), "left": left(told.get("seconds_left"))}


def left(seconds: float | None) -> str:
    """The time left, as roughly as it is known."""
    if seconds is None:
        return ""
    if seconds < 60:
        return _("less than a minute left")
    minutes = round(seconds / 60)
    return ngettext("about %(minutes)s minute left", "about %(minutes)s minutes left", minutes, minutes=minutes)


def trouble(job: Job) -> str | None:
    """Why a job failed, in the reader's language."""
    if not job.message:
        return None
    message, values = json.loads(job.message)
    return _(message, **values)


def result_in_words(job: Job) -> list[tuple[str, int]]:
    """The counts that the work gave back, each with its label."""
    labels = {
        "candidates": _("Candidates"),
        "created": _("Created"),
        "changed": _("Changed"),
        "unchanged": _("Left as they were"),
        "refused": _("Refused"),
        "people": _("People concerned"),
        "letters": _("Letters"),
        "cards": _("Cards"),
        "estimates": _("Corps estimated"),
        "evaluators": _("Evaluators estimated"),
    }
    return [(label, job.result[name]) for name, label in labels.items() if name in (job.result or {})]


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [JobView(Job)]
