"""The terms of a rule, of a round or of a simulation in full sentences: shares, weights, caps, deductions, tie-breakers."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _, ngettext

from rules.promotion.points import takes_away
from rules.promotion.terms import Terms

from .chapters import Chapter, Sentence


def sentences_of_terms(terms: Terms) -> list[Sentence]:
    """Everything that a round may set for itself until its criteria are frozen."""
    return [_shared(terms), *_weights(terms), *_deductions(terms), _ties(terms)]


def _shared(terms: Terms) -> Sentence:
    if not terms.seniority_percent:
        return Sentence(Chapter.PLACES, "seniority_percent", _("All places go by the order of merit."))
    told = _(
        "Of the places, %(percent)s %% go to the longest in the rank among those whom the order of merit leaves; the others go by the order of merit.",
        percent=terms.seniority_percent,
    )
    return Sentence(Chapter.PLACES, "seniority_percent", told)


def _weights(terms: Terms) -> Iterator[Sentence]:
    told = {
        "evaluation": _evaluation, "exam": _exam, "seniority": _seniority, "training": _training, "posts": _posts, "distinctions": _distinctions,
    }  # fmt: skip
    for part, tell in told.items():
        if terms.weights.get(part):
            yield Sentence(Chapter.POINTS, f"weight_{part}", tell(terms.weights[part], terms))
    if terms.weights.get("seniority") and len([weight for weight in terms.weights.values() if weight]) > 1:
        cap = terms.most_for_seniority
        most = _("Time in the rank never brings more than %(points)s points of 100 where anything else counts.", points=cap)
        yield Sentence(Chapter.POINTS, "most_for_seniority", most)


def _evaluation(points: int, terms: Terms) -> str:
    return ngettext(
        "The evaluations bring up to %(points)s points of 100, by the last mark.",
        "The evaluations bring up to %(points)s points of 100, by the mean of the last %(num)s marks.", terms.marks_counted, points=points,
    )  # fmt: skip


def _exam(points: int, _terms: Terms) -> str:
    return _(
        "The examination brings up to %(points)s points of 100, and none to who was absent; where none is held, its points are shared among the other parts.",
        points=points,
    )


def _seniority(points: int, terms: Terms) -> str:
    years = _time(terms.seniority_full_at_years)
    return _("Time in the rank brings up to %(points)s points of 100, in a straight line up to %(time)s and then no more.", points=points, time=years)


def _training(points: int, terms: Terms) -> str:
    return ngettext(
        "Training and diplomas bring up to %(points)s points of 100: half for the level of the highest diploma, half for having one.",
        "Training and diplomas bring up to %(points)s points of 100: half for the level of the highest diploma, half for their number, up to %(num)s.",
        terms.trainings_full_at, points=points,
    )  # fmt: skip


def _posts(points: int, terms: Terms) -> str:
    years = _time(terms.posts_full_at_years)
    return _("Posts of responsibility bring up to %(points)s points of 100, in a straight line up to %(time)s at the head of a unit.", points=points, time=years)


def _distinctions(points: int, terms: Terms) -> str:
    return ngettext(
        "Distinctions bring %(points)s points of 100 from the first one on.",
        "Distinctions bring up to %(points)s points of 100, all of them from %(num)s distinctions on.", terms.distinctions_full_at, points=points,
    )  # fmt: skip


def _deductions(terms: Terms) -> Iterator[Sentence]:
    if not takes_away(terms):
        return
    told = _(
        "Each sanction of the last %(time)s takes points off: %(first)s for the first degree, %(second)s for the second, and never more than %(most)s together.",
        time=_time(terms.sanction_years), first=terms.sanction_first, second=terms.sanction_second, most=terms.sanction_floor,
    )  # fmt: skip
    yield Sentence(Chapter.POINTS, "sanctions", told)


def _ties(terms: Terms) -> Sentence:
    names = {
        "time_in_rank": _("time in the rank"), "service": _("time in the service"),
        "exam": _("the mark of the examination"), "age": _("age, the older first"),
    }  # fmt: skip
    order = _(", then ").join(names[one] for one in terms.tie_breakers)
    if not order:
        return Sentence(Chapter.TIES, "tie_breakers", _("Equal points are settled by a number drawn in public, which is recorded."))
    told = _("Equal points are settled by %(order)s. If all of that is equal, a number drawn in public settles it, and is recorded.", order=order)
    return Sentence(Chapter.TIES, "tie_breakers", told)


def _time(years: int) -> str:
    return ngettext("%(num)s year", "%(num)s years", years)
