"""Leniency, simulated: whose order is nearer to true merit, and what a full fit costs. By hand: python -m bench.severity

OPENBLAS_NUM_THREADS=1 keeps it on one processor, which is the steadier measure where others work on the machine.

20,000 officers and 1,500 evaluators over five years. The shares of the variance of a single mark are those of Scullen, Mount & Goff
2000 (Journal of Applied Psychology 85: 956–970): what is the evaluator's own 62 % (or 53 %), merit 21 % (25 %), chance the rest.
The evaluator's own part is his severity of the year here: it is redrawn each year around a level of his own.
Officers move between units, mostly within their region; evaluators are posted to other units; better people gather in some units.
Compared with true merit by Kendall's tau: the mean of the raw marks, of z-scores within the evaluator and year, of the corrected marks,
and of the marks as they are corrected in use: at most so many points, nothing where too few people are shared (rules/evaluation/leniency.py).

Two traps besides: heads of chosen units who mark as everybody does and share nobody, or nearly nobody, with others; and marks that rise
from year to year while all evaluators mark alike. Neither may make anybody lenient.
"""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass

import numpy as np
from scipy.stats import kendalltau

from rules.evaluation import leniency
from rules.evaluation.leniency import Ground
from services.evaluation.fairness.severity.groups import cells, connected, persons, shared
from services.evaluation.fairness.severity.solver import Fit, Marks as Arrays, fit

OFFICERS, EVALUATORS, YEARS, REGIONS = 20_000, 1_500, 5, 10
MOVE, MOVE_FAR, POSTED = 0.12, 0.2, 0.3  # a year: officers who move; of these, those who leave the region; evaluators posted elsewhere
STEADY = 0.7  # the share of a severity that stays with the evaluator from year to year
GATHERED = 0.15  # the share of merit that goes with the first unit
MOST = 2.0  # the usual limit of a correction, in points
SPREAD, MEAN = 2.0, 13.5  # of single marks, on the scale up to 20
RISE = 0.8  # points a year, in the trap of rising marks
CHOSEN, BETTER = 40, 1.5  # in the trap of chosen units: so many, whose people are so many spreads of merit better


@dataclass(frozen=True)
class Shares:
    """Of the variance of a single mark."""

    name: str
    evaluator: float
    merit: float

    @property
    def chance(self) -> float:
        return 1 - self.evaluator - self.merit


CASES = (Shares("Scullen 2000, first set", 0.62, 0.21), Shares("Scullen 2000, second set", 0.53, 0.25), Shares("a quarter of it", 0.155, 0.5))


@dataclass(frozen=True)
class Marks:
    """All marks of five years, and the merit of each officer."""

    merit: np.ndarray
    officers: np.ndarray
    evaluators: np.ndarray
    years: np.ndarray
    marks: np.ndarray


def simulated(shares: Shares, seed: int, *, closed: int = 0) -> Marks:
    """Five campaigns. The first `closed` units are chosen: better people, a neutral head, and hardly anybody comes or goes."""
    chance = np.random.default_rng(seed)
    unit = chance.integers(0, EVALUATORS, OFFICERS)
    of_unit = np.sqrt(GATHERED) * chance.normal(size=EVALUATORS)
    merit = of_unit[unit] + np.sqrt(1 - GATHERED) * chance.normal(size=OFFICERS)
    merit[unit < closed] += BETTER
    head, level, made = np.arange(EVALUATORS), chance.normal(size=EVALUATORS), []
    for year in range(YEARS):
        severity = np.sqrt(STEADY) * level + np.sqrt(1 - STEADY) * chance.normal(size=EVALUATORS)
        severity[:closed] = 0
        own = np.sqrt(shares.merit) * merit + np.sqrt(shares.evaluator) * severity[head[unit]]
        marks = MEAN + SPREAD * (own + np.sqrt(shares.chance) * chance.normal(size=OFFICERS))
        made.append((np.arange(OFFICERS), head[unit], np.full(OFFICERS, year), marks))
        unit, head = _moved(unit, chance, closed), _posted(head, chance, closed)
    return Marks(merit, *(np.concatenate(column) for column in zip(*made, strict=True)))


def _moved(unit: np.ndarray, chance: np.random.Generator, closed: int) -> np.ndarray:
    """Nobody enters or leaves the closed units but one of every other of them, in a year."""
    size = EVALUATORS // REGIONS
    near = unit // size * size + chance.integers(0, size, OFFICERS)
    there = np.where(chance.random(OFFICERS) < MOVE_FAR, chance.integers(0, EVALUATORS, OFFICERS), near)
    is_free = (unit >= closed) & (there >= closed)
    found = np.where(is_free & (chance.random(OFFICERS) < MOVE), there, unit)
    _units, first = np.unique(unit, return_index=True)
    lent = first[:closed:2]
    found[lent] = chance.integers(closed, EVALUATORS, len(lent))
    return found


