"""How sure a difference between two shares is: Fisher's exact test, and the interval of their ratio. Each formula with its source."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass

Z = 1.959963984540054  # of the normal distribution, for bounds at 95 %
SAME = 1 + 1e-7  # two tables this near are equally likely: what floating point may differ by


@dataclass(frozen=True)
class Count:
    """A group: how many were eligible and how many of these were selected. `key` None: those of whom it is not known."""

    key: Hashable
    eligible: int
    selected: int

    @property
    def rate(self) -> float:
        """The share that was selected."""
        return self.selected / self.eligible


def fisher(one: Count, other: Count) -> float:
    """The two-sided p of Fisher's exact test: how often chance alone would give this table or one that is no more likely.

    R. A. Fisher, "The logic of inductive inference", Journal of the Royal Statistical Society 98 (1935). With all margins fixed, x selected
    of the one group have the probability C(n1, x) C(n2, s - x) / C(n1 + n2, s), s = x1 + x2. Each follows from the one before by a
    product, beginning at the most likely, so that a hundred thousand people take a moment and no factorial is computed.
    """
    selected = one.selected + other.selected
    least, most = max(0, selected - other.eligible), min(one.eligible, selected)
    mode = (one.eligible + 1) * (selected + 1) // (one.eligible + other.eligible + 2)
    weights = {mode: 1.0}
    for x in range(mode, most):
        weights[x + 1] = weights[x] * ((one.eligible - x) * (selected - x)) / ((x + 1) * (other.eligible - selected + x + 1))
    for x in range(mode, least, -1):
        weights[x - 1] = weights[x] * (x * (other.eligible - selected + x)) / ((one.eligible - x + 1) * (selected - x + 1))
    seen = weights[one.selected] * SAME
    return min(math.fsum(weight for weight in weights.values() if weight <= seen) / math.fsum(weights.values()), 1.0)


# --- the interval of the ratio -------------------------------------------------------------------


def interval(count: Count, best: Count) -> tuple[float, float]:
    """Between which bounds the ratio lies, at 95 %.

    By the logarithm, as Katz, Baptista, Azen and Pike, "Obtaining confidence intervals for the risk ratio in cohort studies",
    Biometrics 34 (1978), method C, and Morris and Lobsenz, "Significance tests and confidence intervals for the adverse impact
    ratio", Personnel Psychology 53 (2000): ln(ratio) -+ z sqrt(1/x1 - 1/n1 + 1/x2 - 1/n2). Where nobody of the group was selected,
    or everybody of both, that cannot be reckoned: then by the score.
    """
    variance = (1 / count.selected - 1 / count.eligible + 1 / best.selected - 1 / best.eligible) if count.selected else 0
    ratio = count.rate / best.rate
    if variance <= 0:
        return by_score(count, best)
    reach = Z * math.sqrt(variance)
    return ratio * math.exp(-reach), ratio * math.exp(reach)


def by_score(count: Count, best: Count) -> tuple[float, float]:
    """All ratios that the score test does not reject.

    Koopman, "Confidence intervals for the ratio of two binomial proportions", Biometrics 40 (1984).
    """
    ratio = count.rate / best.rate
    reject = lambda tried: _score(count, best, tried) > Z * Z  # noqa: E731
    low = 0.0 if not count.selected else 1 / _last(lambda inverse: not reject(1 / inverse), 1 / ratio)
    return low, _last(lambda tried: not reject(tried), ratio)


def _last(holds: Callable[[float], bool], start: float) -> float:
    """The last value from `start` on for which something holds, by halving."""
    step = max(start, 1e-6)
    inside, outside = start, start + step
    while holds(outside):
        inside, step = outside, step * 2
        outside = inside + step
    for _turn in range(80):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if holds(middle) else (inside, middle)
    return inside


def _score(count: Count, best: Count, ratio: float) -> float:
    """Pearson's chi-square of the two rates against the most likely ones that have this ratio (Gart and Nam, Biometrics 44 (1988), 3.3)."""
    a = (count.eligible + best.eligible) * ratio
    b = (best.selected + count.eligible) * ratio + count.selected + best.eligible
    c = count.selected + best.selected
    rate = 2 * c / (b + math.sqrt(max(b * b - 4 * a * c, 0.0)))
    return _distance(best, rate) + _distance(count, rate * ratio)


def _distance(count: Count, rate: float) -> float:
    off, spread = count.selected - count.eligible * rate, count.eligible * rate * (1 - rate)
    return off * off / spread if spread > 0 else 0.0
