"""What is asked before a step of a round: the forms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from models import BoardFunction, Override, PromotionRound
from services import promotion as service

from ..asking import Question
from ..record.converting import DocumentField
from . import terms_form

MOST_LETTERS = 4000
MOST_VOTES = 99


class ReasonForm(FlaskForm):
    """Why something is proposed, abandoned or replaced."""

    reason = TextAreaField(_l("Reasons"), [InputRequired(), Length(max=MOST_LETTERS)], description=_l("In a sentence: it is read for ever."))


class MemberForm(FlaskForm):
    """Who sits on the board, as what."""

    member = SelectField(_l("Account"), [InputRequired()], coerce=int)
    function = SelectField(_l("Function on the board"), choices=[(one.name, one.label) for one in BoardFunction], default=BoardFunction.MEMBER.name)


def member_form(round_: PromotionRound) -> type[MemberForm]:
    """The form with those who could be named."""
    choices = [(one.id, f"{one.name} ({one.username})") for one in service.choices(round_)]
    return type("MemberForm", (MemberForm,), {"member": SelectField(_l("Account"), [InputRequired()], coerce=int, choices=choices)})


class DecisionForm(FlaskForm):
    """A decision of the board on one candidate."""

    kind = SelectField(_l("Decision"), choices=[(one.name, one.label) for one in Override])
    votes_for = IntegerField(_l("Votes for"), [InputRequired(), NumberRange(0, MOST_VOTES)], render_kw={"inputmode": "numeric"})
    votes_against = IntegerField(_l("Votes against"), [InputRequired(), NumberRange(0, MOST_VOTES)], default=0, render_kw={"inputmode": "numeric"})
    reason = TextAreaField(
        _l("Reasons"), [InputRequired(), Length(max=MOST_LETTERS)], description=_l("They stand beside the computed place for ever, and the officer reads them.")
    )


class DrawForm(FlaskForm):
    """The number that was drawn in public."""

    seed = StringField(_l("Number drawn"), [InputRequired(), Length(max=100)], description=_l("All its digits, as it was drawn."), render_kw={"inputmode": "numeric"})
    words = TextAreaField(
        _l("How and before whom it was drawn"), [InputRequired(), Length(max=MOST_LETTERS)], description=_l("The place, the day, the witnesses, and what it was drawn from.")
    )


class MinutesForm(FlaskForm):
    """The scan of the minutes."""

    minutes = DocumentField(_l("Minutes of the board"), is_required=True)


def terms_of(round_: PromotionRound) -> type[terms_form.TermsForm]:
    """The form with the terms of a round in its boxes."""
    values = terms_form.values_of(round_.terms)

    class Filled(terms_form.TermsForm):
        def __init__(self, **options):
            super().__init__(**{"data": values} | options)

    return Filled


class TermsQuestion(Question):
    """The terms of a round, in their sections."""

    @property
    def units(self) -> dict[str, dict]:
        """Years, points, percent."""
        return terms_form.UNITS

    def sections(self, form: FlaskForm) -> list[tuple]:
        """Weights, caps, sanctions, equal points."""
        return list(terms_form.SECTIONS)
