"""What the board concluded from the report; without it no list is published. And who may read of small groups."""

from __future__ import annotations

from models import PromotionRound, db
from rules import access
from rules.access import Actor
from rules.promotion.life import Act
from rules.refused import N_, Refused
from services import guard

from .. import board, entitled, steps

LONGEST = 4000


def sees_small_groups(round_: PromotionRound, by: Actor) -> bool:
    """Whether somebody reads the figures of groups so small that they tell of people: the board, who approves, and the audit."""
    decides = access.may(by, "promotion.approve") or access.may(by, "audit.view")
    return (decides and entitled.is_within(round_, by)) or board.is_member(round_, by)


def may_conclude(round_: PromotionRound, by: Actor) -> bool:
    """Whether somebody may record the conclusion of the board now."""
    return round_.fairness is not None and steps.may(round_, Act.CONCLUDE, by)


def conclude(round_: PromotionRound, words: str, *, by: Actor) -> None:
    """Record what the board concluded; said again it takes the place of what was said before, and every version stays as a step."""
    steps.begin(round_, Act.CONCLUDE, by=by)
    if round_.fairness is None:
        raise Refused(N_("There is no fairness report of this list yet. Rank it again."))
    said = _checked(words)
    with guard.unscoped(f"what the board of {round_.name} concluded"):
        round_.fairness_conclusion = said
        db.session.flush()
    steps.note(round_, Act.CONCLUDE, by=by, words=said)


def _checked(words: str) -> str:
    """The words without their edges; their lines stay as they are."""
    steps.check_reason(words)
    said = words.strip()
    if len(said) > LONGEST:
        raise Refused(N_("That is too long: at most %(most)s characters."), most=LONGEST)
    return said
