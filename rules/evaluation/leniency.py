"""What a mark becomes when the severity of who gave it is taken off, and why, in words. The mark as given is never touched.

How severe somebody marks is estimated elsewhere (services/evaluation/fairness/severity/); here is decided what follows from it.
“The others” are always those who marked officers of the same corps in the same year, and whom shared people connect with him:
people whom several evaluators marked over the years. A year in which everybody marked higher is nobody's leniency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from ..refused import N_
from .marks import plain

# Who marked fewer people in a year says too little about himself: nothing is corrected (proposed; docs: domain, rater effects).
LEAST_MARKS = 5
# Of his people of the year so many, and such a share, must have been marked by somebody else too, in whatever year. Otherwise what his
# people are worth is laid to him: the head of a chosen unit would pass for lenient. Higher limits leave so many marks uncorrected that the
# order gets farther from true merit (bench/severity.py; proposed).
LEAST_SHARED, LEAST_SHARE = 3, 0.2
TENTH, THOUSANDTH = Decimal("0.1"), Decimal("0.001")
# Why nothing is taken off, as EvaluatorSeverity.why_not keeps it.
ALONE, RARE, FEW, UNKNOWN = "alone", "rare", "few", "unknown"
# With these not even an estimate is told: it would be one of his people, not of him.
INCOMPARABLE = frozenset((ALONE, RARE))
WHY_NOT = {
    ALONE: N_("Not corrected: no shared people connect %(who)s with anybody else who marked the corps that year, so that nothing can be compared."),
    RARE: N_("Not corrected: too few of the people whom %(who)s marked that year were ever marked by another evaluator, so that nothing can be compared."),
    FEW: N_("Not corrected: %(who)s marked fewer than %(least)s people in the year, which is too few to say how severe he or she is."),
    UNKNOWN: N_("Not corrected: how severe %(who)s marks is not estimated for this year."),
}
ABOVE = N_("%(Who)s marks %(points)s above the others who marked the corps that year; corrected mark %(mark)s.")
BELOW = N_("%(Who)s marks %(points)s below the others who marked the corps that year; corrected mark %(mark)s.")
ALIKE = N_("%(Who)s marks as the others who marked the corps that year: the mark stays as it is.")
ABOVE_LIMITED = N_("%(Who)s marks %(points)s above the others who marked the corps that year; the correction stops at %(most)s; corrected mark %(mark)s.")
BELOW_LIMITED = N_("%(Who)s marks %(points)s below the others who marked the corps that year; the correction stops at %(most)s; corrected mark %(mark)s.")
SEVERAL_ABOVE = N_("Weighted by days, the evaluators together mark %(points)s above the others who marked the corps that year; corrected mark %(mark)s.")
SEVERAL_BELOW = N_("Weighted by days, the evaluators together mark %(points)s below the others who marked the corps that year; corrected mark %(mark)s.")
SEVERAL_ALIKE = N_("Weighted by days, the evaluators together mark as the others who marked the corps that year: the mark stays as it is.")
SOME_NOT = N_("For some of the evaluators there is no estimate: their part is not corrected.")
SOME_ABOVE = N_("%(share)s %% of the weights were marked by the second level or on an appeal: that part is not corrected.")
OFF_THE_SCALE = N_("In full, the correction would leave the scale: it stops at its end.")
MORE_LENIENT = N_("%(Who)s marks %(points)s above the others who marked the corps that year (give or take %(error)s).")
MORE_SEVERE = N_("%(Who)s marks %(points)s below the others who marked the corps that year (give or take %(error)s).")
NEITHER = N_("%(Who)s marks as the others who marked the corps that year (give or take %(error)s).")
# The same, told to the evaluator himself.
TO_HIMSELF = {
    MORE_LENIENT: N_("You mark %(points)s above the others who marked the corps that year (give or take %(error)s)."),
    MORE_SEVERE: N_("You mark %(points)s below the others who marked the corps that year (give or take %(error)s)."),
    NEITHER: N_("You mark as the others who marked the corps that year (give or take %(error)s)."),
    WHY_NOT[ALONE]: N_("Not corrected: no shared people connect you with anybody else who marked the corps that year, so that nothing can be compared."),
    WHY_NOT[RARE]: N_("Not corrected: too few of the people whom you marked that year were ever marked by another evaluator, so that nothing can be compared."),
    WHY_NOT[FEW]: N_("Not corrected: you marked fewer than %(least)s people in the year, which is too few to say how severe you are."),
}
UNSURE = N_("That is within what chance can do.")
TAKEN_OFF = N_("Taken off the marks of that year: %(points)s.")
ADDED = N_("Added to the marks of that year: %(points)s.")
ALL_ABOVE = N_("Not corrected: the marks that count come from the second level or from an appeal.")


@dataclass(frozen=True)
class Sentence:
    """A sentence to be told in the reader's language. Of its values `who` and `Who` are "evaluator"; `points` and `most` are told with their unit."""

    message: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Ground:
    """What an estimate of an evaluator in a year rests on."""

    marks: int  # whom he marked in the year
    shared: int  # of these, whom somebody else marked too, in whatever year
    evaluators: int  # who marked in his group in that year, each a person, himself among them


