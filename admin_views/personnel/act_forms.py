"""The forms of the acts: what is decided, and the paper that decided it. Nothing that decides a career is chosen beforehand."""

from __future__ import annotations

from flask_admin.model.fields import AjaxSelectField
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from models import AwardKind, DatedLine, Officer, Position, PositionLine, Posting, Rank, RankLine, db
from rules.refused import Refused
from services import personnel
from services.personnel.telling import Told
from services.wording import said

from ..record.converting import DayField, DocumentField, stripped
from .annulling import act_kind_choices
from .posts import POSTS, UNITS
from .ranks import RankField, chosen, unchosen


class ActForm(FlaskForm):
    """The paper, the same for every act."""

    starts_on = DayField(_l("Date of effect"), [InputRequired()])
    kind = SelectField(_l("Kind of act"), [InputRequired()])
    reference = StringField(_l("Reference of the act"), [Length(max=160)], filters=[stripped])
    paper_follows = BooleanField(
        _l("The paper will follow"), description=_l("Only where the reference is not known yet: the file then says that the paper is awaited.")
    )
    authority = StringField(_l("Signing authority"), [Length(max=160)])
    signed_on = DayField(_l("Signed on"), [Optional()])
    scan = DocumentField(_l("Scan of the act"))
    decided: tuple[str, ...] = ()
    paper = ("starts_on", "kind", "reference", "paper_follows", "authority", "signed_on", "scan")

    def __init__(self, *args, officer: Officer | None = None, **options):
        """`officer` is whose act it is; without one the form names nothing of today."""
        super().__init__(*args, **options)
        self.kind.choices = [unchosen(), *act_kind_choices()]
        self.officer, self.arguments = officer, {}

    def is_decided(self) -> bool:
        """Whether what is decided and its day are filled in, so that one can say what it changes."""
        return self.is_submitted() and not any(self[name].errors for name in (*self.decided, "starts_on"))

    def is_confirmed(self) -> bool:
        """Whether everything was said that is asked for only when the act is recorded; else it stands beside the fields."""
        if not self.reference.data and not self.paper_follows.data:
            self.reference.errors = [_("Write the reference of the act; where the paper is not there yet, tick “The paper will follow”.")]
        return not self.errors

    def warned(self) -> Told | None:
        """What is to be said loudly of the act."""
        return None

    def _check(self, check, *values) -> None:
        """A rule of the service, said beside the field that is being looked at."""
        try:
            if all(value is not None for value in values):
                check(*values)
        except Refused as refused:
            raise ValidationError(said(refused)) from refused

    def act(self) -> personnel.Act:
        """The paper as services/personnel takes it; its scan is kept now."""
        texts = (self.reference.data or None, self.authority.data or None)
        return personnel.Act(self.starts_on.data, self.kind.data, *texts, self.signed_on.data, self.scan.keep())

    def foretold(self) -> list[Told]:
        """What the act would change. Refused where it cannot be recorded."""
        return personnel.foretold(self.officer, self.line, self.starts_on.data, **self.held())


class PostingForm(ActForm):
    """Where the officer will serve."""

    title, line = _l("New posting"), Posting
    decided = ("unit", "post", "function", "is_head")
    unit = AjaxSelectField(UNITS, _l("Unit"), [InputRequired()])
    post = AjaxSelectField(
        POSTS, _l("Post"), [Optional()], allow_blank=True, description=_l("One of the unit’s authorised posts."),
        render_kw={"data-lookup-with": "unit", "data-lookup-first": _l("Choose the unit first.")},
    )  # fmt: skip
    function = StringField(_l("Function"), [Length(max=160)], description=_l("Left empty, it is that of the post."))
    is_head = BooleanField(_l("Head of the unit"))

    def __init__(self, *args, officer: Officer | None = None, **options):
        super().__init__(*args, officer=officer, **options)
        self.unit.description = today(officer.unit if officer else None)

    def validate_unit(self, field) -> None:
        """A unit is there on the day."""
        self._check(personnel.check_in_force, field.data, self.starts_on.data)

    def validate_post(self, field) -> None:
        """A post is one of the unit."""
        self._check(personnel.check_post, field.data, self.unit.data)

    def held(self) -> dict:
        """What the posting gives."""
        post, function = self.post.data, (self.function.data or "").strip()
        return {
            "unit": self.unit.data, "post": post, "function": function or (post.title if post else None), "is_head": self.is_head.data,
        }  # fmt: skip

    def perform(self) -> DatedLine:
        """Post the officer."""
        held = self.held()
        return personnel.post(self.officer, held.pop("unit"), self.act(), **held)


