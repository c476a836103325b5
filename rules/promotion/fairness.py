"""Whether one group of candidates is selected less often than another, how sure that is, and how many are missing.

Of each group: how many were eligible (n) and selected (x), its rate x / n, and its ratio to the best rate. A ratio under four
fifths is taken as a sign that a group is at a disadvantage: Uniform Guidelines on Employee Selection Procedures, 29 CFR
1607.4(D) (1978). The sign fails with small numbers (Sobol and Ellard, "Measures of employment discrimination", Industrial
Relations Law Journal 10 (1988)), so it is read together with Fisher's exact test, the interval of the ratio (chance.py) and
the number of people missing: Morris, "Statistical significance testing in adverse impact analysis", in Adverse impact
analysis (2017).

A group is the measure of the others only if its rate tells something: it has LEAST_PEOPLE, and two in a hundred of all, as
1607.4(A) wants of a group before any comparison. The best rate is picked after one has looked at them all, so that every pair of
groups counts as a comparison made (Bonferroni; Dunn, "Multiple comparisons among means", JASA 56 (1961)): p is shown as it
is, and chance is excluded where it lies under 0.05 divided by the number of pairs.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from .chance import Count, fisher, interval

LEAST_PEOPLE = 10  # a smaller group is no measure of others, and is shown to those entitled only
LEAST_SHARE = 2  # in a hundred of all who are eligible
CHANCE = 0.05


class Finding(enum.StrEnum):
    """What may be said of a group, in one sentence."""

    MEASURE = "measure"  # the best rate, with which the others are compared
    BELOW = "below"  # under four fifths, and chance is excluded
    SMALLER = "smaller"  # four fifths or more, and yet more than chance
    TURNS = "turns"  # under four fifths, and one person otherwise would turn it round
    BELOW_UNSURE = "below_unsure"  # under four fifths, and too few to tell it from chance
    UNSURE = "unsure"  # four fifths or more, and too few to exclude a disadvantage
    ALIKE = "alike"  # four fifths or more, and the lower bound, too
    ABOVE = "above"  # higher than the measure: a group too small to be one
    ALONE = "alone"  # there is no other group
    NOBODY = "nobody"  # nobody was selected
    EVERYBODY = "everybody"  # all were selected


# Where the numbers are too few to conclude.
INCONCLUSIVE = frozenset((Finding.TURNS, Finding.BELOW_UNSURE, Finding.UNSURE))


@dataclass(frozen=True)
class Row:
    """A group with all that is said of it. Where there is nothing to compare with, `ratio` and what follows from it are None.

    `shortfall`: how many more of the group for the rate of the measure; `moved`: the same with the places as they are, one gained
    here being lost there.
    """

    count: Count
    finding: Finding
    ratio: float | None = None
    p: float | None = None
    low: float | None = None
    high: float | None = None
    shortfall: int = 0
    moved: int = 0


def compare(counts: Sequence[Count]) -> list[Row]:
    """Each group held against the best one: the measure first, then from the lowest ratio to the highest."""
    counts = [one for one in counts if one.eligible]
    general = _general(counts)
    if general:
        return [Row(one, general) for one in sorted(counts, key=_size)]
    best = measure(counts)
    pairs = len(counts) * (len(counts) - 1) // 2
    rows = [_row(one, best, CHANCE / pairs) for one in counts if one is not best]
    return [Row(best, Finding.MEASURE, 1.0), *sorted(rows, key=lambda row: (row.ratio, *_size(row.count)))]


def _general(counts: Sequence[Count]) -> Finding | None:
    """What makes every comparison idle."""
    if not any(one.selected for one in counts):
        return Finding.NOBODY
    if len(counts) == 1:
        return Finding.ALONE
    return Finding.EVERYBODY if all(one.selected == one.eligible for one in counts) else None


def _size(count: Count) -> tuple:
    return count.key is None, -count.eligible, str(count.key)


def measure(counts: Sequence[Count]) -> Count:
    """The group with the best rate among those large enough to be a measure, or among all where none is."""
    everybody = sum(one.eligible for one in counts)
    known = [one for one in counts if one.key is not None and one.selected]
    large = [one for one in known if one.eligible >= LEAST_PEOPLE and one.eligible * 100 >= LEAST_SHARE * everybody]
    return min(large or known or [one for one in counts if one.selected], key=lambda one: (-one.rate, *_size(one)))


def _row(count: Count, best: Count, level: float) -> Row:
    ratio, p, (low, high) = count.rate / best.rate, fisher(count, best), interval(count, best)
    return Row(count, _finding(count, best, p < level, low), ratio, p, low, high, shortfall(count, best), moved(count, best))


def _finding(count: Count, best: Count, is_sure: bool, low: float) -> Finding:
    """The ratio against four fifths, and whether chance is excluded. Where it is not, the lower bound says whether numbers suffice."""
    if count.selected * best.eligible > best.selected * count.eligible:
        return Finding.ABOVE
    if is_below(count, best):
        return Finding.BELOW if is_sure else Finding.TURNS if turns_on_one(count, best) else Finding.BELOW_UNSURE
    if is_sure:
        return Finding.SMALLER
    return Finding.ALIKE if low >= 0.8 else Finding.UNSURE


# --- the four-fifths rule and the people missing -------------------------------------------------


def is_below(count: Count, best: Count) -> bool:
    """Whether the ratio of the rates is under four fifths, in whole numbers: 48 of 100 against 60 of 100 is not."""
    return 5 * count.selected * best.eligible < 4 * best.selected * count.eligible


def turns_on_one(count: Count, best: Count) -> bool:
    """Whether the group would have the higher rate if one person of it had been selected in the place of one of the others.

    The numbers are then too small for a finding: Questions and Answers on the Uniform Guidelines, 44 FR 11996 (1979).
    """
    return (count.selected + 1) * best.eligible > (best.selected - 1) * count.eligible


def shortfall(count: Count, best: Count) -> int:
    """How many more of the group for a ratio of 1: n1 x2 / n2 - x1, rounded up; 0 where none is missing.

    As A. Meade computes it (R package psymetlab, f.adverse_impact).
    """
    return max(_up(count.eligible * best.selected - count.selected * best.eligible, best.eligible), 0)


def moved(count: Count, best: Count) -> int:
    """How many places would have to pass from the one group to the other for a ratio of 1, their number staying what it is.

    What is expected of the group, n1 (x1 + x2) / (n1 + n2), less x1, rounded up: the mean of Fisher's distribution.
    """
    return max(_up(count.eligible * best.selected - count.selected * best.eligible, count.eligible + best.eligible), 0)


def _up(number: int, by: int) -> int:
    return -(-number // by)
