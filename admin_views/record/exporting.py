"""A list as a file: at once, prepared in the background, or after a second person has approved it."""

from __future__ import annotations

import tempfile

from flask import abort, flash, redirect, request, send_file
from flask_admin import expose
from flask_babel import get_locale, gettext as _
from werkzeug.datastructures import MultiDict

import jobs
from models import Job, Proposal, db
from rules.refused import N_, Refused
from services import audit, export, guard
from services.wording import said

from .listing import columns
from .lookup import as_number


class ExportScreen:
    """The download of RecordView."""

    export_types = tuple(export.KINDS)
    # Columns that go with another: a name in two columns is one in the list.
    export_beside: dict[str, tuple[str, ...]] = {}

    @expose("/export/<export_type>/", methods=("GET", "POST"))
    def export(self, export_type: str):
        """The list as it is shown now. What is large, or personal and many, is asked for on a page that says so."""
        try:
            wanted = self._wanted_file(export_type)
            numbers = export.count(wanted)
            if export.needs_second(wanted, len(numbers), by=guard.actor()):
                return self._ask_second_person(wanted, len(numbers))
            if len(numbers) <= export.AT_ONCE:
                return self._send_file(wanted, numbers)
            if request.method == "POST":
                return self._prepare_file(wanted, len(numbers))
        except Refused as refused:
            return self._file_refused(refused)
        return self.render("admin/model/export.html", rows=len(numbers), lines=export.described(wanted.content(len(numbers))))

    def _wanted_file(self, kind: str) -> export.Wanted:
        """What the address asks for: filters, search and order of the list, and the columns shown or chosen."""
        if kind not in export.KINDS:
            abort(404)
        in_address = [path for path in request.args.get("columns", "").split(",") if path]
        shown = [column.path for column in columns.shown(self, in_address)]
        paths = dict.fromkeys(path for name in shown for path in (name, *self.export_beside.get(name, ())))
        return export.Wanted(self.model, self.listed(request.args), tuple(paths), kind)

    def _send_file(self, wanted: export.Wanted, numbers):
        """The file, written whole before the first byte leaves: an error is then a page, not half a file."""
        file = tempfile.TemporaryFile()  # the answer closes it
        export.make(wanted, numbers, file)
        db.session.commit()
        file.seek(0)
        return send_file(file, mimetype=export.KINDS[wanted.kind], as_attachment=True, download_name=wanted.name)

    def _prepare_file(self, wanted: export.Wanted, rows: int):
        """Hand a large file to the worker, with the approval if it needs one."""
        told = {"list": str(self.model.__label_plural__), "kind": wanted.kind.upper()}
        asked = {"content": wanted.content(rows), "proposal": wanted.proposal_id, "language": str(get_locale())}
        job = jobs.ask("export", N_("%(list)s: file %(kind)s"), told, **asked)
        db.session.commit()
        jobs.send(job)
        flash(_("The file is being prepared. You can leave this page: the finished file waits for you here for a day."), "info")
        return redirect(self.get_url("admin-job.details_view", id=job.id))

    def _file_refused(self, refused: Refused):
        db.session.rollback()
        flash(said(refused), "error")
        return redirect(self.get_url(".index_view"))

    # --- the second person -----------------------------------------------------------------------

    def _ask_second_person(self, wanted: export.Wanted, rows: int):
        """The page on which one says why; then whoever may approve is told."""
        reason, error = request.form.get("reason", "").strip(), ""
        if request.method == "POST" and reason:
            page = self.get_url(".export_approved")
            proposal = export.propose(wanted, rows, reason=reason, by=guard.actor(), page=page)
            db.session.commit()
            flash(_("Your request is sent to those who may approve it. You are told as soon as one of them has decided."), "success")
            return redirect(self.get_url("admin-proposal.details_view", id=proposal.id))
        if request.method == "POST":
            error = _("Say what the file is for: whoever approves it reads it.")
        lines = export.described(wanted.content(rows))
        limits = {"most": export.MOST_ROWS_ALONE, "taken": export.taken_alone(guard.actor())}
        return self.render("admin/model/export.html", rows=rows, lines=lines, reason=reason, error=error, **limits)

    @expose("/export-approved/", methods=("GET", "POST"))
    def export_approved(self):
        """Fetch once what was approved: a large file is prepared, a smaller one comes at once."""
        proposal = export.approved(request.args.get("digest", ""), by=guard.actor()) or abort(404)
        if proposal.content["table"] != self.model.__tablename__:
            abort(404)
        if request.method == "GET":
            return self.render("admin/model/export.html", proposal=proposal, lines=export.described(proposal.content))
        try:
            return self._fetch_approved(proposal)
        except Refused as refused:
            return self._file_refused(refused)

    def _fetch_approved(self, proposal: Proposal):
        """The list is asked for anew, as an address would ask for it, and compared with what was approved."""
        if job := export.in_preparation(proposal):
            return redirect(self.get_url("admin-job.details_view", id=job.id))
        content = proposal.content
        asked = self.listed(MultiDict(map(tuple, content["arguments"])))
        wanted = export.Wanted(self.model, asked, tuple(content["columns"]), content["kind"], proposal.id)
        numbers = export.count(wanted)
        if len(numbers) > export.AT_ONCE:
            export.check_growth(proposal, len(numbers))
            return self._prepare_file(wanted, content["rows"])
        export.take(proposal, wanted, len(numbers), by=guard.actor())
        return self._send_file(wanted, numbers)

    # --- what the worker made --------------------------------------------------------------------

    @expose("/export-file/")
    def export_file(self):
        """The file of a job, for who asked for it, as long as it is kept."""
        number = as_number(request.args.get("job"))
        job = db.session.query(Job).filter(Job.id == number).one_or_none() if number is not None else None
        place = export.kept_file(job, guard.actor()) if job is not None else None
        if place is None or job.arguments["content"]["table"] != self.model.__tablename__:
            abort(404)
        audit.note("export", record_type=self.model.__tablename__, record_name=str(job), changes={"fetched": job.id})
        db.session.commit()
        kind = job.arguments["content"]["kind"]
        return send_file(place, mimetype=export.KINDS[kind], as_attachment=True, download_name=job.result["name"])
