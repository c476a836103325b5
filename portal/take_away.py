"""Taking the own file away: as a PDF, as an archive for a machine, and the attestation of service."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import BinaryIO

from flask import Blueprint, Response, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _

from models import Officer, db
from rules import take_away as rules
from rules.refused import Refused
from services import archive, attestation, dossier, guard
from services.wording import said

from .home import own_record

pages = Blueprint("take_away", __name__)

PDF, ZIP = "application/pdf", "application/zip"


@pages.get("/my/take-away/")
def choose():
    """What there is to take, and what each contains."""
    return render_template("portal/take_away/choose.html", officer=own_record(), most=rules.MOST_AN_HOUR)


@pages.get("/my/take-away/file.pdf")
def whole_file():
    """The whole file, as it is read on paper."""
    return taken(dossier.write, PDF, _("my-file"))


@pages.get("/my/take-away/archive.zip")
def whole_archive():
    """The whole file for a machine, with its documents."""
    return taken(archive.write, ZIP, _("my-file"))


@pages.get("/my/take-away/attestation.pdf")
def own_attestation():
    """The attestation of service."""
    return taken(attestation.write, PDF, _("attestation-of-service"))


def taken(write: Callable[[Officer, BinaryIO], object], kind: str, name: str) -> Response:
    """The file that `write` makes, or the way back with the reason why not.

    Fetched with GET, although the trail notes it: the download managers of old phones ask a second time, and only so.
    """
    officer = own_record()
    file = tempfile.TemporaryFile()  # the answer closes it
    try:
        archive.check_pace(officer, by=guard.actor())
        write(officer, file)
    except Refused as refused:
        db.session.rollback()
        file.close()
        flash(said(refused), "error")
        return redirect(url_for("take_away.choose"))
    db.session.commit()
    file.seek(0)
    number = "".join(sign for sign in officer.service_number or str(officer.id) if sign.isalnum())
    return send_file(file, mimetype=kind, as_attachment=True, download_name=f"{name}-{number}.{kind.rpartition('/')[2]}")
