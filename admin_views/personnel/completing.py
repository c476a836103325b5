"""An act whose paper came later, at the desk: what its line does not say yet is filled in."""

from __future__ import annotations

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length, Optional

from models import DatedLine, db
from rules.refused import Refused
from services import guard, personnel, submissions
from services.wording import said
from web import keeping

from ..record.converting import DayField, DocumentField, stripped


class CompleteForm(FlaskForm):
    """Of the paper, what the line does not say yet."""

    act_reference = StringField(_l("Reference of the act"), [Length(max=160)], filters=[stripped])
    act_authority = StringField(_l("Signing authority"), [Length(max=160)], filters=[stripped])
    act_signed_on = DayField(_l("Signed on"), [Optional()])
    act_scan = DocumentField(_l("Scan of the act"))
    paper = ("act_reference", "act_authority", "act_signed_on", "act_scan")

    def keep_only(self, names: list[str]) -> None:
        """Take away what stands already: it cannot even be sent."""
        for name in self.paper:
            if name not in names:
                delattr(self, name)

    def given(self) -> dict[str, object]:
        """What was filled in; the scan is kept now."""
        there = [name for name in self.paper if name in self]
        return {name: self[name].keep() if name == "act_scan" else self[name].data for name in there}


class Completable:
    """Beside RecordView, for lines of a file that an act gave: its paper may come later."""

    verbs = {"complete": "edit"}

    def may_complete(self, line: DatedLine) -> bool:
        """Whether the page offers it."""
        return self.may("edit") and not guard.is_own_file(line, guard.actor()) and bool(personnel.fillable(line))

    def awaits_paper(self, line: DatedLine) -> bool:
        """Whether the page says that the paper has still to come."""
        return personnel.is_awaited(line)

    @expose("/complete/", methods=("GET", "POST"))
    def complete(self):
        """Fill in what the line does not say of its paper; what stands never changes."""
        line = self.get_one(request.args.get("id"))
        if guard.is_own_file(line, guard.actor()):
            abort(403)
        back, form = self.get_url(".details_view", id=line.id), CompleteForm(**keeping.typed_again())
        form.keep_only(personnel.fillable(line))
        if form.validate_on_submit() or not personnel.fillable(line):
            try:
                personnel.complete(line, **form.given())
                submissions.led_to(back)
                db.session.commit()
                flash(_("The act is completed."), "success")
                return redirect(back)
            except Refused as refused:
                db.session.rollback()
                form.form_errors.append(said(refused))
        return self.render("admin/personnel/act_complete.html", line=line, form=form, back=back)
