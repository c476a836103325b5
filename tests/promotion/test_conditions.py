"""Who may be promoted, and since or from when."""

from __future__ import annotations

import datetime as dt

import pytest

from rules.promotion import conditions, is_eligible, rule_from
from rules.promotion.conditions import add_years, whole_months
from rules.refused import Refused

from .candidates import ON, RULE, WEIGHTS, dossier, marks


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


def test_what_cannot_be_checked_yet_is_shown_and_bars_nobody():
    rule = rule_from({"years_without_second_degree_sanction": 2}, WEIGHTS)
    assert looked_at("sanctions", rule=rule).is_met is None
    assert is_eligible(conditions(dossier(), rule, ON))


def test_a_condition_that_the_rule_does_not_set_is_not_asked():
    asked = {condition.key for condition in conditions(dossier(), rule_from({}, {"seniority": 100}), ON)}
    assert asked == {"rank", "position"}


@pytest.mark.parametrize("weights", [{}, {"evaluation": 0}, {"evaluation": -1}, {"luck": 10}])
def test_weights_that_weigh_nothing_are_refused(weights):
    with pytest.raises(Refused):
        rule_from({}, weights)
