"""Accounts and open sign-ins."""

from __future__ import annotations

from flask import flash, g, redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext
from wtforms import SelectField, StringField
from wtforms.validators import Length

from models import Job, SignIn, User, db
from rules import access
from rules.account import may_grant
from services import account, guard, standing

from .base import RecordView
from .record import formatting


ROLES = [(name, lazy_gettext(text)) for name, text in access.ROLES.items()]
# Each in its own language, so that whoever reads only that one finds it.
LANGUAGES = [("fr", "Français"), ("en", "English")]


class AccountView(RecordView):
    list_fields = ("username", "name", "role", "agency", "unit", "active")
    search_fields = ("username", "name")
    filter_fields = ("role", "active")
    details_template = "admin/account/details.html"
    formatters = {
        "role": lambda _view, _context, user, _name: _(access.ROLES[user.role]),
        "language": lambda _view, _context, user, _name: dict(LANGUAGES).get(user.language, user.language),
    }
    form_overrides = {"role": SelectField, "language": SelectField}
    form_args = {"role": {"choices": ROLES}, "language": {"choices": LANGUAGES}}

    tab_groups = (("sign-in", SignIn.__label_plural__, ("sign_in", "delegation")), ("job", Job.__label_plural__, ("job", "import_run")))
    verbs = {"new_password": "edit"}

    def scaffold_form(self):
        """Beside the columns: why, which a second person reads where one is needed."""
        form = super().scaffold_form()
        form.why = StringField(
            lazy_gettext("Reason"),
            [Length(max=1000)],
            description=lazy_gettext("Needed for another role, and for an account that approves: a second person reads it."),
        )
        return form

    def create_form(self, obj=None):
        """No role is chosen beforehand: the first of the list is the mightiest."""
        form = self._offering(super().create_form(obj))
        form.role.choices = [("", formatting.DASH), *form.role.choices]
        return form

    def edit_form(self, obj=None):
        """What nobody changes in his own account is not in its form, so it cannot be posted."""
        form = super().edit_form(obj)
        if obj.id != guard.actor().user_id:
            return self._offering(form)
        for name in ("role", "agency", "unit", "officer", "active"):
            delattr(form, name)
        return form

    def _offering(self, form):
        """Only the roles that one may give."""
        form.role.choices = [choice for choice in ROLES if may_grant(guard.actor().role, choice[0])]
        return form

    def on_model_change(self, form, model, is_created):
        about = {"by": guard.actor(), "reason": form.why.data or ""}
        if is_created:
            g.first_password = account.create(model, by=guard.actor())
            g.asked = standing.open_with_two(model, **about)
        else:
            g.asked = standing.hold_back(model, **about)
            if g.asked is None:
                account.edit(model, by=guard.actor())

    def after_model_change(self, form, model, is_created):
        """A new account gets a first password, shown once and to be changed at the first sign-in."""
        if is_created:
            self._show(model, g.first_password)
        if g.asked:
            flash(_("What this account may do changes once a second person has approved it."), "info")

    def may_renew(self, user: User) -> bool:
        """Whether this person may give that account a new password."""
        return self.may("edit") and user.id != guard.actor().user_id and may_grant(guard.actor().role, user.role)

    @expose("/new-password/", methods=("POST",))
    def new_password(self):
        """A new first password for somebody who lost his; all his sessions end."""
        user = self.get_one(request.form.get("id"))
        first = standing.renew_password(user, by=guard.actor(), reason=_("The password is lost."))
        db.session.commit()
        if first is None:
            flash(_("A second person is asked first: this account approves acts of others, or opens a file that is closed to you. You get a notice."), "info")
        else:
            self._show(user, first)
        return redirect(self.get_url(".details_view", id=user.id))

    def _show(self, user: User, first: str) -> None:
        said = _("First password of %(name)s: %(password)s. Note it now: it is not shown again.", name=user.username, password=first)
        flash(said, "info")


class SignInView(RecordView):
    list_fields = ("user", "started_at", "seen_at", "ended_at", "address", "browser")
    is_creatable = is_editable = False
    column_default_sort = ("started_at", True)


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [AccountView(User), SignInView(SignIn)]
