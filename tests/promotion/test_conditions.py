"""Who may be promoted, and since or from when."""

from __future__ import annotations

import datetime as dt

import pytest

from rules.promotion import Diploma, Punished, Visit, conditions, is_eligible, rule_from
from rules.promotion.conditions import add_years, whole_months
from rules.refused import Refused

from .candidates import ON, RULE, dossier, marks


def looked_at(key: str, rule=RULE, **about):
    return next(condition for condition in conditions(dossier(**about), rule, ON) if condition.key == key)


def test_long_enough_in_the_rank_is_told_with_the_day_since_when():
    met = looked_at("years_in_rank", rank_since=dt.date(2019, 10, 1))
    assert (met.is_met, met.required, met.found, met.met_on) == (True, 60, 75, dt.date(2024, 10, 1))
    assert met.source == "rank_line 7"


def test_too_short_in_the_rank_is_told_with_the_day_from_when():
    unmet = looked_at("years_in_rank", rank_since=dt.date(2023, 10, 1))
    assert (unmet.is_met, unmet.found, unmet.met_on) == (False, 27, dt.date(2028, 10, 1))


def test_the_day_on_which_the_years_are_full_counts():
    assert looked_at("years_in_rank", rank_since=dt.date(2021, 1, 1)).is_met
    assert not looked_at("years_in_rank", rank_since=dt.date(2021, 1, 2)).is_met


def test_years_begun_on_a_leap_day_end_on_the_last_of_february():
    assert add_years(dt.date(2020, 2, 29), 5) == dt.date(2025, 2, 28)


def test_months_are_counted_when_they_are_full():
    assert whole_months(dt.date(2025, 1, 15), dt.date(2026, 1, 14)) == 11
    assert whole_months(dt.date(2026, 1, 15), dt.date(2025, 1, 14)) == 0


def test_a_rank_that_is_in_no_line_of_the_file_bars_and_says_so():
    assert looked_at("rank", rank_since=None, rank_line=None).is_met is False
    assert looked_at("years_in_rank", rank_since=None).found is None


def test_missing_evaluations_are_counted():
    unmet = looked_at("evaluations", marks=marks(14, 15))
    assert (unmet.is_met, unmet.found, unmet.required) == (False, 2, 3)


def test_a_position_that_does_not_admit_promotion_bars():
    assert looked_at("position", is_promotable=False, position="Suspension").is_met is False


def test_the_evaluations_are_complete_since_the_last_one_asked_for():
    met = looked_at("evaluations", marks=marks(12, 13, 14, 15))
    assert (met.met_on, met.source) == (dt.date(2024, 12, 31), "evaluation 103, evaluation 102, evaluation 101")


def test_missing_evaluations_come_one_a_year_after_the_last():
    assert looked_at("evaluations", marks=marks(14)).met_on == dt.date(2027, 12, 31)
    assert looked_at("evaluations", marks=()).met_on is None


def test_only_the_positions_named_are_admitted():
    rule = rule_from({"positions": ["ACT", "DET"]})
    assert looked_at("position", rule=rule, position_code="DET", is_promotable=False).is_met
    unmet = looked_at("position", rule=rule, position_code="DISPO")
    assert (unmet.is_met, unmet.required, unmet.source) == (False, "ACT, DET", "position_line 8")


def test_the_mean_of_the_last_marks_must_be_high_enough():
    rule = rule_from({"least_mark": 12, "evaluations_required": 2})
    unmet = looked_at("mean_mark", rule=rule, marks=marks(20, 12, "11.9"))
    assert (unmet.is_met, unmet.found, unmet.required) == (False, "11.950", 12)
    assert looked_at("mean_mark", rule=rule, marks=marks(1, 12, 12)).is_met
    missing = looked_at("mean_mark", rule=rule, marks=())
    assert (missing.is_met, missing.found) == (False, None)


BARS = rule_from({"years_barred_first_degree": 1, "years_barred_second_degree": 2})


def punished(degree: str, day: dt.date, erased_on: dt.date | None = None) -> dict:
    return {"sanctions": (Punished(degree, day, erased_on, 31),)}


