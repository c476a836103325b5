"""The life of a card: which act leads from which state to which, who may do it, and whether a second person decides.

States and causes are those of models.BadgeState and BadgeCause, by their values. What has ended never comes back.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from ..refused import N_, Refused


class State(enum.Enum):
    """Where a card stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    PRINTED = "printed"
    CHECKED = "checked"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LOST = "lost"
    STOLEN = "stolen"
    RETURNED = "returned"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    SPOILED = "spoiled"
    CANCELLED = "cancelled"


class Act(enum.Enum):
    """What is done to a card."""

    REQUEST = "request"
    SUCCEED = "succeed"  # the card that follows a spoiled one: the approval is carried over
    APPROVE = "approve"
    REFUSE = "refuse"
    CANCEL = "cancel"
    PRINT = "print"
    CHECK = "check"
    SPOIL = "spoil"
    HAND_OVER = "hand over"
    REPLACE = "replace"  # what happens to the card before, when the new one is handed over
    SUSPEND = "suspend"
    RESUME = "resume"
    LOSE = "lose"
    STEAL = "steal"
    REVOKE = "revoke"
    RETURN = "return"
    EXPIRE = "expire"


class Cause(enum.Enum):
    """Why a card stopped."""

    BY_HAND = "by_hand"
    SERVICE_ENDED = "service_ended"
    NOT_SERVING = "not_serving"
    OTHER_AGENCY = "other_agency"
    NEW_CARD = "new_card"


SYSTEM, HOLDER = "system", "holder"  # beside the permissions: the housekeeping, and the officer himself
# The kinds of proposals by which a second person decides.
ISSUE, RESUME = "badge.issue", "badge.resume"
MOST_OF_A_REQUEST = 500
LONGEST_REASON = 400  # letters, of a card, a blank or a paper


@dataclass(frozen=True)
class Step:
    """Where an act leads, whose right it is, the kind of proposal where a second person decides, whether a reason is asked."""

    to: State
    right: tuple[str, ...]
    second: str = ""
    reason: bool = False


PUBLISHED_VALID = frozenset({State.ACTIVE})
ENDED = (State.LOST, State.STOLEN, State.RETURNED, State.EXPIRED, State.REVOKED, State.REPLACED, State.SPOILED, State.CANCELLED)
_KEEPER = ("badge.edit",)
_KEEPER_OR_SYSTEM = ("badge.edit", SYSTEM)
_KEEPER_OR_HOLDER = ("badge.edit", HOLDER)
_BEFORE_THE_END = (State.APPROVED, State.PRINTED, State.CHECKED, State.ACTIVE, State.SUSPENDED)
_LOSABLE = (State.ACTIVE, State.SUSPENDED, State.CHECKED)

# (state, act) -> step; the state is None where there is no card yet.
LIFE: dict[tuple[State | None, Act], Step] = {
    (None, Act.REQUEST): Step(State.REQUESTED, ("badge.create",), reason=True),
    (None, Act.SUCCEED): Step(State.APPROVED, _KEEPER),
    (State.REQUESTED, Act.APPROVE): Step(State.APPROVED, ("badge.approve",), second=ISSUE),
    (State.REQUESTED, Act.REFUSE): Step(State.CANCELLED, ("badge.approve",), second=ISSUE, reason=True),
    (State.REQUESTED, Act.CANCEL): Step(State.CANCELLED, _KEEPER, reason=True),
    (State.APPROVED, Act.CANCEL): Step(State.CANCELLED, _KEEPER, reason=True),
    (State.APPROVED, Act.PRINT): Step(State.PRINTED, _KEEPER),
    (State.PRINTED, Act.PRINT): Step(State.PRINTED, _KEEPER),
    (State.PRINTED, Act.CHECK): Step(State.CHECKED, _KEEPER),
    (State.PRINTED, Act.SPOIL): Step(State.SPOILED, _KEEPER, reason=True),
    (State.CHECKED, Act.SPOIL): Step(State.SPOILED, _KEEPER, reason=True),
    (State.CHECKED, Act.HAND_OVER): Step(State.ACTIVE, _KEEPER),
    (State.ACTIVE, Act.REPLACE): Step(State.REPLACED, _KEEPER),
    (State.SUSPENDED, Act.REPLACE): Step(State.REPLACED, _KEEPER),
    (State.ACTIVE, Act.SUSPEND): Step(State.SUSPENDED, _KEEPER_OR_SYSTEM, reason=True),
    (State.SUSPENDED, Act.RESUME): Step(State.ACTIVE, ("badge.approve",), second=RESUME, reason=True),
    **{(state, Act.LOSE): Step(State.LOST, _KEEPER_OR_HOLDER) for state in _LOSABLE},
    **{(state, Act.STEAL): Step(State.STOLEN, _KEEPER_OR_HOLDER) for state in _LOSABLE},
    **{(state, Act.REVOKE): Step(State.REVOKED, _KEEPER_OR_SYSTEM, reason=True) for state in _BEFORE_THE_END},
    (State.ACTIVE, Act.RETURN): Step(State.RETURNED, _KEEPER),
    (State.SUSPENDED, Act.RETURN): Step(State.RETURNED, _KEEPER),
    # A card that has ended already only says when it came back.
    **{(state, Act.RETURN): Step(state, _KEEPER) for state in ENDED},
    **{(state, Act.EXPIRE): Step(State.EXPIRED, (SYSTEM,)) for state in _BEFORE_THE_END},
}

# Why an act cannot be done in a state; what has ended answers alike to all.
HAS_ENDED = N_("This card has ended: it can neither be used nor changed any more.")
NOT_NOW = {
    Act.APPROVE: N_("This card is not requested any more: somebody decided or cancelled it meanwhile."),
    Act.REFUSE: N_("This card is not requested any more: somebody decided or cancelled it meanwhile."),
    Act.CANCEL: N_("This card is printed already: spoil or revoke it instead."),
    Act.PRINT: N_("This card cannot be printed: it is not approved yet, or it was checked already."),
    Act.CHECK: N_("This card cannot be checked: it is not printed yet, or it was checked already."),
    Act.SPOIL: N_("Only a card that is printed and not handed over yet can be spoiled."),
    Act.HAND_OVER: N_("This card was not checked yet: scan it before it is handed over."),
    Act.SUSPEND: N_("Only a card that is in force can be suspended."),
    Act.RESUME: N_("Only a suspended card comes back into force."),
    Act.LOSE: N_("Only a card that was handed over, or waits for it, can be lost."),
    Act.STEAL: N_("Only a card that was handed over, or waits for it, can be stolen."),
    Act.REVOKE: N_("A card that is only requested is cancelled, not revoked."),
    Act.RETURN: N_("Only a card that was handed over is given back."),
}
OTHERWISE = N_("This card has moved on meanwhile: open its page again.")


def step(state: enum.Enum | None, act: Act) -> Step:
    """The step that an act makes from a state (also one of the models, by its value). Raises Refused, with the reason."""
    known = None if state is None else State(state.value)
    if (known, act) in LIFE:
        return LIFE[known, act]
    raise Refused(HAS_ENDED if known in ENDED else NOT_NOW.get(act, OTHERWISE))


def may(state: enum.Enum | None, act: Act) -> bool:
    """Whether an act can be done in a state."""
    return (None if state is None else State(state.value), act) in LIFE


def states_before(act: Act) -> tuple[State, ...]:
    """The states in which an act can be done to a card that is there."""
    return tuple(state for state, done in LIFE if done is act and state is not None)
