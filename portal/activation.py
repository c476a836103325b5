"""First access: user name and code of the letter, and a password of one's own. Small, open to everybody, without scripts."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from models import db
from rules.refused import Refused
from services import activation
from services.wording import said

pages = Blueprint("activation", __name__)


class ActivationForm(FlaskForm):
    """What stands in the letter, and the new password twice."""

    username = StringField(_l("User name"), [InputRequired(), Length(max=60)])
    code = StringField(_l("Code of the letter"), [InputRequired(), Length(max=60)])
    wished = PasswordField(_l("New password"), [InputRequired(), Length(max=200)])
    again = PasswordField(
        _l("New password, once more"), [InputRequired(), EqualTo("wished", _l("The two new passwords are not the same."))]
    )


@pages.route("/activate", methods=["GET", "POST"])
def activate():
    """Whatever is wrong with name or code gets one answer, which does not say what."""
    form = ActivationForm()
    if form.validate_on_submit():
        try:
            opened = activation.use(form.username.data, form.code.data, form.wished.data, address=request.remote_addr or "")
            db.session.commit()
            if opened:
                return welcome()
            form.code.errors = [_("This user name and this code open nothing.")]
            return page(form, is_wrong=True)
        except Refused as refused:
            db.session.rollback()
            form.form_errors.append(said(refused))
    return page(form)


def welcome():
    """On to the sign-in, with the password that was just chosen."""
    session.clear()
    flash(_("Your access is open. Sign in with your user name and your new password."), "success")
    return redirect(url_for("account.login"))


def page(form: ActivationForm, is_wrong: bool = False):
    """The form; 401 where it opened nothing."""
    least = current_app.config["SECURITY_PASSWORD_LENGTH_MIN"]
    form.wished.description = _("At least %(count)s characters. Four ordinary words make a good one.", count=least)
    return render_template("account/activate.html", form=form, is_wrong=is_wrong), 200 if request.method == "GET" else 401
