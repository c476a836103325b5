"""Documents as an answer: sent so that a browser runs nothing in them, under a name that tells nothing of whom."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from flask import Response, send_file
from flask_babel import format_decimal, gettext as _

from models import Record
from rules.refused import Refused
from services import storage

# What is read here is noted in the trail; elsewhere only changes are.
NOTED_AREAS = {"private", "medical", "discipline"}
# The day that a document bears, in the order of asking.
DAYS = ("dated_on", "issued_on", "act_signed_on", "examined_on", "opened_on", "starts_on")
# Nothing in the document runs, asks elsewhere or is framed, even where a browser opens it.
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


def sent(place: Path, name: str) -> Response:
    """A stored document as an answer: a picture to be looked at, a PDF to be saved or opened by its program."""
    answer = send_file(
        place, mimetype=storage.TYPES[place.suffix], as_attachment=place.suffix == ".pdf", download_name=name, conditional=False
    )
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"  # no shared computer keeps a private paper
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def written(write: Callable[[BinaryIO], object], kind: str, name: str) -> Response:
    """A file made for this answer alone: it is written to a place that nobody can open, and gone with the answer."""
    file = tempfile.TemporaryFile()  # the answer closes it
    write(file)
    file.seek(0)
    return send_file(file, mimetype=kind, as_attachment=True, download_name=name)


def file_name(record: Record, ending: str) -> str:
    """A plain name that says what the document is and of which day, and nothing of whom: "acte-de-naissance-2020-03-01.pdf"."""
    kind = getattr(record, "kind", None)
    words = str(getattr(kind, "label", kind) or getattr(record, "act_kind", None) or record.__label__)
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60] or "document"
    day = next((value for name in DAYS if (value := getattr(record, name, None))), None)
    return f"{plain}{f'-{day.isoformat()}' if day else ''}{ending}"


def place_of(stored: str | None) -> Path | None:
    """The file behind a stored name; None where there is none, or none of a kind that we keep."""
    try:
        place = storage.path(storage.DOCUMENTS, stored or "")
    except Refused:
        return None
    return place if place.suffix in storage.TYPES and place.is_file() else None


def size(place: Path) -> str:
    """How large a file is, for somebody on a slow line."""
    kilobytes = max(1, round(place.stat().st_size / 1024))
    return _("%(size)s kB", size=kilobytes) if kilobytes < 1024 else _("%(size)s MB", size=format_decimal(round(kilobytes / 1024, 1)))
