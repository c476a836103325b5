"""The life of a card, written out: every state and every act. Changing it means changing this page."""

from __future__ import annotations

import itertools

import pytest

from models import BadgeCause, BadgeState
from models.badge import ENDED, IN_FORCE, IN_WORK
from rules.badge.life import ENDED as RULES_ENDED, LIFE, PUBLISHED_VALID, Act, Cause, State, may, states_before, step
from rules.refused import Refused

# act | from | to | who | the second person's kind of proposal | asks for a reason
WRITTEN_OUT = """
request   | -                                                | requested | badge.create         | -            | yes
succeed   | -                                                | approved  | badge.edit           | -            | no
approve   | requested                                        | approved  | badge.approve        | badge.issue  | no
refuse    | requested                                        | cancelled | badge.approve        | badge.issue  | yes
cancel    | requested approved                               | cancelled | badge.edit           | -            | yes
print     | approved printed                                 | printed   | badge.edit           | -            | no
check     | printed                                          | checked   | badge.edit           | -            | no
spoil     | printed checked                                  | spoiled   | badge.edit           | -            | yes
hand over | checked                                          | active    | badge.edit           | -            | no
replace   | active suspended                                 | replaced  | badge.edit           | -            | no
suspend   | active                                           | suspended | badge.edit system    | -            | yes
resume    | suspended                                        | active    | badge.approve        | badge.resume | yes
lose      | active suspended checked                         | lost      | badge.edit holder    | -            | no
steal     | active suspended checked                         | stolen    | badge.edit holder    | -            | no
revoke    | approved printed checked active suspended        | revoked   | badge.edit system    | -            | yes
return    | active suspended                                 | returned  | badge.edit           | -            | no
return    | lost                                             | lost      | badge.edit           | -            | no
return    | stolen                                           | stolen    | badge.edit           | -            | no
return    | returned                                         | returned  | badge.edit           | -            | no
return    | expired                                          | expired   | badge.edit           | -            | no
return    | revoked                                          | revoked   | badge.edit           | -            | no
return    | replaced                                         | replaced  | badge.edit           | -            | no
return    | spoiled                                          | spoiled   | badge.edit           | -            | no
return    | cancelled                                        | cancelled | badge.edit           | -            | no
expire    | approved printed checked active suspended        | expired   | system               | -            | no
"""


def written() -> dict:
    found = {}
    for line in WRITTEN_OUT.strip().splitlines():
        act, states, to, right, second, reason = (cell.strip() for cell in line.split("|"))
        for state in states.split():
            key = (None if state == "-" else State(state), Act(act))
            found[key] = (State(to), tuple(right.split()), second.strip("-"), reason == "yes")
    return found


@pytest.mark.parametrize("act", Act)
def test_every_state_and_act_is_as_written_out(act):
    wanted = written()
    for state in (None, *State):
        if (state, act) in wanted:
            done = step(state, act)
            assert (done.to, done.right, done.second, done.reason) == wanted[state, act], f"{state} {act}"
            assert may(state, act)
        else:
            assert not may(state, act), f"{state} {act}"
            with pytest.raises(Refused):
                step(state, act)


def test_the_table_holds_nothing_that_is_not_written_out():
    assert set(LIFE) == set(written())


def test_what_has_ended_never_comes_back():
    for state, act in itertools.product(RULES_ENDED, Act):
        assert not may(state, act) or step(state, act).to is state


def test_only_a_card_in_force_is_published_as_valid():
    assert PUBLISHED_VALID == {State.ACTIVE}


def test_the_states_and_causes_of_the_records_are_those_of_the_rules():
    assert [(one.name, one.value) for one in BadgeState] == [(one.name, one.value) for one in State]
    assert [(one.name, one.value) for one in BadgeCause] == [(one.name, one.value) for one in Cause]
    assert {one.value for one in ENDED} == {one.value for one in RULES_ENDED}
    assert sorted(one.value for one in IN_WORK + IN_FORCE + ENDED) == sorted(one.value for one in State)


def test_the_states_of_the_records_are_understood_as_they_are():
    assert step(BadgeState.CHECKED, Act.HAND_OVER).to is State.ACTIVE
    assert states_before(Act.CHECK) == (State.PRINTED,)
