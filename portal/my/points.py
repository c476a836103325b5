"""The points of a candidate for himself: what each part brought and why, his place, and what would change it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _, ngettext

from models import PromotionCandidate
from rules import promotion as rules
from rules.promotion.conditions import whole_months
from rules.promotion.points import TWENTY
from rules.promotion.terms import SANCTIONS, Terms
from rules.promotion.what_if import Prospect
from services.promotion.terms_in_words import sentences_of_terms
from web import day, decimal

from .conditions import time
from .sources import Source, level, missing_of, sources_of, spelled

Plain = Mapping[str, object]


@dataclass(frozen=True)
class Told:
    """One part of the score in words. `how` is what the round counts there; `marks` are the marks used, each in a sentence."""

    name: str
    points: str
    found: str
    how: str
    marks: Sequence[str]
    sources: Sequence[Source]
    missing: str


def told(candidate: PromotionCandidate) -> list[Told]:
    """Part by part, in the order in which they were counted."""
    terms = rules.terms_from(candidate.round.terms)
    counted = {one.key: one.text for one in sentences_of_terms(terms)}
    return [_told(part, candidate, terms, counted) for part in candidate.parts]


def _told(part: Plain, candidate: PromotionCandidate, terms: Terms, counted: Mapping[str, str]) -> Told:
    key, dossier = part["key"], candidate.dossier
    found = FOUND[key](part, dossier, candidate.round.reference_on)
    sources = sources_of(part["source"], dossier, key)
    used = (part["source"] or "").split(", ") if key == "evaluation" else ()
    marks = [_mark(one) for one in reversed(dossier["marks"]) if f"evaluation {one['source']}" in used]
    how = [counted.get(SANCTIONS if key == SANCTIONS else f"weight_{key}", ""), _shared(part, terms)]
    missing = missing_of(key, dossier["officer_id"]) if key in ("training", "posts", "distinctions") else ""
    brought = points(Decimal(part["points"]), Decimal(part["of"]), key)
    return Told(name(key), brought, found, " ".join(filter(None, how)), marks, sources, missing)


def name(key: str) -> str:
    """A part in words."""
    return {
        "evaluation": _("Evaluations"), "exam": _("Examination"), "seniority": _("Time in the rank"), "training": _("Training and diplomas"),
        "posts": _("Posts of responsibility or hardship"), "distinctions": _("Distinctions"), SANCTIONS: _("Sanctions"),
    }[key]  # fmt: skip


def points(earned: Decimal, of: Decimal, key: str) -> str:
    """12,000 points of 20; of sanctions what they take."""
    if key == SANCTIONS:
        return _("This takes %(points)s points from you.", points=decimal(-earned, 3)) if earned else _("This takes nothing from you.")
    return _("This brings you %(points)s points out of the %(most)s to be had.", points=decimal(earned, 3), most=decimal(of, 0 if of == of.to_integral() else 3))


def _shared(part: Plain, terms: Terms) -> str:
    """Why a part brings more or fewer points than its weight."""
    weight = terms.weights.get(part["key"])
    if weight is None or Decimal(part["of"]) == weight:
        return ""
    most = decimal(Decimal(part["of"]), 3)
    return _("Here it counts %(most)s points: a part that was not held, or that goes beyond its limit, gives its points to the others.", most=most)


def _mark(one: Plain) -> str:
    scale, until = decimal(Decimal(one["scale_max"]), 0), spelled(one["ended_on"])
    if one.get("raw") is None:
        return _("Period until %(day)s: %(mark)s of %(highest)s.", day=until, mark=decimal(Decimal(one["score"])), highest=scale)
    return _(
        "Period until %(day)s: you were given %(raw)s of %(highest)s; corrected for the severity of who marked you, %(mark)s counts.",
        day=until, raw=decimal(Decimal(one["raw"])), highest=scale, mark=decimal(Decimal(one["score"])),
    )  # fmt: skip


# --- what was found -------------------------------------------------------------------------------


def _evaluation(part: Plain, _dossier: Plain, _on: dt.date) -> str:
    if part["found"] is None:
        return _("No mark of yours stands in a closed campaign.")
    mean = Decimal(part["found"])
    share = decimal(mean / TWENTY * 100, 1)
    return _("The mean of your last marks is %(mark)s of 20. That is %(share)s out of every 100 points to be had here.", mark=decimal(mean, 2), share=share)


def _exam(part: Plain, _dossier: Plain, _on: dt.date) -> str:
    return _("You have no mark at the examination.") if part["found"] is None else _("Your mark is %(mark)s of 20.", mark=decimal(Decimal(part["found"])))


def _seniority(part: Plain, dossier: Plain, on: dt.date) -> str:
    if part["found"] is None:
        return _("No line of your career shows the rank.")
    since = dt.date.fromisoformat(dossier["rank_since"])
    return _("You had held the rank for %(time)s, since %(day)s.", time=time(whole_months(since, on)), day=day(since))


def _training(part: Plain, dossier: Plain, _on: dt.date) -> str:
    if part["found"] is None:
        return _("No diploma stands in your file.")
    held = len(dossier.get("diplomas") or ())
    return ngettext(
        "Your only diploma is of this level: %(level)s.",
        "You have %(num)s diplomas and courses; the highest is of this level: %(level)s.", held, level=level(part["found"]),
    )  # fmt: skip


def _posts(part: Plain, _dossier: Plain, _on: dt.date) -> str:
    if part["found"] is None:
        return _("No time at the head of a unit stands in your file.")
    return _("You were at the head of a unit for %(time)s.", time=time(int(Decimal(part["found"]) * 12)))


def _distinctions(part: Plain, _dossier: Plain, _on: dt.date) -> str:
    count = int(Decimal(part["found"] or 0))
    if not count:
        return _("No distinction stands in your file.")
    return ngettext("%(num)s distinction stands in your file.", "%(num)s distinctions stand in your file.", count)


def _sanctions(part: Plain, _dossier: Plain, _on: dt.date) -> str:
    count = int(Decimal(part["found"] or 0))
    return ngettext("%(num)s sanction still counts.", "%(num)s sanctions still count.", count) if count else _("No sanction counts against you.")


FOUND: dict[str, Callable[[Plain, Plain, dt.date], str]] = {
    "evaluation": _evaluation, "exam": _exam, "seniority": _seniority, "training": _training, "posts": _posts, "distinctions": _distinctions,
    SANCTIONS: _sanctions,
}  # fmt: skip


# --- what would change the place ------------------------------------------------------------------


def would(one: Prospect, candidate: PromotionCandidate) -> str:
    """One better thing, the points that it brings, and the place."""
    gain = _("%(points)s points more", points=decimal(one.gained, 3)) if one.gained else _("no more points, but it settles equal ones")
    if one.place == candidate.place:
        place = _("your place would stay %(place)s", place=one.place)
    elif one.is_within and not candidate.is_admitted:
        place = _("place %(place)s instead of %(now)s, within the places", place=one.place, now=candidate.place)
    else:
        place = _("place %(place)s instead of %(now)s", place=one.place, now=candidate.place)
    return _("%(what)s: %(gain)s, %(place)s.", what=_thing(one), gain=gain, place=place)


def _thing(one: Prospect) -> str:
    match one.part:
        case "evaluation":
            return _("With a mean mark of %(mark)s", mark=decimal(one.found, 2))
        case "exam":
            return _("With %(mark)s of 20 at the examination", mark=decimal(one.found))
        case "seniority":
            return _("With one year more in the rank")
        case "training":
            return _("With one more diploma, of this level: %(level)s", level=level(str(one.found)))
        case "posts":
            return _("With one year more at the head of a unit")
        case "distinctions":
            return _("With one distinction more")
        case _:
            return _("Without your sanctions, as it will be from %(day)s on", day=day(one.found if isinstance(one.found, dt.date) else None))
