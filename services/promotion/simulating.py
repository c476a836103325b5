"""What a round would give with other terms, tried before its criteria are frozen; every try is kept and read by all who see the round.

Nothing of the round changes. A try holds the list as the round stands against the list as it would be: who would enter and who
would leave, and the fairness figures of both.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import PromotionRound, Simulation, User, db
from rules import promotion as rules
from rules.access import Actor
from rules.promotion import Place, Terms, life
from rules.promotion.life import Act
from rules.refused import N_, Refused
from services import guard

from ..wording import DAY
from . import fairness, preparing, steps
from .dossiers import concerned, dossiers

# So many are named on each side; the others are counted.
MOST_NAMED = 100
MOST_PLACES = 100_000
# A day of reference far from today tries a force that is not there.
YEARS_AROUND = 5


@dataclass(frozen=True)
class Trial:
    """What is tried: the terms, how many places, and on which day people are looked at."""

    terms: Terms
    places: int
    reference_on: dt.date


def as_it_stands(round_: PromotionRound) -> Trial:
    """The round itself, to hold a try against."""
    return Trial(rules.terms_from(round_.terms), round_.places, round_.reference_on)


def trial(terms: Mapping[str, object], places: int, reference_on: dt.date, round_: PromotionRound) -> Trial:
    """What somebody asks to try. Refused where no list could be made with it, or where it is what the round says anyway."""
    made = Trial(rules.terms_from(terms), places, reference_on)
    if not 0 <= places <= MOST_PLACES:
        raise Refused(N_("The number of places lies between 0 and %(most)s."), most=MOST_PLACES)
    if abs(reference_on.year - round_.reference_on.year) > YEARS_AROUND:
        raise Refused(N_("Try a date of reference within %(years)s years of that of the round."), years=YEARS_AROUND)
    if made == as_it_stands(round_):
        raise Refused(N_("These are the terms of the round as it stands: change something to try it."))
    return made


def simulate(round_: PromotionRound, tried: Trial, *, by: Actor) -> Simulation:
    """Compute both lists and keep what differs, in the name of whoever tried it."""
    steps.entitle(round_, Act.SIMULATE, by)
    life.step(round_.state, Act.SIMULATE)
    with guard.unscoped(f"trying other terms of the round {round_.name}"):
        result = _result(round_, tried)  # before the round is held: this can take a while
    steps.begin(round_, Act.SIMULATE, by=by)
    with guard.unscoped(f"trying other terms of the round {round_.name}"):
        given = {"reference_on": tried.reference_on, "places": tried.places, "terms": rules.plain_of(tried.terms)}
        made = Simulation(round_id=round_.id, by_id=by.user_id, result=result, **given)
        db.session.add(made)
        db.session.flush()
    steps.note(round_, Act.SIMULATE, by=by, words=f"+{result['enters']} −{result['leaves']}", simulation=made.id)
    return made


def simulate_in_background(arguments: dict, progress: Callable[[int, int], None]) -> dict:
    """A job that tries terms: {"round": number, "terms": …, "places": …, "reference_on": day}."""
    round_ = db.session.scalar(select(PromotionRound).where(PromotionRound.id == arguments["round"]))
    if round_ is None:
        raise Refused(N_("This round is no longer there."))
    progress(0, 1)
    tried = trial(arguments["terms"], arguments["places"], dt.date.fromisoformat(arguments["reference_on"]), round_)
    return {"simulation": simulate(round_, tried, by=guard.actor()).id}


def adopt(simulation: Simulation, *, by: Actor) -> None:
    """Give the round what was tried. Refused once its criteria are frozen."""
    round_ = simulation.round
    preparing.set_terms(round_, simulation.terms, by=by)
    wanted = (simulation.places, simulation.reference_on)
    if wanted == (round_.places, round_.reference_on):
        return
    steps.begin(round_, Act.CHANGE, by=by)
    round_.places, round_.reference_on = wanted
    db.session.flush()
    told = _("%(places)s places, reference date %(day)s", places=round_.places, day=round_.reference_on.strftime(DAY))
    steps.note(round_, Act.CHANGE, by=by, words=told)


def simulations(round_: PromotionRound, limit: int) -> Sequence[Simulation]:
    """The latest tries of a round that one reads, the newest first, with who tried them."""
    own = select(Simulation).where(Simulation.round_id == round_.id).options(joinedload(Simulation.by))
    with guard.unscoped("the simulations of a round that one reads"):
        return db.session.scalars(own.order_by(Simulation.id.desc()).limit(limit)).all()


def tried_by(simulation: Simulation) -> str:
    """Who tried it, for all who see the round."""
    with guard.unscoped("who tried other terms of a round that one reads"):
        return db.session.scalar(select(User.name).where(User.id == simulation.by_id)) or ""


# --- what differs --------------------------------------------------------------------------------


def _result(round_: PromotionRound, tried: Trial) -> dict:
    standing = as_it_stands(round_)
    found = dossiers(round_)
    same_day = tried.reference_on == standing.reference_on
    now = _ranked(round_, standing, found)
    then = _ranked(round_, tried, found if same_day else dossiers(round_, tried.reference_on))
    enter, leave = _gone_and_come(now, then)
    return {
        "rule": str(round_.rule),
        "has_exam": any(dossier.exam is not None for dossier in found),
        "now": _summary(round_, standing, now),
        "then": _summary(round_, tried, then),
        "enters": len(enter), "leaves": len(leave), "enter": enter[:MOST_NAMED], "leave": leave[:MOST_NAMED],
    }  # fmt: skip


def _ranked(round_: PromotionRound, tried: Trial, found: Sequence[rules.Dossier]) -> list[Place]:
    return rules.rank(found, rules.rule_from(round_.rule.conditions), tried.terms, tried.places, tried.reference_on)


def _summary(round_: PromotionRound, tried: Trial, ranked: Sequence[Place]) -> dict:
    """One of the two lists in figures, with its fairness figures."""
    admitted = [one for one in ranked if one.is_admitted]
    outcome = {one.dossier.officer_id: one.is_admitted for one in ranked if one.is_eligible}
    by_merit = [one for one in admitted if one.admitted_by == "choice"]
    people = concerned(round_, tried.reference_on)
    return {
        "terms": rules.plain_of(tried.terms), "places": tried.places, "reference_on": tried.reference_on.isoformat(),
        "people": len(ranked), "eligible": len(outcome), "admitted": len(admitted),
        "admitted_by": dict(Counter(one.admitted_by for one in admitted)),
        "last_score": str(by_merit[-1].score) if by_merit else None,
        "tied": sum(len(group) for group in rules.unsettled(ranked)),
        "fairness": fairness.figures(round_, outcome, people, tried.reference_on),
    }  # fmt: skip


def _gone_and_come(now: Sequence[Place], then: Sequence[Place]) -> tuple[list, list]:
    """[officer, place now, place then] of those who would enter, by the place they would have, and of those who would leave."""
    before, after = ({one.dossier.officer_id: one for one in ranked} for ranked in (now, then))
    place = lambda known, officer: known[officer].place if officer in known else None  # noqa: E731
    line = lambda officer: [officer, place(before, officer), place(after, officer)]  # noqa: E731
    inside, later = ({officer for officer, one in known.items() if one.is_admitted} for known in (before, after))
    enter = sorted((line(officer) for officer in later - inside), key=lambda one: one[2])
    return enter, sorted((line(officer) for officer in inside - later), key=lambda one: one[1])
