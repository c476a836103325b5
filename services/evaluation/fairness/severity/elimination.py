"""The factor of a sparse symmetric positive definite matrix, for its logarithm, its solutions and the diagonal of its inverse.

Round after round the rows with few neighbours of which no two are neighbours are taken out: among them the matrix is diagonal, so that what is left
(the Schur complement) is one sparse product. When it is no longer sparse, Cholesky does the rest. Of 7,500 evaluators in a year
about half are left. Order after D. J. Rose, “A graph-theoretic study of the numerical solution of sparse positive definite systems”, 1972.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_solve, cholesky, lapack
from scipy.sparse import csr_array, diags_array

# Below this number of rows, or above this share of entries that are not zero, a dense factor is quicker.
SMALL, DENSE = 400, 0.1


@dataclass(frozen=True)
class Round:
    """Rows taken out together: their numbers, those left, their diagonal, and how those left stand to them."""

    out: np.ndarray
    left: np.ndarray
    diagonal: np.ndarray
    between: csr_array


class Factor:
    """Made once for a matrix; `matrix` must be symmetric and positive definite."""

    def __init__(self, matrix: csr_array):
        self.rounds: list[Round] = []
        while matrix.shape[0] > SMALL and matrix.nnz < DENSE * matrix.shape[0] ** 2:
            matrix = self._without_independent(matrix)
        self.rest = cholesky(matrix.toarray(), lower=True, overwrite_a=True, check_finite=False)

    def _without_independent(self, matrix: csr_array) -> csr_array:
        is_out = _independent(matrix)
        out, left = np.flatnonzero(is_out), np.flatnonzero(~is_out)
        below = matrix[left]
        between, diagonal = below[:, out], matrix.diagonal()[out]
        self.rounds.append(Round(out, left, diagonal, between))
        return csr_array(below[:, left] - between @ diags_array(1 / diagonal) @ between.T)

    def log_determinant(self) -> float:
        """The natural logarithm of the determinant."""
        return float(sum(np.log(one.diagonal).sum() for one in self.rounds) + 2 * np.log(self.rest.diagonal()).sum())

    def solve(self, right: np.ndarray) -> np.ndarray:
        """The solution for each column of `right`."""
        kept = []
        for one in self.rounds:
            kept.append(right[one.out])
            right = right[one.left] - one.between @ (kept[-1] / one.diagonal[:, None])
        found = cho_solve((self.rest, True), right, check_finite=False)
        for one, own in zip(reversed(self.rounds), reversed(kept), strict=True):
            whole = np.empty((len(one.out) + len(one.left), found.shape[1]))
            whole[one.left], whole[one.out] = found, (own - one.between.T @ found) / one.diagonal[:, None]
            found = whole
        return found

    def inverse_diagonal(self) -> np.ndarray:
        """The diagonal of the inverse. In single precision, which halves the memory: standard errors are read to two digits.

        The factor is used up by it.
        """
        inverse = _mirrored(lapack.spotri(self.rest.astype(np.float32), lower=True, overwrite_c=True)[0])
        self.rest = None
        for one in reversed(self.rounds[1:]):
            inverse = _widened(inverse, one)
        if not self.rounds:
            return inverse.diagonal().astype(float)
        first = self.rounds[0]
        whole = np.empty(len(first.out) + len(first.left))
        whole[first.left], whole[first.out] = inverse.diagonal(), _own(inverse, first)[0]
        return whole


def _independent(matrix: csr_array) -> np.ndarray:
    """Of the half of the rows with fewest neighbours as many as are no neighbours of one another, those with fewest first."""
    neighbours = np.diff(matrix.indptr)
    is_free, is_out = neighbours <= np.median(neighbours), np.zeros(len(neighbours), bool)
    for row in np.argsort(neighbours, kind="stable"):
        if is_free[row]:
            is_free[matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]] = False
            is_out[row] = True
    return is_out


def _mirrored(lower: np.ndarray) -> np.ndarray:
    """The whole of a symmetric matrix of which only the lower half was computed."""
    above = np.triu_indices(len(lower), 1)
    lower[above] = lower.T[above]
    return lower


def _own(inverse: np.ndarray, one: Round) -> tuple[np.ndarray, np.ndarray]:
    """Of the rows that a round took out: the diagonal of the inverse, and how they stand there to those left."""
    across = -((one.between.T.astype(np.float32) @ inverse) / one.diagonal[:, None].astype(np.float32))
    return 1 / one.diagonal - one.between.T.multiply(across).sum(axis=1) / one.diagonal, across


def _widened(inverse: np.ndarray, one: Round) -> np.ndarray:
    """The inverse with the rows of this round put back."""
    _diagonal, across = _own(inverse, one)
    size = len(one.out) + len(one.left)
    whole = np.empty((size, size), np.float32)
    whole[np.ix_(one.left, one.left)] = inverse
    whole[np.ix_(one.out, one.left)], whole[np.ix_(one.left, one.out)] = across, across.T
    inner = -(across @ one.between) / one.diagonal.astype(np.float32)
    whole[np.ix_(one.out, one.out)] = inner + np.diag((1 / one.diagonal).astype(np.float32))
    return whole
