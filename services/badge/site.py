"""The public check as a handful of files: the page, its script, the keys and the status list.

The same bytes are served at /verify/ and written by publish() for any web host, so that the records are
never reachable from outside. Everybody asks for the same addresses: nothing tells which badge is looked at.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from pathlib import Path

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import func, select

from models import Badge, BadgeState, db, now
from services import guard

from . import keys, status

LANGUAGES = ("fr", "en")
TEMPLATE = "portal/verify/index.html"
STATUS, KEYS = "status.cwt", "keys.json"
MEDIA_TYPES = {
    "index.html": "text/html; charset=utf-8",
    "verify.css": "text/css; charset=utf-8",
    "verify.js": "text/javascript; charset=utf-8",
    "sw.js": "text/javascript; charset=utf-8",
    "manifest.webmanifest": "application/manifest+json",
    "icon.svg": "image/svg+xml",
    KEYS: "application/json",
    STATUS: status.MEDIA_TYPE,
}
# The same words as a header and inside the page, for hosts that set no header.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)


def file(name: str) -> bytes:
    """One file of the public check. Raises KeyError for a name that is none of them."""
    if name not in MEDIA_TYPES:
        raise KeyError(name)
    made = {"index.html": _page, KEYS: _keys, STATUS: status_list}
    return made[name]() if name in made else Path(current_app.static_folder, "verify", name).read_bytes()


def publish(directory: Path) -> list[str]:
    """Write the static site and return the names of its files; each is replaced in one stroke."""
    directory.mkdir(parents=True, exist_ok=True)
    for name in MEDIA_TYPES:
        fresh = directory / f".{name}.new"
        fresh.write_bytes(file(name))
        fresh.chmod(0o644)
        fresh.replace(directory / name)
    return list(MEDIA_TYPES)


def status_list() -> bytes:
    """The signed status list; signed anew when a badge changed, or when it is ten minutes old."""
    kept = current_app.extensions.get("badge_status")
    at, listed = now(), _not_valid(now().date())
    with guard.unscoped("publishing which badges are valid"):
        state = tuple(db.session.execute(select(func.count(), func.sum(listed.c.slot)).select_from(listed)).one())
        if kept and kept[0] == state and at - kept[1] < status.REFRESH:
            return kept[2]
        slots = list(db.session.scalars(select(listed.c.slot)))
    address = current_app.config["VERIFY_URL"] + STATUS
    signed = status.make(slots, address, at, keys.current_key(keys.LIST), keys.sign)
    current_app.extensions["badge_status"] = (state, at, signed)
    return signed


def _not_valid(today: dt.date):
    """Slots of badges that must not pass: all but the active. Expired ones are left out, their token says so."""
    return select(Badge.slot).where(Badge.state != BadgeState.ACTIVE, Badge.expires_on >= today).subquery()


def _keys() -> bytes:
    """The public keys as a JSON Web Key Set; `for` says whether a key signs cards or lists."""
    listed = []
    for kid, public in sorted(keys.public_keys().items()):
        point = public.key.public_numbers()
        listed.append({
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": str(kid), "for": public.use,
            "x": _base64url(point.x), "y": _base64url(point.y),
        })  # fmt: skip
    return json.dumps({"keys": listed}, separators=(",", ":")).encode()


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def _page() -> bytes:
    """The page, with every language in it: it must work without a server."""
    environment = current_app.jinja_env
    answers = {}
    for language in LANGUAGES:
        with force_locale(language):
            answers[language] = environment.get_template("portal/verify/answers.html").render(language=language)
    return environment.get_template(TEMPLATE).render(answers=answers, policy=POLICY).encode()
