"""A version of a promotion rule in full sentences, and what of them another version changes.

Each sentence has a key, so that two versions are held side by side sentence by sentence: years in the rank against years in the
rank, whatever stands before or after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _, ngettext
from sqlalchemy import select

from models import EducationLevel, Position, PromotionRule, Route, db
from rules.promotion.conditions import MARKS_OF_THE_MEAN
from rules.promotion.exceptional import CAP
from rules.promotion.rule import Rule, rule_from
from rules.promotion.terms import default_terms, terms_from
from rules.refused import N_
from services.wording import DAY

from .chapters import Chapter, Sentence
from .terms_in_words import sentences_of_terms


@dataclass(frozen=True)
class Change:
    """A sentence that two versions do not have alike; None where one of them does not have it."""

    chapter: Chapter
    before: str | None
    after: str | None


def sentences(rule: PromotionRule) -> list[Sentence]:
    """The whole version, in the order in which it is read. What is exceptional has no points and no ties."""
    asked = rule_from(rule.conditions)
    told = [*_scope(rule), *_conditions(rule, asked)]
    if rule.route is Route.EXCEPTIONAL:
        return [*told, *_cap(rule)]
    terms = terms_from(default_terms(rule.weights, rule.seniority_percent))
    return [*told, *sentences_of_terms(terms), *_limits(asked)]


def changes(before: Sequence[Sentence], after: Sequence[Sentence]) -> list[Change]:
    """What differs, in the order of the later version; what it no longer says comes last in its chapter."""
    old, new = {one.key: one for one in before}, {one.key: one for one in after}
    keys = [*new, *(key for key in old if key not in new)]
    told = [(new.get(key) or old[key], old.get(key), new.get(key)) for key in keys]
    found = [Change(one.chapter, was and was.text, now and now.text) for one, was, now in told]
    return sorted((one for one in found if one.before != one.after), key=lambda one: one.chapter.number)


def version_before(rule: PromotionRule) -> PromotionRule | None:
    """The version that this one follows: the latest of those of the same step and route that begin earlier."""
    same = (PromotionRule.from_rank_id == rule.from_rank_id, PromotionRule.to_rank_id == rule.to_rank_id, PromotionRule.route == rule.route)
    earlier = select(PromotionRule).where(*same, PromotionRule.starts_on < rule.starts_on)
    return db.session.scalar(earlier.order_by(PromotionRule.starts_on.desc()).limit(1))


# --- what the version is -------------------------------------------------------------------------


def _scope(rule: PromotionRule) -> Iterator[Sentence]:
    yield Sentence(Chapter.SCOPE, "route", _route(rule))
    lasts = {"first": rule.starts_on.strftime(DAY), "last": rule.ends_on.strftime(DAY) if rule.ends_on else ""}
    in_force = _("It is in force from %(first)s until %(last)s.", **lasts) if rule.ends_on else _("It is in force from %(first)s on.", **lasts)
    yield Sentence(Chapter.SCOPE, "in_force", in_force)
    yield Sentence(Chapter.SCOPE, "legal_text", _("Its legal text is: %(text)s.", text=rule.legal_text.rstrip(". ")))
    stands = _("It stands in that text.")
    assumed = _("It is assumed: it was not found in a public text, and the force must confirm it.")
    yield Sentence(Chapter.SCOPE, "is_assumed", assumed if rule.is_assumed else stands)


def _route(rule: PromotionRule) -> str:
    ranks = {"before": str(rule.from_rank), "after": str(rule.to_rank)}
    match rule.route:
        case Route.CHOICE:
            return _("From the rank “%(before)s” officers are promoted to the rank “%(after)s” by choice.", **ranks)
        case Route.SENIORITY:
            return _("From the rank “%(before)s” officers are promoted to the rank “%(after)s” by seniority.", **ranks)
        case Route.EXAMINATION:
            return _("From the rank “%(before)s” officers are promoted to the rank “%(after)s” by examination.", **ranks)
        case _:
            return _("From the rank “%(before)s” an officer may be promoted to the rank “%(after)s” exceptionally, for a deed and outside every list.", **ranks)


# --- who may be promoted -------------------------------------------------------------------------


IN_RANK = N_("The officer has held this rank for at least %(time)s.")
IN_CORPS = N_("The officer has been in the corps for at least %(time)s.")
IN_SERVICE = N_("The officer has served for at least %(time)s.")
FIRST_DEGREE = N_("No sanction of the first degree was given in the last %(time)s before the date of reference.")
SECOND_DEGREE = N_("No sanction of the second degree was given in the last %(time)s before the date of reference.")
FIT = N_("The officer is medically fit, by an examination that is valid on the date of reference.")

def _conditions(rule: PromotionRule, asked: Rule) -> Iterator[Sentence]:
    told = (
        ("rank", _("The officer holds the rank “%(rank)s” on the date of reference.", rank=rule.from_rank)),
        ("min_years_in_rank", _years(IN_RANK, asked.min_years_in_rank)),
        ("min_years_in_corps", _years(IN_CORPS, asked.min_years_in_corps)),
        ("min_years_of_service", _years(IN_SERVICE, asked.min_years_of_service)),
        ("evaluations_required", _evaluations(asked.evaluations_required)),
        ("least_mark", _least_mark(asked)),
        ("years_barred_first_degree", _years(FIRST_DEGREE, asked.years_barred_first_degree)),
        ("years_barred_second_degree", _years(SECOND_DEGREE, asked.years_barred_second_degree)),
        ("needs_fitness", _(FIT) if asked.needs_fitness else None),
        ("positions", _positions(asked.positions)),
        ("least_education", _education(asked.least_education)),
        ("trainings", _trainings(asked.trainings)),
        ("months_before_retirement", _retirement(asked.months_before_retirement)),
    )
    yield from (Sentence(Chapter.CONDITIONS, key, text) for key, text in told if text)


def _years(message: str, years: int | None) -> str | None:
    return _(message, time=ngettext("%(num)s year", "%(num)s years", years)) if years else None


def _evaluations(number: int | None) -> str | None:
    told = ngettext(
        "At least %(num)s evaluation of a closed campaign is on file.",
        "At least %(num)s evaluations of closed campaigns are on file.", number or 0,
    )  # fmt: skip
    return told if number else None


def _least_mark(asked: Rule) -> str | None:
    """Of as many marks as are asked for."""
    if asked.least_mark is None:
        return None
    marks = asked.evaluations_required or MARKS_OF_THE_MEAN
    return ngettext(
        "The last mark is at least %(mark)s of 20.",
        "The mean of the last %(num)s marks is at least %(mark)s of 20.", marks, mark=asked.least_mark,
    )  # fmt: skip


def _positions(codes: Collection[str] | None) -> str:
    """Named as they are called today."""
    if not codes:
        return _("The officer stands in a position that admits promotion.")
    named = dict(db.session.execute(select(Position.code, Position.name).where(Position.code.in_(codes))).tuples().all())
    return _("The officer stands in one of these positions: %(names)s.", names=", ".join(named.get(code, code) for code in codes))


def _education(level: str | None) -> str | None:
    if not level:
        return None
    return _("The officer holds a diploma of this level or of a higher one: %(level)s.", level=EducationLevel(level).label)


def _trainings(titles: Collection[str]) -> str | None:
    return _("Each of these diplomas is on file: %(names)s.", names=" ; ".join(titles)) if titles else None


def _retirement(months: int | None) -> str | None:
    told = ngettext(
        "On the date of reference at least %(num)s month is left before retirement.",
        "On the date of reference at least %(num)s months are left before retirement.", months or 0,
    )  # fmt: skip
    return told if months else None


# --- how many ------------------------------------------------------------------------------------


def _cap(rule: PromotionRule) -> Iterator[Sentence]:
    """Of an exceptional promotion: so many in a year, or so many of a hundred who hold the rank."""
    cap = str(rule.conditions.get(CAP) or "").strip()
    if not cap:
        return
    share = _("In a year at most %(percent)s %% of those who hold the rank are promoted so.", percent=cap.rstrip("%").strip())
    number = _("In a year at most %(number)s are promoted so.", number=cap)
    yield Sentence(Chapter.PLACES, CAP, share if cap.endswith("%") else number)


def _limits(asked: Rule) -> Iterator[Sentence]:
    if asked.most_percent is not None:
        quota = _("At most %(percent)s %% of those who may be promoted are promoted.", percent=asked.most_percent)
        yield Sentence(Chapter.PLACES, "most_percent", quota)
    yield Sentence(Chapter.PLACES, "overrides", _overrides(asked))


def _overrides(asked: Rule) -> str:
    if not asked.overrides_allowed:
        return _("The board may not depart from the computed order.")
    if asked.most_overrides is None:
        return _("The board may depart from the computed order, one officer at a time and with written reasons.")
    return _(
        "The board may depart from the computed order, one officer at a time and with written reasons, for at most %(percent)s %% of the places.",
        percent=asked.most_overrides,
    )
