"""What counts how much."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from rules.promotion import Line, Mark, held_since, points, rule_from, shares, without_data

from .candidates import ON, RULE, WEIGHTS, dossier, marks


def part(key: str, rule=RULE, **about):
    return next(part for part in points(dossier(**about), rule, ON) if part.key == key)


def test_what_nothing_measures_yet_is_shared_and_seniority_stays_within_twenty():
    assert without_data(RULE) == ["exam", "training", "posts", "distinctions"]
    assert shares(RULE) == {"evaluation": Decimal(80), "seniority": Decimal(20)}


def test_weights_are_shared_pro_rata_when_seniority_is_small():
    assert shares(rule_from({}, {"evaluation": 45, "seniority": 5, "exam": 50})) == {
        "evaluation": Decimal(90), "seniority": Decimal(10),
    }  # fmt: skip


def test_by_seniority_alone_it_has_all_hundred_points():
    assert shares(rule_from({}, {"seniority": 100})) == {"seniority": Decimal(100)}


def test_the_shares_always_make_a_hundred():
    assert sum(shares(rule_from({}, WEIGHTS | {"seniority": 90})).values()) == 100


def test_the_last_three_marks_count_and_older_ones_do_not():
    assert part("evaluation", marks=marks(2, 14, 15, 16)).found == Decimal("15.000")
    assert part("evaluation", marks=marks(14, 15, 16)).points == Decimal("60.000")
    assert part("evaluation", marks=marks(14, 15, 16)).source == "evaluation 102, evaluation 101, evaluation 100"


def test_a_year_without_a_mark_is_no_zero():
    assert part("evaluation", marks=marks(15)).found == Decimal("15.000")


def test_marks_of_another_scale_are_brought_to_twenty():
    of_seven = (Mark(dt.date(2025, 12, 31), Decimal("3.5"), Decimal(7), 1),)
    assert part("evaluation", marks=of_seven).found == Decimal("10.000")


def test_seniority_grows_in_a_straight_line_and_stops():
    assert part("seniority", rank_since=dt.date(2021, 1, 1)).points == Decimal("9.999")
    assert part("seniority", rank_since=dt.date(2011, 1, 1)).points == Decimal("20.000")
    assert part("seniority", rank_since=dt.date(1990, 1, 1)).points == Decimal("20.000")


def test_a_new_step_in_the_same_rank_does_not_start_seniority_again():
    lines = [
        Line(1, 40, dt.date(2015, 1, 1), dt.date(2018, 1, 1)),
        Line(2, 50, dt.date(2018, 1, 1), dt.date(2020, 1, 1)),
        Line(3, 50, dt.date(2020, 1, 1), None),
    ]
    assert held_since(lines, ON).starts_on == dt.date(2018, 1, 1)
    assert held_since(lines, ON, same={40: 1, 50: 1}).starts_on == dt.date(2015, 1, 1)
    assert held_since(lines, dt.date(2017, 6, 1)).held == 40


def test_a_rank_left_and_taken_again_counts_from_the_second_time():
    lines = [Line(1, 50, dt.date(2010, 1, 1), dt.date(2012, 1, 1)), Line(2, 50, dt.date(2014, 1, 1), None)]
    assert held_since(lines, ON).starts_on == dt.date(2014, 1, 1)


def test_nothing_is_held_after_the_last_line_ended():
    assert held_since([Line(1, 50, dt.date(2010, 1, 1), dt.date(2012, 1, 1))], ON) is None
