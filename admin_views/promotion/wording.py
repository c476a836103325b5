"""The steps of a round in words: what is done, what was done, and whose it is."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l

from models import BoardFunction, MarkBasis, Override, RoundState, RoundStep
from rules.promotion import life
from rules.promotion.life import Act, State

from .rule_form import WEIGHTS
from .terms_form import NUMBERS, TIES

# What an act is called on its button.
TO_DO = {
    Act.FREEZE: _l("Propose to freeze the criteria"),
    Act.LIST: _l("Publish the eligible list"),
    Act.RANK: _l("Rank the candidates"),
    Act.DRAW: _l("Record the draw"),
    Act.OVERRIDE: _l("Decide on one candidate against the order"),
    Act.CONCLUDE: _l("Record the conclusion of the board"),
    Act.MINUTES: _l("Add the minutes"),
    Act.EXAMINE: _l("Close the examination"),
    Act.PUBLISH: _l("Publish the provisional list"),
    Act.SEAL: _l("Propose to seal the list"),
    Act.APPOINT: _l("Prepare the appointments"),
}
DONE = {
    Act.PREPARE: _l("Prepared"),
    Act.CHANGE: _l("Changed"),
    Act.SET_TERMS: _l("Criteria changed"),
    Act.SET_BOARD: _l("Board changed"),
    Act.SIMULATE: _l("Other terms tried"),
    Act.CLOSE_VOTE: _l("Vote on the marks closed"),
    Act.FREEZE: _l("Criteria frozen"),
    Act.LIST: _l("Eligible list published"),
    Act.RANK: _l("Ranked"),
    Act.DRAW: _l("Lots drawn"),
    Act.OVERRIDE: _l("Decision of the board"),
    Act.CONCLUDE: _l("Conclusion on the fairness report"),
    Act.MINUTES: _l("Minutes added"),
    Act.EXAMINE: _l("Examined by the board"),
    Act.PUBLISH: _l("Provisional list published"),
    Act.APPEAL: _l("Appeal received"),
    Act.ANSWER: _l("Appeal answered"),
    Act.SEAL: _l("Sealed"),
    Act.APPOINT: _l("Appointments made"),
    Act.ANNUL: _l("Appointments annulled"),
    Act.ABANDON: _l("Abandoned"),
}
WHOSE = {
    "promotion.edit": _l("human resources of the agency"),
    "promotion.approve": _l("the manager of human resources or a member of a promotion board"),
    life.BOARD: _l("a member of the board of this round"),
}
_VALUES = {one.value: one.label for choice in (MarkBasis, Override, BoardFunction) for one in choice}
_NAMES = (
    {key: label for key, (label, _unit) in NUMBERS.items()} | WEIGHTS | TIES
    | {"weights": _l("Weights"), "tie_breakers": _l("Equal points"), "upheld": _l("Upheld"), "rejected": _l("Rejected")} | _VALUES
)  # fmt: skip


def done(step: RoundStep) -> str:
    """What a step was."""
    return str(DONE.get(Act(step.act), step.act))


def recorded(step: RoundStep) -> str:
    """What was recorded with it: names of terms and values in the reader's language, all else as it was written."""
    if step.act not in (Act.SET_TERMS.value, Act.CLOSE_VOTE.value, Act.OVERRIDE.value, Act.ANSWER.value):
        return step.words or ""
    words = step.words or ""
    for name in sorted(_NAMES, key=len, reverse=True):
        words = _replaced(words, name)
    return words


def _replaced(words: str, name: str) -> str:
    """A name of ours where it stands alone."""
    return " ".join(str(_NAMES[name]) + part[len(name) :] if part.rstrip(":,;") == name else part for part in words.split(" "))


def stations(state: RoundState) -> list[tuple[str, str]]:
    """The way as [(what the state is called, "past" | "here" | "ahead")]; of what was abandoned nothing lies ahead."""
    order = [one for one, _act in life.WAY]
    if state is RoundState.ABANDONED:
        return [(str(RoundState.ABANDONED.label), "here")]
    here = order.index(State(state.value))
    return [
        (str(RoundState(one.value).label), "past" if number < here else "here" if number == here else "ahead") for number, one in enumerate(order)
    ]


def whose(right: str, needs_second: bool) -> str:
    """By whom an act is done."""
    named = WHOSE[right]
    return _("By %(whose)s; a second person confirms it.", whose=named) if needs_second else _("By %(whose)s.", whose=named)
