"""The door of the public: is this card or paper genuine? Hands out the published files; the server learns nothing of the card.

No key is opened here and no record is read: the worker makes the files (services/badge/publishing).
"""

from __future__ import annotations

import functools
import gzip
import hashlib
from pathlib import Path

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import force_locale, gettext as _

from services.badge.publishing import files
from services.badge.publishing.pages import LANGUAGES

pages = Blueprint("verify", __name__, url_prefix="/verify")


@pages.get("/")
def index() -> Response:
    """The page; the token stands behind the # of its address and never comes here."""
    return _file(files.PAGE)


@pages.get("/inspector/")
def inspector() -> Response:
    """The page of inspectors, who scan one card after the other."""
    return _file(files.INSPECTOR_PAGE)


@pages.get("/<path:name>")
def asset(name: str) -> Response:
    """What the pages ask for, keys and status list included."""
    return _file(name)


def _file(name: str) -> Response:
    """The browser keeps its copy and asks each time whether it is still the latest."""
    if name not in files.MEDIA_TYPES:
        abort(404)
    place = files.folder() / name
    try:
        found = place.stat()
        content, packed, mark = _read(place, found.st_mtime_ns, found.st_ino)
    except FileNotFoundError:
        return _not_yet()
    answer = Response(content, content_type=files.MEDIA_TYPES[name])
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Content-Security-Policy"] = files.policy(name) + "; frame-ancestors 'none'"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if "gzip" in request.accept_encodings and len(packed) < len(content):
        answer.data, answer.content_encoding = packed, "gzip"
    answer.vary.add("Accept-Encoding")
    answer.set_etag(mark, weak=True)
    return answer.make_conditional(request)


@functools.lru_cache(maxsize=64)
def _read(place: Path, _changed: int, _node: int) -> tuple[bytes, bytes, str]:
    """A file as it is, packed, and its mark; read again when another has taken its place."""
    content = place.read_bytes()
    return content, gzip.compress(content, mtime=0), hashlib.sha256(content).hexdigest()[:32]


def _not_yet() -> Response:
    """Before the worker published for the first time: said in both languages, since nobody has chosen one."""
    words = {}
    for language in LANGUAGES:
        with force_locale(language):
            words[language] = [
                _("Check impossible"),
                _("The list is not published yet. Try again in a few minutes."),
                _("Otherwise ask the person to come with you to the nearest police station."),
            ]
    answer = Response(render_template("portal/verify/not_yet.html", words=words), 503)
    answer.headers |= {"Retry-After": "60", "Cache-Control": "no-store"}
    return answer
