"""The figures of the fairness report, against an independent statistics package, published cases, and whatever Hypothesis invents."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st
from scipy.stats import fisher_exact
from scipy.stats.contingency import relative_risk

from rules.promotion import fairness as rules
from rules.promotion.chance import by_score
from rules.promotion.fairness import Count, Finding, compare

# Morris, "Statistical significance testing in adverse impact analysis" (2017): 2 of 10 women and 15 of 25 men are chosen.
MORRIS = (Count("women", 10, 2), Count("men", 25, 15))
# Connecticut v. Teal, 457 U.S. 440 (1982): 54.17 % against 79.54 %, "68 percent" of it.
TEAL = (Count("black", 48, 26), Count("white", 259, 206))
# Ricci v. DeStefano, 557 U.S. 557 (2009): 31.6 and 20 % against 58.1 % for lieutenants, 37.5 % against 64 % for captains.
LIEUTENANTS = (Count("black", 19, 6), Count("hispanic", 15, 3), Count("white", 43, 25))
CAPTAINS = (Count("black", 8, 3), Count("hispanic", 8, 3), Count("white", 25, 16))
# Questions and Answers on the Uniform Guidelines, 44 FR 11996 (1979): rates of 60, 45, 48 and 51 %, ratios of 75, 80 and 85 %.
GUIDELINES = (Count("white", 100, 60), Count("indian", 100, 45), Count("hispanic", 100, 48), Count("black", 100, 51))
PAIRS = [(one, cases[-1]) for cases in (MORRIS, TEAL, LIEUTENANTS, CAPTAINS) for one in cases[:-1]]


def row(counts, key):
    return next(one for one in compare(counts) if one.count.key == key)


@pytest.mark.parametrize(("one", "best"), PAIRS)
def test_ratio_p_and_interval_are_those_of_a_statistics_package(one, best):
    package = relative_risk(one.selected, one.eligible, best.selected, best.eligible)
    p = fisher_exact([[one.selected, one.eligible - one.selected], [best.selected, best.eligible - best.selected]]).pvalue
    assert one.rate / best.rate == pytest.approx(package.relative_risk, rel=1e-12)
    assert rules.fisher(one, best) == pytest.approx(p, rel=1e-9)
    assert rules.interval(one, best) == pytest.approx(tuple(package.confidence_interval(0.95)), rel=1e-9)


def test_the_worked_example_of_morris():
    women, men = row(MORRIS, "women"), row(MORRIS, "men")
    assert (women.ratio, women.p) == (pytest.approx(1 / 3), pytest.approx(0.0599, abs=5e-5))
    assert (women.low, women.high) == (pytest.approx(0.0927, abs=5e-5), pytest.approx(1.1992, abs=5e-5))
    assert (women.shortfall, women.moved) == (4, 3)  # 6 women for 60 %; of 17 places 4.86 in proportion
    assert (women.finding, men.finding) == (Finding.BELOW_UNSURE, Finding.MEASURE)


def test_connecticut_v_teal():
    black = row(TEAL, "black")
    assert (black.count.rate, TEAL[1].rate) == (pytest.approx(0.5417, abs=5e-5), pytest.approx(0.7954, abs=5e-5))
    assert (round(black.ratio, 2), black.finding) == (0.68, Finding.BELOW)
    assert black.p < 0.001


def test_ricci_v_destefano():
    """"Approximately one half the pass rates for white candidates"; with so few captains chance explains it."""
    assert [round(100 * one.rate, 1) for one in LIEUTENANTS] == [31.6, 20.0, 58.1]
    assert [round(100 * one.rate, 1) for one in CAPTAINS] == [37.5, 37.5, 64.0]
    assert [round(row(LIEUTENANTS, key).ratio, 2) for key in ("black", "hispanic")] == [0.54, 0.34]
    assert round(row(CAPTAINS, "black").ratio, 2) == 0.59
    assert row(LIEUTENANTS, "black").finding is Finding.BELOW_UNSURE
    assert row(LIEUTENANTS, "hispanic").finding is Finding.BELOW  # 0.0159, and three pairs: under 0.0167
    assert row(CAPTAINS, "black").finding is Finding.BELOW_UNSURE


def test_the_example_of_the_uniform_guidelines():
    rows = {one.count.key: one for one in compare(GUIDELINES)}
    assert {key: round(one.ratio, 2) for key, one in rows.items()} == {"white": 1.0, "indian": 0.75, "hispanic": 0.8, "black": 0.85}
    assert {key for key in rows if rules.is_below(rows[key].count, GUIDELINES[0])} == {"indian"}  # 48 of 60 is four fifths, no less


def test_three_men_and_one_woman_are_too_few_as_the_guidelines_say():
    """3 of 20 men and 1 of 10 women: two thirds, and one person otherwise would turn it round."""
    women = row((Count("women", 10, 1), Count("men", 20, 3)), "women")
    assert (round(women.ratio, 2), women.finding, women.moved) == (0.67, Finding.TURNS, 1)


def test_the_score_interval_is_that_of_the_paper_it_comes_from():
    """Koopman (1984): 36 of 40 against 16 of 80 gives 2.94 to 7.15; 7 of 34 against 1 of 34 (Perondi et al. 2004) gives 1.22 to 42.6."""
    assert by_score(Count("a", 40, 36), Count("b", 80, 16)) == (pytest.approx(2.94, abs=5e-3), pytest.approx(7.15, abs=5e-3))
    assert by_score(Count("a", 34, 7), Count("b", 34, 1)) == (pytest.approx(1.22, abs=5e-3), pytest.approx(42.6, abs=5e-2))


def test_nobody_selected_of_a_group_still_has_an_upper_bound():
    none = row((Count("women", 10, 0), Count("men", 25, 15)), "women")
    assert (none.ratio, none.low) == (0, 0) and 0 < none.high < 0.8
    assert (none.finding, none.shortfall) == (Finding.BELOW, 6)


def test_where_nobody_or_everybody_was_selected_nothing_is_compared():
    assert {one.finding for one in compare((Count("women", 10, 0), Count("men", 25, 0)))} == {Finding.NOBODY}
    assert {one.finding for one in compare((Count("women", 10, 10), Count("men", 25, 25)))} == {Finding.EVERYBODY}
    assert [one.finding for one in compare((Count("men", 25, 7),))] == [Finding.ALONE]
    assert compare(()) == []


def test_a_handful_of_people_is_no_measure_for_all_others():
    rows = compare((Count("kidal", 2, 2), Count("gao", 60, 12), Count("bamako", 300, 90), Count(None, 40, 30)))
    assert [(one.count.key, one.finding) for one in rows[:1]] == [("bamako", Finding.MEASURE)]
    assert {one.count.key for one in rows if one.finding is Finding.ABOVE} == {"kidal", None}


def test_enough_people_say_that_there_is_no_difference_and_few_do_not():
    assert row((Count("women", 4000, 1000), Count("men", 9000, 2300)), "women").finding is Finding.ALIKE
    assert row((Count("women", 40, 10), Count("men", 90, 23)), "women").finding is Finding.UNSURE
    assert row((Count("women", 40000, 9000), Count("men", 90000, 23000)), "women").finding is Finding.SMALLER


def test_the_more_groups_the_more_it_takes_to_exclude_chance():
    """The same two groups, alone and among nine others."""
    two = (Count("gao", 60, 9), Count("bamako", 60, 20))
    others = tuple(Count(f"region {number}", 60, 15) for number in range(9))
    assert row(two, "gao").finding is Finding.BELOW
    assert row(two + others, "gao").finding is Finding.BELOW_UNSURE


counts = st.integers(1, 60).flatmap(lambda number: st.builds(Count, st.just("a"), st.just(number), st.integers(0, number)))
pairs = st.tuples(counts, counts.map(lambda one: replace(one, key="b")))


def exact_p(one: Count, other: Count) -> Fraction:
    """Fisher's p by whole numbers."""
    selected, everybody = one.selected + other.selected, one.eligible + other.eligible
    possible = range(max(0, selected - other.eligible), min(one.eligible, selected) + 1)
    ways = {x: math.comb(one.eligible, x) * math.comb(other.eligible, selected - x) for x in possible}
    return Fraction(sum(number for number in ways.values() if number <= ways[one.selected]), math.comb(everybody, selected))


