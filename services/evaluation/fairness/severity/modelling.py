"""From marks as plain values to the arrays of the solver, and back. Loads numpy and SciPy: imported by the job alone."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rules.evaluation.leniency import Ground

from .gathering import Marked, YearOf
from .groups import cells, connected, persons, shared
from .solver import Fit, Marks, NoFit, fit

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seen:
    """An evaluator in a year as the model sees him. Where he shares nobody nothing is estimated: severity and error are 0."""

    group: int
    ground: Ground
    severity: float = 0.0
    standard_error: float = 0.0


@dataclass(frozen=True)
class Model:
    """`figures` are the columns of SeverityFit; `of` is {(evaluator, cycle): Seen}."""

    figures: dict[str, float]
    of: dict[YearOf, Seen]


@dataclass(frozen=True)
class Columns:
    """The marks of a corps as arrays; everything but the marks is numbered from 0. A judge is an evaluator in a year."""

    marks: np.ndarray
    officers: np.ndarray
    evaluators: np.ndarray
    years: np.ndarray
    judges: np.ndarray
    groups: np.ndarray


def model(marked: Sequence[Marked]) -> Model | None:
    """Fit the groups of two evaluators or more by restricted likelihood; None where there is none, or nothing that varies in them."""
    whole = _columns(marked)
    is_compared = persons(whole.groups, whole.evaluators) > 1
    if not is_compared.any():
        return None
    judges, numbered = np.unique(whole.judges[is_compared], return_inverse=True)
    parts = (_numbered(column[is_compared]) for column in (whole.groups, whole.years))
    try:
        fitted = fit(Marks(whole.marks[is_compared], _numbered(whole.officers[is_compared]), numbered, *parts), restricted=True)
    except NoFit as found:
        log.warning("No severity is estimated from %s marks: %s", len(marked), found)
        return None
    estimates = dict(zip(judges.tolist(), zip(fitted.evaluators.tolist(), fitted.standard_errors.tolist(), strict=True), strict=True))
    return Model(_figures(fitted, whole, is_compared), _seen(marked, whole, estimates))


def _columns(marked: Sequence[Marked]) -> Columns:
    officers, evaluators, years = (_numbered([getattr(one, name) for one in marked]) for name in ("officer_id", "evaluator_id", "cycle_id"))
    judges = _numbered(evaluators * (years.max() + 1) + years)
    return Columns(np.array([one.mark for one in marked]), officers, evaluators, years, judges, connected(officers, judges))


def _seen(marked: Sequence[Marked], whole: Columns, estimates: dict[int, tuple[float, float]]) -> dict[YearOf, Seen]:
    others = persons(cells(whole.groups, whole.years), whole.evaluators)
    marks, of_shared = np.bincount(whole.judges), np.bincount(whole.judges, shared(whole.officers, whole.evaluators))
    found = {}
    for place, judge in zip(*reversed(np.unique(whole.judges, return_index=True)), strict=True):
        ground = Ground(marks=int(marks[judge]), shared=int(of_shared[judge]), evaluators=int(others[place]))
        found[marked[place].evaluator_id, marked[place].cycle_id] = Seen(int(whole.groups[place]), ground, *estimates.get(int(judge), ()))
    return found


def _numbered(values: Sequence[int] | np.ndarray) -> np.ndarray:
    """The same values, numbered from 0."""
    return np.unique(values, return_inverse=True)[1]


def _figures(fitted: Fit, whole: Columns, is_compared: np.ndarray) -> dict[str, float]:
    officers, evaluators, groups = (len(np.unique(column[is_compared])) for column in (whole.officers, whole.evaluators, whole.groups))
    return {
        "marks": int(is_compared.sum()), "officers": officers, "evaluators": evaluators, "groups": groups, "sd_officer": fitted.sd_officer,
        "sd_evaluator": fitted.sd_evaluator, "sd_error": fitted.sd_error, "deviance": fitted.deviance,
    }  # fmt: skip
