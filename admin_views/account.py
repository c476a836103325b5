"""Accounts and open sign-ins."""

from __future__ import annotations

from flask import flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext
from wtforms import SelectField

from models import SignIn, User, db
from rules import access
from services import account

from .base import RecordView


class AccountView(RecordView):
    list_fields = ("username", "name", "role", "agency", "unit", "active")
    search_fields = ("username", "name")
    filter_fields = ("role", "active")
    details_template = "admin/account/details.html"
    formatters = {"role": lambda _view, _context, user, _name: _(access.ROLES[user.role])}
    form_overrides = {"role": SelectField}
    form_args = {"role": {"choices": [(name, lazy_gettext(text)) for name, text in access.ROLES.items()]}}

    def on_model_change(self, form, model, is_created):
        """A new account gets a first password, shown once and to be changed at the first sign-in."""
        if is_created:
            first = account.give_first_password(model)
            flash(_("First password of %(name)s: %(password)s. Note it now: it is not shown again.", name=model.username, password=first), "info")

    @expose("/new-password/", methods=("POST",))
    def new_password(self):
        """A new first password for somebody who lost his; all his sessions end."""
        user = self.get_one(request.form.get("id"))
        first = account.give_first_password(user)
        account.sign_out_everywhere(user)
        db.session.commit()
        flash(_("First password of %(name)s: %(password)s. Note it now: it is not shown again.", name=user.username, password=first), "info")
        return redirect(self.get_url(".details_view", id=user.id))


class SignInView(RecordView):
    list_fields = ("user", "started_at", "seen_at", "ended_at", "address", "browser")
    is_creatable = is_editable = False
    column_default_sort = ("started_at", True)


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [AccountView(User), SignInView(SignIn)]
