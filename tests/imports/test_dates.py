"""Dates are read as the whole column shows, and asked for where it does not."""

import datetime as dt

import pytest

from rules.importing import BadValue, DateReading, detect_dates, read_date
from rules.importing.dates import DAY_FIRST, MONTH_FIRST

PLAIN = DateReading(pivot=26)


@pytest.mark.parametrize(
    "cell, date",
    [
        ("1930-06-19 00:00:00.0", dt.date(1930, 6, 19)),
        ("2020-07-07", dt.date(2020, 7, 7)),
        ("20200707", dt.date(2020, 7, 7)),
        ("03-OCT-94", dt.date(1994, 10, 3)),
        ("16-NOV-17", dt.date(2017, 11, 16)),
        ("1er août 2019", dt.date(2019, 8, 1)),
        ("12 févr. 2001", dt.date(2001, 2, 12)),
        ("5 juillet 1998", dt.date(1998, 7, 5)),
        ("October 3, 1994", dt.date(1994, 10, 3)),
        (34610, dt.date(1994, 10, 3)),
        ("34610", dt.date(1994, 10, 3)),
        (dt.datetime(2020, 1, 2, 13, 45), dt.date(2020, 1, 2)),
    ],
)
def test_dates_are_read_as_files_write_them(cell, date):
    assert read_date(cell, PLAIN) == date


def test_an_ambiguous_date_is_asked_not_guessed():
    reading = detect_dates(["03/04/2020", "05/06/2021"])
    assert reading.is_ambiguous and reading.order is None
    with pytest.raises(BadValue, match="day first or with the month first"):
        read_date("03/04/2020", reading)


def test_one_cell_settles_the_whole_column():
    assert detect_dates(["03/04/2020", "25/04/2020"]).order == DAY_FIRST
    assert detect_dates(["03/04/2020", "04/25/2020"]).order == MONTH_FIRST


def test_a_column_that_contradicts_itself_is_asked_too():
    assert detect_dates(["25/04/2020", "04/25/2020"]).is_ambiguous


def test_a_day_that_equals_its_month_needs_no_question():
    reading = detect_dates(["05/05/2020", "06/06/2021"])
    assert not reading.is_ambiguous
    assert read_date("05/05/2020", reading) == dt.date(2020, 5, 5)


def test_two_digit_years_turn_at_the_pivot():
    assert read_date("01-JAN-26", PLAIN).year == 2026
    assert read_date("01-JAN-27", PLAIN).year == 1927
    assert detect_dates(["01-JAN-26"]).has_short_years


@pytest.mark.parametrize("cell", ["31/02/2020", "hier", "12-FOO-99", "2020-13-01"])
def test_what_is_no_date_is_refused_with_its_value(cell):
    with pytest.raises(BadValue) as refusal:
        read_date(cell, DateReading(order=DAY_FIRST))
    assert cell in str(refusal.value) and refusal.value.mend
