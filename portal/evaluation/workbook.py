"""The offline bridge in the portal: the sheet of one's people is downloaded, filled anywhere, looked through and taken as a draft."""

from __future__ import annotations

import io
from pathlib import Path

from flask import Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _, ngettext

from models import db, now
from rules.refused import N_, Refused
from services import guard, storage, submissions
from services.evaluation.marking import workbook
from services.evaluation.marking.workbook.reading import LARGEST_BYTES, NOT_A_WORKBOOK
from services.wording import said

from .door import pages, require_evaluator

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = (".xlsx", ".ods")
FOLDER = "imports"  # what is left there is cleared after a month


@pages.get("/my/team/sheet.xlsx")
def download_sheet() -> Response:
    """The people whom one still marks, as a workbook."""
    require_evaluator()
    made = io.BytesIO()
    try:
        workbook.write(made, by=guard.actor())
    except Refused as refused:
        flash(said(refused), "error")
        return redirect(url_for(".team"))
    db.session.commit()
    made.seek(0)
    name = _("evaluation-sheet-%(day)s.xlsx", day=now().date().isoformat())
    answer = send_file(made, mimetype=TYPE, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.route("/my/team/load", methods=["GET", "POST"])
def load():
    """Choose a filled sheet. It is kept until it is taken or given up; nothing is written yet."""
    require_evaluator()
    if request.method == "GET":
        return render_template("portal/evaluation/load.html", error="")
    try:
        stored = kept(request.files.get("file"))
        looked_through(stored)
    except Refused as refused:
        return render_template("portal/evaluation/load.html", error=said(refused)), 422
    submissions.led_to(url_for(".loaded", stored=stored))
    db.session.commit()
    return redirect(url_for(".loaded", stored=stored))


def kept(sent) -> str:
    """Keep the file that was sent in the place of the one that this account sent before; returns its stored name. Raises Refused."""
    if sent is None or not sent.filename:
        raise Refused(NOT_A_WORKBOOK)
    if Path(sent.filename).suffix.lower() not in ENDINGS:
        raise Refused(NOT_A_WORKBOOK)
    if not storage.is_within(sent.stream, LARGEST_BYTES):
        raise Refused(N_("The file is larger than a sheet of your people can be: at most %(most)s MB."), most=LARGEST_BYTES // 1024 // 1024)
    return storage.keep_table(sent.stream, sent.filename, instead=f"sheet-{guard.actor().user_id}-")


def looked_through(stored: str) -> workbook.Preview:
    """What the file would do now. Raises Refused, and keeps the file no longer, when it is none of one's own sheets."""
    who, place = guard.actor(), storage.path(FOLDER, stored)
    try:
        return workbook.compare(workbook.read(place, by=who), by=who)
    except Refused:
        place.unlink(missing_ok=True)
        raise


@pages.route("/my/team/load/<stored>/", methods=["GET", "POST"])
def loaded(stored: str):
    """What the file would do, person by person; then take it. Where two texts stand one says which."""
    require_evaluator()
    preview = own_preview(stored)
    if request.method == "GET":
        return render_template("portal/evaluation/loaded.html", preview=preview, fate=workbook.Fate)
    if request.form.get("act") != "take":
        flash(_("Nothing was loaded."), "success")
        return done(stored)
    taken = workbook.take(preview, request.form, by=guard.actor())
    if taken.missed:
        db.session.commit()  # the other fields are taken
        flash(_("Something was typed in this very moment. What differs is shown once more."), "error")
        return redirect(url_for(".loaded", stored=stored))
    tell(taken)
    return done(stored)


def own_preview(stored: str) -> workbook.Preview:
    """What a kept file would do; 404 for one that is gone, or was not brought by the one who is signed in."""
    who = guard.actor()
    try:
        place = storage.path(FOLDER, stored)
        return workbook.compare(workbook.read(place, by=who), by=who) if place.is_file() else abort(404)
    except Refused:
        abort(404)


def tell(taken: workbook.Taken) -> None:
    """Say how much was taken."""
    if not taken.fields:
        flash(_("Nothing was loaded: the file says nothing new."), "success")
        return
    fields = ngettext("%(num)s field", "%(num)s fields", taken.fields)
    people = ngettext("%(num)s person", "%(num)s people", taken.people)
    flash(_("Taken as a draft: %(fields)s of %(people)s. Nothing is sent yet.", fields=fields, people=people), "success")


def done(stored: str):
    """The file is no longer kept; back to the people."""
    submissions.led_to(url_for(".team"))
    db.session.commit()
    storage.path(FOLDER, stored).unlink(missing_ok=True)
    return redirect(url_for(".team"))