@dataclass(frozen=True)
class Share:
    """One evaluator's part in a mark: his days, how far above the others he marks, what of it is taken off, and why nothing is."""

    days: int
    severity: Decimal = Decimal(0)
    applied: Decimal = Decimal(0)
    why_not: str | None = None


@dataclass(frozen=True)
class Corrected:
    """A mark as given and as corrected; `points` were taken off (below zero: were added)."""

    raw: Decimal
    corrected: Decimal
    points: Decimal
    reasons: tuple[Sentence, ...]


def applied(severity: float, ground: Ground, *, most: float) -> tuple[float, str | None]:
    """What is taken off the marks of an evaluator in a year, and why nothing is. The estimate is shrunken already: with few marks it is near zero."""
    if ground.evaluators < 2:
        return 0.0, ALONE
    if ground.marks < LEAST_MARKS:
        return 0.0, FEW
    if ground.shared < max(LEAST_SHARED, LEAST_SHARE * ground.marks):
        return 0.0, RARE
    return max(-most, min(most, severity)), None


def correct(raw: Decimal, shares: Sequence[Share], *, first_level: Decimal, scale_max: Decimal) -> Corrected:
    """The corrected mark with its reasons. `first_level` (0 to 1) is the share of the weights that the evaluators' own marks decide.

    Marks of the second level and of an appeal are not of the evaluators: nothing is taken off them.
    """
    if not first_level:
        return Corrected(raw, raw, Decimal(0), (Sentence(ALL_ABOVE),))
    points = _by_days([(share.applied, share.days) for share in shares]) * first_level
    whole = (raw - points).quantize(THOUSANDTH, ROUND_HALF_UP)
    corrected = min(max(whole, Decimal(0)), scale_max)
    reasons = [_why(shares, points, corrected)]
    if corrected != whole:
        reasons.append(Sentence(OFF_THE_SCALE))
    if len(shares) > 1 and 0 < sum(share.why_not is not None for share in shares) < len(shares):
        reasons.append(Sentence(SOME_NOT))
    if first_level < 1:
        reasons.append(Sentence(SOME_ABOVE, {"share": plain(((1 - first_level) * 100).quantize(Decimal(1)))}))
    return Corrected(raw, corrected, raw - corrected, tuple(reasons))


def _by_days(pairs: Sequence[tuple[Decimal, int]]) -> Decimal:
    days = sum(max(one, 1) for _value, one in pairs)
    return sum((value * max(one, 1) for value, one in pairs), Decimal(0)) / days if days else Decimal(0)


def _why(shares: Sequence[Share], points: Decimal, corrected: Decimal) -> Sentence:
    unknown = [share.why_not for share in shares if share.why_not]
    if len(unknown) == len(shares):
        return Sentence(WHY_NOT[unknown[0] if unknown else UNKNOWN], {"who": "evaluator", "least": LEAST_MARKS})
    if len(shares) > 1:
        messages, told = (SEVERAL_ABOVE, SEVERAL_BELOW, SEVERAL_ALIKE), points
    else:
        told = shares[0].severity
        is_limited = _tenth(told) != _tenth(shares[0].applied)
        messages = (ABOVE_LIMITED, BELOW_LIMITED, ALIKE) if is_limited else (ABOVE, BELOW, ALIKE)
    message = messages[2] if not _tenth(told) else messages[0] if told > 0 else messages[1]
    limit = abs(shares[0].applied)
    return Sentence(message, {"Who": "evaluator", "points": abs(_tenth(told)), "most": _tenth(limit), "mark": corrected})


def judged(severity: float, standard_error: float, taken_off: float, why_not: str | None) -> list[Sentence]:
    """What an estimate says of an evaluator in a year, to himself and to human resources."""
    if why_not in INCOMPARABLE:
        return [Sentence(WHY_NOT[why_not], {"who": "evaluator", "least": LEAST_MARKS})]
    points, error = _tenth(Decimal(str(severity))), _tenth(Decimal(str(standard_error)))
    message = MORE_LENIENT if points > 0 else MORE_SEVERE if points < 0 else NEITHER
    said = [Sentence(message, {"Who": "evaluator", "points": abs(points), "error": error})]
    if why_not:
        return [*said, Sentence(WHY_NOT[why_not], {"who": "evaluator", "least": LEAST_MARKS})]
    if abs(severity) < 2 * standard_error:
        said.append(Sentence(UNSURE))
    return [*said, Sentence(TAKEN_OFF if taken_off >= 0 else ADDED, {"points": abs(_tenth(Decimal(str(taken_off))))})]


def _tenth(number: Decimal) -> Decimal:
    return Decimal(number).quantize(TENTH, ROUND_HALF_UP)
