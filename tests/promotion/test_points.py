"""What counts how much."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from rules.promotion import Diploma, Headed, Honour, Line, Mark, Punished, Terms, held_since, points, shares

from .candidates import ON, TERMS, WEIGHTS, dossier, marks


def part(key: str, terms=TERMS, has_exam: bool = False, **about):
    found = points(dossier(**about), terms, ON, shares(terms, has_exam))
    return next(part for part in found if part.key == key)


def of(weights: dict, has_exam: bool = True, **other) -> dict:
    return shares(Terms(weights=weights, **other), has_exam)


def test_the_weight_of_an_examination_that_was_not_held_is_shared_and_seniority_stays_within_twenty():
    assert shares(TERMS, has_exam=True) == WEIGHTS
    shared = shares(TERMS, has_exam=False)
    assert "exam" not in shared
    assert (shared["evaluation"], shared["seniority"], shared["posts"]) == (Decimal(50), Decimal("18.75"), Decimal("6.25"))


def test_seniority_stays_within_its_limit_and_the_others_share_what_it_leaves():
    assert of({"evaluation": 50, "seniority": 50}) == {"evaluation": Decimal(80), "seniority": Decimal(20)}
    assert of({"evaluation": 50, "seniority": 50}, most_for_seniority=10) == {"evaluation": Decimal(90), "seniority": Decimal(10)}


def test_by_seniority_alone_it_has_all_hundred_points():
    assert of({"seniority": 100}) == {"seniority": Decimal(100)}


def test_by_examination_alone_it_has_all_hundred_points_held_or_not():
    assert of({"exam": 100}, has_exam=False) == {"exam": Decimal(100)}


@pytest.mark.parametrize("has_exam", [True, False])
def test_the_shares_always_make_a_hundred(has_exam):
    assert sum(shares(TERMS, has_exam).values()) == 100


def test_an_examination_counts_of_twenty_and_who_was_absent_has_nothing_of_it():
    sat = part("exam", has_exam=True, exam=Decimal("15.00"), exam_line=9)
    assert (sat.found, sat.points, sat.of, sat.source) == (Decimal("15.00"), Decimal("15.000"), Decimal("20.000"), "exam_mark 9")
    absent = part("exam", has_exam=True)
    assert (absent.found, absent.points) == (None, Decimal(0))


def test_half_of_training_is_the_highest_level_and_half_the_number():
    both = (Diploma("Licence", "bachelor", 3), Diploma("Secourisme", "vocational", 4))
    found = part("training", terms=Terms(weights={"training": 100}), diplomas=both)
    assert (found.found, found.points, found.source) == ("bachelor", Decimal("69.048"), "education 3, education 4")  # (5/7 + 2/3) / 2
    assert part("training", diplomas=()).found is None


def test_years_at_the_head_of_a_unit_count_until_the_date_of_reference_and_within_their_limit():
    two = (Headed(dt.date(2020, 1, 1), dt.date(2021, 1, 1), 5), Headed(dt.date(2025, 1, 1), None, 6))
    found = part("posts", terms=Terms(weights={"posts": 100}), headed=two)
    assert (found.found, found.points, found.source) == (Decimal("2.001"), Decimal("40.027"), "posting 5, posting 6")
    assert part("posts", terms=Terms(weights={"posts": 100}), headed=(Headed(dt.date(2000, 1, 1), None, 5),)).points == 100


def test_each_award_counts_up_to_a_limit():
    given = tuple(Honour(dt.date(2020, 1, day), day) for day in range(1, 6))
    terms = Terms(weights={"distinctions": 100})
    assert part("distinctions", terms=terms, awards=given[:1]).points == Decimal("33.333")
    assert part("distinctions", terms=terms, awards=given).points == 100
    assert part("distinctions", terms=terms, awards=(Honour(dt.date(2026, 1, 2), 1),)).found is None


def test_sanctions_of_five_years_take_points_by_their_degree():
    given = (Punished("first", dt.date(2024, 1, 1), None, 1), Punished("second", dt.date(2022, 1, 1), None, 2), Punished("second", dt.date(2021, 1, 1), None, 3))
    taken = part("sanctions", sanctions=given)
    assert (taken.found, taken.points, taken.of, taken.source) == (2, Decimal("-3.000"), Decimal("-10.000"), "sanction 1, sanction 2")


def test_sanctions_take_no_more_than_the_floor():
    many = tuple(Punished("second", dt.date(2025, 1, 1), None, number) for number in range(8))
    assert part("sanctions", sanctions=many).points == Decimal("-10.000")


def test_an_erased_sanction_takes_nothing():
    erased = (Punished("second", dt.date(2025, 1, 1), dt.date(2025, 12, 31), 1),)
    assert (part("sanctions", sanctions=erased).found, part("sanctions", sanctions=erased).points) == (0, 0)


def test_where_sanctions_take_nothing_they_are_no_part():
    assert "sanctions" not in {one.key for one in points(dossier(), Terms(weights=WEIGHTS, sanction_floor=0), ON, shares(TERMS, has_exam=False))}


def test_the_last_three_marks_count_and_older_ones_do_not():
    assert part("evaluation", marks=marks(2, 14, 15, 16)).found == Decimal("15.000")
    assert part("evaluation", marks=marks(14, 15, 16)).points == Decimal("37.500")
    assert part("evaluation", marks=marks(14, 15, 16)).source == "evaluation 102, evaluation 101, evaluation 100"


def test_a_year_without_a_mark_is_no_zero():
    assert part("evaluation", marks=marks(15)).found == Decimal("15.000")


def test_marks_of_another_scale_are_brought_to_twenty():
    of_seven = (Mark(dt.date(2025, 12, 31), Decimal("3.5"), Decimal(7), 1),)
    assert part("evaluation", marks=of_seven).found == Decimal("10.000")


def test_seniority_grows_in_a_straight_line_and_stops():
    assert part("seniority", rank_since=dt.date(2021, 1, 1)).points == Decimal("9.374")
    assert part("seniority", rank_since=dt.date(2011, 1, 1)).points == Decimal("18.750")
    assert part("seniority", rank_since=dt.date(1990, 1, 1)).points == Decimal("18.750")


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
