"""What is said when something did not work: a page in words for each error, never the text of a database."""

from __future__ import annotations

import logging

from flask import Flask, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from wtforms import ValidationError

from models import db
from models.engine import LockTimeout
from rules.refused import N_, Forbidden, Refused
from services import constraints
from services.wording import said

from . import keeping

LOG = logging.getLogger("sirhp")

WENT_WRONG = N_("Something went wrong. Nothing was changed. Try again, and tell the technicians if it happens again.")
CHANGED_MEANWHILE = N_("Somebody changed this record meanwhile. Open it again and make your change once more.")
BUSY = N_("The system is busy: a long piece of work is being saved. Nothing was changed. Try again in a moment.")


def init_app(app: Flask) -> None:
    """A page for every error, whoever raises it."""
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(Refused, show_refusal)
    for trouble in (DBAPIError, LockTimeout, StaleDataError):
        app.register_error_handler(trouble, show_trouble)


def show_error(error: HTTPException):
    """A page in words for each error; a stranger is sent to sign in."""
    db.session.rollback()
    if error.response is not None:
        return error
    if (isinstance(error, CSRFError) or error.code == 401) and (kept := keeping.keep_for_later()):
        return kept
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
    if isinstance(error, IntegrityError):
        return _broken(error)
    if isinstance(error, DBAPIError):
        error.hide_parameters = True  # a log keeps no value of a file
    LOG.error("an act was stopped", exc_info=error)
    if isinstance(error, StaleDataError):
        return _(CHANGED_MEANWHILE)
    if isinstance(error, LockTimeout):
        return _(BUSY)
    return _(constraints.NOT_ACCEPTED if isinstance(error, DBAPIError) else WENT_WRONG)


def _broken(error: IntegrityError) -> str:
    """What a constraint refused: in the words of its table where that has some. The log gets its name and no value."""
    LOG.warning("a constraint refused an act: %s", constraints.name_of(error) or constraints.code_of(error))
    return said(constraints.refused(error))
