"""The names of the public files, what a browser may do in them, and where this installation keeps them."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from .. import status

STATUS, KEYS, ROUND_KEYS, ICON, INFLATE = "status.cwt", "keys.json", "round-keys.json", "icon-180.png", "inflate.js"
PAGE, INSPECTOR_PAGE = "index.html", "inspector/index.html"
_HTML, _CSS, _SCRIPT = (f"text/{kind}; charset=utf-8" for kind in ("html", "css", "javascript"))
_MANIFEST = "application/manifest+json"
# In the order in which they are written: the keys first, by which a folder is known as ours; a list comes after the key that signed it.
MEDIA_TYPES = {
    KEYS: "application/json",
    ROUND_KEYS: "application/json",
    "verify.css": _CSS,
    "verify.js": _SCRIPT,
    INFLATE: _SCRIPT,
    "sw.js": _SCRIPT,
    "manifest.webmanifest": _MANIFEST,
    "icon.svg": "image/svg+xml",
    ICON: "image/png",
    PAGE: _HTML,
    "inspector/inspect.css": _CSS,
    "inspector/inspect.js": _SCRIPT,
    "inspector/scanner.js": _SCRIPT,
    "inspector/sw.js": _SCRIPT,
    "inspector/manifest.webmanifest": _MANIFEST,
    "inspector/zxing.js": _SCRIPT,
    "inspector/zxing_reader.wasm": "application/wasm",
    INSPECTOR_PAGE: _HTML,
    STATUS: status.MEDIA_TYPE,
}
# The same words as a header and inside the pages, for hosts that set no header.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
# Inspectors: the reader of codes is WebAssembly, and the page finds what it shares one folder up.
INSPECTOR_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'").replace("base-uri 'none'", "base-uri 'self'")


def folder() -> Path:
    """Where the public site of this installation is published."""
    return Path(current_app.config["PUBLIC_FOLDER"])


def policy(name: str) -> str:
    """What the browser may do in this file."""
    return INSPECTOR_POLICY if name.startswith("inspector/") else POLICY
