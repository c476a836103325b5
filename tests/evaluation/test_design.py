"""What a campaign, its forms and its criteria may be, and who may be a relative: rules on plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from rules import evaluation as rules
from rules.evaluation import kinship
from rules.evaluation.weights import Level
from rules.refused import Refused

USUAL = rules.Calendar(dt.date(2026, 1, 1), dt.date(2026, 12, 31), extreme_low=Decimal(5), extreme_high=Decimal(18))
BORN = dt.date(1990, 5, 4)
FATOU = kinship.called("N'Diaye", "Fatou", BORN)


def test_the_usual_campaign_passes_and_so_does_one_without_extremes():
    rules.check_calendar(USUAL)
    rules.check_calendar(replace(USUAL, extreme_low=None, extreme_high=None, review_due_on=dt.date(2027, 2, 1), marks_due_on=dt.date(2027, 1, 15)))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_on": dt.date(2025, 1, 1)}, "after it begins"),
        ({"scale_max": Decimal(0)}, "more than zero"),
        ({"extreme_high": Decimal(25)}, "highest mark, 20"),
        ({"extreme_low": Decimal(18)}, "every mark would need"),
        ({"least_share": Decimal("1.2")}, "up to 1"),
        ({"least_days": 400}, "365 days"),
        ({"marks_due_on": dt.date(2025, 12, 1)}, "before the period"),
        ({"review_due_on": dt.date(2026, 5, 1)}, "before the marks are due"),
        ({"notice_days": -1}, "fewer than none"),
        ({"appeal_days": 0}, "one to appeal"),
        ({"severity_years": 20}, "1 to 10"),
        ({"most_correction": Decimal(30)}, "largest correction"),
    ],
)
def test_what_cannot_be_is_refused_in_words(wrong, words):
    with pytest.raises(Refused) as refused:
        rules.check_calendar(replace(USUAL, **wrong))
    assert words in refused.value.message % refused.value.values


def test_weights_are_read_with_a_comma_and_nothing_means_not_asked():
    assert rules.parse_weights({1: "7,5", 2: "", 3: "0", 4: " 10 "}) == {1: Decimal("7.5"), 4: Decimal(10)}


@pytest.mark.parametrize("typed", [{1: "-3"}, {1: "dix"}, {1: "1001"}, {1: "", 2: "0"}])
def test_wrong_weights_are_refused(typed):
    with pytest.raises(Refused):
        rules.parse_weights(typed)


def test_levels_are_sorted_and_empty_lines_passed_over():
    assert rules.parse_levels([("80", "Exemplaire", " "), ("", " ", ""), ("0", "Insuffisant", "Poor")]) == [Level(0, "Insuffisant", "Poor"), Level(80, "Exemplaire")]


@pytest.mark.parametrize("line", [("100", "x", ""), ("", "x", ""), ("20", "", "Good"), ("-1", "x", "")])
def test_wrong_levels_are_refused(line):
    with pytest.raises(Refused):
        rules.parse_levels([line])


@pytest.mark.parametrize(
    ("relative", "may_be"),
    [
        (kinship.called("NDIAYE", "fatou"), True),
        (kinship.called("Ndiaye", "Fatou", BORN), True),
        (kinship.called("Fatou", "N’Diaye", birth_year=1990), True),
        (kinship.called("Ndiaye", "Fatou", dt.date(1990, 5, 5)), False),
        (kinship.called("Ndiaye", "Fatou", birth_year=1991), False),
        (kinship.called("Ndiaye", "Fatoumata", BORN), False),
        (kinship.called("", "", BORN), False),
    ],
)
def test_a_relative_may_be_an_officer_by_the_words_of_the_names_and_the_birth(relative, may_be):
    assert kinship.may_be(relative, FATOU) is may_be


def test_an_officer_is_named_where_all_names_stand():
    named = kinship.called("Sangaré", "Coumba")
    assert kinship.is_named(named, "Le commissaire COUMBA SANGARE a ouvert le dossier")
    assert not kinship.is_named(named, "Le commissaire Sangaré")
