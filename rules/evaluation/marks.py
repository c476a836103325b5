"""How a mark comes about: the weighted mean of what was marked. A criterion left out is never a zero."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..refused import N_, Refused

MARK = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,2})?")
THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True)
class Weighted:
    """A criterion as the cycle weighs it."""

    key: int
    name: str
    weight: Decimal


@dataclass(frozen=True)
class Part:
    """What one criterion brought: its mark, and its share of the weights that were marked (0 to 1)."""

    criterion: Weighted
    mark: Decimal | None
    share: Decimal


@dataclass(frozen=True)
class Given:
    """One mark as it was given: "first", "second" or "appeal"; of the first level with the days its evaluator commanded."""

    criterion: int
    level: str
    mark: Decimal
    days: int = 0


class WrongMarks(Refused):
    """Marks that cannot be read; `by_criterion` says why, criterion by criterion."""

    def __init__(self, by_criterion: dict[int, Refused]):
        super().__init__(N_("Some marks are not right. Correct them where they are shown in red, then save again."))
        self.by_criterion = by_criterion


def parse_mark(text: str, scale_max: Decimal) -> Decimal | None:
    """A mark as typed, with a comma or a point; None where nothing was typed. Raises Refused."""
    typed = text.strip()
    if not typed:
        return None
    if not MARK.fullmatch(typed):
        raise Refused(N_("“%(value)s” is not a mark. Write a number such as 14 or 14,5."), value=typed[:40])
    mark = Decimal(typed.replace(",", "."))
    if mark > scale_max:
        raise Refused(N_("The highest mark is %(highest)s."), highest=plain(scale_max))
    return mark


def parse_marks(typed: Mapping[int, str], scale_max: Decimal) -> dict[int, Decimal]:
    """All the marks of a form, those left empty omitted. Raises WrongMarks with every mark that cannot be read."""
    marks, wrong = {}, {}
    for key, text in typed.items():
        try:
            mark = parse_mark(text, scale_max)
        except Refused as refused:
            wrong[key] = refused
            continue
        if mark is not None:
            marks[key] = mark
    if wrong:
        raise WrongMarks(wrong)
    return marks


def counting(given: Sequence[Given]) -> dict[int, Decimal]:
    """The mark that counts for each criterion: the one on appeal, else of the second level, else the mean of the first by days.

    The mean is not rounded; a head who left the criterion empty has no share in it.
    """
    found: dict[int, Decimal] = {}
    for key in dict.fromkeys(one.criterion for one in given):
        of_key = [one for one in given if one.criterion == key]
        above = next((one.mark for level in ("appeal", "second") for one in of_key if one.level == level), None)
        found[key] = _mean_by_days(of_key) if above is None else above
    return found


def _mean_by_days(given: Sequence[Given]) -> Decimal:
    if len(given) == 1:
        return given[0].mark
    days = sum(max(one.days, 1) for one in given)
    return sum((one.mark * max(one.days, 1) for one in given), Decimal(0)) / days


def completeness(marks: Mapping[int, Decimal], criteria: Sequence[Weighted]) -> Decimal:
    """The share of the weights that carries a mark, from 0 to 1."""
    total = sum((criterion.weight for criterion in criteria), Decimal(0))
    marked = sum((criterion.weight for criterion in criteria if criterion.key in marks), Decimal(0))
    return marked / total if total else Decimal(0)


def score(marks: Mapping[int, Decimal], criteria: Sequence[Weighted], least_share: Decimal) -> Decimal:
    """The weighted mean of what was marked, to a thousandth, halves upwards.

    Raises Refused when the marked criteria weigh less than `least_share` of all.
    """
    marked = [criterion for criterion in criteria if criterion.key in marks]
    if not marked or completeness(marks, criteria) < least_share:
        missing = ", ".join(criterion.name for criterion in criteria if criterion.key not in marks)
        raise Refused(
            N_("This evaluation is incomplete: at least %(least)s %% of the weights must be marked. Still to mark: %(missing)s."),
            least=plain(least_share * 100), missing=missing,
        )  # fmt: skip
    weights = sum(criterion.weight for criterion in marked)
    total = sum(marks[criterion.key] * criterion.weight for criterion in marked)
    return (total / weights).quantize(THOUSANDTH, ROUND_HALF_UP)


def explain(marks: Mapping[int, Decimal], criteria: Sequence[Weighted]) -> list[Part]:
    """How the mark came about, criterion by criterion; one without a mark has no share in it."""
    weights = sum((criterion.weight for criterion in criteria if criterion.key in marks), Decimal(0))
    return [
        Part(criterion, marks.get(criterion.key), criterion.weight / weights if criterion.key in marks else Decimal(0))
        for criterion in criteria
    ]


def plain(number: Decimal) -> str:
    """20.00 is written 20, and 14.50 is written 14.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
