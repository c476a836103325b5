"""Unequal treatment, reckoned: a planted difference is found, chance is not called one, small groups stay hidden."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from statistics import NormalDist

import pytest

from rules.evaluation import equality
from rules.evaluation.equality import Cell, compare, difference, student

TRIES = 60
REGIONS = 10


def simulated(seed: int, *, women: float = 0, first_region: float = 0, people: int = 1000, evaluators: int = 100):
    """Marks of so many people by severe and lenient evaluators, as cells by sex and by region; one corps marks a point higher."""
    chance = random.Random(seed)
    severity = [chance.gauss(0, 1.2) for _ in range(evaluators)]
    sexes, regions = defaultdict(lambda: [0, 0.0, 0.0]), defaultdict(lambda: [0, 0.0, 0.0])
    for number in range(people):
        by, sex, corps = number % evaluators, "F" if chance.random() < 0.25 else "M", chance.choice(("A", "B"))
        region = by % REGIONS
        mark = 12 + (corps == "A") + severity[by] + chance.gauss(0, 1.5)
        mark += women * (sex == "F") + first_region * (region == 0)
        for cells, group in ((sexes, sex), (regions, region)):
            cell = cells[group, corps, by]
            cell[0] += 1
            cell[1] += mark
            cell[2] += mark * mark
    return [[Cell(*key, *sums) for key, sums in cells.items()] for cells in (sexes, regions)]


def sure(cells: list[Cell]) -> int:
    return sum(group.difference is not None and group.difference.is_sure for group in compare(cells).groups)


def test_women_marked_lower_are_found_with_the_points_that_were_planted():
    cells, _regions = simulated(7, women=-0.6)
    women = next(group for group in compare(cells).groups if group.key == "F")
    assert women.difference.is_sure
    assert women.difference.low < -0.6 < women.difference.high < 0


def test_a_planted_difference_is_found_nearly_always():
    assert sum(sure(simulated(seed, women=-0.6)[0]) == 2 for seed in range(TRIES)) >= 0.9 * TRIES


def test_without_a_difference_chance_is_seldom_called_one():
    """One in twenty is what 95 % means; where ten regions are compared, it is one in twenty of the ten together."""
    drawn = [simulated(1000 + seed) for seed in range(TRIES)]
    assert sum(bool(sure(sexes)) for sexes, _regions in drawn) <= 0.12 * TRIES
    assert sum(bool(sure(regions)) for _sexes, regions in drawn) <= 0.12 * TRIES


def test_a_region_that_is_marked_lower_is_found_among_ten():
    _sexes, regions = simulated(5, first_region=-3)
    found = {group.key for group in compare(regions).groups if group.difference.is_sure}
    assert 0 in found


def test_severe_evaluators_of_one_region_are_not_taken_for_many_marks():
    """Two hundred marks by four severe heads rest on four heads: the naive bounds would be sure."""
    cells = [Cell("north", None, f"n{head}", 50, 50 * 11.0, 50 * 121.5) for head in range(4)]
    cells += [Cell("south", None, f"s{head}", 50, 50 * (12.0 + head % 5), 50 * (12.0 + head % 5) ** 2 + 25) for head in range(40)]
    north = next(group for group in compare(cells).groups if group.key == "north")
    assert north.difference.value < -2
    assert north.difference.low is None and not north.difference.is_sure


def test_like_is_compared_with_like_within_a_corps():
    """Women serve mostly in the corps that is marked lower; within each corps they are marked alike."""
    cells = []
    for head in range(30):
        for corps, mean, women, men in (("A", 15.0, 2, 10), ("B", 11.0, 10, 2)):
            for sex, number in (("F", women), ("M", men)):
                mark = mean + (head % 3 - 1) * 0.5
                cells.append(Cell(sex, corps, (head, corps), number, number * mark, number * mark * mark))
    together = [replace(cell, stratum=None) for cell in cells]
    assert difference(together, "F").value == pytest.approx(-8 / 3)
    assert difference(together, "F").is_sure
    assert difference(cells, "F").value == pytest.approx(0, abs=1e-9)
    assert not difference(cells, "F").is_sure


def test_a_difference_of_two_groups_is_that_of_their_means():
    cells = [Cell("F", None, head, 2, 2 * (12.0 + head), 0) for head in range(6)] + [Cell("M", None, head, 3, 3 * (13.5 + head), 0) for head in range(6)]
    assert difference(cells, "F").value == pytest.approx(-1.5)
    assert difference(cells, "M").value == pytest.approx(1.5)


def test_a_group_of_fewer_than_ten_is_hidden_and_cannot_be_subtracted():
    cells = [Cell(name, None, head, number, number * 12.0, number * 144.0) for name, number in (("few", 1), ("some", 4), ("many", 20)) for head in range(5)]
    found = compare(cells)
    assert [group.key for group in found.groups] == ["many"], "“some” would give away “few”"
    assert (found.hidden_groups, found.hidden_people) == (2, 25)


def test_several_hidden_groups_hide_one_another():
    cells = [Cell(name, None, head, number, number * 12.0, number * 144.0) for name, number in (("a", 1), ("b", 1), ("many", 20)) for head in range(5)]
    assert [group.key for group in compare(cells).groups] == ["many"]


def test_mean_and_deviation_are_those_of_the_marks():
    marks = [10.0, 12.0, 11.0, 13.0, 14.0, 9.0, 10.0, 15.0, 12.0, 14.0]
    cells = [Cell("all", None, place, 1, mark, mark * mark) for place, mark in enumerate(marks)]
    group = compare(cells).groups[0]
    assert group.mean.value == pytest.approx(12.0)
    assert group.deviation == pytest.approx(2.0)
    half = 2.2622 * 2 / 10**0.5  # Student, 9 degrees of freedom: each mark by its own evaluator is the ordinary interval
    assert group.mean.low == pytest.approx(12 - half, abs=1e-3) and group.mean.high == pytest.approx(12 + half, abs=1e-3)
    assert group.difference is None, "nobody to compare with"


@pytest.mark.parametrize(("level", "freedom", "quantile"), [(0.95, 4, 2.7764), (0.95, 9, 2.2622), (0.95, 30, 2.0423), (0.99, 9, 3.2498), (0.998, 20, 3.5518)])
def test_the_quantiles_of_student_are_those_of_the_tables(level, freedom, quantile):
    assert student(level, freedom) == pytest.approx(quantile, abs=0.005)
    assert student(level, 1e9) == pytest.approx(NormalDist().inv_cdf((1 + level) / 2), abs=1e-6)


def test_nothing_is_said_of_chance_with_too_few_evaluators():
    cells = [Cell(sex, None, head, 10, 10.0 * mark, 0) for head in range(equality.LEAST_EVALUATORS - 1) for sex, mark in (("F", 9), ("M", 15))]
    assert all(group.difference.low is None for group in compare(cells).groups)
