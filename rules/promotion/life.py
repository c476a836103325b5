"""The life of a round: which act leads from which state to which, whose right it is, and whether a second person decides.

States are those of models.RoundState, by their values. What is frozen is never thawed: other criteria are another round.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from ..refused import N_, Refused


class State(enum.Enum):
    """Where a round stands."""

    PREPARED = "prepared"
    FROZEN = "frozen"
    LISTED = "listed"
    RANKED = "ranked"
    EXAMINED = "examined"
    PROVISIONAL = "provisional"
    SEALED = "sealed"
    APPOINTED = "appointed"
    ABANDONED = "abandoned"


class Act(enum.Enum):
    """What is done to a round."""

    PREPARE = "prepare"
    CHANGE = "change"  # its name, its places, its day of reference
    SET_TERMS = "set_terms"
    SET_BOARD = "set_board"  # somebody is named, or dismissed
    SIMULATE = "simulate"
    VOTE = "vote"
    CLOSE_VOTE = "close_vote"
    FREEZE = "freeze"
    LIST = "list"
    MARK_EXAM = "mark_exam"
    RANK = "rank"
    DRAW = "draw"
    OVERRIDE = "override"
    CONCLUDE = "conclude"  # what the board concluded from the fairness report
    MINUTES = "minutes"
    EXAMINE = "examine"
    PUBLISH = "publish"
    APPEAL = "appeal"
    ANSWER = "answer"
    SEAL = "seal"
    APPOINT = "appoint"
    ANNUL = "annul"  # one of the appointments
    ABANDON = "abandon"


# Beside the permissions: a member of the board of the round, and the candidate.
BOARD, CANDIDATE = "board", "candidate"
# The kinds of proposals by which a second person decides.
FREEZING, SEALING = "promotion.freeze", "promotion.seal"


@dataclass(frozen=True)
class Step:
    """Where an act leads, whose right it is (to propose it, where a second person decides), and the kind of that proposal."""

    to: State
    right: str
    second: str = ""


_EDIT, _APPROVE = "promotion.edit", "promotion.approve"
_S, _A = State, Act

LIFE: dict[tuple[State | None, Act], Step] = {
    (None, _A.PREPARE): Step(_S.PREPARED, "promotion.create"),
    (_S.PREPARED, _A.CHANGE): Step(_S.PREPARED, _EDIT),
    (_S.PREPARED, _A.SET_TERMS): Step(_S.PREPARED, _EDIT),
    (_S.PREPARED, _A.SET_BOARD): Step(_S.PREPARED, _EDIT),
    (_S.PREPARED, _A.SIMULATE): Step(_S.PREPARED, _EDIT),
    (_S.PREPARED, _A.VOTE): Step(_S.PREPARED, BOARD),
    (_S.PREPARED, _A.CLOSE_VOTE): Step(_S.PREPARED, _EDIT),
    (_S.PREPARED, _A.FREEZE): Step(_S.FROZEN, _EDIT, FREEZING),
    (_S.FROZEN, _A.LIST): Step(_S.LISTED, _EDIT),
    **{(state, _A.MARK_EXAM): Step(state, _EDIT) for state in (_S.FROZEN, _S.LISTED, _S.RANKED)},
    (_S.LISTED, _A.RANK): Step(_S.RANKED, _EDIT),
    (_S.RANKED, _A.RANK): Step(_S.RANKED, _EDIT),  # what a file says is corrected until the board has examined
    (_S.RANKED, _A.DRAW): Step(_S.RANKED, BOARD),
    (_S.RANKED, _A.OVERRIDE): Step(_S.RANKED, BOARD),
    (_S.RANKED, _A.CONCLUDE): Step(_S.RANKED, BOARD),
    (_S.RANKED, _A.MINUTES): Step(_S.RANKED, BOARD),
    (_S.RANKED, _A.EXAMINE): Step(_S.EXAMINED, BOARD),
    (_S.EXAMINED, _A.PUBLISH): Step(_S.PROVISIONAL, _APPROVE),
    (_S.PROVISIONAL, _A.APPEAL): Step(_S.PROVISIONAL, CANDIDATE),
    (_S.PROVISIONAL, _A.ANSWER): Step(_S.PROVISIONAL, _APPROVE),
    (_S.PROVISIONAL, _A.CONCLUDE): Step(_S.PROVISIONAL, BOARD),  # once more, where an appeal changed the list
    (_S.PROVISIONAL, _A.SEAL): Step(_S.SEALED, _EDIT, SEALING),
    (_S.SEALED, _A.APPOINT): Step(_S.APPOINTED, _EDIT),
    (_S.APPOINTED, _A.APPOINT): Step(_S.APPOINTED, _EDIT),  # whoever is next where an appointment was annulled
    (_S.APPOINTED, _A.ANNUL): Step(_S.APPOINTED, _APPROVE),
    **{(state, _A.ABANDON): Step(_S.ABANDONED, _APPROVE) for state in (_S.FROZEN, _S.LISTED, _S.RANKED, _S.EXAMINED, _S.PROVISIONAL)},
    (_S.PREPARED, _A.ABANDON): Step(_S.ABANDONED, _EDIT),
}  # fmt: skip

# The way that a round goes, and the act that leads to each state.
WAY: tuple[tuple[State, Act], ...] = (
    (_S.PREPARED, _A.PREPARE), (_S.FROZEN, _A.FREEZE), (_S.LISTED, _A.LIST), (_S.RANKED, _A.RANK), (_S.EXAMINED, _A.EXAMINE),
    (_S.PROVISIONAL, _A.PUBLISH), (_S.SEALED, _A.SEAL), (_S.APPOINTED, _A.APPOINT),
)  # fmt: skip
_ORDER = [state for state, _act in WAY]
# From here on each sees his own part: his conditions, and then his place and its reasons.
CONDITIONS_SHOWN = frozenset(_ORDER[_ORDER.index(_S.LISTED) :])
PLACES_SHOWN = frozenset(_ORDER[_ORDER.index(_S.PROVISIONAL) :])

# Why an act cannot be done in a state; what is frozen, sealed or abandoned answers alike to all who would change it.
IS_FROZEN = N_("The criteria of this round are frozen: they never change again. Open a new round that replaces it.")
IS_SEALED = N_("This list is sealed: nothing in it changes any more.")
IS_ABANDONED = N_("This round was abandoned: it stays to be read, and nothing in it changes any more.")
NOT_NOW = {
    _A.CHANGE: IS_FROZEN, _A.SET_TERMS: IS_FROZEN, _A.SET_BOARD: IS_FROZEN,
    _A.SIMULATE: N_("The criteria of this round are frozen: nothing is tried out any more."),
    _A.VOTE: N_("The vote on the marks of this round is over."),
    _A.CLOSE_VOTE: N_("The vote on the marks of this round is over."),
    _A.FREEZE: N_("The criteria of this round are frozen already."),
    _A.LIST: N_("The eligible list follows the freezing of the criteria, and is published once."),
    _A.MARK_EXAM: N_("Marks of the examination are entered once the criteria are frozen, and until the board has examined the list."),
    _A.RANK: N_("A round is ranked once its eligible list is published, and until the board has examined it."),
    _A.DRAW: N_("Lots are drawn where a ranked list needs it, before the board has examined it."),
    _A.OVERRIDE: N_("The board decides on a ranked list, until its examination is closed."),
    _A.CONCLUDE: N_("The board concludes on a ranked list before its examination is closed, and once more where an appeal changed the list."),
    _A.MINUTES: N_("The minutes belong to a ranked list, until its examination is closed."),
    _A.EXAMINE: N_("Only a ranked list is examined, and once."),
    _A.PUBLISH: N_("The provisional list is published once the board has examined it."),
    _A.APPEAL: N_("An appeal begins once the provisional list is published, and ends with its delay."),
    _A.ANSWER: N_("Appeals are answered between the provisional list and its sealing."),
    _A.SEAL: N_("Only a provisional list can be sealed."),
    _A.APPOINT: N_("Appointments are made from a sealed list."),
    _A.ANNUL: N_("Only an appointment that was made can be annulled."),
    _A.ABANDON: N_("A sealed list is not abandoned. Annul the appointments that were made from it."),
}  # fmt: skip
OTHERWISE = N_("This round has moved on meanwhile: open its page again.")


def step(state: enum.Enum | None, act: Act) -> Step:
    """The step that an act makes from a state (also one of the models, by its value). Raises Refused, with the reason."""
    known = None if state is None else State(state.value)
    if (known, act) in LIFE:
        return LIFE[known, act]
    if known is _S.ABANDONED:
        raise Refused(IS_ABANDONED)
    if known in (_S.SEALED, _S.APPOINTED) and act not in (_A.APPOINT, _A.ANNUL, _A.ABANDON):
        raise Refused(IS_SEALED)
    raise Refused(NOT_NOW.get(act, OTHERWISE))


def may(state: enum.Enum | None, act: Act) -> bool:
    """Whether an act can be done in a state."""
    return (None if state is None else State(state.value), act) in LIFE


def next_of(state: enum.Enum) -> tuple[State, Act] | None:
    """The next state of the way and the act that leads there; None at its end, and for what was abandoned."""
    known = State(state.value)
    if known is _S.ABANDONED or known is _ORDER[-1]:
        return None
    return WAY[_ORDER.index(known) + 1]


def right(state: enum.Enum, act: Act) -> str:
    """Whose right an act is in a state; where it cannot be done there, whose it is elsewhere."""
    found = LIFE.get((State(state.value), act)) or next(each for (_state, done), each in LIFE.items() if done is act)
    return found.right
