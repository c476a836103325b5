"""Acts of a career at the desk: a posting, a rank, a position, an award, each with the paper that decided it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request
from flask_admin import expose
from flask_admin.model.fields import AjaxSelectField
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import or_, select
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from models import AwardKind, DatedLine, Officer, Position, PositionLine, Post, Posting, Rank, RankLine, Unit, db
from rules.refused import Refused
from services import listing, personnel, submissions
from services.personnel.telling import Told
from services.wording import said
from web import keeping

from ..record.converting import DayField, DocumentField
from ..record.details import FRAGMENT
from ..record.lookup import MOST, Lookup
from .annulling import act_kind_choices


class PostLookup(Lookup):
    """Posts by their function and unit, since many units have a post of one name."""

    def format(self, record: Post) -> tuple[int, str] | None:
        """The function with its unit."""
        return (record.id, f"{record.title} · {record.unit}") if record is not None else None

    def get_list(self, term: str, offset: int = 0, limit: int = MOST) -> list[Post]:
        """The first posts in whose function or unit every typed word is found."""
        words = [or_(listing.matching(Post, word), Post.unit_id.in_(select(Unit.id).where(listing.matching(Unit, word)))) for word in term.split()]
        return list(db.session.scalars(select(Post).where(*words).order_by(Post.title, Post.id).limit(MOST)))


UNITS, POSTS = Lookup("act_unit", Unit), PostLookup("act_post", Post)


class ActForm(FlaskForm):
    """The paper, the same for every act."""

    starts_on = DayField(_l("Date of effect"), [InputRequired()])
    kind = SelectField(_l("Kind of act"))
    reference = StringField(_l("Reference of the act"), [Length(max=160)])
    authority = StringField(_l("Signing authority"), [Length(max=160)])
    signed_on = DayField(_l("Signed on"), [Optional()])
    scan = DocumentField(_l("Scan of the act"))
    paper = ("starts_on", "kind", "reference", "authority", "signed_on", "scan")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.kind.choices = act_kind_choices()

    def act(self) -> personnel.Act:
        """The paper as services/personnel takes it; its scan is kept now."""
        texts = (self.reference.data or None, self.authority.data or None)
        return personnel.Act(self.starts_on.data, self.kind.data, *texts, self.signed_on.data, self.scan.keep())

    def foretold(self, officer: Officer) -> list[Told]:
        """What the act would change. Refused where it cannot be recorded."""
        return personnel.foretold(officer, self.line, self.starts_on.data, **self.held())


class PostingForm(ActForm):
    """Where the officer will serve."""

    title, line = _l("New posting"), Posting
    decided = ("unit", "post", "function", "is_head")
    unit = AjaxSelectField(UNITS, _l("Unit"), [InputRequired()])
    post = AjaxSelectField(POSTS, _l("Post"), [Optional()], allow_blank=True, description=_l("One of the unit’s authorised posts."))
    function = StringField(_l("Function"), [Length(max=160)], description=_l("Left empty, it is that of the post."))
    is_head = BooleanField(_l("Head of the unit"))

    def held(self) -> dict:
        """What the posting gives."""
        post, function = self.post.data, (self.function.data or "").strip()
        return {
            "unit": self.unit.data, "post": post, "function": function or (post.title if post else None), "is_head": self.is_head.data,
        }  # fmt: skip

    def perform(self, officer: Officer) -> DatedLine:
        """Post the officer."""
        held = self.held()
        return personnel.post(officer, held.pop("unit"), self.act(), **held)


class RankForm(ActForm):
    """The rank and step that the officer will hold."""

    title, line = _l("New rank or step"), RankLine
    decided = ("rank", "step", "counts_from_on")
    rank = SelectField(_l("Rank"), coerce=int)
    step = IntegerField(_l("Step"), [Optional(), NumberRange(1, 50)])
    counts_from_on = DayField(
        _l("Seniority counts from"), [Optional()], description=_l("Only where the act keeps the seniority of before.")
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.rank.choices = [(rank.id, str(rank)) for rank in db.session.scalars(select(Rank).order_by(Rank.level))]

    def validate_counts_from(self, field) -> None:
        """Seniority that was kept began before the act."""
        if field.data and self.starts_on.data and field.data > self.starts_on.data:
            raise ValidationError(_("Seniority that the act keeps began before its date of effect."))

    def held(self) -> dict:
        """What the act gives."""
        return {"rank": db.session.get(Rank, self.rank.data), "step": self.step.data, "counts_from_on": self.counts_from_on.data}

    def perform(self, officer: Officer) -> DatedLine:
        """Give the rank."""
        held = self.held()
        return personnel.promote(officer, held.pop("rank"), self.act(), **held)


class PositionForm(ActForm):
    """The administrative position in which the officer will be."""

    title, line = _l("New position"), PositionLine
    decided = ("position",)
    position = SelectField(_l("Position"), coerce=int)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        positions = db.session.scalars(select(Position).order_by(Position.id))
        self.position.choices = [(one.id, self.named(one)) for one in positions]

    @staticmethod
    def named(position: Position) -> str:
        """A position that ends the service says so."""
        return _("%(position)s – ends the service", position=position) if position.ends_service else str(position)

    def held(self) -> dict:
        """What the act gives."""
        return {"position": db.session.get(Position, self.position.data)}

    def perform(self, officer: Officer) -> DatedLine:
        """Change the position."""
        return personnel.set_position(officer, self.held()["position"], self.act())


class AwardForm(ActForm):
    """A decoration, a commendation, a letter of congratulation."""

    title = _l("New award")
    decided = ("award", "grounds")
    award = SelectField(_l("Kind of award"), coerce=int)
    grounds = TextAreaField(_l("Grounds"), [Length(max=2000)])

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.award.choices = [(one.id, str(one)) for one in db.session.scalars(select(AwardKind).order_by(AwardKind.id))]

    def foretold(self, officer: Officer) -> list[Told]:
        """An award changes no history."""
        return []

    def perform(self, officer: Officer) -> DatedLine:
        """Give the award."""
        kind = db.session.get(AwardKind, self.award.data)
        return personnel.award(officer, kind, self.act(), grounds=self.grounds.data.strip() or None)


FORMS = {"posting": PostingForm, "rank": RankForm, "position": PositionForm, "award": AwardForm}


class ActScreen:
    """The acts recorded from the page of an officer."""

    @expose("/act/", methods=("GET", "POST"))
    def act(self):
        """A posting, a rank, a position or an award, decided by a paper; the file then shows what holds today."""
        officer, kind = self.get_one(request.args.get("id")), FORMS.get(request.args.get("kind"))
        form = kind(**keeping.typed_again()) if kind else abort(404)
        told, refused, is_valid = [], "", form.validate_on_submit()
        try:
            told = [said(each) for each in form.foretold(officer)] if is_valid else []
            if is_valid and "_look" not in request.form:
                return self._recorded(form, officer)
        except Refused as found:
            db.session.rollback()
            refused = said(found)
            form.starts_on.errors = [refused]
        if request.headers.get(FRAGMENT) == "foretold":
            return render_template("admin/personnel/act_told.html", told=told, refused=refused)
        return self.render("admin/personnel/act.html", officer=officer, form=form, told=told)

    def _recorded(self, form: ActForm, officer: Officer):
        """Write the act and come back to the page of the officer."""
        form.perform(officer)
        submissions.led_to(self.get_url(".details_view", id=officer.id))
        db.session.commit()
        flash(_("The act is recorded."), "success")
        return redirect(self.get_url(".details_view", id=officer.id))
