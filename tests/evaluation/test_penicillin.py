"""The solver against a published fit: the data set Penicillin, two crossed random effects, maximum likelihood.

The numbers are those of D. Bates, lme4: Mixed-effects Modeling with R (2010), section 2.1, and of the documentation of
MixedModels.jl: −2 log likelihood 332.1883, standard deviations 0.8456 (plates), 1.7706 (samples), 0.5499 (rest), mean 22.9722.
By restricted likelihood (lme4, the same section): 330.8606; 0.8467, 1.9316, 0.5499.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import OptimizeResult

from services.evaluation.fairness.severity import elimination, solver
from services.evaluation.fairness.severity.groups import cells, connected, persons, shared
from services.evaluation.fairness.severity.solver import Crossed, Marks, NoFit, fit

DATA = Path(__file__).with_name("penicillin.csv")


@pytest.fixture(scope="module")
def penicillin():
    """Diameters, plates and samples, of one group and year."""
    lines = (line for line in DATA.read_text().splitlines() if not line.startswith("#"))
    rows = list(csv.DictReader(lines))
    plates, samples = (np.unique([row[name] for row in rows], return_inverse=True)[1] for name in ("plate", "sample"))
    return Marks(np.array([float(row["diameter"]) for row in rows]), plates, samples, *np.zeros((2, len(rows)), int))


def test_the_likelihood_is_the_published_one_to_four_decimals(penicillin):
    assert f"{fit(penicillin).deviance:.4f}" == "332.1883"


def test_the_spreads_and_the_mean_are_the_published_ones(penicillin):
    found = fit(penicillin)
    spreads = (found.sd_officer, found.sd_evaluator, found.sd_error)
    assert spreads == pytest.approx((0.845565, 1.770648, 0.549932), abs=5e-4)
    assert found.means[0, 0] == pytest.approx(22.97222, abs=1e-5)


def test_the_restricted_likelihood_is_the_published_one_too(penicillin):
    found = fit(penicillin, restricted=True)
    assert found.deviance == pytest.approx(330.8606, abs=5e-5)
    assert (found.sd_officer, found.sd_evaluator, found.sd_error) == pytest.approx((0.8467, 1.9316, 0.5499), abs=1e-3)


@pytest.mark.parametrize("restricted", [False, True])
def test_effects_and_their_errors_are_those_of_the_dense_equations(penicillin, restricted):
    """Henderson's mixed model equations, the mean among them: standard errors know that the mean is an estimate."""
    found = fit(penicillin, restricted=restricted)
    design = np.hstack([np.ones((144, 1)), np.eye(24)[penicillin.officers], np.eye(6)[penicillin.evaluators]])
    precision = np.r_[0, np.full(24, found.sd_officer**-2), np.full(6, found.sd_evaluator**-2)]
    inverse = np.linalg.inv(design.T @ design / found.sd_error**2 + np.diag(precision))
    effects = inverse @ design.T @ penicillin.marks / found.sd_error**2
    assert np.allclose(np.r_[found.means[0, 0], found.officers, found.evaluators], effects, atol=1e-7)
    assert np.allclose(found.standard_errors, np.sqrt(np.diag(inverse))[25:], rtol=1e-5)


def test_a_large_sparse_matrix_gives_the_same_as_a_dense_one(monkeypatch):
    """Rounds of elimination, which small data never needs: the same logarithm, solution and diagonal of the inverse."""
    monkeypatch.setattr(elimination, "SMALL", 20)
    chance = np.random.default_rng(7)
    links = np.zeros((300, 300))
    links[chance.integers(0, 300, 350), chance.integers(0, 300, 350)] = -1
    links = np.minimum(links, links.T) * (1 - np.eye(300))
    matrix = links + np.diag(1 - links.sum(axis=1))
    factor = elimination.Factor(elimination.csr_array(matrix))
    right = chance.normal(size=(len(matrix), 2))
    assert len(factor.rounds) >= 2
    assert factor.log_determinant() == pytest.approx(np.linalg.slogdet(matrix)[1])
    assert np.allclose(factor.solve(right), np.linalg.solve(matrix, right))
    assert np.allclose(factor.inverse_diagonal(), np.diag(np.linalg.inv(matrix)), rtol=1e-4)


def a_force(officers: int, heads: int, years: int, *, rise: float = 0.0, spread: float = 1.0) -> tuple[Marks, np.ndarray]:
    """Years in which heads change their units and some officers too; with the severity of each head in each year, in its order."""
    chance = np.random.default_rng(11)
    unit, head, merit = chance.integers(0, heads, officers), np.arange(heads), chance.normal(0, 1.3, officers)
    severity = spread * chance.normal(size=heads * years)
    judges, of_years = [], np.repeat(np.arange(years), officers)
    for year in range(years):
        judges.append(head[unit] * years + year)
        unit, head = np.where(chance.random(officers) < 0.3, chance.integers(0, heads, officers), unit), chance.permutation(head)
    people, judges = np.tile(np.arange(officers), years), np.concatenate(judges)
    marks = 12 + rise * of_years + merit[people] + severity[judges] + chance.normal(0, 0.8, len(people))
    kept, numbered = np.unique(judges, return_inverse=True)
    return Marks(marks, people, numbered, connected(people, numbered), of_years), severity[kept]


