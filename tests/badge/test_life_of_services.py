"""The services do what the table of the life of a card says: every state, every act, every right, and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from models import BadgeKind, BadgeState, Officer, db
from models.badge import IN_WORK
from rules.access import Actor
from rules.badge.life import LIFE, PUBLISHED_VALID, Act, State
from rules.refused import Forbidden, Refused
from services import badge, guard

from . import cards
from .cards import MAKER
from .deeds import BY_HIMSELF, BY_NOBODY, DEEDS, TO_STATE, done


@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
def test_every_act_in_every_state_does_what_the_table_says(office, state):
    for act in DEEDS:
        card = TO_STATE[state](office.daouda.officer_id)
        assert card.state.value == state.value
        before = card.ended_at
        if (state, act) in LIFE:
            done(card, act)
            assert card.state.value == LIFE[state, act].to.value, act
        else:
            with pytest.raises(Refused):
                done(card, act)
            db.session.refresh(card)
            assert (card.state.value, card.ended_at) == (state.value, before), act
        assert card.slot is None or (card.slot in badge.not_valid_slots(dt.date(2000, 1, 1))) == (State(card.state.value) not in PUBLISHED_VALID)
        db.session.rollback()


def test_the_acts_of_the_services_are_all_of_the_table_but_those_that_make_a_card_or_follow_from_another():
    assert set(Act) - set(DEEDS) == {Act.REQUEST, Act.SUCCEED, Act.REPLACE}


@pytest.mark.parametrize("state", [state for state in State if (state, Act.REQUEST) not in LIFE], ids=lambda state: state.value)
def test_handing_over_the_next_card_replaces_what_is_in_force_and_leaves_what_has_ended(office, state):
    card = TO_STATE[state](office.daouda.officer_id)
    if card.state in IN_WORK or state is State.SPOILED:  # which another one follows already
        with pytest.raises(AssertionError, match="already being made"):
            cards.active_card(office.daouda.officer_id)
        return
    after = cards.active_card(office.daouda.officer_id)
    wanted = LIFE[state, Act.REPLACE].to if (state, Act.REPLACE) in LIFE else state
    assert card.state.value == wanted.value and after.state is BadgeState.ACTIVE


@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
def test_nobody_does_anything_to_his_own_card_but_report_its_loss(office, state):
    himself = replace(MAKER, officer_id=office.daouda.officer_id)
    for act in [act for act in DEEDS if (state, act) in LIFE and act not in BY_NOBODY]:
        card = TO_STATE[state](office.daouda.officer_id)
        if act in BY_HIMSELF:
            assert done(card, act, himself).state in (BadgeState.LOST, BadgeState.STOLEN)
        else:
            with pytest.raises(Refused, match="own badge"):
                done(card, act, himself)
        db.session.rollback()


ROLES = ("hr_clerk", "supervisor", "board_member", "officer", "auditor")


@pytest.mark.parametrize("role", ROLES)
def test_who_has_no_right_to_cards_does_nothing_to_them(office, role):
    card = cards.active_card(office.daouda.officer_id)
    db.session.commit()
    guard.act_as(Actor(name="Nana", role=role, door="admin", agency_id=card.agency_id))
    for act in (lambda: badge.revoke(card, "x", by=guard.actor()), lambda: badge.suspend(card, "x", by=guard.actor())):
        with pytest.raises(Forbidden):
            act()
        db.session.rollback()


def test_an_act_that_asks_for_a_reason_is_refused_without_one(office):
    for (state, act), step in LIFE.items():
        if step.reason and act in (Act.CANCEL, Act.SPOIL, Act.SUSPEND, Act.REVOKE):
            card = TO_STATE[state](office.daouda.officer_id)
            service = {Act.CANCEL: badge.cancel, Act.SPOIL: badge.spoil, Act.SUSPEND: badge.suspend, Act.REVOKE: badge.revoke}[act]
            with pytest.raises(Refused, match="why"), guard.unscoped("the test acts"):
                service(card, "  ", by=MAKER)
            db.session.rollback()


@pytest.mark.parametrize("act", [Act.PRINT, Act.CHECK, Act.HAND_OVER, Act.RESUME])
def test_a_card_whose_time_is_over_goes_no_further_before_the_worker_has_ended_it(office, act):
    state = {Act.PRINT: State.APPROVED, Act.CHECK: State.PRINTED, Act.HAND_OVER: State.CHECKED, Act.RESUME: State.SUSPENDED}[act]
    card = TO_STATE[state](office.daouda.officer_id)
    card.expires_on = dt.date(2020, 1, 1)
    db.session.flush()
    with pytest.raises(Refused, match="time of this card is over"):
        done(card, act)


def test_a_card_ends_the_day_after_its_last_and_its_place_is_free_again(office):
    card = cards.active_card(office.daouda.officer_id)
    last = card.expires_on
    assert badge.expire(last) == 0 and card.state is BadgeState.ACTIVE
    assert badge.expire(last + dt.timedelta(days=1)) == 1
    assert (card.state, card.slot) == (BadgeState.EXPIRED, None)
    assert badge.expire(last + dt.timedelta(days=1)) == 0


def test_a_card_lasts_as_long_as_its_design_says(office):
    with guard.unscoped("the test"):
        officer = db.session.get(Officer, office.daouda.officer_id)
        badge.in_force(officer.home_agency_id, BadgeKind.FIELD).months = 6
        made = cards.approved_card(officer, BadgeKind.FIELD)
    assert 150 < (made.expires_on - made.issued_on).days < 190
