"""The documents of a record: opened through the guard only, sent so that a browser runs nothing in them, and noted."""

from __future__ import annotations

import re
import unicodedata

from flask import abort, request, send_file
from flask_admin import expose
from flask_babel import gettext as _
from markupsafe import Markup

from rules.refused import Refused
from services import audit, storage

from .formatting import DASH

# What is read here is noted in the trail; elsewhere only changes are.
NOTED_AREAS = {"private", "medical", "discipline"}
# The day that a document bears, in the order of asking.
DAYS = ("dated_on", "issued_on", "act_signed_on", "examined_on", "opened_on", "starts_on")
# Nothing in the document runs, asks elsewhere or is framed, even where a browser opens it.
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


class FileScreen:
    """The door to the documents of RecordView: /file/?id=…&field=…"""

    @property
    def documents(self) -> list[str]:
        """The fields that hold a document."""
        return [name for name, field in self.fields.items() if _is_document(field)]

    @expose("/file/")
    def file(self):
        """A document, for those who may see its record."""
        record, name = self.get_one(request.args.get("id")), request.args.get("field", "")
        stored = getattr(record, name) if name in self.documents else None
        place = _place(stored) or abort(404)
        if getattr(record, "collective_act_id", None) and not (self.may("edit") or self.may("approve")):
            abort(403)  # the paper of an act for many names all of them
        if self.model.__area__ in NOTED_AREAS:
            audit.note("open", record=record)
            self.session.session.commit()
        return sent(place, file_name(record, place.suffix))


def sent(place, name: str):
    """A stored document as an answer: a picture to be looked at, a PDF to be saved or opened by its program."""
    answer = send_file(
        place, mimetype=storage.TYPES[place.suffix], as_attachment=place.suffix == ".pdf", download_name=name, conditional=False
    )
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"  # no shared computer keeps a private paper
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def file_name(record, ending: str) -> str:
    """A plain name that says what the document is and of which day, and nothing of whom: "acte-de-naissance-2020-03-01.pdf"."""
    kind = getattr(record, "kind", None)
    words = str(getattr(kind, "label", kind) or getattr(record, "act_kind", None) or record.__label__)
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60] or "document"
    day = next((value for name in DAYS if (value := getattr(record, name, None))), None)
    return f"{plain}{f'-{day.isoformat()}' if day else ''}{ending}"


def link_of(view, _context, record, name: str):
    """What stands for a document on a page: a link that says what opens."""
    place = _place(getattr(record, name))
    if place is None:
        return DASH
    words = _("Open the image") if place.suffix == ".jpg" else _("Download the PDF")
    address = view.get_url(".file", id=record.id, field=name)
    return Markup('<a href="{}">{}</a> ({})').format(address, words, _size(place.stat().st_size))


def _is_document(field) -> bool:
    return field.column is not None and field.column.info.get("file") == storage.DOCUMENTS


def _place(stored: str | None):
    """The file behind a stored name; None where there is none, or none of a kind that we keep."""
    try:
        place = storage.path(storage.DOCUMENTS, stored or "")
    except Refused:
        return None
    return place if place.suffix in storage.TYPES and place.is_file() else None


def _size(count: int) -> str:
    """How large a file is, for somebody on a slow line."""
    kilobytes = max(1, round(count / 1024))
    return _("%(size)s kB", size=kilobytes) if kilobytes < 1024 else _("%(size)s MB", size=round(kilobytes / 1024, 1))
