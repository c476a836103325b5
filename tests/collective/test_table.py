"""What each line of a table of concordance gives to whom: the rule alone, without a database."""

from __future__ import annotations

import datetime as dt

import pytest

from rules import collective, transposition
from rules.career import Span
from rules.refused import Refused
from rules.transposition import Given, Held, Row, Rung

ON = dt.date(2023, 3, 30)
OLD, NEW = 1, 2
RANKS = {
    10: Rung("Capitaine", OLD, dt.date(2018, 3, 15), ON),
    20: Rung("Commissaire", NEW),
    21: Rung("Contrôleur principal", NEW, dt.date(2024, 1, 1)),
}
HELD = Held(10, 3, dt.date(2019, 1, 1), step_since=dt.date(2022, 6, 1))


def test_step_and_seniority_are_kept_where_the_table_says_so():
    assert transposition.given(HELD, {10: Row(20)}, RANKS, ON) == Given(20, 3, dt.date(2019, 1, 1), dt.date(2022, 6, 1))
    assert transposition.given(HELD, {10: Row(20, True, False)}, RANKS, ON) == Given(20, 3, None, dt.date(2022, 6, 1))


def test_the_seniority_in_the_rank_says_nothing_of_a_first_step():
    assert transposition.given(HELD, {10: Row(20, False, True)}, RANKS, ON) == Given(20, 1, dt.date(2019, 1, 1), None)


def test_no_time_counts_in_a_step_that_nobody_knows():
    held = Held(10, None, dt.date(2019, 1, 1), step_since=dt.date(2019, 1, 1))
    assert transposition.given(held, {10: Row(20)}, RANKS, ON).step_counts_from_on is None


def test_step_and_seniority_begin_anew_where_the_table_says_so():
    assert transposition.given(HELD, {10: Row(20, False, False)}, RANKS, ON) == Given(20, 1, None, None)


def test_seniority_kept_once_is_kept_again():
    held = Held(10, 3, dt.date(2021, 1, 1), dt.date(2021, 1, 1), counts_from_on=dt.date(2016, 5, 1))
    assert transposition.given(held, {10: Row(20)}, RANKS, ON).counts_from_on == dt.date(2016, 5, 1)


def test_a_rank_without_a_row_is_refused_by_name():
    with pytest.raises(Refused, match="no row for the rank “Capitaine”"):
        transposition.given(HELD, {}, RANKS, ON)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([(10, Row(21))], "not in force on 30/03/2023"),
        ([(10, Row(10))], "one of the corps that disappears"),
        ([(20, Row(20))], "not a rank of the corps"),
    ],
)
def test_a_table_that_cannot_be_is_refused(rows, why):
    with pytest.raises(Refused, match=why):
        transposition.check_table(OLD, rows, RANKS, ON)


ENTERED = dt.date(2015, 10, 1)


@pytest.mark.parametrize(
    ("spans", "away", "why"),
    [
        ([Span(1, ENTERED), Span(2, dt.date(2024, 1, 1))], (), "later act takes effect on 01/01/2024"),
        ([Span(1, ENTERED), Span(2, ON)], (), "begins on 30/03/2023 already"),
        ([Span(1, ENTERED)], [(dt.date(2022, 1, 1), None)], "01/01/2022 on the officer serves in no unit"),
        ([Span(1, ENTERED, dt.date(2020, 1, 1))], (), "Nothing would hold from 01/01/2020"),
    ],
)
def test_a_line_that_does_not_go_on_from_what_is_there_is_refused(spans, away, why):
    with pytest.raises(Refused, match=why):
        collective.check_line(ON, ENTERED, spans, away)


def test_nobody_is_concerned_before_entering_service():
    with pytest.raises(Refused, match="entered the service"):
        collective.check_line(ON, dt.date(2023, 4, 1), [])


def test_twenty_are_done_alone_and_twenty_one_take_two():
    assert not collective.needs_second(20) and collective.needs_second(21)
    assert collective.needs_second(1, always=True)
