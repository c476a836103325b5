"""Two people at the same moment: one cycle is open, one card follows a spoiled one, whichever of them comes first."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from models import Badge, BadgeState, CycleState, EvaluationCycle, db
from rules.access import Actor
from services import badge, evaluation, guard
from services.badge.life import moving
from services.evaluation.campaign import forms
from tests.at_once import at_once
from tests.badge import cards

ADMINISTRATOR = Actor(name="Aminata", role="administrator")


def together(app, *acts) -> list[str]:
    """Do the acts at once; what was refused, in words."""

    def by_aminata(act):
        return lambda: (guard.act_as(ADMINISTRATOR), act())

    _done, refused = at_once(app, *map(by_aminata, acts))
    return [str(why.message) for why in refused]


@pytest.fixture
def slow(monkeypatch):
    """slow(module, "name"): what is done between looking and writing takes so long that the other one looks too."""

    def delay(module, name: str) -> None:
        quick = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, **named: (threading.Event().wait(0.3), quick(*given, **named))[1])

    return delay


def test_of_two_who_open_a_cycle_one_is_refused(app, people, slow):
    with app.app_context():
        with guard.unscoped("two cycles for tests"):
            made = [EvaluationCycle(name=f"Notation {year}", starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31)) for year in (2026, 2027)]
            db.session.add_all(made)
            db.session.flush()
            numbers = [cycle.id for cycle in made]
        db.session.commit()
    slow(forms, "freeze")
    open_one = lambda number: lambda: evaluation.open_cycle(db.session.get(EvaluationCycle, number), by=ADMINISTRATOR)  # noqa: E731
    assert len(together(app, *map(open_one, numbers))) == 1
    with app.app_context(), guard.unscoped("look"):
        assert db.session.query(EvaluationCycle).filter_by(state=CycleState.OPEN).count() == 1


def test_of_two_who_spoil_a_card_one_is_refused_and_one_card_follows(app, people, slow):
    with app.app_context():
        number = cards.printed_card(people.daouda.officer_id).id
        db.session.commit()
    slow(moving.life, "step")
    spoil = lambda: badge.spoil(db.session.get(Badge, number), "Mal imprimée", by=ADMINISTRATOR)  # noqa: E731
    assert len(together(app, spoil, spoil)) == 1
    with app.app_context(), guard.unscoped("look"):
        held = [made.state for made in db.session.query(Badge).order_by(Badge.id)]
    assert held == [BadgeState.SPOILED, BadgeState.APPROVED]
