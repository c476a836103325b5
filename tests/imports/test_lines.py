"""Dated lines fit together: one at a time, each ending where the next begins."""

import datetime as dt

from rules.importing import Line, splice


def on(year: int) -> dt.date:
    return dt.date(year, 1, 1)


def test_a_line_without_an_end_is_closed_by_the_next_one():
    lines = splice([Line(on(2010), row=3), Line(on(2005), row=2)])
    assert [(line.starts_on, line.ends_on) for line in lines] == [(on(2005), on(2010)), (on(2010), None)]


def test_a_new_line_closes_the_one_already_kept():
    kept, new = Line(on(2005), id=1), Line(on(2010), row=2)
    splice([new, kept])
    assert kept.ends_on == on(2010) and new.ends_on is None


def test_overlapping_lines_are_refused_and_name_the_other_row():
    first, second = Line(on(2005), on(2012), row=2), Line(on(2010), row=3)
    assert splice([first, second]) == [first]
    assert second.refusal.values["row"] == 2


def test_a_line_already_kept_is_never_refused():
    kept, new = Line(on(2010), id=1), Line(on(2005), on(2012), row=2)
    assert splice([kept, new]) == [kept]
    assert kept.refusal is None and new.refusal is not None


def test_two_lines_of_the_same_day_are_refused():
    first, second = Line(on(2005), row=2), Line(on(2005), row=3)
    splice([first, second])
    assert first.refusal is None and second.refusal is not None
