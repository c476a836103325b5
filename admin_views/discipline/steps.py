"""The steps of a disciplinary case as forms: told, heard, a sanction, no sanction, an appeal, the end."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import Field, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from models import CaseState, DisciplinaryCase, HearingBody, SanctionKind, db
from rules import discipline as rules
from rules.access import Actor
from rules.refused import Refused
from services import discipline

from ..personnel.act_forms import ActForm, chosen, unchosen
from ..record.converting import DayField, stripped

# The stages that the page of a case shows: its states, and between opening and hearing that the officer was told.
STEPS = [("told", _l("Officer told")) if name == "told" else (CaseState(name).value, CaseState(name).label)
         for name in ("open", "told", "heard", "decided", "appealed", "closed")]
# Where a refusal of the rules stands, by its words; on the day of the step otherwise.
PLACES = {
    rules.NEEDS_COUNCIL: "sanction", rules.NO_DAYS: "days", rules.SAY_DAYS: "days", rules.DAYS_BETWEEN: "days",
    rules.BEFORE_DECISION: "starts_on",
}  # fmt: skip
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
    sections = ((_l("What is decided"), ("on", "sanction", "days", "grounds")), (_l("The act"), ("starts_on", "kind", "reference", "authority", "signed_on", "scan")))
    reference = StringField(_l("Reference of the act"), [DataRequired(), Length(max=160)], filters=[stripped])
    paper_follows = None  # nobody is punished without a paper
    on = DayField(_l("Decided on"), [InputRequired()])
    sanction = SelectField(_l("Kind of sanction"), [InputRequired()], coerce=chosen)
    days = IntegerField(
        _l("Number of days"), [Optional(), NumberRange(1, MOST_DAYS)], description=_l("Only where the sanction lasts.")
    )
    grounds = TextAreaField(_l("Decision and reasons"), [DataRequired()])

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        kinds = db.session.scalars(select(SanctionKind).order_by(SanctionKind.degree, SanctionKind.id))
        self.sanction.choices = [unchosen(), *((kind.id, f"{kind} · {kind.degree.label}") for kind in kinds)]

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


def stage_of(case: DisciplinaryCase) -> int:
    """The place in STEPS of where a case stands."""
    if case.state is CaseState.OPEN:
        return 0 if case.notified_on is None else 1
    return [value for value, _label in STEPS].index(case.state.value)


def place_of(form: FlaskForm, refused: Refused) -> Field:
    """The box that a refusal is about."""
    name = PLACES.get(refused.message, "on")
    return form[name] if name in form else form.on


def form_of(name: str | None, typed: dict) -> FlaskForm | None:
    """The form of a step by its name in the address; None where there is no such step."""
    return FORMS[name](**typed) if name in FORMS else None
