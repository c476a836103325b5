"""Taking the own file away: as a PDF, as an archive for a machine, and the attestation of service."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Officer, db
from rules import take_away as rules
from rules.refused import Refused
from services import archive, attestation, dossier, guard, take_away
from services.wording import said
from web import documents

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
    return taken(dossier.prepare, PDF, _("my-file"))


@pages.get("/my/take-away/archive.zip")
def whole_archive():
    """The whole file for a machine, with its documents."""
    return taken(archive.prepare, ZIP, _("my-file"))


@pages.get("/my/take-away/attestation.pdf")
def own_attestation():
    """The attestation of service."""
    return taken(partial(attestation.prepare, by=guard.actor()), PDF, _("attestation-of-service"))


def taken(prepare: Callable[[Officer], tuple[dict, Callable[[BinaryIO], object]]], kind: str, name: str) -> Response:
    """The file that was prepared, or the way back with the reason why not. It is noted before it is written: writing
    lasts, and nobody else should wait for the database meanwhile.

    Fetched with GET, although the trail notes it: the download managers of old phones ask a second time, and only so.
    """
    officer = own_record()
    try:
        noted, write = prepare(officer)
        take_away.note(officer, noted, by=guard.actor())
    except Refused as refused:
        db.session.rollback()
        flash(said(refused), "error")
        return redirect(url_for("take_away.choose"))
    db.session.commit()
    number = "".join(sign for sign in officer.service_number or str(officer.id) if sign.isalnum())
    return documents.written(write, kind, f"{name}-{number}.{kind.rpartition('/')[2]}")