class RankForm(ActForm):
    """The rank and step that the officer will hold."""

    title, line = _l("New rank or step"), RankLine
    decided = ("rank", "step", "is_demotion", "counts_from_on", "step_counts_from_on")
    rank = RankField(_l("Rank"), [InputRequired()])
    step = IntegerField(_l("Step"), [Optional(), NumberRange(1, 50)])
    is_demotion = BooleanField(_l("This is a demotion"), description=_l("The rank is lower than one held before. Tick it only where the act says so."))
    counts_from_on = DayField(
        _l("Seniority in the rank counts from"), [Optional()], description=_l("Only where the act keeps the seniority of before.")
    )
    step_counts_from_on = DayField(
        _l("Time in the step counts from"), [Optional()], description=_l("Only where the act keeps the time spent in the step before.")
    )

    def __init__(self, *args, officer: Officer | None = None, **options):
        super().__init__(*args, officer=officer, **options)
        self.rank.offer(officer)
        self.rank.description = today(officer.rank if officer else None)
        self.step.description = today(officer.step if officer else None)
        self.arguments = {"is_demotion": {"shown_if": {"other": "rank", "values": self.rank.lower_than_held(officer)}}}

    def validate_rank(self, field) -> None:
        """A rank is in force on the day."""
        rank = db.session.get(Rank, field.data) if field.data else None
        self._check(personnel.check_in_force, rank, self.starts_on.data)

    def warned(self) -> Told | None:
        """A lower rank than the one held."""
        return personnel.lowered(self.officer, self.held()["rank"], self.starts_on.data)

    def is_confirmed(self) -> bool:
        """Nobody is demoted by a slip of the hand."""
        told = self.warned()
        if told is not None and not self.is_demotion.data:
            self.is_demotion.errors = [_("%(told)s Tick this box if the act says so; else choose another rank.", told=said(told))]
        return super().is_confirmed()

    def validate_counts_from_on(self, field) -> None:
        """Seniority that was kept began before the act."""
        self._check_kept(field)

    def validate_step_counts_from_on(self, field) -> None:
        """Time in the step that was kept began before the act."""
        self._check_kept(field)

    def _check_kept(self, field) -> None:
        self._check(personnel.check_kept, self.starts_on.data, {field.name: field.data})

    def held(self) -> dict:
        """What the act gives."""
        kept = {"counts_from_on": self.counts_from_on.data, "step_counts_from_on": self.step_counts_from_on.data}
        return {"rank": db.session.get(Rank, self.rank.data), "step": self.step.data} | kept

    def perform(self) -> DatedLine:
        """Give the rank."""
        held = self.held()
        return personnel.promote(self.officer, held.pop("rank"), self.act(), **held)


class PositionForm(ActForm):
    """The administrative position in which the officer will be."""

    title, line = _l("New position"), PositionLine
    decided = ("position",)
    position = SelectField(_l("Position"), [InputRequired()], coerce=chosen)

    def __init__(self, *args, officer: Officer | None = None, **options):
        super().__init__(*args, officer=officer, **options)
        positions = db.session.scalars(select(Position).order_by(Position.id))
        self.position.choices = [unchosen(), *((one.id, self.named(one)) for one in positions)]
        self.position.description = today(officer.position if officer else None)

    @staticmethod
    def named(position: Position) -> str:
        """A position that ends the service says so."""
        return _("%(position)s – ends the service", position=position) if position.ends_service else str(position)

    def held(self) -> dict:
        """What the act gives."""
        return {"position": db.session.get(Position, self.position.data)}

    def perform(self) -> DatedLine:
        """Change the position."""
        return personnel.set_position(self.officer, self.held()["position"], self.act())


class AwardForm(ActForm):
    """A decoration, a commendation, a letter of congratulation."""

    title = _l("New award")
    decided = ("award", "grounds")
    award = SelectField(_l("Kind of award"), [InputRequired()], coerce=chosen)
    grounds = TextAreaField(_l("Grounds"), [Length(max=2000)])

    def __init__(self, *args, officer: Officer | None = None, **options):
        super().__init__(*args, officer=officer, **options)
        kinds = db.session.scalars(select(AwardKind).order_by(AwardKind.id))
        self.award.choices = [unchosen(), *((one.id, str(one)) for one in kinds)]

    def foretold(self) -> list[Told]:
        """An award changes no history."""
        return []

    def perform(self) -> DatedLine:
        """Give the award."""
        kind = db.session.get(AwardKind, self.award.data)
        return personnel.award(self.officer, kind, self.act(), grounds=(self.grounds.data or "").strip() or None)


def today(value: object) -> str:
    """What the officer has now, beside the field of what the act gives."""
    return "" if value is None else _("Today: %(value)s", value=value)


FORMS = {"posting": PostingForm, "rank": RankForm, "position": PositionForm, "award": AwardForm}
