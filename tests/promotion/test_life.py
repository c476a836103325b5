"""The life of a round is one table: what may be done where, by whom, and what is frozen for good."""

from __future__ import annotations

import pytest

from models import RoundState
from rules.promotion import life
from rules.promotion.life import Act, State
from rules.refused import Refused

# act: every state in which it may be done, and where it leads from there.
TABLE = {
    Act.CHANGE: {"prepared": "prepared"},
    Act.SET_TERMS: {"prepared": "prepared"},
    Act.SET_BOARD: {"prepared": "prepared"},
    Act.SIMULATE: {"prepared": "prepared"},
    Act.VOTE: {"prepared": "prepared"},
    Act.CLOSE_VOTE: {"prepared": "prepared"},
    Act.FREEZE: {"prepared": "frozen"},
    Act.LIST: {"frozen": "listed"},
    Act.MARK_EXAM: {"frozen": "frozen", "listed": "listed", "ranked": "ranked"},
    Act.RANK: {"listed": "ranked", "ranked": "ranked"},
    Act.DRAW: {"ranked": "ranked"},
    Act.OVERRIDE: {"ranked": "ranked"},
    Act.CONCLUDE: {"ranked": "ranked", "provisional": "provisional"},
    Act.MINUTES: {"ranked": "ranked"},
    Act.EXAMINE: {"ranked": "examined"},
    Act.PUBLISH: {"examined": "provisional"},
    Act.APPEAL: {"provisional": "provisional"},
    Act.ANSWER: {"provisional": "provisional"},
    Act.SEAL: {"provisional": "sealed"},
    Act.APPOINT: {"sealed": "appointed", "appointed": "appointed"},
    Act.ANNUL: {"appointed": "appointed"},
    Act.ABANDON: {one: "abandoned" for one in ("prepared", "frozen", "listed", "ranked", "examined", "provisional")},
}


def test_the_states_are_those_of_the_records():
    assert {one.value for one in State} == {one.value for one in RoundState}


@pytest.mark.parametrize("act", TABLE)
def test_an_act_is_done_in_its_states_alone_and_leads_where_the_table_says(act):
    for state in RoundState:
        if state.value in TABLE[act]:
            assert life.step(state, act).to.value == TABLE[act][state.value]
            continue
        assert not life.may(state, act)
        with pytest.raises(Refused) as refused:
            life.step(state, act)
        assert str(refused.value).endswith(".")


def test_a_round_begins_by_being_prepared_and_nothing_else_is_done_to_what_is_not_there():
    assert life.step(None, Act.PREPARE).to is State.PREPARED
    assert [act for act in Act if life.may(None, act)] == [Act.PREPARE]


def test_freezing_and_sealing_take_two_people_and_nothing_else_does():
    assert {act for (_state, act), step in life.LIFE.items() if step.second} == {Act.FREEZE, Act.SEAL}


def test_what_is_frozen_is_never_changed_again():
    for state in set(State) - {State.PREPARED}:
        assert not any(life.may(state, act) for act in (Act.CHANGE, Act.SET_TERMS, Act.SET_BOARD, Act.SIMULATE, Act.VOTE, Act.FREEZE))


def test_the_way_goes_through_every_state_but_the_abandoned_one():
    states = [state for state, _act in life.WAY]
    assert set(states) == set(State) - {State.ABANDONED}
    for (state, _before), (following, act) in zip(life.WAY, life.WAY[1:], strict=False):
        assert life.step(state, act).to is following and life.next_of(state) == (following, act)
    assert life.next_of(State.APPOINTED) is life.next_of(State.ABANDONED) is None


def test_a_candidate_reads_his_conditions_before_his_place():
    assert life.PLACES_SHOWN < life.CONDITIONS_SHOWN and State.RANKED not in life.PLACES_SHOWN and State.LISTED in life.CONDITIONS_SHOWN
