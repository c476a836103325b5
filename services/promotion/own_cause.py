"""Nobody ranks, votes on, or seals a round in which he stands himself, whichever account he acts with."""

from __future__ import annotations

from collections.abc import Iterable

from models import PromotionRound
from rules.access import Actor
from rules.refused import N_, Forbidden
from services import guard

from .dossiers import any_of

OWN_CAUSE = N_("You hold the rank that this round concerns: nobody decides in his or her own cause.")


def refuse(by: Actor, officers: Iterable[int]) -> None:
    """Raise Forbidden for somebody who is one of these officers."""
    if not guard.himself(by).isdisjoint(officers):
        raise Forbidden(OWN_CAUSE)


def stands_in(round_: PromotionRound, by: Actor) -> bool:
    """Whether somebody would be ranked in a round that is not ranked yet."""
    mine = guard.himself(by)
    with guard.unscoped("whether somebody stands in a round himself"):
        return bool(mine) and any_of(mine, round_)
