"""What every answer has in common: who asks, the headers, what every template may use."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, request, session
from flask_babel import get_locale, gettext as _

from models import Installation, db
from rules import access
from rules.badge import spaced_number
from services import account, arrival, guard
from services.custom import known
from services.wording import said

from . import assets, crest, fields, troubles, words
from .troubles import trouble_in_words
from .writing import LANGUAGES, day, decimal, language, moment, signed

__all__ = ["LANGUAGES", "day", "decimal", "init_app", "language", "moment", "signed", "trouble_in_words", "words"]

NO_STORE_EXCEPT = ("static", "verify.")
# Pages with a camera: photos, cards that are scanned, the page of inspectors.
CAMERA_PAGES = ("/admin/photo/", "/admin/badge/", "/verify/inspector/")
NUL = "\x00"


def init_app(app: Flask) -> None:
    """Attach all of it."""
    app.before_request(identify)
    app.before_request(refuse_what_nobody_types)
    app.after_request(add_headers)
    app.context_processor(shared_values)
    app.add_template_filter(day)
    app.add_template_filter(moment)
    app.add_template_filter(decimal)
    app.add_template_filter(signed)
    app.add_template_filter(said)
    app.add_template_filter(spaced_number)
    troubles.init_app(app)
    crest.init_app(app)
    assets.init_app(app)
    fields.init_app(app)


def identify() -> None:
    """Find who is asking and tell the guard; a session that is over is forgotten."""
    g.csp_nonce, g.user = secrets.token_urlsafe(16), None
    token = session.get("sign_in")
    if not token or request.endpoint == "static":
        return
    found = arrival.resume(token, request.user_agent.string)
    if found and found.is_noted:
        db.session.commit()
    if found is None or found.user is None:
        session.clear()
        return
    g.is_demo = found.is_demo
    known.begin(found.stamp)
    user = found.user
    # Kept apart, so that an error page need not ask a database that does not answer.
    g.user, g.own_language = user, user.language
    door = "admin" if request.path.startswith("/admin") else "portal"
    guard.act_as(account.actor_of(user, door, request.remote_addr, secrets.token_hex(8)))


def refuse_what_nobody_types() -> None:
    """A NUL character, which no database keeps, and a way back that is no address go no further."""
    posted = [file.filename or "" for file in request.files.values()]
    for values in (request.args, request.form):
        posted += [text for pair in values.items(multi=True) for text in pair]
    if NUL in request.path or any(NUL in text for text in posted):
        abort(400)
    try:
        urlsplit(request.values.get("url", ""))
    except ValueError:
        abort(400)


def add_headers(response):
    """Nothing is loaded from elsewhere, framed, guessed, or kept by a shared computer."""
    nonce = g.get("csp_nonce", "")
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    )
    camera = "(self)" if request.path.startswith(CAMERA_PAGES) else "()"
    response.headers.setdefault("Permissions-Policy", f"camera={camera}, microphone=(), geolocation=()")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if not (request.endpoint or "").startswith(NO_STORE_EXCEPT):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def shared_values() -> dict:
    """What every template may use."""
    return {
        "current_actor": guard.actor(),
        "role_label": _(access.ROLES[guard.actor().role]) if guard.actor().role in access.ROLES else "",
        "current_user_record": g.get("user"),
        "csp_nonce": lambda: g.get("csp_nonce", ""),
        "get_locale": get_locale,
        "is_demo": is_demo(),
        "installation_name": current_app.config["INSTALLATION_NAME"] or _("Human resources of the police"),
        "may": lambda permission: access.may(guard.actor(), permission),
        "languages": LANGUAGES,
    }


def is_demo() -> bool:
    """Whether this database is a demonstration; asked once per request."""
    if "is_demo" not in g:
        g.is_demo = bool(db.session.query(Installation.id).filter_by(is_demo=True).first())
    return g.is_demo
