"""Background work: one's own jobs, how far they are, and a way to stop them."""

from __future__ import annotations

import json

from flask import flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from sqlalchemy.orm.exc import StaleDataError

import jobs
from models import Job, JobState, db
from services import guard

from .base import RecordView

ACTIVE = (JobState.WAITING, JobState.RUNNING)


class JobView(RecordView):
    """Everybody sees his own jobs; those who keep accounts see all."""

    verbs = {"progress": "view", "cancel": "view"}
    list_fields = ("title", "owner", "state", "asked_at", "ended_at")
    is_creatable = is_editable = False
    column_default_sort = ("id", True)
    details_template = "admin/job/details.html"
    empty_text = _l("Work that takes longer, such as loading a file, stands here with its progress.")

    def _may(self, verb: str) -> bool:
        return verb == "view" and guard.actor().user_id is not None

    def render(self, template, **values):
        """A job's page also needs how far it is, how it ended in words, and where its result is seen."""
        if job := values.get("model"):
            active = is_active(job)
            values |= {"active": active, "progress": progress_of(job) if active else {}, "trouble": trouble(job)}
            values |= {"done": result_in_words(job), "next": self.next_page(job)}
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
        page = self.next_page(job) or self.get_url(".details_view", id=job.id)
        if is_active(job):
            jobs.cancel(job)
            try:
                db.session.commit()
            except StaleDataError:  # the worker took it at this moment, and will see the wish
                db.session.rollback()
        else:
            flash(_("This work had ended already."), "info")
        return redirect(page)

    def next_page(self, job: Job) -> str | None:
        """The page of what the job was about, for its owner."""
        if job.kind in ("import", "import preview") and job.owner_id == guard.actor().user_id:
            return self.get_url("admin-import-run.run", id=job.arguments.get("run"))
        return None


def is_active(job: Job | None) -> bool:
    """Whether the job waits or is being done."""
    return job is not None and job.state in ACTIVE


def progress_of(job: Job) -> dict:
    """How far the worker is: label, done, total, and the time left in words."""
    said = jobs.progress(job)
    label = _("Stopping…") if jobs.is_cancelling(job) else str(job.state.label)
    return {"label": label, "done": said.get("done", 0), "total": said.get("total", 0), "left": left(said.get("seconds_left"))}


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
        "created": _("Created"),
        "changed": _("Changed"),
        "unchanged": _("Left as they were"),
        "refused": _("Refused"),
    }
    return [(label, job.result[name]) for name, label in labels.items() if name in (job.result or {})]


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [JobView(Job)]
