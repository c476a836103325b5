"""In no order of acts does a card do what the table of its life does not say, and of one kind never do two count."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from models import Badge, BadgeKind, BadgeState, Officer, Position, Unit, db, now
from models.badge import IN_WORK
from rules.badge.life import ENDED, LIFE, Act, State
from rules.refused import Refused
from services import badge, guard, personnel
from services.badge.life import moving, requesting
from tests import force

from . import cards
from .deeds import BY_HIMSELF, BY_NOBODY, DEEDS

FIRST = dt.date(2016, 1, 1)


class Cards(RuleBasedStateMachine):
    """Two officers, both kinds of card, the badge office, the officers themselves, and what happens in their files."""

    people: force.People
    days = itertools.count()  # what happens comes after all that happened in earlier runs

    def __init__(self):
        super().__init__()
        self.seen: dict[int, BadgeState] = {}

    @initialize()
    def begin(self):
        with guard.unscoped("the machine begins anew"):
            for found in db.session.query(Badge):
                db.session.delete(found)
        self.officers = (self.people.daouda.officer_id, self.people.colleague_id)
        guard.act_as(guard.SYSTEM)
        for place in (0, 1):  # whom an earlier run retired serves again
            self.his_position_becomes(place, "ACT")
            self.posted_to(place, self.people.unit_id)

    def all(self) -> list[Badge]:
        with guard.unscoped("the machine looks"):
            return db.session.query(Badge).order_by(Badge.id).all()

    def officer(self, place: int) -> Officer:
        return db.session.get(Officer, self.officers[place])

    def tried(self, act: Callable[[], object]) -> bool:
        """Whether it went through, by the badge office."""
        try:
            with guard.unscoped("the machine acts"):
                act()
            db.session.commit()
            return True
        except Refused:
            db.session.rollback()
            return False

    @rule(place=st.integers(0, 1), kind=st.sampled_from(BadgeKind))
    def request(self, place, kind):
        officer, before = self.officer(place), self.all()
        is_free = not any((one.officer_id, one.kind) == (officer.id, kind) and one.state in IN_WORK for one in before)
        serves = officer.position.is_serving
        self.tried(lambda: requesting.enter([officer], kind, "Demande", by=cards.MAKER, needs_photo=False))
        assert (len(self.all()) > len(before)) == (is_free and serves)

    @rule(place=st.integers(0, 9), act=st.sampled_from(sorted(DEEDS, key=lambda act: act.name)))
    def do(self, place, act):
        self._do(place, act)

    @rule(place=st.integers(0, 9))
    def carry_on(self, place):
        """The way that most cards go, so that some get far."""
        for act in (Act.APPROVE, Act.PRINT, Act.CHECK, Act.HAND_OVER):
            self._do(place, act)

    def _do(self, place: int, act: Act) -> None:
        if not (found := self.all()):
            return
        card = found[place % len(found)]
        before = State(card.state.value)
        done = self.tried(lambda: DEEDS[act](card, cards.MAKER))
        assert not done or (before, act) in LIFE
        assert State(self._now(card).value) is (LIFE[before, act].to if done else before)

    @rule(place=st.integers(0, 9), act=st.sampled_from(sorted(DEEDS, key=lambda act: act.name)))
    def the_officer_himself_tries(self, place, act):
        if not (found := self.all()):
            return
        card = found[place % len(found)]
        himself = replace(cards.MAKER, officer_id=card.officer_id)
        done = self.tried(lambda: DEEDS[act](card, himself))
        assert not done or act in BY_HIMSELF | BY_NOBODY, act

    def _now(self, card: Badge) -> BadgeState:
        db.session.expire_all()
        return next(one.state for one in self.all() if one.id == card.id)

    @rule(place=st.integers(0, 1), code=st.sampled_from(("SUS", "ACT", "ACT", "RET")))
    def his_position_changes(self, place, code):
        self.his_position_becomes(place, code)

    def his_position_becomes(self, place: int, code: str):
        at = FIRST + dt.timedelta(days=next(self.days))
        self.tried(lambda: personnel.set_position(self.officer(place), force.of_code(Position, code), personnel.Act(at, "Arrêté")))

    @rule(place=st.integers(0, 1), is_foreign=st.booleans())
    def he_is_posted(self, place, is_foreign):
        self.posted_to(place, self.people.foreign_unit_id if is_foreign else self.people.unit_id)

    def posted_to(self, place: int, unit_id: int):
        at = FIRST + dt.timedelta(days=next(self.days))
        self.tried(lambda: personnel.post(self.officer(place), db.session.get(Unit, unit_id), personnel.Act(at, "Décision")))

    @rule()
    def the_worker_comes_by(self):
        self.tried(badge.follow)

    @invariant()
    def one_of_a_kind_counts_and_only_that_is_published(self):
        found = self.all()
        for states in ((BadgeState.ACTIVE,), IN_WORK):
            held = [(one.officer_id, one.kind) for one in found if one.state in states]
            assert len(held) == len(set(held))
        not_valid = set(badge.not_valid_slots(now().date()))
        for one in found:
            assert one.slot is None or (one.slot in not_valid) == (one.state is not BadgeState.ACTIVE)

    @invariant()
    def who_may_not_have_a_card_has_none(self):
        with guard.unscoped("the machine looks"):
            for one in self.all():
                if one.state is BadgeState.ACTIVE:
                    assert one.officer.position.is_serving and moving.serving_agency(one.officer).id == one.agency_id

    @invariant()
    def what_has_ended_never_comes_back(self):
        for one in self.all():
            before = self.seen.get(one.id)
            assert before is None or State(before.value) not in ENDED or one.state is before
            self.seen[one.id] = one.state


def test_in_no_order_do_two_cards_count_or_does_one_come_back(app, people):
    with app.app_context():
        cards.made_keys()
        machine = type("Machine", (Cards,), {"people": people})
        few = settings(max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
        run_state_machine_as_test(machine, settings=few)
