"""What a mark becomes when severity is taken off, and the reason in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rules.evaluation import leniency
from rules.evaluation.leniency import Ground, Share, correct

TWENTY = Decimal(20)


def mark(*shares: Share, raw: str = "15.8", first_level: str = "1", scale: Decimal = TWENTY) -> leniency.Corrected:
    return correct(Decimal(raw), shares, first_level=Decimal(first_level), scale_max=scale)


def lenient(points: str, days: int = 365, applied: str | None = None) -> Share:
    return Share(days, Decimal(points), Decimal(applied or points))


def words(found: leniency.Corrected) -> str:
    return " ".join(one.message % ({"who": "your evaluator", "Who": "Your evaluator"} | _plain(one)) for one in found.reasons)


def _plain(sentence: leniency.Sentence) -> dict:
    return {name: value for name, value in sentence.values.items() if name not in ("who", "Who")}


def test_who_was_marked_generously_reads_by_how_much_and_the_corrected_mark():
    found = mark(lenient("1.2"))
    assert (found.raw, found.corrected, found.points) == (Decimal("15.8"), Decimal("14.600"), Decimal("1.200"))
    assert words(found) == "Your evaluator marks 1.2 above the others who marked the corps that year; corrected mark 14.600."


def test_who_was_marked_severely_gains():
    found = mark(lenient("-1.5"), raw="12")
    assert found.corrected == Decimal("13.5")
    assert "1.5 below the others who marked the corps that year; corrected mark 13.5" in words(found)


def test_a_correction_stops_at_its_limit_and_says_so():
    severity = leniency.applied(3.4, Ground(marks=30, shared=20, evaluators=12), most=2.0)
    assert severity == (2.0, None)
    found = mark(lenient("3.4", applied="2"))
    assert found.corrected == Decimal("13.8")
    assert "3.4 above the others who marked the corps that year; the correction stops at 2" in words(found)


@pytest.mark.parametrize(
    ("ground", "why"),
    [
        (Ground(marks=30, shared=0, evaluators=1), leniency.ALONE),
        (Ground(marks=leniency.LEAST_MARKS - 1, shared=4, evaluators=9), leniency.FEW),
        (Ground(marks=10, shared=leniency.LEAST_SHARED - 1, evaluators=9), leniency.RARE),
        (Ground(marks=25, shared=4, evaluators=9), leniency.RARE),
    ],
)
def test_without_comparison_or_with_little_data_nothing_is_taken_off(ground, why):
    assert leniency.applied(1.7, ground, most=2.0) == (0.0, why)
    found = mark(Share(365, Decimal("1.7"), Decimal(0), why))
    assert found.corrected == found.raw
    assert words(found).startswith("Not corrected:")


def test_a_year_without_an_estimate_leaves_the_mark_as_it_is():
    assert "is not estimated for this year" in words(mark(Share(365, why_not=leniency.UNKNOWN)))


def test_parts_of_several_evaluators_count_by_their_days():
    found = mark(lenient("2", days=90), lenient("-1", days=270), raw="14")
    assert found.points == Decimal("-0.25")
    assert "Weighted by days, the evaluators together mark 0.3 below the others who marked the corps that year" in words(found)


def test_a_part_without_an_estimate_is_named_among_several():
    found = mark(lenient("2", days=180), Share(180, why_not=leniency.UNKNOWN), raw="14")
    assert found.corrected == Decimal(13)
    assert "their part is not corrected" in words(found)


def test_what_the_second_level_decided_is_not_corrected():
    found = mark(lenient("2"), raw="14", first_level="0.75")
    assert found.corrected == Decimal("12.5")
    assert "25 % of the weights were marked by the second level or on an appeal" in words(found)
    assert mark(lenient("2"), raw="14", first_level="0").corrected == Decimal(14)


def test_a_corrected_mark_stays_on_the_scale():
    assert mark(lenient("-2"), raw="19").corrected == TWENTY
    assert mark(lenient("2"), raw="1").corrected == Decimal(0)


def test_a_correction_that_would_leave_the_scale_says_so():
    assert "would leave the scale" in words(mark(lenient("-2"), raw="19"))
    assert "would leave the scale" in words(mark(lenient("2"), raw="1"))
    assert "would leave the scale" not in words(mark(lenient("2"), raw="2"))


def test_an_estimate_is_told_with_its_uncertainty():
    sure = leniency.judged(1.4, 0.3, 1.4, None)
    unsure = leniency.judged(0.4, 0.3, 0.4, None)
    assert [one.message for one in sure] == [leniency.MORE_LENIENT, leniency.TAKEN_OFF]
    assert [one.message for one in unsure] == [leniency.MORE_LENIENT, leniency.UNSURE, leniency.TAKEN_OFF]
    for why in leniency.INCOMPARABLE:
        assert [one.message for one in leniency.judged(0, 0, 0, why)] == [leniency.WHY_NOT[why]]


def test_whatever_is_said_of_an_evaluator_can_be_said_to_himself():
    told = [leniency.judged(1, 0.2, 1, None), leniency.judged(-1, 0.2, -1, None), leniency.judged(0, 0.2, 0, None)]
    told += [leniency.judged(1, 0.2, 0, why) for why in (leniency.ALONE, leniency.RARE, leniency.FEW)]
    about = {one.message for sentences in told for one in sentences if {"who", "Who"} & set(one.values)}
    assert about <= set(leniency.TO_HIMSELF)
