"""The public check as a handful of files: the page, its script, the keys and the status list.

The same bytes are served at /verify/ and written by publish() for any web host, so that the records are
never reachable from outside. Everybody asks for the same addresses: nothing tells which badge is looked at.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from dataclasses import dataclass, replace
from pathlib import Path

from flask import current_app, has_app_context
from flask_babel import force_locale
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from models import Badge, BadgeState, db, now
from services import audit, guard

from . import keys, status

LANGUAGES = ("fr", "en")
TEMPLATE = "portal/verify/index.html"
# For so long a made list is handed out without a look at the database, whoever asks how often.
LOOK_AGAIN = dt.timedelta(seconds=30)
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
    audit.note("publish", record_type=Badge.__tablename__, record_name=directory.name, changes={"files": len(MEDIA_TYPES)})
    return list(MEDIA_TYPES)


def status_list() -> bytes:
    """The signed status list: looked after every half minute, and at once after a change made by this process;
    signed anew when a badge changed, or when it is ten minutes old.
    """
    kept, at = current_app.extensions.get("badge_status"), now()
    if kept is None or at - kept.looked_at >= LOOK_AGAIN:
        kept = current_app.extensions["badge_status"] = _looked_after(kept, at)
    return kept.signed


@dataclass(frozen=True)
class _Kept:
    """The last list of this process, the state of the badges in it, when it was made and last compared."""

    state: tuple
    made_at: dt.datetime
    looked_at: dt.datetime
    signed: bytes


def _looked_after(kept: _Kept | None, at: dt.datetime) -> _Kept:
    listed = _not_valid(at.date())
    with guard.unscoped("publishing which badges are valid"):
        state = tuple(db.session.execute(select(func.count(), func.sum(listed.c.slot)).select_from(listed)).one())
        if kept and kept.state == state and at - kept.made_at < status.REFRESH:
            return replace(kept, looked_at=at)
        slots = list(db.session.scalars(select(listed.c.slot)))
    address = current_app.config["VERIFY_URL"] + STATUS
    return _Kept(state, at, at, status.make(slots, address, at, keys.current_key(keys.LIST), keys.sign))


@event.listens_for(Session, "after_flush")
def _notice_badges(session, _context) -> None:
    """Once for those who read in this transaction, and once more for the others when it is committed."""
    if any(isinstance(record, Badge) for record in (*session.new, *session.dirty)):
        session.info["badges changed"] = True
        _look_again()


@event.listens_for(Session, "after_commit")
def _notice_commit(session) -> None:
    if session.info.pop("badges changed", False):
        _look_again()


def _look_again() -> None:
    kept = current_app.extensions.get("badge_status") if has_app_context() else None
    if kept:
        current_app.extensions["badge_status"] = replace(kept, looked_at=dt.datetime.min.replace(tzinfo=dt.UTC))


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
