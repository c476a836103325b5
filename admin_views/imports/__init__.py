"""Files loaded into the system, step by step: the file, its columns, a preview, the loading."""

from __future__ import annotations

from flask import flash, redirect, request, send_file
from flask_admin import expose
from flask_babel import get_locale, gettext as _, lazy_gettext as _l

import jobs
from models import ImportRun, ImportState, JobState, db
from rules.refused import N_, Refused
from services import guard, submissions
from services.imports import runs
from services.imports.mapping import from_json
from services.wording import said

from ..base import RecordView
from ..jobs import is_active, progress_of, trouble
from .mapping_form import MappingForm
from .words import counts_in_words, record_words

ENDINGS = ".csv,.txt,.xlsx,.ods"


class ImportView(RecordView):
    """One's own imports only: what stands in a file that somebody loads is nobody else's business."""

    list_fields = ("file_name", "record_type", "state", "counts", "at")
    search_fields = ("file_name",)
    is_editable = False
    column_default_sort = ("id", True)
    list_template = "admin/import/list.html"
    verbs = {"mapping": "create", "run": "view", "load": "create", "refused": "view", "discard": "create"}
    formatters = {"record_type": record_words, "counts": counts_in_words}
    empty_text = _l("Load a file of officers, postings or units: nothing is written before you have seen what it would do.")

    # --- rights ----------------------------------------------------------------------------------

    def may(self, verb: str) -> bool:
        return verb in ("view", "create") and bool(runs.record_types(guard.actor()))

    def get_one(self, id):
        """The run of this number; its record type may still be loaded, or 403."""
        run = super().get_one(id)
        runs.check(run, guard.actor())
        return run

    # --- the file --------------------------------------------------------------------------------

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self):
        """Choose a file and say what it holds."""
        kinds, error = runs.record_types(guard.actor()), None
        if request.method == "POST":
            file, record = request.files.get("file"), request.form.get("record")
            try:
                if record not in [kind.name for kind in kinds]:
                    return self._new(kinds, {"record": _("Say what the file holds.")})
                if not file or not file.filename:
                    return self._new(kinds, {"file": _("Choose a file.")})
                run = runs.receive(file.stream, file.filename, record, guard.actor())
                submissions.led_to(self.get_url(".mapping", id=run.id))
                db.session.commit()
                return redirect(self.get_url(".mapping", id=run.id))
            except Refused as refused:
                db.session.rollback()
                error = {"file": said(refused)}
        return self._new(kinds, error or {})

    def _new(self, kinds, errors):
        return self.render("admin/import/new.html", kinds=kinds, errors=errors, endings=ENDINGS)

    # --- the columns -----------------------------------------------------------------------------

    @expose("/mapping/", methods=("GET", "POST"))
    def mapping(self):
        """Say what each column is. `then` is the button: another sheet, show again, or preview."""
        run = self.get_one(request.values.get("id"))
        if run.state is ImportState.LOADED or is_active(run.job):
            return redirect(self.get_url(".run", id=run.id))
        then = request.form.get("then")
        try:
            if then == "read":
                return self._read_again(run)
            form = self._form(run)
            if then == "preview" and form.check():
                return self._preview(run, form)
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
            return redirect(self.get_url(".index_view"))
        return self.render("admin/import/mapping.html", run=run, form=form, last=last_time(form))

    def _form(self, run: ImportRun) -> MappingForm:
        posted = request.form if request.method == "POST" else None
        return MappingForm(runs.sketch_of(run), runs.check(run, guard.actor()), from_json(run.mapping), posted)

    def _read_again(self, run: ImportRun):
        row = request.form.get("header_row", "").strip()
        try:
            runs.read_again(run, request.form.get("sheet") or None, int(row) if row.isdigit() else None, guard.actor())
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
        return redirect(self.get_url(".mapping", id=run.id))

    def _preview(self, run: ImportRun, form: MappingForm):
        runs.map_columns(run, form.mapping)
        if form.sketch.size > runs.LONGEST_AT_ONCE:
            return self._in_background(run, "import preview", N_("Preview of %(file)s"))
        runs.preview(run, guard.actor())
        submissions.led_to(self.get_url(".run", id=run.id))
        db.session.commit()
        return redirect(self.get_url(".run", id=run.id))

    def _in_background(self, run: ImportRun, kind: str, title: str, **arguments):
        job = jobs.ask(kind, title, {"file": run.file_name}, run=run.id, language=str(get_locale()), **arguments)
        run.job = job
        submissions.led_to(self.get_url(".run", id=run.id))
        db.session.commit()
        jobs.send(job)
        return redirect(self.get_url(".run", id=run.id))

    # --- the preview and the loading -------------------------------------------------------------

    @expose("/run/")
    def run(self):
        """Where the run stands: at work, previewed, loaded, or stopped."""
        run = self.get_one(request.args.get("id"))
        if run.state is ImportState.RECEIVED and run.job is None:
            return redirect(self.get_url(".mapping", id=run.id))
        job = run.job
        went_wrong = job is not None and job.state in (JobState.FAILED, JobState.CANCELLED)
        return self.render(
            "admin/import/run.html",
            run=run,
            step=step(run),
            job=job,
            active=is_active(job),
            progress=progress_of(job) if is_active(job) else {},
            trouble=trouble(job) if went_wrong else None,
            went_wrong=went_wrong,
            said=runs.kept_preview(run),
            record=runs.check(run, guard.actor()),
        )

    @expose("/load/", methods=("POST",))
    def load(self):
        """Load the file in the background."""
        run = self.get_one(request.form.get("id"))
        if run.state is not ImportState.PREVIEWED or is_active(run.job):
            return redirect(self.get_url(".run", id=run.id))
        good_rows = request.form.get("rows") == "good"
        if run.counts.get("refused") and not good_rows:
            flash(_("Nothing was loaded: some rows are refused. Correct them, or choose to load the good rows."), "error")
            return redirect(self.get_url(".run", id=run.id))
        return self._in_background(run, "import", N_("Loading of %(file)s"), good_rows=good_rows)

    @expose("/refused/")
    def refused(self):
        """The refused rows in the shape of the file, each with its reason, to be corrected and loaded again."""
        run = self.get_one(request.args.get("id"))
        try:
            path = runs.refused_rows(run)
            db.session.commit()
        except Refused as refused:
            flash(said(refused), "error")
            return redirect(self.get_url(".run", id=run.id))
        name = _("refused rows of %(file)s", file=run.file_name.rpartition(".")[0])
        return send_file(path, mimetype="text/csv", as_attachment=True, download_name=f"{name}.csv")

    @expose("/discard/", methods=("POST",))
    def discard(self):
        """Forget the file; what it loaded stays."""
        run = self.get_one(request.form.get("id"))
        if is_active(run.job):
            return redirect(self.get_url(".run", id=run.id))
        name = run.file_name
        files = runs.discard(run)
        db.session.commit()
        runs.remove(files)
        flash(_("The file %(file)s is no longer kept.", file=name), "success")
        return redirect(self.get_url(".index_view"))

    @expose("/details/")
    def details_view(self):
        """A run is shown where it stands."""
        return redirect(self.get_url(".run", id=request.args.get("id", "")))


def step(run: ImportRun) -> int:
    """The step at which a run is: 2 columns, 3 preview, 4 loading."""
    if run.state is ImportState.LOADED or (run.job and run.job.kind == "import" and is_active(run.job)):
        return 4
    return 3


def last_time(form: MappingForm) -> dict | None:
    """Whether the columns stand as they were mapped last time, and when that was, if by oneself."""
    if form.posted is not None or not runs.is_remembered(form.sketch, form.mapping):
        return None
    return {"at": runs.last_loaded_at(form.mapping, guard.actor())}


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [ImportView(ImportRun)]
