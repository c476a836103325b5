"""Acts of a career at the desk: a posting, a rank, a position, an award, each with the paper that decided it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request
from flask_admin import expose
from flask_babel import gettext as _

from models import Officer, db, now
from rules.refused import Refused
from services import submissions
from services.wording import DAY, said
from web import keeping

from ..record.details import FRAGMENT
from .act_forms import FORMS, ActForm


class ActScreen:
    """The acts recorded from the page of an officer."""

    @expose("/act/", methods=("GET", "POST"))
    def act(self):
        """A posting, a rank, a position or an award, decided by a paper; the file then shows what holds today."""
        officer, kind = self.get_one(request.args.get("id")), FORMS.get(request.args.get("kind"))
        form = kind(officer=officer, **keeping.typed_again()) if kind else abort(404)
        said_of_it = {"told": [], "warned": "", "refused": ""}
        is_valid = form.validate_on_submit() and ("_look" in request.form or form.is_confirmed())
        try:
            if form.is_decided():
                said_of_it |= {"told": [said(each) for each in form.foretold()], "warned": said(form.warned()) if form.warned() else ""}
            if is_valid and "_look" not in request.form:
                return self._recorded(form, officer)
        except Refused as found:
            db.session.rollback()
            said_of_it["refused"] = said(found)
            form.starts_on.errors = [said(found)]
        if request.headers.get(FRAGMENT) == "foretold":
            return render_template("admin/personnel/act_told.html", **said_of_it)
        return self.render("admin/personnel/act.html", officer=officer, form=form, told=said_of_it["told"], warned=said_of_it["warned"])

    def _recorded(self, form: ActForm, officer: Officer):
        """Write the act and come back to the page of the officer."""
        form.perform()
        submissions.led_to(self.get_url(".details_view", id=officer.id))
        db.session.commit()
        starts_on = form.starts_on.data
        ahead = _("The act is recorded. It takes effect by itself on %(day)s.", day=starts_on.strftime(DAY))
        flash(ahead if starts_on > now().date() else _("The act is recorded."), "success")
        return redirect(self.get_url(".details_view", id=officer.id))