@given(pairs)
def test_p_is_that_of_whole_numbers_and_the_same_from_either_side(pair):
    one, other = pair
    assert rules.fisher(one, other) == pytest.approx(float(exact_p(one, other)), rel=1e-9)
    assert rules.fisher(one, other) == pytest.approx(rules.fisher(other, one), rel=1e-9)


@given(pairs.filter(lambda pair: pair[1].selected))
def test_the_ratio_lies_within_its_bounds_whatever_the_numbers(pair):
    one, other = pair
    low, high = rules.interval(one, other)
    assert 0 <= low <= one.rate / other.rate * (1 + 1e-9) and one.rate / other.rate <= high * (1 + 1e-9) and math.isfinite(high)


@given(pairs.filter(lambda pair: pair[0].rate < pair[1].rate))
def test_the_missing_ones_just_give_the_same_rate(pair):
    one, other = pair
    more = lambda count, number: Fraction(count.selected + number, count.eligible)  # noqa: E731
    short, moved = rules.shortfall(one, other), rules.moved(one, other)
    assert more(one, short) >= more(other, 0) > more(one, short - 1)
    assert more(one, moved) >= more(other, -moved) and more(one, moved - 1) < more(other, 1 - moved)


@given(pairs.filter(lambda pair: pair[0].selected < pair[0].eligible and pair[1].selected))
def test_one_more_selected_never_widens_what_is_missing(pair):
    one, other = pair
    luckier = replace(one, selected=one.selected + 1)
    assert rules.shortfall(luckier, other) <= rules.shortfall(one, other) and rules.is_below(one, other) >= rules.is_below(luckier, other)


many = st.lists(counts, min_size=1, max_size=6).map(lambda found: [replace(one, key=place) for place, one in enumerate(found)])


@given(many, st.randoms())
def test_the_order_of_the_groups_never_matters(found, random):
    mixed = random.sample(found, len(found))
    assert compare(mixed) == compare(found)


@given(many)
def test_every_group_is_in_the_report_once_with_a_finding(found):
    rows = compare(found)
    assert sorted(one.count.key for one in rows) == sorted(one.key for one in found)
    assert all((one.ratio is None) == (one.finding in (Finding.ALONE, Finding.NOBODY, Finding.EVERYBODY)) for one in rows)


def test_a_hundred_thousand_people_take_a_moment():
    """As scipy has it to six digits."""
    one, other = Count("women", 31_000, 2_400), Count("men", 69_000, 5_700)
    p = fisher_exact([[2_400, 28_600], [5_700, 63_300]]).pvalue
    assert rules.fisher(one, other) == pytest.approx(p, rel=1e-6)
