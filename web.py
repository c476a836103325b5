"""What every answer has in common: who asks, the language, the headers, how values are written, the error pages."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from decimal import Decimal

from flask import Flask, flash, g, has_request_context, redirect, render_template, request, session, url_for
from flask_babel import format_date, format_datetime, format_decimal, get_locale, gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from models import Installation, db
from rules import access
from rules.refused import Forbidden, Refused
from services import account, guard
from services.wording import said

LANGUAGES = ["fr", "en"]
NO_STORE_EXCEPT = ("static", "verify.")


def init_app(app: Flask) -> None:
    """Attach all of it."""
    app.before_request(identify)
    app.after_request(add_headers)
    app.context_processor(shared_values)
    app.add_template_filter(day)
    app.add_template_filter(moment)
    app.add_template_filter(decimal)
    app.add_template_filter(said)
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(Refused, show_refusal)
    app.register_error_handler(DBAPIError, show_database_trouble)


def language() -> str:
    """The reader's language: as chosen in this browser, else as in the account, else French."""
    if not has_request_context():
        return "fr"
    chosen = session.get("language") or getattr(g.get("user"), "language", None)
    return chosen if chosen in LANGUAGES else "fr"


def identify() -> None:
    """Find who is asking and tell the guard; a session that is over is forgotten."""
    g.csp_nonce, g.user = secrets.token_urlsafe(16), None
    token = session.get("sign_in")
    if not token or request.endpoint == "static":
        return
    user = account.resume(token)
    if user is None:
        session.clear()
        return
    db.session.commit()
    g.user = user
    door = "admin" if request.path.startswith("/admin") else "portal"
    guard.act_as(account.actor_of(user, door, request.remote_addr, secrets.token_hex(8)))


def add_headers(response):
    """Nothing is loaded from elsewhere, framed, guessed, or kept by a shared computer."""
    nonce = g.get("csp_nonce", "")
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    )
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
        "may": lambda permission: access.may(guard.actor(), permission),
        "languages": LANGUAGES,
    }


def is_demo() -> bool:
    """Whether this database is a demonstration; asked once per request."""
    if "is_demo" not in g:
        g.is_demo = bool(db.session.query(Installation.id).filter_by(is_demo=True).first())
    return g.is_demo


# --- how values are written ----------------------------------------------------------------------


def day(value: dt.date | None) -> str:
    """21/11/2026, or a dash."""
    return format_date(value, "dd/MM/yyyy") if value else "–"


def moment(value: dt.datetime | None) -> str:
    """21/11/2026 14 h 05 in French, 21/11/2026 14:05 in English, in the time of the installation."""
    pattern = "dd/MM/yyyy HH:mm" if language() == "en" else "dd/MM/yyyy HH 'h' mm"
    return format_datetime(value, pattern) if value else "–"


def decimal(value: Decimal | float | None, digits: int = 2) -> str:
    """14,25 in French, 14.25 in English, or a dash."""
    return "–" if value is None else format_decimal(value, format="#,##0." + "0" * digits if digits else "#,##0")


# --- error pages ---------------------------------------------------------------------------------


def show_error(error: HTTPException):
    """A page in words for each error; a stranger is sent to sign in."""
    if error.response is not None:
        return error
    if error.code in (401, 403) and g.get("user") is None:
        return redirect(url_for("account.login", next=request.full_path.rstrip("?")))
    if isinstance(error, CSRFError):
        if g.get("user") is None:
            flash(_("Your session has ended. Sign in again."), "warning")
            return redirect(url_for("account.login"))
        text = _("This page was open for too long. Go back, reload it and try again.")
    else:
        text = {
            403: _("You may not do this. Ask the administrator if you think that you should."),
            404: _("There is nothing here, or it is not for you to see."),
            405: _("This address cannot be used in this way."),
            413: _("This file is too large."),
        }.get(error.code, _("Something went wrong. Nothing was changed. Try again, and tell the technicians if it happens again."))
    return render_template("error.html", code=error.code, text=text), error.code


def show_refusal(refused: Refused):
    """An act that a rule refused, where the door did not say so itself."""
    db.session.rollback()
    code = 403 if isinstance(refused, Forbidden) else 422
    return render_template("error.html", code=code, text=said(refused)), code


def show_database_trouble(error: DBAPIError):
    """No text of the database reaches a user."""
    db.session.rollback()
    logging.getLogger("sirhp").exception("database trouble", exc_info=error)
    text = _("The database did not accept this. Nothing was changed. Try again, and tell the technicians if it happens again.")
    return render_template("error.html", code=503, text=text), 503
