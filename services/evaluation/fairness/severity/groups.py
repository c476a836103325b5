"""Who can be compared with whom. Arrays in, arrays out, one value for each mark; loaded by the job that fits.

What the model looks for is how an evaluator marks in one year, so officers and evaluators *in a year* are what is connected:
a year in which nobody else ever marked his people says nothing, whomever he marked in other years.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components


def connected(officers: np.ndarray, judges: np.ndarray) -> np.ndarray:
    """The group of each mark. Officers and judges (an evaluator in a year) are numbered from 0; who marked one officer stands in one group."""
    people = officers.max() + 1
    marked = csr_array((np.ones(len(officers)), (officers, people + judges)), shape=(people + judges.max() + 1,) * 2)
    _number, of_each = connected_components(marked, directed=False)
    return np.unique(of_each[officers], return_inverse=True)[1]


def cells(groups: np.ndarray, years: np.ndarray) -> np.ndarray:
    """The group and year of each mark, numbered from 0: those within one are held against each other."""
    return np.unique(groups * (years.max() + 1) + years, return_inverse=True)[1]


def persons(parts: np.ndarray, evaluators: np.ndarray) -> np.ndarray:
    """How many evaluators, each a person whatever the year, marked in the part (a group, or a group and year) that a mark is of."""
    pairs = np.unique(np.stack([parts, evaluators]), axis=1)
    return np.bincount(pairs[0])[parts]


def shared(officers: np.ndarray, evaluators: np.ndarray) -> np.ndarray:
    """Whether the officer of a mark was marked by another person too, in whatever year."""
    return persons(officers, evaluators) > 1
