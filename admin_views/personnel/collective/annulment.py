"""Taking a whole act back: the paper and the reason, what follows from it, and a second person."""

from __future__ import annotations

from flask import flash, redirect, request
from flask_admin import expose
from flask_babel import get_locale, gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import CareerLine, CollectiveAct, CollectiveState, db
from rules.refused import N_, Refused
from services import approval, collective, guard, reference, submissions
from services.wording import said
from web import keeping

from ...record.converting import DayField, DocumentField
from ...record.lookup import as_number


ON_A_PAGE = 50


class AnnulmentForm(FlaskForm):
    """The paper that annuls, and why."""

    act_kind = SelectField(_l("Kind of act"))
    act_reference = StringField(_l("Reference of the act"), [InputRequired(), Length(max=160)])
    act_authority = StringField(_l("Signing authority"), [Length(max=160)])
    act_signed_on = DayField(_l("Signed on"), [Optional()])
    act_scan = DocumentField(_l("Scan of the act"))
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=1000)])

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        in_english = str(get_locale()) == "en"
        self.act_kind.choices = [(one["name"], one["name_en" if in_english else "name"]) for one in reference.act_kinds()]

    def paper(self) -> dict:
        """The columns of the paper, as JSON keeps them."""
        signed_on = self.act_signed_on.data
        texts = {name: (self[name].data or "").strip() or None for name in ("act_kind", "act_reference", "act_authority")}
        return texts | {"act_signed_on": signed_on.isoformat() if signed_on else None, "act_scan": self.act_scan.keep()}


def _told(line: CareerLine) -> tuple[list[str], str]:
    """(what follows in one file, in sentences; why it cannot be taken back)."""
    try:
        return [said(told) for told in collective.follows(line)], ""
    except Refused as refused:
        return [], said(refused)


class Annulling:
    """The annulment of CollectiveActView."""

    @expose("/annul/", methods=("GET", "POST"))
    def annul(self):
        """Propose to take the whole act back."""
        act = self.get_one(request.args.get("id"))
        if act.state is not CollectiveState.APPLIED:
            return self.refuse(act, Refused(N_("Only an act that was applied is annulled.")))
        form = AnnulmentForm(**keeping.typed_again())
        if form.validate_on_submit():
            try:
                return self._proposed(act, form)
            except Refused as refused:
                db.session.rollback()
                form.act_reference.errors = [said(refused)]
                act = self.get_one(request.args.get("id"))
        lines, page = collective.lines_of(act), max(as_number(request.args.get("page", 1)) or 1, 1)
        last_page = max(1, -(-len(lines) // ON_A_PAGE))
        page = min(page, last_page)
        shown = [(line, *_told(line)) for line in lines[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]]
        return self.render(
            "admin/personnel/collective_annul.html", model=act, form=form, touched=collective.consequences(act), shown=shown,
            page=page, last_page=last_page,
        )  # fmt: skip

    def _proposed(self, act: CollectiveAct, form: AnnulmentForm):
        page = self.page_of(act)
        collective.propose_annulment(act, form.paper(), reason=form.reason.data, by=guard.actor(), url=page)
        submissions.led_to(page)
        db.session.commit()
        flash(_("The annulment is proposed. Whoever may approve it is told; when it is approved, you carry it out here."), "success")
        return redirect(page)

    @expose("/carry-out/", methods=("POST",))
    def carry_out(self):
        """Begin the annulment that was approved, in the background."""
        act = self.get_one(request.form.get("id"))
        proposal = collective.standing(act, collective.ANNUL)
        if act.state is not CollectiveState.APPLIED or proposal is None or not approval.is_approved_for(proposal, guard.actor()):
            return self.refuse(act, Refused(N_("The annulment is not approved, or another person proposed it. Whoever proposed it carries it out.")))
        return self.in_background(act, "collective annulment", N_("Annulment of “%(title)s”"))
