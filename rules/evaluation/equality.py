"""Whether one group of people is marked otherwise than the others, and how sure that is.

The marks that one evaluator gives belong together: he is severe or lenient to all of his people. Treating them as if each
were drawn alone finds differences where there is none, so the uncertainty is that of the evaluators, not of the marks:
    difference b = sum(x' y) / sum(x'^2), x' = (1 in the group, 0 outside) less the share of the group in the stratum;
    its variance = C/(C-1) * sum over evaluators (sum of x' e)^2 / (sum(x'^2))^2, e = y - mean of the stratum - b x',
with a Student distribution of C-1 degrees of freedom. With one stratum b is the difference of the two means. C is the
number of evaluators that it effectively rests on, (sum g)^2 / sum(g^2): a region with three heads rests on little more
than three, however many mark elsewhere; g of an evaluator is his sum(x'^2) + (sum x')^2, which takes it
that two marks of one evaluator are correlated by one half (cautious: the more alike, the fewer count). Sources: Liang and Zeger,
"Longitudinal data analysis using generalized linear models", Biometrika 73 (1986); Carter, Schnepel and Steigerwald,
"Asymptotic behavior of a t-test robust to cluster heterogeneity", Review of Economics and Statistics 99 (2017).
Where several groups are held against the others at once, each interval is widened (Bonferroni): Dunn, "Multiple
comparisons among means", JASA 56 (1961).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

LEAST_PEOPLE = 10  # a smaller group is not shown: its mean would tell of somebody
LEAST_EVALUATORS = 5  # effectively: of fewer, nothing is said about chance
LEAST_POINTS = 0.005  # less is written 0.00
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Cell:
    """The marks of the people of one group, in one stratum, by one evaluator: how many, their sum, the sum of their squares."""

    group: Hashable
    stratum: Hashable
    evaluator: Hashable
    number: int
    total: float
    squares: float


@dataclass(frozen=True)
class Interval:
    """A value in points, and the bounds between which it lies with the confidence asked for; None where they cannot be told."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def is_sure(self) -> bool:
        """Whether zero lies outside the bounds, so that chance alone would not do, and the value is not nil as it is written."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0) and abs(self.value) >= LEAST_POINTS


@dataclass(frozen=True)
class Group:
    """A group that may be shown: people, mean mark with its interval, standard deviation, and the difference to the others."""

    key: Hashable
    number: int
    evaluators: int
    mean: Interval
    deviation: float
    difference: Interval | None


@dataclass(frozen=True)
class Comparison:
    """The groups that may be shown, and how many people stand in those that are too small."""

    groups: tuple[Group, ...]
    hidden_groups: int
    hidden_people: int


def compare(cells: Sequence[Cell]) -> Comparison:
    """Hold each group against the others, within the strata of the cells. Small groups are hidden but belong to the others.

    Where the hidden ones together are fewer than LEAST_PEOPLE, the smallest shown group is hidden too: nobody is found by
    subtracting.
    """
    people = _people(cells)
    hidden = too_small(people)
    shown = sorted(people.keys() - hidden, key=lambda key: (-people[key], str(key)))
    pairs = 1 if len(people) == 2 else max(len(shown), 1)
    level = 1 - (1 - CONFIDENCE) / pairs
    groups = tuple(_group(key, cells, level) for key in shown)
    return Comparison(groups, len(hidden), sum(people[key] for key in hidden))


def _people(cells: Iterable[Cell]) -> Mapping[Hashable, int]:
    people: dict[Hashable, int] = defaultdict(int)
    for cell in cells:
        people[cell.group] += cell.number
    return people


def too_small(people: Mapping[Hashable, int]) -> set[Hashable]:
    """The groups that are not shown: those of fewer than LEAST_PEOPLE, and the next one where these could be found by subtracting."""
    hidden = {key for key, number in people.items() if number < LEAST_PEOPLE}
    left = sorted(people.keys() - hidden, key=lambda key: (people[key], str(key)))
    if hidden and sum(people[key] for key in hidden) < LEAST_PEOPLE and left:
        hidden.add(left[0])
    return hidden


def _group(key: Hashable, cells: Sequence[Cell], level: float) -> Group:
    own = [cell for cell in cells if cell.group == key]
    number, total = sum(cell.number for cell in own), sum(cell.total for cell in own)
    mean = total / number
    spread = max(sum(cell.squares for cell in own) - number * mean * mean, 0)
    evaluators = {cell.evaluator for cell in own}
    return Group(key, number, len(evaluators), _mean(own, mean, number), math.sqrt(spread / (number - 1)), difference(cells, key, level))


def _mean(own: Collection[Cell], mean: float, number: int) -> Interval:
    """The mean with its interval at CONFIDENCE, by the evaluators (the formula above, with a constant alone)."""
    errors: dict[Hashable, _Error] = defaultdict(_Error)
    for cell in own:
        errors[cell.evaluator].add(1, cell.number, cell.total - cell.number * mean)
    return _bounded(mean, errors.values(), number, CONFIDENCE)


def difference(cells: Sequence[Cell], group: Hashable, level: float = CONFIDENCE) -> Interval | None:
    """How many points the group stands above (+) or below (−) all others of the same stratum; None where no stratum holds both."""
    strata = _strata(cells, group)
    mixed = [cell for cell in cells if 0 < strata[cell.stratum].share < 1]  # a stratum of one kind alone compares nothing
    if not mixed:
        return None
    apart = [(cell, _x(cell, group) - strata[cell.stratum].share) for cell in mixed]
    weight = sum(cell.number * x * x for cell, x in apart)
    value = sum(x * cell.total for cell, x in apart) / weight
    errors: dict[Hashable, _Error] = defaultdict(_Error)
    for cell, x in apart:
        errors[cell.evaluator].add(x, cell.number, cell.total - cell.number * (strata[cell.stratum].mean + value * x))
    return _bounded(value, errors.values(), weight, level)


@dataclass
class _Error:
    """What one evaluator adds to the error of a value: sum of x' e; and how much of the value rests on him: sum x', sum(x'^2)."""

    score: float = 0
    reach: float = 0
    weight: float = 0

    def add(self, x: float, number: int, left: float) -> None:
        """So many people with this x', and the sum of what is left of their marks."""
        self.score += x * left
        self.reach += x * number
        self.weight += x * x * number

    @property
    def share(self) -> float:
        return self.weight + self.reach * self.reach


@dataclass(frozen=True)
class _Stratum:
    mean: float
    share: float


def _strata(cells: Sequence[Cell], group: Hashable) -> dict[Hashable, _Stratum]:
    """Of each stratum its mean mark, and the share of the group in it."""
    sums: dict[Hashable, list[float]] = defaultdict(lambda: [0, 0, 0])
    for cell in cells:
        one = sums[cell.stratum]
        one[0] += cell.number
        one[1] += cell.total
        one[2] += cell.number * _x(cell, group)
    return {key: _Stratum(total / number, inside / number) for key, (number, total, inside) in sums.items()}


def _x(cell: Cell, group: Hashable) -> int:
    return 1 if cell.group == group else 0


def _bounded(value: float, errors: Collection[_Error], weight: float, level: float) -> Interval:
    """The value with its bounds, where enough evaluators bear it."""
    many = sum(one.share for one in errors) ** 2 / sum(one.share**2 for one in errors)
    if many < LEAST_EVALUATORS:
        return Interval(value)
    variance = many / (many - 1) * sum(one.score**2 for one in errors) / (weight * weight)
    reach = student(level, many - 1) * math.sqrt(variance)
    return Interval(value, value - reach, value + reach)


def student(level: float, freedom: float) -> float:
    """The two-sided quantile of Student's distribution, to about 0.01 from four degrees of freedom on.

    Abramowitz and Stegun, "Handbook of mathematical functions" (1964), 26.7.5.
    """
    x = NormalDist().inv_cdf((1 + level) / 2)
    return (
        x
        + (x**3 + x) / (4 * freedom)
        + (5 * x**5 + 16 * x**3 + 3 * x) / (96 * freedom**2)
        + (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / (384 * freedom**3)
        + (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / (92160 * freedom**4)
    )
