"""Acts of a career at the desk: a posting, a rank, a position, each with the paper that decided it."""

from __future__ import annotations

from flask_admin.model.fields import AjaxSelectField
from flask_babel import get_locale, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from models import Officer, Position, Rank, Unit, db
from services import personnel, reference

from .record.converting import DayField
from .record.lookup import Lookup

UNITS = Lookup("act_unit", Unit)


class ActForm(FlaskForm):
    """The paper, the same for every act."""

    starts_on = DayField(_l("Date of effect"), [InputRequired()])
    kind = SelectField(_l("Kind of act"))
    reference = StringField(_l("Reference of the act"), [Length(max=160)])
    authority = StringField(_l("Signing authority"), [Length(max=160)])
    signed_on = DayField(_l("Signed on"), [Optional()])
    paper = ("starts_on", "kind", "reference", "authority", "signed_on")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        in_english = str(get_locale()) == "en"
        self.kind.choices = [(one["name"], one["name_en" if in_english else "name"]) for one in reference.act_kinds()]

    def act(self) -> personnel.Act:
        """The paper as services/personnel.py takes it."""
        texts = (self.reference.data or None, self.authority.data or None)
        return personnel.Act(self.starts_on.data, self.kind.data, *texts, self.signed_on.data)


class PostingForm(ActForm):
    """Where the officer will serve."""

    title = _l("New posting")
    decided = ("unit", "function", "is_head")
    unit = AjaxSelectField(UNITS, _l("Unit"), [InputRequired()])
    function = StringField(_l("Function"), [Length(max=160)])
    is_head = BooleanField(_l("Head of the unit"))

    def perform(self, officer: Officer) -> None:
        """Post the officer."""
        function = self.function.data or None
        personnel.post(officer, self.unit.data, self.act(), function=function, is_head=self.is_head.data)


class RankForm(ActForm):
    """The rank and step that the officer will hold."""

    title = _l("New rank or step")
    decided = ("rank", "step")
    rank = SelectField(_l("Rank"), coerce=int)
    step = IntegerField(_l("Step"), [Optional(), NumberRange(1, 50)])

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.rank.choices = [(rank.id, str(rank)) for rank in db.session.scalars(select(Rank).order_by(Rank.level))]

    def perform(self, officer: Officer) -> None:
        """Give the rank."""
        personnel.promote(officer, db.session.get(Rank, self.rank.data), self.act(), step=self.step.data)


class PositionForm(ActForm):
    """The administrative position in which the officer will be."""

    title = _l("New position")
    decided = ("position",)
    position = SelectField(_l("Position"), coerce=int)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.position.choices = [(one.id, str(one)) for one in db.session.scalars(select(Position).order_by(Position.id))]

    def perform(self, officer: Officer) -> None:
        """Change the position."""
        personnel.set_position(officer, db.session.get(Position, self.position.data), self.act())


FORMS = {"posting": PostingForm, "rank": RankForm, "position": PositionForm}
