"""Signing in and out, choosing a password and a language."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask_babel import lazy_gettext as _l, gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from models import db
from rules.access import may
from rules.refused import Refused
from services import account, guard, people
from services.wording import said
from web import LANGUAGES, keeping

pages = Blueprint("account", __name__)


class LoginForm(FlaskForm):
    """User name and password."""

    username = StringField(_l("User name"), [InputRequired(), Length(max=60)])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=200)])


class PasswordForm(FlaskForm):
    """The present password and the new one, twice."""

    present = PasswordField(_l("Present password"), [InputRequired(), Length(max=200)])
    wished = PasswordField(_l("New password"), [InputRequired(), Length(max=200)])
    again = PasswordField(
        _l("New password, once more"), [InputRequired(), EqualTo("wished", _l("The two new passwords are not the same."))]
    )


@pages.before_app_request
def insist_on_first_password():
    """Whoever has a first password given by somebody else chooses his own before anything else."""
    free = {"account.password", "account.logout", "account.language", "static"}
    if g.get("user") and g.user.must_change_password and request.endpoint not in free:
        return redirect(url_for("account.password"))


@pages.route("/login", methods=["GET", "POST"])
def login():
    """Sign in; a wrong password and an unknown account get the same answer."""
    if g.user:
        return redirect(first_page())
    form = LoginForm()
    if form.validate_on_submit():
        try:
            opened = account.sign_in(
                form.username.data,
                form.password.data,
                address=request.remote_addr or "",
                browser=request.user_agent.string,
            )
            db.session.commit()
            if opened:
                return welcome(*opened)
            form.password.errors = [_("The user name or the password is not right.")]
        except Refused as refused:
            form.password.errors = [said(refused)]
    return render_template("account/login.html", form=form), 200 if request.method == "GET" else 401


def welcome(user, token: str):
    """Open the browser's side of the session under a new cookie and go where the person wanted to."""
    language = session.get("language")
    session.clear()
    session["sign_in"], session["csrf_token"] = token, keeping.token_for(user)
    if language:
        session["language"] = language
    g.user = user
    return redirect(keeping.waiting_address() or safe_next() or first_page())


def safe_next() -> str | None:
    """The page asked for before signing in, if it is one of ours."""
    wanted = request.args.get("next", "")
    ours = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    # The key of a kept form is its owner's, who gets it by signing in: whoever else does finds the plain page.
    return keeping.own_address(wanted) if ours else None


def first_page() -> str:
    """Clerks start at the desk, commanders with their people, everybody else at his own file."""
    desk = any(may(guard.actor(), f"{area}.view") for area in ("personnel", "account", "organisation"))
    if desk and g.user.role != "supervisor":
        return url_for("admin.index")
    return url_for("people.every" if people.may_look(guard.actor()) else "my.start")


@pages.post("/logout")
def logout():
    """End this session; the browser forgets what it kept."""
    account.sign_out(session.get("sign_in", ""))
    db.session.commit()
    session.clear()
    return signed_out()


def signed_out():
    """To the sign-in; the browser forgets what it kept, such as what was typed into a draft."""
    answer = redirect(url_for("account.login"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@pages.post("/logout/everywhere")
def logout_everywhere():
    """End all of one's sessions, on all devices."""
    if not g.user:
        abort(401)
    account.sign_out_everywhere(g.user)
    db.session.commit()
    session.clear()
    flash(_("You are signed out on all devices."), "success")
    return signed_out()


@pages.route("/password", methods=["GET", "POST"])
def password():
    """Choose one's own password."""
    if not g.user:
        abort(401)
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            is_changed = account.change_password(g.user, form.present.data, form.wished.data)
            db.session.commit()
            if is_changed:
                session.clear()
                flash(_("Your password is changed. Sign in with it."), "success")
                return signed_out()
            form.present.errors = [_("The present password is not right.")]
        except Refused as refused:
            form.wished.errors = [said(refused)]
    return render_template("account/change_password.html", form=form)


@pages.post("/language/<code>")
def language(code: str):
    """Change the language of this browser and come back."""
    if code in LANGUAGES:
        session["language"] = code
    return redirect(safe_next() or url_for("account.login"))
