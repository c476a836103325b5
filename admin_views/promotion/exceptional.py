"""Exceptional promotions, apart from every round: typed with their ground and evidence, signed by two others, given by an act."""

from __future__ import annotations

from flask import flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from models import PromotionRule, Route, db, now
from rules.refused import Forbidden, Refused
from services import approval, guard, personnel
from services.promotion import exceptional, exceptional_cases
from services.wording import DAY, said

from ..asking import Asking, Question
from ..base import RecordView
from ..personnel.annulling import act_kind_choices
from ..record.converting import DayField, DocumentField


class ActForm(FlaskForm):
    """The act that gives the rank."""

    starts_on = DayField(_l("Date of effect"), [InputRequired()])
    kind = SelectField(_l("Kind of act"))
    reference = StringField(_l("Reference of the act"), [InputRequired(), Length(max=160)])
    authority = StringField(_l("Signing authority"), [Length(max=160)])
    signed_on = DayField(_l("Signed on"), [Optional()])
    scan = DocumentField(_l("Scan of the act"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.kind.choices = act_kind_choices()

    def act(self) -> personnel.Act:
        """As the file keeps it; its scan is kept now."""
        texts = (self.reference.data.strip(), (self.authority.data or "").strip() or None)
        return personnel.Act(self.starts_on.data, self.kind.data, *texts, self.signed_on.data, self.scan.keep())


class ExceptionalView(Asking, RecordView):
    """Whoever types one proposes it; from then on nothing of it is typed."""

    list_fields = ("officer", "rule", "ground", "happened_on", "state", "proposed_at")
    filter_fields = ("state", "happened_on", "proposed_at")
    is_editable = False
    column_default_sort = ("proposed_at", True)
    form_sections = (
        (_l("Who is promoted"), ("officer", "rule")),
        (
            _l("The case"), ("ground", "legal_text", "happened_on", "facts", "evidence"),
            _l("Two other people sign it; the cap of the rule is looked at now."),
        ),
    )
    list_template = "admin/promotion/exceptional_list.html"
    details_template = "admin/promotion/exceptional.html"
    verbs = {"appoint": "edit"}
    bulk_fields = ()

    def on_model_change(self, form, model, is_created):
        """What is typed is proposed at once, or refused with its reason."""
        exceptional.propose(model, by=guard.actor())

    def render(self, template, **kwargs):
        """The list with the room that each rule leaves; the page with its signatures and what may be done."""
        if template == self.list_template:
            kwargs["rooms"] = _rooms()
        if template == self.details_template:
            one = kwargs["model"]
            proposal, by = exceptional.proposal_of(one), guard.actor()
            kwargs |= {
                "proposal": proposal, "signatures": exceptional.signatures(one),
                "may_appoint": exceptional.why_not_appoint(one, by) is None,
                "may_sign": proposal is not None and approval.can_decide(proposal, by),
            }  # fmt: skip
        return super().render(template, **kwargs)

    @expose("/appoint/", methods=("GET", "POST"))
    def appoint(self):
        """Record the act that gives the rank."""
        one = self.get_one(request.args.get("id"))
        page = self.get_url(".details_view", id=one.id)
        refused = exceptional.why_not_appoint(one, guard.actor())
        if isinstance(refused, Forbidden):
            raise refused
        if refused is not None:
            flash(said(refused), "error")
            return redirect(page)
        about = [
            (_("Officer"), one.officer), (_("Rank"), f"{one.rule.from_rank} → {one.rule.to_rank}"), (_("Legal ground"), one.ground.label),
            (_("Day of the deed"), one.happened_on.strftime(DAY)),
        ]  # fmt: skip
        asked = Question(ActForm, _("Record the appointment"), about, page, _("The rank stands in the file, and the officer is told."))
        return self.answered(asked, lambda form: exceptional.appoint(one, form.act(), by=guard.actor()))


def _rooms() -> list[tuple[PromotionRule, int | None, int | None]]:
    """(rule of this route in force, promoted or proposed this year, the cap); without a cap both are None."""
    today = now().date()
    lasts = (PromotionRule.starts_on <= today, PromotionRule.ends_on.is_(None) | (PromotionRule.ends_on > today))
    asked = select(PromotionRule).where(PromotionRule.route == Route.EXCEPTIONAL, *lasts).order_by(PromotionRule.id)
    found = []
    for rule in db.session.scalars(asked):
        try:
            with guard.unscoped("the room that a cap leaves"):
                found.append((rule, *exceptional_cases.room(rule, today.year)))
        except Refused:
            found.append((rule, None, None))
    return found
