"""What the accounts of the demo have before them in the open campaign, whatever chance says.

`agent` reads his evaluation, to sign it; `chef` has people to mark in every state, and reviews that wait for him as second level,
one of which was appealed: `drh` finds the appeal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from models import EvaluationCycle, EvaluationFact, FactTone, Officer, User, db
from services import guard
from services.evaluation.fairness import severity

from . import accounts, course
from .calendar import OPEN_YEAR, first_day
from .evaluations import DRAFT, Evaluated, is_evaluated
from .people import person
from .units import Plan

# Of the people of the commander's own unit and the heads below it, in their order; the others stay as drawn.
OWN = (course.RETURNED, course.COMPLETE, DRAFT, DRAFT, course.TOLD, course.TOLD, course.TOLD)
# Of the people of the units below, whose heads marked them.
BELOW = (course.REVIEWING, course.REVIEWING, course.APPEALED, course.REVIEWING, course.REVIEWING)
# Marks that need no fact.
LOWEST, HIGHEST = Decimal(6), Decimal(17)
FACTS = (
    (FactTone.GOOD, 3, 12, "A assuré seul la relève de la brigade de nuit pendant trois semaines."),
    (FactTone.BAD, 4, 27, "Deux retards à la prise de service, rappel fait de vive voix."),
    (FactTone.GOOD, 6, 8, "Procédure menée à terme malgré l'absence de deux collègues ; félicitations du parquet."),
    (FactTone.GOOD, 9, 21, "A formé les trois nouveaux arrivants à la main courante."),
)


class Staged:
    """The evaluations of the open year that do not follow chance, by the number of the officer."""

    def __init__(self, plan: Plan, seed: int):
        chief, agent = accounts.chief_unit(plan), accounts.agent_of(plan, seed).number
        below = [unit for unit in plan.units if unit.parent is chief]
        own = [*range(chief.first + 1, chief.first + chief.size), *(unit.first for unit in below)]
        others = [number for unit in below for number in range(unit.first + 1, unit.first + unit.size)]
        own.remove(agent)
        self.stages = dict(zip(_marked(plan, seed, own), OWN, strict=False))
        self.stages |= dict(zip(_marked(plan, seed, others), BELOW, strict=False)) | {agent: course.READING}

    def staged(self, number: int, done: Evaluated) -> Evaluated:
        """The evaluation of an officer as the accounts need it."""
        if done.year != OPEN_YEAR or number not in self.stages:
            return done
        stage = self.stages[number]
        marks = {key: min(max(mark, LOWEST), HIGHEST) for key, mark in done.marks.items()} if stage == course.COMPLETE else done.marks
        return replace(done, stage=stage, marks=marks)


def _marked(plan: Plan, seed: int, numbers: Iterable[int]) -> Iterator[int]:
    return (number for number in numbers if is_evaluated(person(plan, seed, number), OPEN_YEAR))


def note_facts() -> None:
    """A few facts of the year that the commander of the demo noted about his people, the first about the account `agent`."""
    chief, agent = (db.session.query(User).filter_by(username=name).one() for name in ("chef", "agent"))
    others = db.session.query(Officer).filter(Officer.unit_id == chief.unit_id, Officer.id.not_in((chief.officer_id, agent.officer_id)))
    people = [agent.officer, *others.order_by(Officer.id).limit(len(FACTS) - 1)]
    for officer, (tone, month, day, words) in zip(people, FACTS, strict=False):
        db.session.add(
            EvaluationFact(
                officer=officer, happened_on=dt.date(OPEN_YEAR, month, day), tone=tone, words=words, noted_by=chief, noted_by_name=chief.name,
                noted_at=dt.datetime(OPEN_YEAR, month, day, 17, tzinfo=dt.UTC) + dt.timedelta(days=1),
            )
        )  # fmt: skip


def estimate_severity() -> None:
    """Up to the last closed year, so that the desk has something to read."""
    last = db.session.scalar(db.select(EvaluationCycle).where(EvaluationCycle.starts_on == first_day(OPEN_YEAR - 1)))
    for fit in severity.estimate(last, by=guard.SYSTEM):
        fit.fitted_at = dt.datetime(OPEN_YEAR, 5, 4, 9, tzinfo=dt.UTC)
