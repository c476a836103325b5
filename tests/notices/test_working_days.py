"""Which days count when somebody has so many days to answer."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from rules.working_days import Calendar

MALI = Calendar(yearly=frozenset({dt.date(2005, 9, 22)}), dated=frozenset({dt.date(2026, 5, 27)}))
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))


def test_a_weekend_a_yearly_holiday_and_a_dated_one_do_not_count():
    assert not MALI.is_working(dt.date(2026, 11, 21))
    assert not MALI.is_working(dt.date(2026, 9, 22)) and MALI.is_working(dt.date(2004, 9, 22))
    assert not MALI.is_working(dt.date(2026, 5, 27)) and MALI.is_working(dt.date(2027, 5, 27))


def test_a_weekend_may_be_friday_and_saturday():
    elsewhere = Calendar(weekend=frozenset({5, 6}))
    assert not elsewhere.is_working(dt.date(2026, 11, 20)) and elsewhere.is_working(dt.date(2026, 11, 22))


def test_two_working_days_after_a_friday_is_a_tuesday():
    assert MALI.after(dt.date(2026, 11, 20), 2) == dt.date(2026, 11, 24)
    assert MALI.after(dt.date(2026, 11, 21), 0) == dt.date(2026, 11, 23)


def test_a_calendar_without_working_days_says_so():
    with pytest.raises(ValueError):
        Calendar(weekend=frozenset(range(1, 8)))
    always = frozenset(dt.date(2020, 1, 1) + dt.timedelta(days=number) for number in range(366))
    with pytest.raises(ValueError, match="no working day"):
        Calendar(yearly=always).after(dt.date(2026, 1, 1), 1)
    with pytest.raises(ValueError):
        MALI.after(dt.date(2026, 1, 1), -1)


@given(start=DAYS, count=st.integers(1, 40))
def test_counting_forth_and_back_agree(start, count):
    end = MALI.after(start, count)
    assert MALI.is_working(end) and MALI.between(start, end) == count


@given(start=DAYS, end=DAYS)
def test_there_are_never_more_working_days_than_days(start, end):
    assert 0 <= MALI.between(start, end) <= max((end - start).days, 0)
