"""The archive of a final round at the clerks' door: at once, after a second person's word, or prepared in the background."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, request, send_file
from flask_admin import expose
from flask_babel import get_locale, gettext as _

import jobs
from models import Job, PromotionCandidate, PromotionRound, Proposal, db
from rules.refused import N_, Refused
from services import audit, export, guard
from services.promotion import archive, taking
from services.wording import said
from web import documents

from ..record.lookup import as_number

TYPE = "application/zip"


class ArchivePages:
    """Beside RecordView: everything of a round as one file, for those who may seal it."""

    @expose("/archive/", methods=("POST",))
    def archive(self):
        """The archive; of many people only after a second person has agreed."""
        round_ = self.get_one(request.form.get("id"))
        try:
            rows = taking.check(round_, by=guard.actor())
            if taking.needs_second(rows, by=guard.actor()):
                return redirect(self.get_url(".archive_asked", id=round_.id))
            return self._archived(round_, rows)
        except Refused as refused:
            return self._no_archive(round_, refused)

    @expose("/archive-asked/", methods=("GET", "POST"))
    def archive_asked(self):
        """The page on which one says what the archive is for; then whoever may approve is told."""
        round_, reason = self.get_one(request.args.get("id")), request.form.get("reason", "").strip()
        try:
            rows = taking.check(round_, by=guard.actor())
            if reason:
                page = self.get_url(".archive_approved")
                return self._second_told(taking.propose(round_, rows, reason=reason, by=guard.actor(), page=page))
        except Refused as refused:
            return self._no_archive(round_, refused)
        error = _("Say what the file is for: whoever approves it reads it.") if request.method == "POST" else ""
        limits = {"most": export.MOST_ROWS_ALONE, "taken": export.taken_alone(guard.actor())}
        lines = taking.described(taking.content(round_, rows))
        return self.render("admin/model/export.html", lines=lines, rows=rows, reason=reason, error=error, **limits)

    def _second_told(self, proposal: Proposal):
        db.session.commit()
        flash(_("Your request is sent to those who may approve it. You are told as soon as one of them has decided."), "success")
        return redirect(self.get_url("admin-proposal.details_view", id=proposal.id))

    @expose("/archive-approved/", methods=("GET", "POST"))
    def archive_approved(self):
        """Fetch once what was approved."""
        proposal = taking.approved(request.args.get("digest", ""), by=guard.actor()) or abort(404)
        round_ = self.get_one(proposal.content["round"])
        if request.method == "GET":
            return self.render("admin/model/export.html", lines=taking.described(proposal.content), proposal=proposal)
        try:
            return self._archived(round_, taking.check(round_, by=guard.actor()), proposal)
        except Refused as refused:
            return self._no_archive(round_, refused)

    def _archived(self, round_: PromotionRound, rows: int, proposal: Proposal | None = None):
        """The file, written whole before its first byte leaves; a long one is left to the worker."""
        if rows > taking.AT_ONCE:
            return self._prepare_archive(round_, proposal)
        answer = documents.written(partial(taking.take, round_, by=guard.actor(), proposal=proposal), TYPE, archive.file_name(round_))
        db.session.commit()
        return answer

    def _prepare_archive(self, round_: PromotionRound, proposal: Proposal | None):
        asked = {"round": round_.id, "proposal": proposal.id if proposal is not None else None}
        job = jobs.under_way("archive", **asked)
        if job is None or job.owner_id != guard.actor().user_id:
            job = jobs.ask("archive", N_("Archive of %(name)s"), {"name": round_.name}, **asked, language=str(get_locale()))
            db.session.commit()
            jobs.send(job)
        flash(_("The file is being prepared. You can leave this page: the finished file waits for you here for a day."), "info")
        return redirect(self.get_url("admin-job.details_view", id=job.id))

    def _no_archive(self, round_: PromotionRound, refused: Refused):
        db.session.rollback()
        flash(said(refused), "error")
        return redirect(self.get_url(".details_view", id=round_.id))

    @expose("/archive-file/")
    def archive_file(self):
        """The archive that the worker made, for who asked for it, as long as it is kept."""
        number = as_number(request.args.get("job"))
        job = db.session.query(Job).filter(Job.id == number, Job.kind == "archive").one_or_none() if number is not None else None
        place = export.kept_file(job, guard.actor()) if job is not None else None
        if place is None:
            abort(404)
        audit.note("export", record_type=PromotionCandidate.__tablename__, record_name=str(job), changes={"fetched": job.id})
        db.session.commit()
        return send_file(place, mimetype=TYPE, as_attachment=True, download_name=job.result["name"])
