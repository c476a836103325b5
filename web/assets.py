"""Files that never change and pages that travel light: fingerprints, compression, caching.

The address of a static file bears the digest of its content (`app.css?v=1f0c…`), so a browser keeps it for ever and
asks anew as soon as it changes. Text is compressed once per process and kept.

Pages are compressed too. What a page repeats from its address could then be used to guess a secret beside it by the
length of the answer (BREACH). Two things stand against it: session cookies are SameSite=Lax, so another site cannot
ask for such pages in our visitor's name, and each answer has a random length (the file name that gzip allows in its
header, as Django does it).
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import mimetypes
import secrets
import struct
import time
import zlib
from pathlib import Path

from flask import Flask, Response, current_app, request
from markupsafe import Markup, escape
from werkzeug.exceptions import NotFound
from werkzeug.utils import safe_join

from . import crest

TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml", "application/manifest+json")
WORTH_BYTES = 700
PAGE_LEVEL, FILE_LEVEL = 4, 9
LONGEST_PADDING = 100
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
SPRITE = "vendor/tabler-icons/sprite.svg"
FOR_EVER = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Put a fingerprint into every static address, and serve and compress as told above."""
    app.url_defaults(add_fingerprint)
    app.view_functions["static"] = send
    app.after_request(compress_page)
    app.jinja_env.globals |= {"asset": asset, "icon": icon}
    app.extensions["fingerprints"] = {}


def add_fingerprint(endpoint: str, values: dict) -> None:
    """Every `url_for("static", …)` gets the digest of the file."""
    if endpoint == "static" and "v" not in values and values.get("filename"):
        if found := fingerprint(values["filename"]):
            values["v"] = found


def asset(name: str) -> str:
    """The address of a static file, for templates: `url_for("static", …)` at a fifth of its price."""
    return f"{request.script_root}{current_app.static_url_path}/{name}?v={fingerprint(name) or ''}"


def icon(name: str, label: str | None = None) -> Markup:
    """icon("users"), for templates: a drawing from the vendored sprite; with a label it speaks, without it is ornament."""
    return _drawn(asset(SPRITE), name, escape(label) if label else None)


@functools.lru_cache(maxsize=1000)
def _drawn(sprite: str, name: str, label: Markup | None) -> Markup:
    said = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>').format(said, sprite, name)


def fingerprint(name: str) -> str | None:
    """Twelve letters of the digest of a static file; None where there is no such file.

    A process looks at a file once. A page names forty of them, and they only change with a new version of the whole.
    """
    app = current_app._get_current_object()  # asked forty times a page, and every look through the proxy costs
    known = app.extensions["fingerprints"]
    if name in known and not app.debug:
        return known[name]
    try:
        path, stamp = place(name)
    except NotFound:
        return None
    known[name] = _read(str(path), stamp)[0][:12]
    return known[name]


def place(name: str) -> tuple[Path, int]:
    """Where a static file is, and when it last changed; the crest is the installation's own where it has one."""
    inside = str(crest.file()) if name == crest.NAME else safe_join(current_app.static_folder, name)
    if inside is None or not Path(inside).is_file():
        raise NotFound
    return Path(inside), Path(inside).stat().st_mtime_ns


@functools.lru_cache(maxsize=256)
def _read(path: str, _stamp: int) -> tuple[str, bytes]:
    """The digest of a file and its compressed content."""
    content = Path(path).read_bytes()
    return hashlib.sha256(content).hexdigest(), gzip.compress(content, FILE_LEVEL, mtime=0)


def send(filename: str) -> Response:
    """A static file: kept for ever where the address bears its fingerprint, asked for again otherwise."""
    path, stamp = place(filename)
    digest, small = _read(str(path), stamp)
    answer = Response(mimetype=mimetypes.guess_type(path.name)[0] or "application/octet-stream")
    if answer.mimetype.startswith(TEXT):
        answer.vary.add("Accept-Encoding")
    if answer.mimetype.startswith(TEXT) and "gzip" in request.accept_encodings:
        answer.set_data(small)
        answer.headers["Content-Encoding"] = "gzip"
    else:
        answer.set_data(gzip.decompress(small))
    if answer.mimetype == "image/svg+xml":  # opened by itself, a drawing is a document: nothing in it may run
        answer.headers["Content-Security-Policy"] = DRAWING_POLICY
    answer.headers["Cache-Control"] = FOR_EVER if request.args.get("v") == digest[:12] else "no-cache"
    answer.set_etag(digest[:20])
    return answer.make_conditional(request)


def compress_page(answer: Response) -> Response:
    """Compress a page or a list of proposals; files, streams and small answers go as they are."""
    whole = not (answer.direct_passthrough or answer.is_streamed or answer.headers.get("Content-Encoding"))
    if not whole or not answer.mimetype.startswith(TEXT) or request.endpoint == "static":
        return answer
    answer.vary.add("Accept-Encoding")
    content = answer.get_data()
    if answer.status_code in (204, 304) or len(content) < WORTH_BYTES or "gzip" not in request.accept_encodings:
        return answer
    answer.set_data(packed(content))
    answer.headers["Content-Encoding"] = "gzip"
    return answer


def packed(content: bytes) -> bytes:
    """gzip (RFC 1952) with a random name in its header, so that the length tells nothing exact."""
    name = secrets.token_hex(LONGEST_PADDING // 2)[: secrets.randbelow(LONGEST_PADDING)].encode()
    head = b"\x1f\x8b\x08\x08" + struct.pack("<L", int(time.time())) + b"\x00\xff" + name + b"\x00"
    body = zlib.compressobj(PAGE_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return head + body.compress(content) + body.flush() + struct.pack("<LL", zlib.crc32(content), len(content) & 0xFFFFFFFF)
