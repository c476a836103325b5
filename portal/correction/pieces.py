"""The pieces of a request: photos of papers taken with the phone, or scans. They open for the officer alone."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from models import CorrectionRequest, db
from rules.refused import N_, Refused
from services import correction, guard, submissions
from web import documents

from .own import NUMBER, own_piece, pages

CHOOSE = N_("Choose a photo or a PDF first.")
HEIC = N_(
    "“%(name)s” is a photo in the HEIC format, which cannot be read here. On the iPhone choose Settings, Camera, Formats, "
    "“Most compatible” and take it again; or send a picture of the screen."
)
# What the first bytes of such photos say after their length: "ftyp" and one of these.
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


class WrongPiece(Refused):
    """A file that cannot be taken, said beside its box."""

    of = "piece"


def add_chosen(found: CorrectionRequest, *, must: bool) -> bool:
    """Keep the file that was posted, if there is one. WrongPiece in words."""
    sent = request.files.get("piece")
    if sent is None or not sent.filename:
        if must:
            raise WrongPiece(CHOOSE)
        return False
    sent.stream.seek(0)
    head = sent.stream.read(12)
    sent.stream.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        raise WrongPiece(HEIC, name=sent.filename)
    try:
        correction.add_piece(found, sent, request.form.get("title", "").strip(), by=guard.actor())
    except Refused as refused:
        raise WrongPiece(refused.message, **refused.values) from refused
    return True


@pages.get(f"/<{NUMBER}:request_id>/pieces/<{NUMBER}:piece_id>/")
def piece(request_id: int, piece_id: int):
    """A piece of one of the own requests."""
    found = own_piece(request_id, piece_id)
    place = documents.place_of(found.file) or abort(404)
    return documents.sent(place, documents.file_name(found, place.suffix))


@pages.post(f"/<{NUMBER}:request_id>/pieces/<{NUMBER}:piece_id>/remove")
def remove(request_id: int, piece_id: int):
    """Take a piece away, as long as the request is not sent."""
    correction.remove_piece(own_piece(request_id, piece_id), by=guard.actor())
    submissions.led_to(url_for(".one", request_id=request_id))
    db.session.commit()
    flash(_("The piece is removed."), "success")
    return redirect(url_for(".one", request_id=request_id))
