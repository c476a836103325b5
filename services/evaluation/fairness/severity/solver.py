"""The mixed model: mark = mean of the group in the year + officer + evaluator in the year + error, with crossed effects.

Penalised least squares and the profiled deviance after D. Bates, M. Mächler, B. Bolker, S. Walker, “Fitting Linear Mixed-Effects
Models Using lme4”, Journal of Statistical Software 67(1), 2015, section 3. With t1 and t2 the spreads of the officers and of the
evaluators relative to that of the error, the two numbers searched for, the matrix of the random effects is

    [ t1² N1 + I     t1 t2 C      ]      N1, N2: how many marks each officer got and each evaluator gave (diagonal)
    [ t1 t2 C'       t2² N2 + I   ]      C: how many marks this evaluator gave this officer

The officers' block is diagonal: they are eliminated at no cost, and the Schur complement over the evaluators is sparse
(elimination.py). The means of a group are a dense system of as many rows as there are years. Restricted likelihood (REML) is for
many groups: it does not lay to the means what is the evaluators'. Nothing here knows of a database: arrays in, arrays out.
Loaded by the job that fits, and by nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array, diags_array

from .elimination import Factor

# The logarithms of the relative spreads are searched between these, to such a fineness.
LEAST, MOST, FINENESS = -9.0, 5.0, 1e-3
# Marks that stand no farther from the mean of their group and year are all alike.
NOTHING = 1e-9


class NoFit(ArithmeticError):
    """The marks do not vary, so that there is nothing to explain, or the search did not end."""


@dataclass(frozen=True)
class Marks:
    """As long as there are marks; officers, evaluators (in a year), groups and years are numbered from 0.

    Officers and evaluators of one group must stand in no other.
    """

    marks: np.ndarray
    officers: np.ndarray
    evaluators: np.ndarray
    groups: np.ndarray
    years: np.ndarray


@dataclass(frozen=True)
class Fit:
    """Estimates in the unit of the marks; the effects are shrunken (BLUP), in the order of their numbers."""

    deviance: float  # −2 log likelihood, or restricted likelihood
    sd_officer: float
    sd_evaluator: float
    sd_error: float
    means: np.ndarray  # of the groups (rows) in the years (columns); 0 where there is no mark
    officers: np.ndarray
    evaluators: np.ndarray
    standard_errors: np.ndarray  # of the evaluators, that of the mean they are held against included


@dataclass(frozen=True)
class Means:
    """The means of each group in the years, and what their uncertainty does to the evaluators."""

    of_groups: np.ndarray
    blocks: np.ndarray  # X' V⁻¹ X of each group
    evaluators: np.ndarray  # the spherical effects that one point more in a year gives each evaluator


@dataclass(frozen=True)
class Solved:
    """What one pair of relative spreads gives; `squares` is the penalised sum of squares, `log_determinant` of all that was integrated."""

    factor: Factor
    log_determinant: float
    squares: float
    means: Means
    officers: np.ndarray
    evaluators: np.ndarray


def fit(data: Marks, *, restricted: bool = False) -> Fit:
    """Fit the model by maximum likelihood, or by restricted maximum likelihood. Raises NoFit."""
    table = Crossed(data, restricted)
    found = minimize(
        lambda logs: table.deviance_of(table.solve(*np.exp(logs))), np.zeros(2), method="COBYQA", bounds=[(LEAST, MOST)] * 2,
        options={"initial_tr_radius": 0.5, "final_tr_radius": FINENESS},
    )  # fmt: skip
    if not found.success:
        raise NoFit(found.message)
    spreads = np.exp(found.x)
    solved = table.solve(*spreads)
    error = np.sqrt(solved.squares / table.freedom)
    return Fit(
        deviance=table.deviance_of(solved),
        sd_officer=float(spreads[0] * error), sd_evaluator=float(spreads[1] * error), sd_error=float(error),
        means=solved.means.of_groups, officers=spreads[0] * solved.officers, evaluators=spreads[1] * solved.evaluators,
        standard_errors=spreads[1] * error * np.sqrt(table.uncertainty(solved)),
    )  # fmt: skip


class Crossed:
    """Who marked whom, made ready once for all the pairs of relative spreads that are tried."""

    def __init__(self, data: Marks, restricted: bool):
        self.data, self.restricted = data, restricted
        self.by_officer, self.by_evaluator = _sums(data.officers), _sums(data.evaluators)
        self.crossed = csr_array(self.by_officer @ self.by_evaluator.T)
        self.shape = (data.groups.max() + 1, data.years.max() + 1)
        cells = data.groups * self.shape[1] + data.years
        self.by_cell = _sums(cells, self.shape[0] * self.shape[1])
        self.in_cells = self.by_cell.sum(axis=1)
        self.years = np.eye(self.shape[1])[data.years]
        if np.abs(data.marks - (self.by_cell @ data.marks / np.maximum(self.in_cells, 1))[cells]).max() < NOTHING:
            raise NoFit("The marks of each group and year are all alike.")
        self.freedom = len(data.marks) - (np.count_nonzero(self.in_cells) if restricted else 0)
        self.group_of = {kind: _first_of(numbers, data.groups) for kind, numbers in (("officers", data.officers), ("evaluators", data.evaluators))}

    def deviance_of(self, solved: Solved) -> float:
        """−2 log likelihood, the means and the spread of the error being the best: formulas (34) and (41) of Bates et al."""
        return solved.log_determinant + self.freedom * (1 + float(np.log(2 * np.pi * solved.squares / self.freedom)))

    def solve(self, officer: float, evaluator: float) -> Solved:
        """Means and effects at these relative spreads. Groups do not touch, so that one column a year serves them all."""
        diagonal = officer**2 * self.by_officer.sum(axis=1) + 1
        link = officer * evaluator * self.crossed
        factor = Factor(csr_array(diags_array(evaluator**2 * self.by_evaluator.sum(axis=1) + 1) - link.T @ diags_array(1 / diagonal) @ link))
        values = np.column_stack([self.years, self.data.marks])
        of_officers = officer * (self.by_officer @ values)
        second = factor.solve(evaluator * (self.by_evaluator @ values) - link.T @ (of_officers / diagonal[:, None]))
        first = (of_officers - link @ second) / diagonal[:, None]
        left = values - officer * first[self.data.officers] - evaluator * second[self.data.evaluators]
        means = self._means(left, second[:, :-1])
        about = self.data.marks - means.of_groups[self.data.groups, self.data.years]
        squares = float(about @ _less(left, means.of_groups[self.data.groups]))
        log_determinant = float(np.log(diagonal).sum()) + factor.log_determinant()
        if self.restricted:
            log_determinant += float(np.linalg.slogdet(means.blocks)[1].sum())
        of_people = (_less(column, means.of_groups[self.group_of[kind]]) for kind, column in (("officers", first), ("evaluators", second)))
        return Solved(factor, log_determinant, squares, means, *of_people)

    def _means(self, left: np.ndarray, evaluators: np.ndarray) -> Means:
        """`left`: of one point in each year, and of the marks, what officers and evaluators do not explain."""
        groups, years = self.shape
        sums = (self.by_cell @ left).reshape(groups, years, years + 1)
        # A year in which a group has no mark has the mean 0.
        blocks = sums[:, :, :-1] + np.eye(years) * (self.in_cells == 0).reshape(groups, years, 1)
        return Means(np.linalg.solve(blocks, sums[:, :, -1:])[:, :, 0], blocks, evaluators)

    def uncertainty(self, solved: Solved) -> np.ndarray:
        """The variance of the error of each evaluator's spherical effect: the conditional one, and that of the means. Uses the factor up."""
        moved = solved.means.evaluators
        of_means = np.linalg.solve(solved.means.blocks[self.group_of["evaluators"]], moved[:, :, None])[:, :, 0]
        return solved.factor.inverse_diagonal() + (moved * of_means).sum(axis=1)


def _sums(numbers: np.ndarray, size: int | None = None) -> csr_array:
    """The matrix that adds up the marks of each number."""
    shape = (size or numbers.max() + 1, len(numbers))
    return csr_array((np.ones(len(numbers)), (numbers, np.arange(len(numbers)))), shape=shape)


def _first_of(numbers: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The value of each number, where all marks of a number have the same."""
    return values[np.unique(numbers, return_index=True)[1]]


def _less(columns: np.ndarray, means: np.ndarray) -> np.ndarray:
    """The last column (of the marks) less the others (of one point in each year) times the means."""
    return columns[:, -1] - (columns[:, :-1] * means).sum(axis=1)
