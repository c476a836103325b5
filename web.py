"""What every answer has in common: who asks, the language, the headers, how values are written, the error pages."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from decimal import Decimal
from urllib.parse import urlsplit

from flask import Flask, abort, flash, g, has_request_context, redirect, render_template, request, session, url_for
from flask_babel import format_date, format_datetime, format_decimal, get_locale, gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from wtforms import ValidationError

from models import Installation, db
from models.engine import LockTimeout
from rules import access
from rules.refused import N_, Forbidden, Refused
from services import account, guard
from services.wording import said

LANGUAGES = ["fr", "en"]
NO_STORE_EXCEPT = ("static", "verify.")
NUL = "\x00"
LOG = logging.getLogger("sirhp")

# What went wrong with a record, where no rule said so: PostgreSQL's code and SQLite's name of the broken constraint.
BROKEN = {
    "23505": N_("Another record already has this value."),
    "23503": N_("Something else refers to this record, or it refers to something that is no longer there."),
    "23514": N_("Two values of this record do not go together, or one is outside what is possible."),
    "23502": N_("A value that must be given is missing."),
}
BROKEN |= {
    "SQLITE_CONSTRAINT_UNIQUE": BROKEN["23505"],
    "SQLITE_CONSTRAINT_FOREIGNKEY": BROKEN["23503"],
    "SQLITE_CONSTRAINT_CHECK": BROKEN["23514"],
    "SQLITE_CONSTRAINT_NOTNULL": BROKEN["23502"],
}
NOT_ACCEPTED = N_("The database did not accept this. Nothing was changed. Try again, and tell the technicians if it happens again.")
WENT_WRONG = N_("Something went wrong. Nothing was changed. Try again, and tell the technicians if it happens again.")
CHANGED_MEANWHILE = N_("Somebody changed this record meanwhile. Open it again and make your change once more.")
BUSY = N_("The system is busy: a long piece of work is being saved. Nothing was changed. Try again in a moment.")


def init_app(app: Flask) -> None:
    """Attach all of it."""
    app.before_request(identify)
    app.before_request(refuse_what_nobody_types)
    app.after_request(add_headers)
    app.context_processor(shared_values)
    app.add_template_filter(day)
    app.add_template_filter(moment)
    app.add_template_filter(decimal)
    app.add_template_filter(said)
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(Refused, show_refusal)
    for trouble in (DBAPIError, LockTimeout, StaleDataError):
        app.register_error_handler(trouble, show_trouble)


def language() -> str:
    """The reader's language: as chosen in this browser, else as in the account, else French."""
    if not has_request_context():
        return "fr"
    chosen = session.get("language") or g.get("own_language")
    return chosen if chosen in LANGUAGES else "fr"


def identify() -> None:
    """Find who is asking and tell the guard; a session that is over is forgotten."""
    g.csp_nonce, g.user = secrets.token_urlsafe(16), None
    token = session.get("sign_in")
    if not token or request.endpoint == "static":
        return
    user = account.resume(token, request.user_agent.string)
    db.session.commit()
    if user is None:
        session.clear()
        return
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
    db.session.rollback()
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
            400: _("This request cannot be read. Go back and type it again."),
            403: _("You may not do this. Ask the administrator if you think that you should."),
            404: _("There is nothing here, or it is not for you to see."),
            405: _("This address cannot be used in this way."),
            413: _("This file is too large."),
        }.get(error.code, _(WENT_WRONG))
    return error_page(error.code, text)


def error_page(code: int, text: str):
    """What happened, in words. Whether this is a demonstration is not asked of a database that does not answer."""
    if code == 503:
        g.is_demo = g.get("is_demo", False)
    return render_template("error.html", code=code, text=text), code


def show_refusal(refused: Refused):
    """An act that a rule refused, where the door did not say so itself."""
    db.session.rollback()
    return error_page(403 if isinstance(refused, Forbidden) else 422, said(refused))


def show_trouble(error: Exception):
    """A page for what the database did not do."""
    db.session.rollback()
    is_about_record = isinstance(error, (IntegrityError, StaleDataError))
    return error_page(422 if is_about_record else 503, trouble_in_words(error))


def trouble_in_words(error: Exception) -> str:
    """Our own sentence for anything that stopped an act. The technicians find the rest in the log, a user never does."""
    if isinstance(error, Refused):
        return said(error)
    if isinstance(error, ValidationError):
        return str(error)
    LOG.error("an act was stopped", exc_info=error)
    if isinstance(error, StaleDataError):
        return _(CHANGED_MEANWHILE)
    if isinstance(error, LockTimeout):
        return _(BUSY)
    if isinstance(error, IntegrityError):
        code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
        return _(BROKEN.get(code, NOT_ACCEPTED))
    return _(NOT_ACCEPTED if isinstance(error, DBAPIError) else WENT_WRONG)
