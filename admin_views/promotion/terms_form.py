"""The terms of a round as fields of a form: weights, caps, deductions, the share of seniority, the tie-breakers in their order."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from rules.promotion import TIE_BREAKERS
from rules.promotion.terms import BOUNDS

from .rule_form import WEIGHED, WEIGHTS, WHOLE

NUMBERS = {
    "seniority_percent": (_l("Places by seniority"), _l("percent")),
    "most_for_seniority": (_l("Most points for time in the rank"), _l("points")),
    "seniority_full_at_years": (_l("Time in the rank counts in full after"), _l("years")),
    "marks_counted": (_l("Marks that make the mean"), ""),
    "trainings_full_at": (_l("Diplomas and courses that count"), ""),
    "posts_full_at_years": (_l("Time at the head of a unit counts in full after"), _l("years")),
    "distinctions_full_at": (_l("Distinctions that count"), ""),
    "sanction_first": (_l("A sanction of the first degree takes"), _l("points")),
    "sanction_second": (_l("A sanction of the second degree takes"), _l("points")),
    "sanction_floor": (_l("All sanctions together take at most"), _l("points")),
    "sanction_years": (_l("Sanctions count for"), _l("years")),
}
TIES = {
    "time_in_rank": _l("Time in the rank"),
    "service": _l("Time in the service"),
    "exam": _l("Mark of the examination"),
    "age": _l("Age, the older first"),
}
ORDER = tuple(f"tie_{number}" for number, _name in enumerate(TIE_BREAKERS, 1))
RANKS = (_l("Equal points: first"), _l("Equal points: second"), _l("Equal points: third"), _l("Equal points: fourth"))


class TermsForm(FlaskForm):
    """One field for each of the terms; `typed` is what rules.promotion.terms_from reads."""

    @property
    def typed(self) -> dict[str, object]:
        """The plain values of the terms."""
        ties = [self[name].data for name in ORDER if self[name].data]
        weights = {key: self[WEIGHED + key].data or 0 for key in WEIGHTS}
        return {key: self[key].data for key in NUMBERS} | {"weights": weights, "tie_breakers": ties}


for _key, (_label, _unit) in NUMBERS.items():
    setattr(TermsForm, _key, IntegerField(_label, [InputRequired(), NumberRange(*BOUNDS[_key])], render_kw={"inputmode": "numeric"}))
for _key, _label in WEIGHTS.items():
    setattr(TermsForm, WEIGHED + _key, IntegerField(_label, [InputRequired(), NumberRange(0, WHOLE)], render_kw={"inputmode": "numeric"}))
for _key, _label in zip(ORDER, RANKS, strict=True):
    setattr(TermsForm, _key, SelectField(_label, choices=[("", "–"), *TIES.items()]))

SECTIONS = (
    (_l("Weights"), tuple(WEIGHED + key for key in WEIGHTS), _l("Together they make 100.")),
    (_l("Caps"), ("seniority_percent", "most_for_seniority", "seniority_full_at_years", "marks_counted", "trainings_full_at", "posts_full_at_years", "distinctions_full_at")),
    (_l("Sanctions"), ("sanction_first", "sanction_second", "sanction_floor", "sanction_years")),
    (_l("Equal points"), ORDER, _l("Where all of it is equal, a number drawn in public settles it.")),
)  # fmt: skip
UNITS = {key: {"unit": unit} for key, (_label, unit) in NUMBERS.items() if unit}


def values_of(terms: Mapping[str, object]) -> dict[str, object]:
    """What stands in the form at first, from the plain values of terms."""
    weights, ties = terms["weights"], terms["tie_breakers"]
    numbers = {key: terms[key] for key in NUMBERS if key in terms}
    placed = {name: ties[index] if index < len(ties) else "" for index, name in enumerate(ORDER)}
    return numbers | placed | {WEIGHED + key: weights.get(key, 0) for key in WEIGHTS}
