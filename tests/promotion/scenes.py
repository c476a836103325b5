"""What the tests of rounds begin with: sergeants of the police with their evaluations, and a round for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from models import CycleForm, CycleState, Evaluation, EvaluationCycle, EvaluationState, Officer, PromotionRound, Unit, User, db, now
from services import account, guard
from tests import force

from . import walking


@dataclass
class Scene:
    """A round for sergeants of the police, of one place: the first has better marks than the second, and a third is too new."""

    round: PromotionRound
    first: Officer
    second: Officer
    new: Officer


def sergeants(people: force.People, **other) -> Scene:
    """Three of them and a round, with other values where some are given."""
    with guard.unscoped("a round for tests"):
        unit = db.session.get(Unit, people.unit_id)
        second, first = force.officer("Diallo", "Binta", unit), force.officer("Cissé", "Oumar", unit)
        new = force.officer("Koné", "Salif", unit)
        new.rank_lines[0].starts_on = dt.date(2024, 10, 1)
        for officer, score in ((first, "16"), (second, "14"), (new, "18")):
            evaluate(officer, score)
        return Scene(walking.a_round(**other), first, second, new)


def evaluate(officer: Officer, score: str) -> None:
    for year in (2023, 2024, 2025):
        cycle = db.session.query(EvaluationCycle).filter_by(name=f"Notation {year}").one_or_none() or EvaluationCycle(
            name=f"Notation {year}", starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31), state=CycleState.CLOSED
        )
        form = cycle.forms[0] if cycle.forms else CycleForm(cycle=cycle, name="Fiche")
        db.session.add(
            Evaluation(
                cycle=cycle, form=form, officer=officer, state=EvaluationState.CLOSED, score=Decimal(score), shown_at=now(), closed_at=now()
            )
        )
        db.session.flush()


def act_as(person: force.Person) -> None:
    with guard.unscoped("who acts in a test"):
        user = db.session.get(User, person.user_id)
        guard.act_as(account.actor_of(user, "admin", None, None))