def test_a_sanction_bars_and_says_until_when():
    barred = looked_at("sanctions_second", rule=BARS, **punished("second", dt.date(2024, 6, 1)))
    assert (barred.is_met, barred.found, barred.required, barred.met_on, barred.source) == (False, 1, 24, dt.date(2026, 6, 1), "sanction 31")
    assert looked_at("sanctions_first", rule=BARS, **punished("second", dt.date(2024, 6, 1))).is_met


def test_an_old_sanction_bars_no_longer_and_says_since_when():
    met = looked_at("sanctions_second", rule=BARS, **punished("second", dt.date(2023, 6, 1)))
    assert (met.is_met, met.found, met.met_on) == (True, 0, dt.date(2025, 6, 1))


def test_a_sanction_bars_no_longer_than_it_stands():
    soon = looked_at("sanctions_second", rule=BARS, **punished("second", dt.date(2024, 6, 1), dt.date(2026, 3, 1)))
    assert (soon.is_met, soon.met_on) == (False, dt.date(2026, 3, 1))
    erased = looked_at("sanctions_second", rule=BARS, **punished("second", dt.date(2025, 6, 1), dt.date(2026, 1, 1)))
    assert (erased.is_met, erased.source, erased.met_on) == (True, None, None)


def test_a_sanction_given_after_the_date_of_reference_does_not_bar():
    assert looked_at("sanctions_first", rule=BARS, **punished("first", dt.date(2026, 1, 2))).is_met


FIT = rule_from({"needs_fitness": True})


@pytest.mark.parametrize(
    ("visit", "is_met"),
    [
        (Visit("fit", dt.date(2026, 1, 1), 5), True), (Visit("fit", dt.date(2025, 12, 31), 5), False), (Visit("restricted", None, 5), True),
        (Visit("unfit", None, 5), False), (None, False),
    ],
)  # fmt: skip
def test_the_last_visit_must_say_fit_and_still_be_valid(visit, is_met):
    assert looked_at("fitness", rule=FIT, fitness=visit).is_met is is_met


def test_the_highest_diploma_counts_and_names_its_line():
    rule = rule_from({"least_education": "bachelor"})
    held = (Diploma("DEF", "lower", 1), Diploma("Maîtrise", "master", 2))
    met = looked_at("education", rule=rule, diplomas=held)
    assert (met.is_met, met.found, met.source) == (True, "master", "education 2")
    assert looked_at("education", rule=rule, diplomas=held[:1]).is_met is False
    assert looked_at("education", rule=rule, diplomas=()).found is None


def test_each_training_asked_for_is_a_condition_of_its_own():
    rule = rule_from({"trainings": ["Brevet d’officier", "Tir"]})
    found = [one for one in conditions(dossier(diplomas=(Diploma("brevet  d’OFFICIER", "vocational", 3),)), rule, ON) if one.key == "training"]
    assert [(one.required, one.is_met, one.source) for one in found] == [("Brevet d’officier", True, "education 3"), ("Tir", False, None)]


def test_so_many_months_must_be_left_before_retirement():
    rule = rule_from({"months_before_retirement": 12})
    assert looked_at("retirement", rule=rule, retires_on=dt.date(2027, 1, 1)).is_met
    near = looked_at("retirement", rule=rule, retires_on=dt.date(2026, 12, 31))
    assert (near.is_met, near.found, near.from_on) == (False, 11, dt.date(2026, 12, 31))


def test_what_cannot_be_checked_is_shown_and_bars_nobody():
    rule = rule_from({"months_before_retirement": 12})
    assert looked_at("retirement", rule=rule, retires_on=None).is_met is None
    assert is_eligible(conditions(dossier(), rule, ON))


def test_a_condition_that_the_rule_does_not_set_is_not_asked():
    assert {condition.key for condition in conditions(dossier(), rule_from({}), ON)} == {"rank", "position"}


@pytest.mark.parametrize("asked", [{"min_years_in_rank": "five"}, {"least_mark": 21}, {"most_percent": -1}, {"least_education": "school"}])
def test_a_condition_that_cannot_be_meant_is_refused(asked):
    with pytest.raises(Refused):
        rule_from(asked)
