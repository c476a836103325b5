"""Advancement in step under the version in force on each day: eleven cases worked by hand from a published file of grids."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from functools import cache
from pathlib import Path

from hypothesis import given, strategies as st

from rules.steps import Grid, Held, Placed, Step, months_on, progression, risen_on

EXTRACT = Path(__file__).parent / "grids.csv"


@cache
def grids(code: str) -> list[Grid]:
    """The versions of a grade. The file gives the mean stay where the law has one, else the longest; -1 is none."""
    steps: dict[dt.date, dict[int, Step]] = defaultdict(dict)
    with EXTRACT.open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            if line["code_grade"] == code:
                months = next((int(line[name]) for name in ("moy_mois", "max_mois") if line[name] != "-1"), None)
                steps[dt.date.fromisoformat(line["date_effet_grille"])][int(line["echelon"])] = Step(months, int(line["ib"]))
    return [Grid(day, found) for day, found in steps.items()]


def held(code: str, step: int, since: str, until: str, counts_from_on: str | None = None) -> list[tuple[str, int, int | None]]:
    """(from, step, index) of somebody who was given a step."""
    placed = Placed(step, day(since), day(counts_from_on) if counts_from_on else None)
    return [(str(each.starts_on), each.step, each.index) for each in progression(grids(code), placed, day(until))]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# The grids used, as months/index of each step ("-" none):
# 745  2005-06-08 and 2015-01-01   1: 24/801  2: 24/852  3: 24/901  4: 36/966  5: 36/1015
# 112  2001-10-30  4: 24/274  5: 36/290  6: 36/301             10: 48/347  11: -/364
#      2006-01-11  4: 36/298  5: 36/305                        10: 48/364  11: -/388
#      2006-02-27  4: 36/296  5: 36/303                        10:  -/364  (no step 11)
#      2008-01-07  4: 36/303  5: 36/310  6: 36/318  7: 48/328  10: 48/364  11: -/388
#      2014-01-02  4: 24/337  5: 24/339             7: 24/342  8: 36/349
#      2015-01-01  5: 24/347  6: 24/348             8: 36/356
# 14   2008-01-07  1: 12/299  2: 24/302  6: 36/351  7: 48/364
#      2014-01-02  8: 36/388        2015-01-01  8: 36/396
# 293  1998-01-04  3: -/263
#      2005-01-11  3: 24/290  (no step 4)  5: 36/303
#      2005-02-11 and 2005-03-11    4: -/296  5: 36/303
#      2006-01-11  5: 36/305        2008-01-07  5: 36/310  6: 36/318


def test_one_version_only():
    # 01/01/2006 + 24 = 01/01/2008, + 24 = 01/01/2010, + 24 = 01/01/2012, + 36 = 01/01/2015: not yet reached.
    assert held("745", 1, "2006-01-01", "2014-12-31") == [
        ("2006-01-01", 1, 801), ("2008-01-01", 2, 852), ("2010-01-01", 3, 901), ("2012-01-01", 4, 966),
    ]  # fmt: skip


def test_nobody_rises_above_the_last_step_even_if_the_grid_gives_it_months():
    # Step 5 has 36 months, but no step 6 stands above it; the new version of 2015 says the same index.
    assert held("745", 5, "2010-03-15", "2026-01-01") == [("2010-03-15", 5, 1015), ("2015-01-01", 5, 1015)]


def test_a_new_version_that_lengthens_the_step_lets_one_wait_longer():
    # 01/06/2004 + 24 = 01/06/2006, but on 11/01/2006 the step becomes 36 months: 01/06/2004 + 36 = 01/06/2007.
    assert held("112", 4, "2004-06-01", "2007-12-31") == [
        ("2004-06-01", 4, 274), ("2006-01-11", 4, 298), ("2006-02-27", 4, 296), ("2007-06-01", 5, 303),
    ]  # fmt: skip


def test_who_rises_on_the_eve_of_a_version_rises_by_the_one_before():
    # 10/01/2004 + 24 = 10/01/2006, one day before the version of 11/01/2006. Then 36 months: 10/01/2009.
    assert held("112", 4, "2004-01-10", "2009-12-31") == [
        ("2004-01-10", 4, 274), ("2006-01-10", 5, 290), ("2006-01-11", 5, 305), ("2006-02-27", 5, 303),
        ("2008-01-07", 5, 310), ("2009-01-10", 6, 318),
    ]  # fmt: skip


def test_who_would_rise_on_the_very_day_of_a_version_rises_by_the_new_one():
    # 11/01/2004 + 24 = 11/01/2006: on that day the step lasts 36 months, so 11/01/2007.
    assert held("112", 4, "2004-01-11", "2007-12-31") == [
        ("2004-01-11", 4, 274), ("2006-01-11", 4, 298), ("2006-02-27", 4, 296), ("2007-01-11", 5, 303),
    ]  # fmt: skip


def test_who_is_longer_in_the_step_than_it_now_lasts_rises_the_day_the_version_takes_effect():
    # 15/03/2011 + 36 = 15/03/2014; on 02/01/2014 the step becomes 24 months, over since 15/03/2013: 02/01/2014.
    # The time beyond is not carried over: 02/01/2014 + 24 = 02/01/2016.
    assert held("112", 4, "2011-03-15", "2016-06-30") == [
        ("2011-03-15", 4, 303), ("2014-01-02", 5, 339), ("2015-01-01", 5, 347), ("2016-01-02", 6, 348),
    ]  # fmt: skip


def test_a_new_version_that_shortens_the_step_keeps_the_time_already_spent():
    # 01/09/2012 + 48 = 01/09/2016; from 02/01/2014 on 24 months: 01/09/2014. Then 36: 01/09/2017.
    assert held("112", 7, "2012-09-01", "2015-12-31") == [
        ("2012-09-01", 7, 328), ("2014-01-02", 7, 342), ("2014-09-01", 8, 349), ("2015-01-01", 8, 356),
    ]  # fmt: skip


def test_seniority_kept_by_the_act_counts():
    # Given on 01/01/2010, counting from 01/10/2008: + 36 = 01/10/2011. Then 48 = 01/10/2015, but from 02/01/2014 on
    # 24 months, over since 01/10/2013: 02/01/2014. Then 36: 02/01/2017.
    assert held("14", 6, "2010-01-01", "2016-12-31", counts_from_on="2008-10-01") == [
        ("2010-01-01", 6, 351), ("2011-10-01", 7, 364), ("2014-01-02", 8, 388), ("2015-01-01", 8, 396),
    ]  # fmt: skip


def test_a_last_step_above_which_a_version_adds_one_is_left_under_that_version():
    # 01/12/2002 + 48 = 01/12/2006, but the version of 27/02/2006 ends at step 10. That of 07/01/2008 has step 11 again,
    # after 48 months, which are over: 07/01/2008.
    assert held("112", 10, "2002-12-01", "2013-12-31") == [
        ("2002-12-01", 10, 347), ("2006-01-11", 10, 364), ("2006-02-27", 10, 364), ("2008-01-07", 11, 388),
    ]  # fmt: skip


def test_a_step_that_the_version_does_not_have_is_passed_over():
    # Step 3 has no months before 11/01/2005, then 24: 20/01/2003 + 24 = 20/01/2005, and the step above 3 is 5, as the
    # version of that day has no step 4. Then 36 months: 20/01/2008.
    assert held("293", 3, "2003-01-20", "2008-12-31") == [
        ("2003-01-20", 3, 263), ("2005-01-11", 3, 290), ("2005-01-20", 5, 303), ("2005-02-11", 5, 303),
        ("2005-03-11", 5, 303), ("2006-01-11", 5, 305), ("2008-01-07", 5, 310), ("2008-01-20", 6, 318),
    ]  # fmt: skip


def test_a_day_that_the_month_does_not_have_is_the_first_of_the_next():
    # 29/02/2012 + 12: there is no 29/02/2013, so 01/03/2013.
    assert held("14", 1, "2012-02-29", "2013-12-31") == [("2012-02-29", 1, 299), ("2013-03-01", 2, 302)]
    assert months_on(day("2025-08-31"), 1) == day("2025-10-01")
    assert months_on(day("2025-11-30"), 3) == day("2026-03-01")
    assert months_on(day("2025-12-31"), 12) == day("2026-12-31")


def test_without_a_grid_the_step_stays_and_has_no_index():
    assert progression([], Placed(2, day("2020-01-01")), day("2026-01-01")) == [
        Held(day("2020-01-01"), 2, None, None, day("2020-01-01"))
    ]  # fmt: skip


def test_the_step_due_is_told_with_its_day():
    placed = Placed(7, day("2012-09-01"))
    assert risen_on(grids("112"), placed, day("2014-08-31")) is None
    assert risen_on(grids("112"), placed, day("2014-09-01")) == (8, day("2014-09-01"))
    assert risen_on(grids("112"), placed, day("2015-06-01")) == (8, day("2014-09-01"))


def test_a_step_given_late_loses_no_time():
    # Step 3 given on 01/01/2026, its time from 01/01/2021: step 4 since 01/01/2023, step 5 since 01/01/2025, step 6 on 01/01/2027.
    grid = [Grid(day("2000-01-01"), {step: Step(24, 300 + step) for step in range(1, 8)})]
    placed = Placed(3, day("2026-01-01"), day("2021-01-01"))
    assert risen_on(grid, placed, day("2026-01-01")) == (5, day("2025-01-01"))
    assert risen_on(grid, placed, day("2026-12-31")) == (5, day("2025-01-01"))
    assert risen_on(grid, placed, day("2027-01-01")) == (6, day("2027-01-01"))


def replayed(versions: list[Grid], placed: Placed, until: dt.date) -> tuple[int, int | None]:
    """The step and index on a day, found by living through every day before it."""
    step, entered, today = placed.step, placed.counts_from_on or placed.since, placed.since
    while True:
        grid = max((each for each in versions if each.starts_on <= today), key=lambda each: each.starts_on, default=None)
        stay = grid.steps.get(step) if grid else None
        above = sorted(number for number in grid.steps if number > step) if grid else []
        while stay and stay.months and above and (over := months_on(entered, stay.months)) <= today:
            step, entered = above.pop(0), over if today == placed.since else today
            stay = grid.steps.get(step)
        if today == until:
            return step, stay.index if stay else None
        today += dt.timedelta(days=1)


STEPS = st.dictionaries(st.integers(1, 6), st.builds(Step, st.none() | st.integers(1, 30), st.integers(200, 900)), min_size=1, max_size=6)
VERSIONS = st.lists(
    st.builds(Grid, st.dates(dt.date(2000, 1, 1), dt.date(2006, 12, 31)), STEPS), max_size=4, unique_by=lambda grid: grid.starts_on
)


@given(VERSIONS, st.integers(1, 6), st.dates(dt.date(1999, 6, 1), dt.date(2003, 1, 1)), st.integers(0, 400), st.integers(0, 2000))
def test_the_progression_equals_living_through_every_day(versions, step, since, kept, days):
    placed, until = Placed(step, since, since - dt.timedelta(days=kept)), since + dt.timedelta(days=days)
    last = progression(versions, placed, until)[-1]
    assert (last.step, last.index) == replayed(versions, placed, until)