def _posted(head: np.ndarray, chance: np.random.Generator, closed: int) -> np.ndarray:
    """Some evaluators exchange their units; those of closed units stay."""
    head = head.copy()
    leaving = closed + np.flatnonzero(chance.random(EVALUATORS)[closed:] < POSTED)
    head[leaving] = head[chance.permutation(leaving)]
    return head


@dataclass(frozen=True)
class Estimated:
    """A fit of such marks; of each mark its judge (an evaluator in a year), and of each judge what is taken off in use, or why nothing is."""

    judges: np.ndarray
    fitted: Fit
    taken_off: np.ndarray
    why_not: list[str | None]
    took: float  # seconds on the clock
    computing: float  # seconds of the processors


def estimated(made: Marks) -> Estimated:
    """Groups, fit and what follows of it, timed."""
    judges = np.unique(made.evaluators * YEARS + made.years, return_inverse=True)[1]
    began, computed = time.perf_counter(), time.process_time()
    groups = connected(made.officers, judges)
    fitted = fit(Arrays(made.marks, made.officers, judges, groups, made.years), restricted=True)
    took, computing = time.perf_counter() - began, time.process_time() - computed
    others = persons(cells(groups, made.years), made.evaluators)[np.unique(judges, return_index=True)[1]]
    grounds = zip(np.bincount(judges), np.bincount(judges, shared(made.officers, made.evaluators)), others, strict=True)
    applied = [leniency.applied(one, Ground(*ground), most=MOST) for one, ground in zip(fitted.evaluators, grounds, strict=True)]
    return Estimated(judges, fitted, np.array([points for points, _why in applied]), [why for _points, why in applied], took, computing)


def compared(made: Marks, found: Estimated) -> dict[str, np.ndarray]:
    """The mean of each officer by each way of reckoning."""
    judges = found.judges
    number = np.bincount(judges)
    mean = np.bincount(judges, made.marks) / number
    spread = np.sqrt(np.bincount(judges, (made.marks - mean[judges]) ** 2) / np.maximum(number - 1, 1))
    scores = {
        "raw": made.marks,
        "z-scores": np.where(spread[judges] > 0, (made.marks - mean[judges]) / np.where(spread > 0, spread, 1)[judges], 0),
        "model": made.marks - found.fitted.evaluators[judges],
        "model, in use": made.marks - found.taken_off[judges],
    }
    return {name: np.bincount(made.officers, values) / YEARS for name, values in scores.items()}


def order() -> None:
    """Whose order is nearer to true merit."""
    print("| shares of the variance | raw means | z-scores | model | model, in use | fit, s (of which computing) | peak memory, MB |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for number, shares in enumerate(CASES):
        made = simulated(shares, seed=number)
        found = estimated(made)
        taus = " | ".join(f"{kendalltau(mean, made.merit).statistic:.3f}" for mean in compared(made, found).values())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        named = f"{shares.name}: evaluator {shares.evaluator:.0%}, merit {shares.merit:.0%}, chance {shares.chance:.0%}"
        print(f"| {named} | {taus} | {found.took:.0f} ({found.computing:.0f}) | {peak:.0f} |", flush=True)


def traps() -> None:
    """Heads of chosen units, and rising marks: what is estimated and what is taken off, where the truth is nothing."""
    print("\n| trap | who, in a year | spread of the evaluators | mean estimate | not corrected | mean correction | largest correction |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    made = simulated(CASES[2], seed=7, closed=CHOSEN)
    heads = np.unique(made.evaluators * YEARS + made.years) // YEARS
    shares_some = np.isin(heads, np.arange(0, CHOSEN, 2))
    found = estimated(made)
    _trap("heads of chosen units who share nobody", found, (heads < CHOSEN) & ~shares_some)
    _trap("heads of chosen units who share one officer or a few", found, shares_some)
    alike = Shares("nobody is lenient", 0.0, 0.6)
    level = simulated(alike, seed=8)
    rising = Marks(level.merit, level.officers, level.evaluators, level.years, level.marks + RISE * level.years)
    found = estimated(rising)
    _trap(f"marks rise {RISE} a year, all mark alike", found, np.ones(len(found.why_not), bool))


def _trap(name: str, found: Estimated, is_meant: np.ndarray) -> None:
    estimates, points = found.fitted.evaluators[is_meant], found.taken_off[is_meant]
    left = np.mean([why is not None for why, meant in zip(found.why_not, is_meant, strict=True) if meant])
    told = f"{found.fitted.sd_evaluator:.2f} | {estimates.mean():.2f} | {left:.0%} | {points.mean():.2f} | {np.abs(points).max():.2f}"
    print(f"| {name} | {is_meant.sum()} | {told} |", flush=True)


def main() -> None:
    """Print the tables of docs/performance.md."""
    order()
    traps()


if __name__ == "__main__":
    main()
