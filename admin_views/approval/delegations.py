"""What one lets others decide for a time, and what others let one decide."""

from __future__ import annotations

from flask import flash, redirect, request
from flask_admin import expose
from flask_admin.model.fields import AjaxSelectField
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from models import User, db
from rules import access
from rules.access import Scope
from rules.refused import Refused
from services import approval, guard
from services.wording import said

from ..record.converting import DayField
from ..record.lookup import MOST, Lookup, as_number
from .desk import DeskView


def right_label(permission: str) -> str:
    """A right in words: Personnel – approve."""
    area, _dot, verb = permission.partition(".")
    return f"{_(access.AREAS[area])} – {_(access.VERBS[verb])}"


def name_of(number: int) -> str:
    """Who is behind an account: those in a delegation know each other, also where they may not see accounts."""
    with guard.unscoped("the names of those in a delegation"):
        return db.session.get(User, number).name


def own_rights() -> list[str]:
    """The rights to approve that one holds oneself, and so may give for a time."""
    held = [right for width in Scope for right in access.held(guard.actor(), width)]
    return [right for right in held if right.endswith(".approve")]


class DelegateLookup(Lookup):
    """Colleagues by name, for those who have a right to give; nothing of an account but whose it is."""

    def get_one(self, key):
        """The chosen account, or None when no right may be given to it."""
        number = as_number(key)
        return approval.delegate_numbered(number, guard.actor()) if number is not None and own_rights() else None

    def get_list(self, term: str, offset: int = 0, limit: int = MOST) -> list[User]:
        """The first colleagues by name in which every typed word is found."""
        return approval.delegates_for(guard.actor(), term, MOST) if own_rights() else []


DELEGATES = DelegateLookup("delegate_of_mine", User)


class DelegationForm(FlaskForm):
    """To whom, which right, from when to when, and why."""

    to = AjaxSelectField(DELEGATES, _l("Given to"), [InputRequired()])
    permission = SelectField(_l("Right"), [InputRequired()])
    starts_on = DayField(_l("From"), [InputRequired()])
    ends_on = DayField(_l("Until"), [InputRequired()])
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=1000)])

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.permission.choices = [(right, right_label(right)) for right in own_rights()]


class DelegationView(DeskView):
    """What one lets others decide, and what others let one decide."""

    list_fields = ("giver", "delegate", "permission", "starts_on", "ends_on", "revoked_at")
    search_fields = ("reason",)
    filter_fields = ("starts_on", "ends_on")
    column_default_sort = ("id", True)
    formatters = {
        "permission": lambda _view, _context, one, _name: right_label(one.permission),
        "giver": lambda _view, _context, one, _name: name_of(one.giver_id),
        "delegate": lambda _view, _context, one, _name: name_of(one.delegate_id),
    }
    list_template = "admin/approval/delegations.html"
    details_template = "admin/approval/delegation.html"
    verbs = {"give": "view", "take_back": "view"}
    empty_text = _l("Before you are absent, let somebody approve in your place for a time.")

    def __init__(self, model, **options):
        super().__init__(model, **options)
        self._form_ajax_refs[DELEGATES.name] = DELEGATES

    @property
    def may_give(self) -> bool:
        """Whether there is a right of one's own to give."""
        return bool(own_rights())

    @property
    def giver_id(self) -> int | None:
        """Who is looking, as the page asks whether the delegation is his own."""
        return guard.actor().user_id

    @expose("/give/", methods=("GET", "POST"))
    def give(self):
        """Give a right for a time."""
        form = DelegationForm()
        if form.validate_on_submit():
            try:
                return self._given(form)
            except Refused as refused:
                db.session.rollback()
                flash(said(refused), "error")
        return self.render("admin/approval/delegate.html", form=form)

    def _given(self, form: DelegationForm):
        to, days = form.to.data, (form.starts_on.data, form.ends_on.data)
        approval.delegate(form.permission.data, to, days, reason=form.reason.data, by=guard.actor())
        db.session.commit()
        flash(_("%(name)s may approve in your place. Every such decision says so.", name=to.name), "success")
        return redirect(self.get_url(".index_view"))

    @expose("/take-back/", methods=("POST",))
    def take_back(self):
        """End a delegation before its time."""
        delegation = self.get_one(request.form.get("id"))
        try:
            approval.take_back(delegation, by=guard.actor())
            db.session.commit()
            flash(_("The right is yours alone again."), "success")
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
        return redirect(self.get_url(".index_view"))
