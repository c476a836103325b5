"""The conditions and weights of a rule as fields of a form, and back into the plain values that its record keeps."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, Field, Form, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from models import EducationLevel, Position, PromotionRule, db
from rules.promotion.exceptional import CAP
from rules.promotion.rule import PROMOTABLE

TIMES = {
    "min_years_in_rank": (_l("Least years in the rank"), _l("years")),
    "min_years_in_corps": (_l("Least years in the corps"), _l("years")),
    "min_years_of_service": (_l("Least years of service"), _l("years")),
    "months_before_retirement": (_l("Least time left before retirement"), _l("months")),
}
MERIT = {
    "evaluations_required": (_l("Evaluations required"), ""),
    "least_mark": (_l("Least mean of the last marks"), _l("of 20")),
}
SANCTIONS = {
    "years_barred_first_degree": (_l("Years without a sanction of the first degree"), _l("years")),
    "years_barred_second_degree": (_l("Years without a sanction of the second degree"), _l("years")),
}
LIMITS = {
    "most_percent": (_l("Quota"), _l("percent of those eligible")),
    "most_overrides": (_l("Most decisions of the board"), _l("percent of the places")),
}
NUMBERS = TIMES | MERIT | SANCTIONS | LIMITS
# What each of them may be at most; the others are years, which nobody counts beyond a career.
HIGHEST = {"least_mark": 20, "most_percent": 100, "most_overrides": 100, "months_before_retirement": 600}
CAREER = 60
SWITCHES = {
    "needs_fitness": _l("Medical fitness is required"),
    "overrides_allowed": _l("The board may depart from the computed order"),
}
WEIGHTS = {
    "evaluation": _l("Weight of the evaluations"),
    "exam": _l("Weight of the examination"),
    "seniority": _l("Weight of seniority"),
    "training": _l("Weight of training and diplomas"),
    "posts": _l("Weight of posts of responsibility or hardship"),
    "distinctions": _l("Weight of distinctions"),
}
CAP_HELP = _l("Of an exceptional promotion, which has no other quota: a number, or a share of those who hold the rank, such as 2 %.")
WHOLE = 100
MOST_LETTERS = 4000
ASKED, WEIGHED = "condition_", "weight_"  # before the names of the fields


def fields() -> dict[str, Field]:
    """The fields that stand in the place of the two structured columns."""
    numbers = {ASKED + key: _number(label, HIGHEST.get(key, CAREER)) for key, (label, _unit) in NUMBERS.items()}
    switches = {ASKED + key: BooleanField(label) for key, label in SWITCHES.items()}
    return numbers | switches | {
        ASKED + "positions": SelectMultipleField(
            _l("Positions admitted"), choices=_positions, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
            description=_l("None ticked: every position that the list of positions marks as admitting promotion."),
        ),
        ASKED + CAP: StringField(_l("Most in a year"), [Length(max=10)], description=CAP_HELP),
        ASKED + "least_education": SelectField(_l("Least level of a diploma"), choices=_levels),
        ASKED + "trainings": TextAreaField(
            _l("Diplomas required"), [Length(max=MOST_LETTERS)], description=_l("One title a line, as it stands in the files.")
        ),
    } | {WEIGHED + key: _number(label, WHOLE) for key, label in WEIGHTS.items()}  # fmt: skip


def units() -> dict[str, dict[str, object]]:
    """What stands after the box of each number."""
    return {ASKED + key: {"unit": unit} for key, (_label, unit) in NUMBERS.items() if unit}


def fill(form: Form, rule: PromotionRule) -> None:
    """Put into the form what the record keeps."""
    asked = rule.conditions
    for key in NUMBERS:
        form[ASKED + key].data = asked.get(key)
    for key in SWITCHES:
        form[ASKED + key].data = bool(asked.get(key))
    form[ASKED + "positions"].data = list(asked["positions"]) if asked.get("positions", PROMOTABLE) != PROMOTABLE else []
    form[ASKED + CAP].data = asked.get(CAP)
    form[ASKED + "least_education"].data = asked.get("least_education") or ""
    form[ASKED + "trainings"].data = "\n".join(asked.get("trainings") or ())
    for key in WEIGHTS:
        form[WEIGHED + key].data = rule.weights.get(key)


def read(form: Form, rule: PromotionRule) -> None:
    """Put into the record what the form says: only what is asked, so that a version holds nothing that it does not mean."""
    typed = {key: form[ASKED + key].data for key in (*NUMBERS, *SWITCHES, "least_education")}
    typed["positions"] = form[ASKED + "positions"].data or PROMOTABLE
    typed[CAP] = (form[ASKED + CAP].data or "").strip()
    typed["trainings"] = [title for line in (form[ASKED + "trainings"].data or "").splitlines() if (title := line.strip())]
    rule.conditions = {key: value for key, value in typed.items() if value}
    rule.weights = {key: form[WEIGHED + key].data for key in WEIGHTS if form[WEIGHED + key].data}


def _number(label, most: int) -> IntegerField:
    return IntegerField(label, [Optional(), NumberRange(0, most)])


def _positions() -> list[tuple[str, str]]:
    return [(code, name) for code, name in db.session.execute(select(Position.code, Position.name).order_by(Position.name))]


def _levels() -> list[tuple[str, object]]:
    return [("", "–"), *((level.value, level.label) for level in EducationLevel)]
