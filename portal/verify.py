"""The door of the public: is this badge genuine? A static page; the server learns nothing of the badge."""

from __future__ import annotations

import gzip
import hashlib

from flask import Blueprint, Response, abort, request

from rules.refused import Refused
from services.badge import site

pages = Blueprint("verify", __name__, url_prefix="/verify")


@pages.get("/")
def index() -> Response:
    """The page; the token stands behind the # of its address and never comes here."""
    return _file("index.html")


@pages.get("/<name>")
def asset(name: str) -> Response:
    """What the page asks for, keys and status list included."""
    return _file(name)


def _file(name: str) -> Response:
    """The browser keeps its copy and asks each time whether it is still the latest."""
    try:
        content = site.file(name)
    except KeyError:
        abort(404)
    except Refused:
        abort(503)  # no key was made yet: the page then says that it cannot check
    answer = Response(content, content_type=site.MEDIA_TYPES[name])
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Content-Security-Policy"] = site.POLICY + "; frame-ancestors 'none'"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if "gzip" in request.accept_encodings and name != site.STATUS:  # the list is packed already
        answer.data, answer.content_encoding = gzip.compress(content, mtime=0), "gzip"
    answer.vary.add("Accept-Encoding")
    answer.set_etag(hashlib.sha256(content).hexdigest()[:32])
    return answer.make_conditional(request)
