"""The age of retirement, with the versions in force on each day; dates worked by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from rules.retirement import MONTH_END, YEAR_END, AgeRule, of_rank, retires_on, still_serves_from

# Ordonnance n° 2021-016 of 31 December 2021 against the ages of before, which are assumed.
ORDINANCE = dt.date(2021, 12, 31)
COMMISSIONERS = [AgeRule(dt.date(2002, 12, 16), 62), AgeRule(ORDINANCE, 65)]
OFFICERS = [AgeRule(dt.date(2018, 3, 15), 59), AgeRule(ORDINANCE, 62)]
CONSTABLES = [AgeRule(dt.date(2002, 12, 16), 58), AgeRule(ORDINANCE, 61)]


def leaves(born: dt.date, rules: list[AgeRule]) -> dt.date:
    return retires_on(born, rules)[0]


@pytest.mark.parametrize(
    ("born", "rules", "expected"),
    [
        # 62 on 01/01/2022, one day after the ordinance was signed: 65 decides, 1960 + 65.
        (dt.date(1960, 1, 1), COMMISSIONERS, dt.date(2025, 1, 1)),
        # 59 on 01/01/2022: 62 decides, 1963 + 62.
        (dt.date(1963, 1, 1), OFFICERS, dt.date(2025, 1, 1)),
        # 58 on 01/01/2022: 61 decides, 1964 + 61.
        (dt.date(1964, 1, 1), CONSTABLES, dt.date(2025, 1, 1)),
        # 62 on 30/12/2021, the eve of the ordinance: left under the age of before.
        (dt.date(1959, 12, 30), COMMISSIONERS, dt.date(2021, 12, 30)),
        # 62 on the very day of the ordinance: in service that day by the new age.
        (dt.date(1959, 12, 31), COMMISSIONERS, dt.date(2024, 12, 31)),
        (dt.date(1963, 12, 30), CONSTABLES, dt.date(2021, 12, 30)),
        (dt.date(1963, 12, 31), CONSTABLES, dt.date(2024, 12, 31)),
    ],
)
def test_the_retirements_of_1_january_2022_fall_under_the_ordinance_of_the_eve(born, rules, expected):
    assert leaves(born, rules) == expected


def test_the_end_of_the_year_of_before_meets_the_ordinance_too():
    """Whoever reached 62 in June 2021 would have left at the end of the year, on 01/01/2022: after the ordinance."""
    rules = [AgeRule(dt.date(2002, 12, 16), 62, YEAR_END), AgeRule(ORDINANCE, 65, YEAR_END)]
    assert leaves(dt.date(1959, 6, 10), rules) == dt.date(2025, 1, 1)


def test_whom_a_lower_age_finds_older_leaves_on_the_day_it_takes_effect():
    rules = [AgeRule(dt.date(2000, 1, 1), 65), AgeRule(dt.date(2020, 7, 1), 60)]
    assert leaves(dt.date(1957, 5, 3), rules) == dt.date(2020, 7, 1)  # 63 on that day
    assert leaves(dt.date(1960, 7, 1), rules) == dt.date(2020, 7, 1)  # 60 on that very day
    assert leaves(dt.date(1960, 7, 2), rules) == dt.date(2020, 7, 2)
    assert leaves(dt.date(1955, 6, 30), rules) == dt.date(2020, 6, 30)  # 65 the day before


def test_a_version_that_never_lasted_long_enough_decides_for_nobody():
    rules = [AgeRule(dt.date(2000, 1, 1), 60), AgeRule(dt.date(2020, 1, 1), 50), AgeRule(dt.date(2020, 1, 2), 65)]
    assert leaves(dt.date(1960, 3, 1), rules) == dt.date(2020, 1, 1)  # 59, and older than 50 on the one day of that version
    assert leaves(dt.date(1971, 3, 1), rules) == dt.date(2036, 3, 1)


def test_before_the_first_version_known_that_one_is_taken():
    assert leaves(dt.date(1930, 4, 5), CONSTABLES) == dt.date(1988, 4, 5)


def test_without_a_version_nothing_is_told():
    assert retires_on(dt.date(1980, 1, 1), []) is None


@pytest.mark.parametrize(
    ("born", "leaves_at", "expected"),
    [
        (dt.date(1970, 3, 1), MONTH_END, dt.date(2030, 4, 1)),
        (dt.date(1970, 3, 31), MONTH_END, dt.date(2030, 4, 1)),
        (dt.date(1970, 12, 1), MONTH_END, dt.date(2031, 1, 1)),
        (dt.date(1970, 1, 1), YEAR_END, dt.date(2031, 1, 1)),
        (dt.date(1970, 12, 31), YEAR_END, dt.date(2031, 1, 1)),
        (dt.date(1970, 12, 31), "birthday", dt.date(2030, 12, 31)),
    ],
)
def test_the_month_or_the_year_is_served_to_its_end(born, leaves_at, expected):
    assert leaves(born, [AgeRule(dt.date(2000, 1, 1), 60, leaves_at)]) == expected


def test_a_birthday_on_29_february_falls_on_1_march_in_other_years():
    born = dt.date(1968, 2, 29)
    assert leaves(born, [AgeRule(dt.date(2000, 1, 1), 60)]) == dt.date(2028, 2, 29)
    assert leaves(born, [AgeRule(dt.date(2000, 1, 1), 61)]) == dt.date(2029, 3, 1)
    assert leaves(born, [AgeRule(dt.date(2000, 1, 1), 61, MONTH_END)]) == dt.date(2029, 4, 1)


def test_the_age_of_a_rank_goes_before_that_of_its_corps_from_its_first_version_on():
    of_corps = [AgeRule(dt.date(2002, 1, 1), 58), AgeRule(dt.date(2024, 1, 1), 63)]
    own = [AgeRule(dt.date(2020, 1, 1), 60)]
    rules = of_rank(own, of_corps)
    assert leaves(dt.date(1961, 6, 1), rules) == dt.date(2019, 6, 1)  # 58 in 2019: by the corps
    assert leaves(dt.date(1962, 6, 1), rules) == dt.date(2022, 6, 1)  # 58 in 2020: by the rank, at 60
    assert leaves(dt.date(1970, 6, 1), rules) == dt.date(2030, 6, 1)  # the later version of the corps is not the rank's
    assert of_rank([], of_corps) == of_corps


RULES = st.lists(
    st.builds(
        AgeRule,
        st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31)),
        st.integers(50, 70),
        st.sampled_from(["birthday", MONTH_END, YEAR_END]),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda rule: rule.starts_on,
)
BIRTHS = st.dates(dt.date(1940, 1, 1), dt.date(2005, 12, 31))


@given(BIRTHS, BIRTHS, RULES)
def test_who_was_born_later_never_leaves_earlier(one, other, rules):
    first, second = sorted((one, other))
    assert leaves(first, rules) <= leaves(second, rules)


@given(BIRTHS, st.dates(dt.date(2000, 1, 1), dt.date(2060, 1, 1)), RULES)
def test_the_earliest_date_of_birth_still_in_service_parts_those_who_left_from_the_others(born, day, rules):
    assert (born < still_serves_from(day, rules)) == (leaves(born, rules) < day)
