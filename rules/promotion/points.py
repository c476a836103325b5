"""What counts how much: the score out of 100 and the part that each thing has in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .conditions import add_years, marks_named, mean_of_twenty, standing
from .dossier import Dossier
from .rule import LEVELS
from .terms import PARTS, SANCTIONS, Terms

THOUSANDTH = Decimal("0.001")
NOTHING, ALL, HUNDRED, TWENTY = Decimal(0), Decimal(1), Decimal(100), Decimal(20)
DAYS_OF_A_YEAR = Decimal("365.25")


class Part(NamedTuple):
    """The points of one part.

    `found` is a mean or a mark of 20, years, a number of awards or sanctions, or the highest level of a diploma; None where the file
    holds nothing. `points` of `of` are earned; of sanctions both are below zero.
    """

    key: str
    found: Decimal | str | None
    points: Decimal
    of: Decimal
    source: str | None = None


# What was found, the share of the points earned from 0 to 1, and the lines of the file.
Measured = tuple[Decimal | str | None, Decimal, str | None]
UNKNOWN: Measured = (None, NOTHING, None)


def _evaluation(dossier: Dossier, terms: Terms, _on: dt.date) -> Measured:
    """The mean of the last marks, brought to 20; a year without a mark is left out, not counted as zero."""
    used = dossier.last_marks(terms.marks_counted)
    if not used:
        return UNKNOWN
    mean = mean_of_twenty(used)
    return rounded(mean), mean / TWENTY, marks_named(used)


def _exam(dossier: Dossier, _terms: Terms, _on: dt.date) -> Measured:
    """The mark at the examination of the round, of 20. Who was absent has none, and no points of it."""
    if dossier.exam is None:
        return UNKNOWN
    return dossier.exam, dossier.exam / TWENTY, f"exam_mark {dossier.exam_line}"


def _seniority(dossier: Dossier, terms: Terms, on: dt.date) -> Measured:
    """Time in the rank, in a straight line from nothing to all the points, and then no more."""
    if dossier.rank_since is None:
        return UNKNOWN
    years = max((on - dossier.rank_since).days, 0) / DAYS_OF_A_YEAR
    source = f"rank_line {dossier.rank_line}" if dossier.rank_line else None
    return rounded(years), min(years / terms.seniority_full_at_years, ALL), source


def _training(dossier: Dossier, terms: Terms, _on: dt.date) -> Measured:
    """Half for the level of the highest diploma, half for the number of diplomas and courses, up to a limit."""
    if not dossier.diplomas:
        return UNKNOWN
    level = max([LEVELS.index(one.level) for one in dossier.diplomas])
    number = min(len(dossier.diplomas), terms.trainings_full_at)
    share = (Decimal(level + 1) / len(LEVELS) + Decimal(number) / terms.trainings_full_at) / 2
    return LEVELS[level], share, ", ".join([f"education {one.source}" for one in dossier.diplomas])


def _posts(dossier: Dossier, terms: Terms, on: dt.date) -> Measured:
    """Years at the head of a unit, up to a limit."""
    served = [(one, min(one.ends_on or on, on)) for one in dossier.headed if one.starts_on < on]
    if not served:
        return UNKNOWN
    years = sum([(until - one.starts_on).days for one, until in served]) / DAYS_OF_A_YEAR
    source = ", ".join([f"posting {one.source}" for one, _until in served])
    return rounded(years), min(years / terms.posts_full_at_years, ALL), source


def _distinctions(dossier: Dossier, terms: Terms, on: dt.date) -> Measured:
    """The number of awards, up to a limit."""
    given = [one for one in dossier.awards if one.given_on <= on]
    if not given:
        return UNKNOWN
    share = Decimal(min(len(given), terms.distinctions_full_at)) / terms.distinctions_full_at
    return Decimal(len(given)), share, ", ".join([f"award {one.source}" for one in given])


MEASURES: dict[str, Callable[[Dossier, Terms, dt.date], Measured]] = {
    "evaluation": _evaluation,
    "exam": _exam,
    "seniority": _seniority,
    "training": _training,
    "posts": _posts,
    "distinctions": _distinctions,
}


def deducted(dossier: Dossier, terms: Terms, on: dt.date) -> Part:
    """What sanctions of the last years take away, each by its degree, all together no more than the floor. Erased ones never count."""
    recent = [one for one in standing(dossier, on) if add_years(one.starts_on, terms.sanction_years) > on]
    taken = sum([terms.sanction_second if one.degree == "second" else terms.sanction_first for one in recent])
    points, most = -Decimal(min(taken, terms.sanction_floor)), -Decimal(terms.sanction_floor)
    source = ", ".join([f"sanction {one.source}" for one in recent]) or None
    return Part(SANCTIONS, Decimal(len(recent)), rounded(points), rounded(most), source)


def takes_away(terms: Terms) -> bool:
    """Whether sanctions change the score."""
    return terms.sanction_floor > 0 and (terms.sanction_first > 0 or terms.sanction_second > 0)


def shares(terms: Terms, has_exam: bool) -> dict[str, Decimal]:
    """How many points of 100 each part can bring, seniority within its limit.

    Where no examination was held, the others share its weight pro rata.
    """
    weights = {part: Decimal(terms.weights[part]) for part in PARTS if terms.weights.get(part)}
    if not has_exam and len(weights) > 1:
        weights.pop("exam", None)
    shared, most = _pro_rata(weights, HUNDRED), Decimal(terms.most_for_seniority)
    if len(shared) > 1 and shared.get("seniority", NOTHING) > most:
        others = {part: weight for part, weight in weights.items() if part != "seniority"}
        limited = _pro_rata(others, HUNDRED - most) | {"seniority": most}
        shared = {part: limited[part] for part in shared}
    return shared


def _pro_rata(weights: Mapping[str, Decimal], whole: Decimal) -> dict[str, Decimal]:
    total = sum(weights.values(), NOTHING)
    return {part: whole * weight / total for part, weight in weights.items()}


def points(dossier: Dossier, terms: Terms, on: dt.date, shared: Mapping[str, Decimal]) -> tuple[Part, ...]:
    """The parts of the score, each to a thousandth of a point, so that what is shown adds up exactly. `shared` is `shares(…)`."""
    parts = []
    for key, of in shared.items():
        found, earned, source = MEASURES[key](dossier, terms, on)
        parts.append(Part(key, found, rounded(of * earned), rounded(of), source))
    if takes_away(terms):
        parts.append(deducted(dossier, terms, on))
    return tuple(parts)


def rounded(value: Decimal) -> Decimal:
    """To a thousandth, the half upwards."""
    return value.quantize(THOUSANDTH, ROUND_HALF_UP)
