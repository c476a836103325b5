"""What comes next in a round, whose step it is, and what still speaks against it: for its page."""

from __future__ import annotations

from dataclasses import dataclass

from models import PromotionRound, Proposal
from rules.access import Actor
from rules.promotion import life
from rules.promotion.life import Act, State
from rules.refused import Refused
from services import approval

from . import drawing, freezing, own_cause, publishing, sealing, steps

# By state the acts that its page offers, the one that leads on first.
OFFERED: dict[State, tuple[Act, ...]] = {
    State.PREPARED: (Act.FREEZE,),
    State.FROZEN: (Act.LIST,),
    State.LISTED: (Act.RANK,),
    State.RANKED: (Act.EXAMINE, Act.DRAW, Act.CONCLUDE, Act.MINUTES, Act.OVERRIDE, Act.RANK),
    State.EXAMINED: (Act.PUBLISH,),
    State.PROVISIONAL: (Act.SEAL, Act.CONCLUDE),
    State.SEALED: (Act.APPOINT,),
}
LACKING = {
    Act.FREEZE: freezing.lacking, Act.EXAMINE: publishing.lacking, Act.PUBLISH: publishing.lacking, Act.SEAL: sealing.lacking,
}  # fmt: skip


@dataclass(frozen=True)
class Coming:
    """One act that could be done: whose it is, what still lacks, why this reader cannot do it, and a proposal that waits for a second person."""

    act: Act
    right: str
    needs_second: bool
    lacking: list[str]
    refused: Refused | None
    proposal: Proposal | None

    @property
    def may(self) -> bool:
        """Whether the reader can do it now."""
        return not self.lacking and self.refused is None and self.proposal is None


def coming(round_: PromotionRound, by: Actor) -> list[Coming]:
    """What the page offers or explains, the act that leads on first."""
    offered = OFFERED.get(State(round_.state.value), ())
    stands_in = own_cause.stands_in(round_, by)
    return [_coming(round_, act, by, stands_in) for act in offered if _makes_sense(round_, act)]


def _coming(round_: PromotionRound, act: Act, by: Actor, stands_in: bool) -> Coming:
    step = life.step(round_.state, act)
    lacking = LACKING[act](round_) if act in LACKING else []
    return Coming(act, step.right, bool(step.second), lacking, steps.why_not(round_, act, by, stands_in=stands_in), _proposed(round_, step.second))


def _proposed(round_: PromotionRound, kind: str) -> Proposal | None:
    """The proposal that waits for a second person, if there is one."""
    found = approval.latest_on(kind, round_) if kind else None
    return found if found is not None and approval.is_open(found) else None


def _makes_sense(round_: PromotionRound, act: Act) -> bool:
    """Lots are drawn only where something is tied; the board concludes again only where an appeal changed the list."""
    if act is Act.DRAW:
        return bool(drawing.undecided(round_))
    return act is not Act.CONCLUDE or round_.state.value == State.RANKED.value or not round_.fairness_conclusion
