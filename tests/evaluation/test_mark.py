"""How a mark comes about."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from rules import evaluation
from rules.evaluation import Weighted
from rules.refused import Refused

TWENTY, MOST = Decimal(20), Decimal("0.6")
CRITERIA = [
    Weighted(1, "Discipline", Decimal(15)),
    Weighted(2, "Integrity", Decimal(15)),
    Weighted(3, "Knowledge", Decimal(10)),
    Weighted(4, "Bearing", Decimal(10)),
]


@pytest.mark.parametrize("typed", ["14,5", "14.5", " 14,50 ", "\u00a014,5"])
def test_a_mark_is_read_with_a_comma_or_a_point(typed):
    assert evaluation.parse_mark(typed, TWENTY) == Decimal("14.5")


def test_an_empty_mark_is_no_mark():
    assert evaluation.parse_mark("  ", TWENTY) is None


@pytest.mark.parametrize("typed", ["quatorze", "-1", "1e1", "NaN", "14,555", "1 4", "１４", "14,5,5"])
def test_what_is_no_mark_is_refused_with_an_example(typed):
    with pytest.raises(Refused, match="such as 14 or 14,5"):
        evaluation.parse_mark(typed, TWENTY)


def test_a_mark_above_the_scale_is_refused_with_the_highest():
    with pytest.raises(Refused, match="The highest mark is 20"):
        evaluation.parse_mark("20,01", TWENTY)


def test_every_wrong_mark_is_told_at_once():
    with pytest.raises(evaluation.WrongMarks) as caught:
        evaluation.parse_marks({1: "abc", 2: "14", 3: "99"}, TWENTY)
    assert set(caught.value.by_criterion) == {1, 3}


def test_the_mark_is_the_weighted_mean():
    marks = {1: Decimal(10), 2: Decimal(20), 3: Decimal(15), 4: Decimal(15)}
    assert evaluation.score(marks, CRITERIA, MOST) == Decimal("15.000")


def test_a_missing_criterion_is_left_out_and_never_a_zero():
    marks = {1: Decimal(16), 2: Decimal(16)}
    assert evaluation.score(marks, CRITERIA, MOST) == Decimal("16.000")


def test_under_the_least_share_an_evaluation_is_incomplete_and_says_what_is_missing():
    with pytest.raises(Refused, match="60 % of the weights.*Integrity, Knowledge, Bearing"):
        evaluation.score({1: Decimal(16)}, CRITERIA, MOST)


def test_an_evaluation_without_any_mark_is_incomplete_whatever_the_least_share():
    with pytest.raises(Refused, match="incomplete"):
        evaluation.score({}, CRITERIA, Decimal(0))


def test_the_explanation_gives_the_share_of_each_marked_criterion():
    parts = evaluation.explain({1: Decimal(12), 3: Decimal(14)}, CRITERIA)
    assert [(part.mark, part.share) for part in parts] == [
        (Decimal(12), Decimal("0.6")), (None, Decimal(0)), (Decimal(14), Decimal("0.4")), (None, Decimal(0)),
    ]  # fmt: skip


marks = st.decimals(min_value=0, max_value=20, places=2)


@given(st.fixed_dictionaries({key: marks for key in (1, 2, 3, 4)}))
def test_the_mark_lies_between_the_lowest_and_the_highest_given(given_marks):
    mark = evaluation.score(given_marks, CRITERIA, MOST)
    assert min(given_marks.values()) <= mark <= max(given_marks.values())


@given(st.fixed_dictionaries({key: marks for key in (1, 2, 3, 4)}))
def test_the_explanation_adds_up_to_the_mark(given_marks):
    parts = evaluation.explain(given_marks, CRITERIA)
    total = sum(part.mark * part.share for part in parts)
    assert abs(total - evaluation.score(given_marks, CRITERIA, MOST)) <= Decimal("0.0005")
