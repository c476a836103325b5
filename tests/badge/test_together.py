"""Two act on the cards of one officer at the same moment: one card counts, and the other hears why not in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models import Badge, BadgeKind, BadgeState, Officer, Position, db
from models.badge import IN_WORK
from rules.badge.life import Act
from rules.refused import Refused
from services import badge, guard, personnel
from services.badge.life import moving, requesting
from tests import force
from tests.at_once import at_once

from . import cards
from .deeds import DEEDS


@pytest.fixture
def race(app, people):
    """race(act, …): the acts at once; what each came to, in any order."""

    def run(*acts: Callable[[], object]) -> list[str]:
        done, refused = at_once(app, *(by_system(act) for act in acts))
        return ["done"] * len(done) + ["refused"] * len(refused)

    return run


def by_system(act: Callable[[], object]) -> Callable[[], object]:
    """The act with the guard lifted."""

    def acting() -> object:
        guard.act_as(guard.SYSTEM)
        with guard.unscoped("the race"):
            return act()

    return acting


def do(act: Act, number: int) -> Callable[[], object]:
    """A deed of the badge office on a card by its number; a proposal holds its cards before."""
    return lambda: DEEDS[act](moving.hold_all([number])[0], cards.MAKER)


def request(officer_id: int) -> Callable[[], object]:
    def act() -> None:
        _made, refused = requesting.enter([db.session.get(Officer, officer_id)], BadgeKind.IDENTITY, "Demande", by=cards.MAKER, needs_photo=False)
        for one in refused:
            raise one

    return act


def states(app) -> list[BadgeState]:
    with app.app_context(), guard.unscoped("look"):
        return [one.state for one in db.session.query(Badge).order_by(Badge.id)]


def checked(officer_id: int) -> Badge:
    card = cards.printed_card(officer_id)
    with guard.unscoped("the test"):
        badge.mark_checked(card, by=cards.MAKER)
    return card


def suspended(officer_id: int) -> Badge:
    card = cards.active_card(officer_id)
    with guard.unscoped("the test"):
        badge.suspend(card, "Enquête", by=cards.MAKER)
    return card


def test_of_two_who_request_a_card_of_one_kind_one_gets_it(app, people, race):
    with app.app_context():
        cards.made_keys()
    assert race(*[request(people.daouda.officer_id)] * 2) == ["done", "refused"]
    assert states(app) == [BadgeState.REQUESTED]


@pytest.mark.parametrize("act, build, after", [
    (Act.APPROVE, lambda number: cards.requested([number])[0], BadgeState.APPROVED),
    (Act.HAND_OVER, checked, BadgeState.ACTIVE),
    (Act.REVOKE, cards.active_card, BadgeState.REVOKED),
])  # fmt: skip
def test_of_two_who_do_the_same_one_does_it(app, race, stored_card, act, build, after):
    number = stored_card(build)
    assert race(do(act, number), do(act, number)) == ["done", "refused"]
    assert states(app) == [after]


def test_of_two_who_spoil_a_card_one_makes_its_successor(app, race, stored_card):
    number = stored_card(cards.printed_card)
    assert race(do(Act.SPOIL, number), do(Act.SPOIL, number)) == ["done", "refused"]
    assert states(app) == [BadgeState.SPOILED, BadgeState.APPROVED]


def test_a_new_card_that_is_handed_over_while_the_old_comes_back_into_force_leaves_one(app, race, stored_card):
    old, new = stored_card(suspended), stored_card(checked)
    race(do(Act.RESUME, old), do(Act.HAND_OVER, new))
    assert states(app) == [BadgeState.REPLACED, BadgeState.ACTIVE]


def test_a_card_that_is_handed_over_while_its_officer_is_retired_does_not_count(app, people, race, stored_card):
    number = stored_card(checked)

    def retire() -> None:
        act = personnel.Act(force.ENTERED_ON.replace(year=2024), "Arrêté")
        personnel.set_position(db.session.get(Officer, people.daouda.officer_id), force.of_code(Position, "RET"), act)

    assert "done" in race(retire, do(Act.HAND_OVER, number))
    assert states(app) == [BadgeState.REVOKED]


def test_a_card_is_requested_while_its_officer_is_suspended_and_none_is_issued(app, people, race):
    with app.app_context():
        cards.made_keys()

    def suspend() -> None:
        act = personnel.Act(force.ENTERED_ON.replace(year=2024), "Décision")
        personnel.set_position(db.session.get(Officer, people.daouda.officer_id), force.of_code(Position, "SUS"), act)

    race(suspend, request(people.daouda.officer_id))
    with app.app_context(), guard.unscoped("look"):
        for one in db.session.query(Badge).where(Badge.state.in_(IN_WORK)):
            with pytest.raises(Refused, match="not in service"):
                DEEDS[Act.APPROVE](one, cards.MAKER)
