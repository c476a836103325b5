"""The steps of a disciplinary case as forms: told, heard, a sanction, no sanction, an appeal, the end."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from models import CaseState, DisciplinaryCase, HearingBody, SanctionKind, db
from rules.access import Actor
from services import discipline

from ..personnel.acts import ActForm
from ..record.converting import DayField

# The stages that the page of a case shows, by the value of its state.
STEPS = [(state.value, state.label) for state in CaseState]
MOST_DAYS = 3660


class TellForm(FlaskForm):
    """The officer was told."""

    step, verb = "tell", "edit"
    title, done = _l("Record that the officer was told"), _l("It is recorded: from that day the officer reads the case.")
    about = _l("From this day the officer reads the case in his or her own file.")
    sections = ((title, ("on",)),)
    on = DayField(_l("Officer told on"), [InputRequired()])

    def perform(self, case: DisciplinaryCase, *, by: Actor) -> None:
        """Record the step."""
        discipline.tell(case, self.on.data, by=by)


class HearForm(FlaskForm):
    """The officer was heard."""

    step, verb = "hear", "edit"
    title, done = _l("Record the hearing"), _l("The hearing is recorded.")
    about = _l("A second-degree sanction needs a hearing by the disciplinary council.")
    sections = ((title, ("on", "body")),)
    on = DayField(_l("Heard on"), [InputRequired()])
    body = SelectField(_l("Heard by"), choices=[(body.name, body.label) for body in HearingBody])

    def perform(self, case: DisciplinaryCase, *, by: Actor) -> None:
        """Record the step."""
        discipline.hear(case, self.on.data, HearingBody[self.body.data], by=by)


class PunishForm(ActForm):
    """A decision that gives a sanction, with its act."""

    step, verb = "decide", "approve"
    title, done = _l("Give a sanction"), _l("The decision and the sanction are recorded.")
    about = _l("The sanction stands in the file by the act below. It is never deleted: it is annulled by another act, or erased on its day.")
    sections = ((_l("What is decided"), ("on", "sanction", "days", "grounds")), (_l("The act"), ActForm.paper))
    on = DayField(_l("Decided on"), [InputRequired()])
    sanction = SelectField(_l("Kind of sanction"), coerce=int)
    days = IntegerField(
        _l("Number of days"), [Optional(), NumberRange(1, MOST_DAYS)], description=_l("Only where the sanction lasts.")
    )
    grounds = TextAreaField(_l("Decision and reasons"), [DataRequired()])

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        kinds = db.session.scalars(select(SanctionKind).order_by(SanctionKind.degree, SanctionKind.id))
        self.sanction.choices = [(kind.id, f"{kind} · {kind.degree.label}") for kind in kinds]

    def perform(self, case: DisciplinaryCase, *, by: Actor) -> None:
        """Record the decision and give the sanction."""
        kind = db.session.get(SanctionKind, self.sanction.data)
        penalty = discipline.Penalty(kind, self.days.data, self.grounds.data.strip(), self.act())
        discipline.punish(case, self.on.data, penalty, by=by)


class DismissForm(FlaskForm):
    """A decision without a sanction."""

    step, verb = "decide", "approve"
    title, done = _l("Decide without a sanction"), _l("The decision is recorded, and the case is closed.")
    about = _l("The case is closed without a sanction, and some years later it is no longer shown.")
    sections = ((title, ("on", "reasons")),)
    on = DayField(_l("Decided on"), [InputRequired()])
    reasons = TextAreaField(_l("Decision and reasons"), [DataRequired()])

    def perform(self, case: DisciplinaryCase, *, by: Actor) -> None:
        """Record the decision and close the case."""
        discipline.dismiss(case, self.on.data, self.reasons.data.strip(), by=by)


class AppealForm(FlaskForm):
    """The officer appealed."""

    step, verb = "appeal", "edit"
    title, done = _l("Record an appeal"), _l("The appeal is recorded.")
    about = _l("The sanction stands until the appeal is decided.")
    sections = ((title, ("on",)),)
    on = DayField(_l("Appeal made on"), [InputRequired()])

    def perform(self, case: DisciplinaryCase, *, by: Actor) -> None:
        """Record the step."""
        discipline.appeal(case, self.on.data, by=by)


class CloseForm(FlaskForm):
    """The case is over."""

    step, verb = "close", "approve"
    title, done = _l("Close the case"), _l("The case is closed.")
    about = _l("Where an appeal set the sanction aside, annul the sanction by an act before the case is closed.")
    sections = ((title, ("on", "upholds", "answer")),)
    on = DayField(_l("Closed on"), [InputRequired()])
    upholds = SelectField(_l("The sanction"), choices=[("yes", _l("stands")), ("no", _l("was set aside on appeal"))])
    answer = TextAreaField(_l("Decision on the appeal"), description=_l("Only where there was an appeal."))

    def perform(self, case: DisciplinaryCase, *, by: Actor) -> None:
        """Close the case."""
        answer = (self.answer.data or "").strip() or None
        discipline.close(case, self.on.data, by=by, answer=answer, upholds=self.upholds.data == "yes")


FORMS = {"tell": TellForm, "hear": HearForm, "punish": PunishForm, "dismiss": DismissForm, "appeal": AppealForm, "close": CloseForm}


def form_of(name: str | None, typed: dict) -> FlaskForm | None:
    """The form of a step by its name in the address; None where there is no such step."""
    return FORMS[name](**typed) if name in FORMS else None
