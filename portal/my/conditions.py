"""The conditions of a promotion for the officer himself: what is asked, what was found in his file, since or from when it is met."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _, ngettext

from web import decimal

from .sources import READ_OF_OFFICER, Source, in_words, level, missing_of, sources_of, spelled

Plain = Mapping[str, object]


@dataclass(frozen=True)
class Told:
    """One condition in words. `tone` is good, bad or neutral; `missing` leads to where one says that a line is missing."""

    key: str
    asked: str
    found: str
    outcome: str
    tone: str
    sources: Sequence[Source]
    missing: str


def told(conditions: Sequence[Plain], dossier: Plain) -> list[Told]:
    """What is not met comes first: it is what the officer looks for."""
    order = {False: 0, None: 1, True: 2}
    return [_told(one, dossier) for one in sorted(conditions, key=lambda one: order[one["is_met"]])]


def _told(one: Plain, dossier: Plain) -> Told:
    key, is_met = one["key"], one["is_met"]
    sources = sources_of(one["source"], dossier, key)
    tone = "neutral" if is_met is None else "good" if is_met else "bad"
    missing = _missing(key, dossier, sources) if not is_met else ""
    return Told(key, ASKED[key](one), FOUND[key](one), _outcome(one), tone, sources, missing)


def _missing(key: str, dossier: Plain, sources: Sequence[Source]) -> str:
    """Where a line can be missing; what has a line, and lacks none, is corrected there."""
    lacks = missing_of(key, dossier["officer_id"])
    return "" if sources and (lacks == in_words() or key in READ_OF_OFFICER) else lacks


def _outcome(one: Plain) -> str:
    if one["is_met"] is None:
        return _("Not checked: it keeps you from nothing.")
    if one["is_met"]:
        return _("Fulfilled since %(day)s.", day=spelled(one["met_on"])) if one["met_on"] else _("Fulfilled.")
    return _("Fulfilled from %(day)s on, if nothing else changes.", day=spelled(one["met_on"])) if one["met_on"] else _("Not fulfilled.")


def time(months: int) -> str:
    """5 years and 3 months."""
    years, rest = divmod(months, 12)
    words = [ngettext("%(num)s year", "%(num)s years", years)] if years else []
    words += [ngettext("%(num)s month", "%(num)s months", rest)] if rest or not years else []
    return f" {_('and')} ".join(words)


# --- what is asked --------------------------------------------------------------------------------

ASKED: dict[str, Callable[[Plain], str]] = {
    "rank": lambda _one: _("You must hold the rank from which one is promoted."),
    "years_in_rank": lambda one: _("You must have held your rank for at least %(time)s.", time=time(one["required"])),
    "years_in_corps": lambda one: _("You must have been in your corps for at least %(time)s.", time=time(one["required"])),
    "years_of_service": lambda one: _("You must have served for at least %(time)s.", time=time(one["required"])),
    "evaluations": lambda one: ngettext("You must have at least %(num)s evaluation.", "You must have at least %(num)s evaluations.", one["required"]),
    "mean_mark": lambda one: _("The mean of your last marks must be at least %(mark)s of 20.", mark=one["required"]),
    "position": lambda _one: _("You must stand in a position that admits promotion."),
    "sanctions_first": lambda one: _("No sanction of the first degree may have been given to you for %(time)s.", time=time(one["required"])),
    "sanctions_second": lambda one: _("No sanction of the second degree may have been given to you for %(time)s.", time=time(one["required"])),
    "fitness": lambda _one: _("A medical visit that is still valid must have found you fit."),
    "education": lambda one: _("You must have a diploma of this level or of a higher one: %(level)s.", level=level(one["required"])),
    "training": lambda one: _("This diploma or course must stand in your file: %(title)s.", title=one["required"]),
    "retirement": lambda one: _("At least %(time)s must be left before your retirement.", time=time(one["required"])),
    # Of lists that were made before the system kept sanctions.
    "sanctions": lambda _one: _("No sanction of the second degree may bar you."),
}


# --- what was found -------------------------------------------------------------------------------


def _rank(one: Plain) -> str:
    return _("You have held it since %(day)s.", day=spelled(one["from_on"])) if one["is_met"] else _("No line of your career shows it.")


def _time(one: Plain) -> str:
    if one["found"] is None:
        return _("No line of your file says since when.")
    return _("It is %(time)s, since %(day)s.", time=time(one["found"]), day=spelled(one["from_on"]))


def _evaluations(one: Plain) -> str:
    return ngettext("%(num)s stands in your file.", "%(num)s stand in your file.", one["found"]) if one["found"] else _("There is none in your file.")


def _mean(one: Plain) -> str:
    return _("You have no mark yet.") if one["found"] is None else _("Your mean is %(mark)s of 20.", mark=decimal(Decimal(one["found"]), 2))


def _position(one: Plain) -> str:
    return _("Yours is: %(position)s.", position=one["found"]) if one["found"] else _("No position stands in your file.")


def _sanctions(one: Plain) -> str:
    if not one["found"]:
        return _("No sanction bars you.")
    return ngettext("%(num)s bars you, of %(day)s.", "%(num)s bar you, the last of %(day)s.", one["found"], day=spelled(one["from_on"]))


def _fitness(one: Plain) -> str:
    if one["found"] is None:
        return _("No medical visit stands in your file.")
    words = {"fit": _("You were found fit."), "restricted": _("You were found fit with restrictions."), "unfit": _("You were found unfit.")}[one["found"]]
    return f"{words} {_('It is valid until %(day)s.', day=spelled(one['from_on']))}" if one["from_on"] else words


def _education(one: Plain) -> str:
    return _("Your highest diploma is of this level: %(level)s.", level=level(one["found"])) if one["found"] else _("No diploma stands in your file.")


def _training(one: Plain) -> str:
    return _("It stands there.") if one["found"] else _("It does not stand there.")


def _retirement(one: Plain) -> str:
    if one["found"] is None:
        return _("Without your date of birth nobody can say how long it is.")
    return _("It is %(time)s: you leave on %(day)s.", time=time(one["found"]), day=spelled(one["from_on"]))


FOUND: dict[str, Callable[[Plain], str]] = {
    "rank": _rank, "years_in_rank": _time, "years_in_corps": _time, "years_of_service": _time, "evaluations": _evaluations, "mean_mark": _mean,
    "position": _position, "sanctions_first": _sanctions, "sanctions_second": _sanctions, "fitness": _fitness, "education": _education,
    "training": _training, "retirement": _retirement, "sanctions": lambda _one: _("It was checked on paper."),
}  # fmt: skip
