"""Annulling an act at the desk: what follows from it is read first, then a second person is asked."""

from __future__ import annotations

import json

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import get_locale, gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from models import DatedLine, db
from rules.refused import Refused
from services import guard, personnel, reference, submissions
from services.personnel import two_people
from services.wording import said
from web import keeping

from .. import looked_at
from ..record.converting import DayField, DocumentField


def act_kind_choices() -> list[tuple[str, str]]:
    """The kinds of act that a form offers, in the reader's language."""
    in_english = str(get_locale()) == "en"
    return [(one["name"], one["name_en" if in_english else "name"]) for one in reference.act_kinds()]


class AnnulForm(FlaskForm):
    """The paper of the act that annuls, and why."""

    kind = SelectField(_l("Kind of act"))
    reference = StringField(_l("Reference of the act"), [DataRequired(), Length(max=160)])
    authority = StringField(_l("Signing authority"), [Length(max=160)])
    signed_on = DayField(_l("Signed on"), [Optional()])
    scan = DocumentField(_l("Scan of the act"))
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=1000)])
    paper = ("kind", "reference", "authority", "signed_on", "scan")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.kind.choices = act_kind_choices()

    def act(self) -> personnel.Paper:
        """The paper; its scan is kept now."""
        texts = (self.reference.data.strip(), (self.authority.data or "").strip() or None)
        return personnel.Paper(self.kind.data, *texts, self.signed_on.data, self.scan.keep())


class Annullable:
    """Beside RecordView, for lines of a file that an act gave and another act can annul: `verbs` gets "annul" by itself."""

    details_template = "admin/personnel/line.html"
    verbs = {"annul": "edit"}

    def may_annul(self, line: DatedLine) -> bool:
        """Whether the page offers it."""
        is_open = line.annulment_id is None and two_people.standing(line) is None
        return is_open and self.may("edit") and not guard.is_own_file(line, guard.actor())

    def waiting_for(self, line: DatedLine):
        """The proposal to annul the line that waits, to be told on its page."""
        return two_people.standing(line) if line.annulment_id is None else None

    @expose("/annul/", methods=("GET", "POST"))
    def annul(self):
        """What annulling the line would change, and the paper that annuls it; a second person then approves."""
        line = self.get_one(request.args.get("id"))
        if guard.is_own_file(line, guard.actor()):
            abort(403)
        form = AnnulForm(**keeping.typed_again())
        try:
            told = personnel.consequences([line]).told()
        except Refused as refused:
            return self.render("admin/personnel/annul.html", line=line, refused=said(refused))
        seen = (json.dumps(told), [line.version])
        if form.validate_on_submit() and self._is_proposed(form, line, seen):
            return redirect(self.get_url(".details_view", id=line.id))
        sentences = [said(each) for each in told]
        return self.render("admin/personnel/annul.html", line=line, form=form, told=sentences, seen=looked_at.seal(*seen))

    def _is_proposed(self, form: AnnulForm, line: DatedLine, seen: tuple) -> bool:
        """Ask the second person, where what follows is still what stood on the page; else the page says why not."""
        if not looked_at.is_sealed(*seen, request.form.get("seen", "")):
            form.form_errors.append(_("What follows from it has changed since you opened this page. Read it again below."))
            return False
        try:
            two_people.propose([line], form.act(), reason=form.reason.data, by=guard.actor())
            submissions.led_to(self.get_url(".details_view", id=line.id))
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            form.form_errors.append(said(refused))
            return False
        flash(_("The annulment is proposed: it takes effect once another person has approved it."), "success")
        return True