def test_a_fit_through_the_sparse_path_is_that_of_the_dense_one(monkeypatch):
    """From marks to standard errors: more evaluators in a year than are factored at once."""
    data, severity = a_force(1500, 160, 4)
    assert data.evaluators.max() + 1 > elimination.SMALL
    monkeypatch.setattr(elimination, "SMALL", 100)
    monkeypatch.setattr(elimination, "DENSE", 0.5)
    sparse = fit(data, restricted=True)
    assert len(Crossed(data, True).solve(1.0, 1.0).factor.rounds) >= 1
    monkeypatch.setattr(elimination, "SMALL", 10_000)
    dense = fit(data, restricted=True)
    assert sparse.deviance == pytest.approx(dense.deviance, abs=1e-6)
    assert np.allclose(sparse.evaluators, dense.evaluators, atol=1e-4)
    assert np.allclose(sparse.standard_errors, dense.standard_errors, rtol=1e-3)
    assert np.corrcoef(sparse.evaluators, severity)[0, 1] > 0.9


def test_marks_that_rise_from_year_to_year_are_not_laid_to_the_evaluators():
    data, _severity = a_force(600, 40, 5, rise=0.8, spread=0.0)
    found = fit(data, restricted=True)
    assert found.sd_evaluator < 0.15
    assert np.abs(found.evaluators).max() < 0.2
    assert np.allclose(np.diff(found.means[0]), 0.8, atol=0.2)


def test_errors_are_honest_about_the_means_and_the_spreads():
    """The estimates are as far from the truth as their standard errors say, and the spread of the evaluators is not made too small."""
    data, severity = a_force(3000, 300, 3)
    found = fit(data, restricted=True)
    off = (found.evaluators - severity) / found.standard_errors
    assert 0.85 < off.std() < 1.15
    assert found.sd_evaluator == pytest.approx(1, abs=0.1)


def test_marks_all_alike_are_no_fit_and_no_infinite_likelihood():
    data, _severity = a_force(60, 6, 3)
    for marks in (np.full(180, 14.0), 12.1 + 0.7 * data.years):
        with pytest.raises(NoFit):
            fit(replace(data, marks=marks), restricted=True)


def test_a_search_that_does_not_end_is_no_fit(monkeypatch, penicillin):
    monkeypatch.setattr(solver, "minimize", lambda *given, **options: OptimizeResult(x=np.zeros(2), success=False, message="too many steps"))
    with pytest.raises(NoFit, match="too many"):
        fit(penicillin)


def test_groups_that_share_nobody_are_fitted_with_a_mean_each():
    chance = np.random.default_rng(3)
    officers = np.repeat(np.arange(40), 4)
    evaluators = np.concatenate([chance.permutation(8)[:4] + 8 * (officer >= 20) for officer in range(40)])
    groups = connected(officers, evaluators)
    assert set(persons(groups, evaluators)) == {8}
    marks = 10 + 5 * groups + chance.normal(0, 1, 40)[officers] + chance.normal(0, 1, 16)[evaluators] + chance.normal(0, 0.5, 160)
    found = fit(Marks(marks, officers, evaluators, groups, np.zeros(160, int)))
    assert abs(abs(found.means[1, 0] - found.means[0, 0]) - 5) < 1.5
    assert found.sd_evaluator < 2  # the distance of the groups is not laid to the evaluators


def test_evaluators_are_connected_by_whoever_they_both_marked():
    officers, evaluators = np.array([0, 0, 1, 2, 2]), np.array([0, 1, 1, 2, 2])
    groups = connected(officers, evaluators)
    assert groups[0] == groups[1] == groups[2] != groups[3]
    assert list(persons(groups, evaluators)) == [2, 2, 2, 1, 1]
    assert list(shared(officers, evaluators)) == [True, True, False, False, False]


def test_a_year_whose_people_nobody_else_ever_marked_is_a_group_by_itself():
    """Evaluator 0 shared officer 0 with evaluator 1 in the first year; in the second he marks others, alone."""
    officers, evaluators, years = np.array([0, 0, 1, 2]), np.array([0, 1, 0, 0]), np.array([0, 0, 1, 1])
    groups = connected(officers, evaluators * 2 + years)
    assert list(persons(groups, evaluators)) == [2, 2, 1, 1]


def test_the_others_are_those_of_the_same_year():
    """Both marked officer 0, but each in a year of his own: whether it is he or the year nobody can say."""
    officers, evaluators, years = np.array([0, 0]), np.array([0, 1]), np.array([0, 1])
    groups = connected(officers, evaluators * 2 + years)
    assert list(persons(groups, evaluators)) == [2, 2]
    assert list(persons(cells(groups, years), evaluators)) == [1, 1]
