"""Who evaluates whom, by the postings of a year: rules on plain values."""

from __future__ import annotations

import datetime as dt

from rules.evaluation import assigning
from rules.evaluation.assigning import Reign, Share, Stretch

OFFICER, OLD, NEW, ABOVE, TOP = 1, 2, 3, 4, 5
UNIT, PARENT, ROOT = 10, 11, 12
YEAR = dt.date(2026, 1, 1), dt.date(2027, 1, 1)


def day(month: int, of_month: int = 1) -> dt.date:
    return dt.date(2026, month, of_month)


def stretch(head: int | None, first: dt.date, until: dt.date, unit: int = UNIT) -> Stretch:
    return Stretch(head, unit, first, until, unit)


def test_a_whole_year_under_one_head_is_one_part_of_all_its_days():
    assert assigning.shares([stretch(OLD, *YEAR)], 60) == [Share(OLD, UNIT, day(1), day(12, 31), 365, UNIT)]


def test_two_heads_share_the_year_by_their_days_the_longest_first():
    found = assigning.shares([stretch(OLD, day(1), day(4)), stretch(NEW, day(4), YEAR[1])], 60)
    assert [(one.evaluator, one.days) for one in found] == [(NEW, 275), (OLD, 90)]


def test_days_under_the_same_head_are_summed_in_whatever_unit():
    apart = [stretch(OLD, day(1), day(3)), stretch(NEW, day(3), day(6)), stretch(OLD, day(6), YEAR[1], PARENT)]
    found = assigning.shares(apart, 60)
    assert [(one.evaluator, one.days, one.unit) for one in found] == [(OLD, 59 + 214, PARENT), (NEW, 92, UNIT)]


def test_who_commanded_too_short_is_not_asked():
    found = assigning.shares([stretch(OLD, day(1), day(2)), stretch(NEW, day(2), YEAR[1])], 60)
    assert [one.evaluator for one in found] == [NEW]


def test_when_nobody_commanded_long_enough_the_longest_is_asked():
    found = assigning.shares([stretch(OLD, day(1), day(2)), stretch(NEW, day(2), day(2, 20))], 60)
    assert [(one.evaluator, one.days) for one in found] == [(OLD, 31)]


def test_of_equal_times_the_last_one_is_the_main_evaluator():
    found = assigning.shares([stretch(OLD, day(1), day(1, 11)), stretch(NEW, day(1, 11), day(1, 21))], 60)
    assert [one.evaluator for one in found] == [NEW]


def test_time_without_a_head_counts_only_where_there_was_no_other():
    vacant = stretch(None, day(1), day(11))
    assert [one.evaluator for one in assigning.shares([vacant, stretch(OLD, day(11), YEAR[1])], 60)] == [OLD]
    assert [one.evaluator for one in assigning.shares([vacant], 60)] == [None]


def test_no_day_makes_no_part():
    assert assigning.shares([], 60) == []


def test_a_vacant_unit_is_commanded_from_above():
    path = [(UNIT, [Reign(OLD, day(1), day(3)), Reign(NEW, day(5))]), (PARENT, [Reign(ABOVE, dt.date(2020, 1, 1))])]
    found = assigning.commanded(OFFICER, UNIT, *YEAR, assigning.chains(path, *YEAR))
    assert [(one.evaluator, one.starts_on, one.led) for one in found] == [(OLD, day(1), UNIT), (ABOVE, day(3), PARENT), (NEW, day(5), UNIT)]


def test_a_head_is_evaluated_by_the_head_above():
    path = [(UNIT, [Reign(OFFICER, day(1))]), (PARENT, []), (ROOT, [Reign(TOP, day(1))])]
    assert [one.evaluator for one in assigning.commanded(OFFICER, UNIT, *YEAR, assigning.chains(path, *YEAR))] == [TOP]


def test_at_the_very_top_nobody_commands():
    chains = assigning.chains([(ROOT, [Reign(TOP, day(1))])], *YEAR)
    assert [one.evaluator for one in assigning.commanded(TOP, ROOT, *YEAR, chains)] == [None]


def test_of_two_named_heads_the_last_to_come_commands():
    chains = assigning.chains([(UNIT, [Reign(OLD, dt.date(2020, 1, 1)), Reign(NEW, dt.date(2024, 1, 1))])], *YEAR)
    assert chains[0].heads == ((UNIT, NEW),)


def test_a_head_who_is_suspended_commands_nobody_meanwhile():
    served = [(dt.date(2015, 1, 1), day(3)), (day(6), None)]
    found = assigning.while_serving([Reign(OLD, dt.date(2020, 1, 1))], served)
    assert found == [Reign(OLD, dt.date(2020, 1, 1), day(3)), Reign(OLD, day(6), None)]


def test_the_second_level_is_the_nearest_above_who_may_be():
    assert assigning.reviewer([ABOVE, TOP], {OFFICER, ABOVE}) == TOP
    assert assigning.reviewer([ABOVE], {ABOVE}) is None
