"""Annulling an act at the desk: what follows from it is read first, then a second person is asked."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import get_locale, gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from models import DatedLine, db
from rules.refused import Refused
from services import guard, personnel, reference, submissions
from services.personnel import telling, two_people
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
    together = SelectMultipleField(
        _l("Annul together with it"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        description=_l("They rest on this act. What you leave unticked stays in the file."),
    )  # fmt: skip
    paper = ("kind", "reference", "authority", "signed_on", "scan")

    def __init__(self, resting: Sequence[DatedLine] = (), **options):
        """`resting` are the lines that rest on the one to annul: all go with it, unless somebody unticks them."""
        super().__init__(together=[one.id for one in resting], **options)
        self.kind.choices = act_kind_choices()
        self.together.choices = [(one.id, telling.named(one)) for one in resting]
        if not resting:
            del self.together

    def chosen(self, resting: Sequence[DatedLine]) -> list[DatedLine]:
        """The lines that are annulled together with it."""
        return [one for one in resting if one.id in self.together.data] if self.together else []

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
        resting = personnel.resting(line)
        form = AnnulForm(resting, **keeping.typed_again())
        lines = [line, *form.chosen(resting)]
        try:
            told = personnel.consequences(lines).told()
        except Refused as refused:
            return self.render("admin/personnel/annul.html", line=line, refused=said(refused))
        seen = (json.dumps(told), [one.version for one in lines])
        if form.validate_on_submit() and self._is_proposed(form, lines, seen):
            return redirect(self.get_url(".details_view", id=line.id))
        sentences = [said(each) for each in told]
        return self.render("admin/personnel/annul.html", line=line, form=form, told=sentences, seen=looked_at.seal(*seen))

    def _is_proposed(self, form: AnnulForm, lines: list[DatedLine], seen: tuple) -> bool:
        """Ask the second person, where what follows is still what stood on the page; else the page says why not."""
        if not looked_at.is_sealed(*seen, request.form.get("seen", "")):
            form.form_errors.append(_("What follows is not what you had read: you chose other acts, or something changed meanwhile. Read it again below, then propose."))
            return False
        try:
            two_people.propose(lines, form.act(), reason=form.reason.data, by=guard.actor())
            submissions.led_to(self.get_url(".details_view", id=lines[0].id))
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            form.form_errors.append(said(refused))
            return False
        flash(_("The annulment is proposed: it takes effect once another person has approved it."), "success")
        return True
