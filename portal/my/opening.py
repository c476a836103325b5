"""The papers of one's own file: which there are, and the guarded doors by which they and the photo open."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import abort, send_file, url_for

from models import Absence, Award, Document, IdentityPaper, Officer, PositionLine, Posting, RankLine, Record, Sanction, db
from services import audit, storage
from services.storage import images
from web import documents

from .door import own, own_record, pages

# The fields of one's own records that hold a paper to be opened.
HOLDS: dict[type[Record], str] = {
    Document: "file", IdentityPaper: "scan", Posting: "act_scan", RankLine: "act_scan", PositionLine: "act_scan",
    Award: "act_scan", Sanction: "act_scan", Absence: "act_scan",
}  # fmt: skip
KINDS = {model.__tablename__: model for model in HOLDS}
# Twice the room that the page gives it: sharp on a phone, and a few kilobytes.
PHOTO_SIDE = 160
LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Paper:
    """A paper that can be opened: where, whether it is a picture, its size in words."""

    url: str
    is_picture: bool
    size: str


def papers_of(record: Record) -> tuple[Paper, ...]:
    """The paper of a record, if it has one that its officer may open: that of an act for many names all of them."""
    if type(record) not in HOLDS or getattr(record, "collective_act_id", None):
        return ()
    place = documents.place_of(getattr(record, HOLDS[type(record)]))
    if place is None:
        return ()
    url = url_for("my.paper", table=record.__tablename__, number=record.id)
    return (Paper(url, place.suffix == ".jpg", documents.size(place)),)


@pages.get(f"/papers/<table>/<int(max={LARGEST}):number>/")
def paper(table: str, number: int):
    """A paper of one's own file; that of anybody else is not there."""
    officer, model = own_record(), KINDS.get(table) or abort(404)
    record = db.session.scalar(own(model, officer).where(model.id == number)) or abort(404)
    if getattr(record, "collective_act_id", None):
        abort(404)
    place = documents.place_of(getattr(record, HOLDS[model])) or abort(404)
    if model.__area__ in documents.NOTED_AREAS:
        audit.note("open", record=record)
        db.session.commit()
    return documents.sent(place, documents.file_name(record, place.suffix))


@pages.get("/photo")
def photo():
    """One's own photo, small."""
    place = photo_of(own_record()) or abort(404)
    with place.open("rb") as stream:
        small = images.as_jpeg(stream, PHOTO_SIDE)
    answer = send_file(BytesIO(small), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def photo_of(officer: Officer):
    """Where the photo is kept; None where there is none."""
    place = storage.path("photos", officer.photo) if officer.photo else None
    return place if place is not None and place.is_file() else None
