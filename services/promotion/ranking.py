"""A round is ranked: as often as needed until the board has examined it, and every list is kept with all that it was computed from."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import select

from models import PromotionCandidate, PromotionRound, db, now
from rules import promotion as rules
from rules.access import Actor
from rules.promotion import Place
from rules.promotion.life import Act
from rules.refused import N_, Refused
from services import bulk, guard

from . import decided, digesting, fairness, own_cause, steps
from .dossiers import dossiers, how_many
from .encoding import hashes, row_of

# A longer list is ranked in the background: so many take about a second.
LONGEST_AT_ONCE = 5000


def is_long(round_: PromotionRound) -> bool:
    """Whether so many people hold the rank that ranking them belongs into the background."""
    with guard.unscoped(f"counting the candidates of {round_.name}"):
        return how_many(round_) > LONGEST_AT_ONCE


def rank_in_background(arguments: dict, progress: Callable[[int, int], None]) -> dict:
    """A job that ranks a round: {"round": number}."""
    round_ = db.session.scalar(select(PromotionRound).where(PromotionRound.id == arguments["round"]))
    if round_ is None:
        raise Refused(N_("This round is no longer there."))
    progress(0, 1)
    with nothing_collected():  # the list is gone again at the end
        return {"candidates": len(rank(round_, by=guard.actor()))}


def rank(round_: PromotionRound, *, by: Actor) -> list[Place]:
    """Rank everybody of the source rank by the rule and the terms of the round, and keep what it was computed from.

    Raises Refused where it is not the time, Forbidden for whom it is not, and for somebody who would rank himself.
    """
    steps.begin(round_, Act.RANK, by=by)
    with guard.unscoped(f"ranking the round {round_.name}"), nothing_collected():
        found = dossiers(round_)
        own_cause.refuse(by, (dossier.officer_id for dossier in found))
        ranked = computed(round_, found)
        keep(round_, ranked)
        round_.ranked_at = now()
    steps.note(round_, Act.RANK, by=by, candidates=len(ranked), digest=round_.digest)
    return ranked


@contextmanager
def nothing_collected() -> Iterator[None]:
    """A long list is millions of small values and no cycle: to look for cycles again and again took a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def computed(round_: PromotionRound, found: list[rules.Dossier], decisions: Mapping[int, str] | None = None) -> list[Place]:
    """What the rule, the terms and the decisions of the round, or other ones, make of these dossiers. With the guard lifted."""
    rule, terms = rules.rule_from(round_.rule.conditions), rules.terms_from(round_.terms)
    decisions = decided.decisions_of(round_) if decisions is None else decisions
    return rules.rank(found, rule, terms, round_.places, round_.reference_on, round_.draw_seed, decisions)


def keep(round_: PromotionRound, places: list[Place]) -> None:
    """Put this list in the place of the one before, with its digest and its fairness report. To be called with the guard lifted."""
    rows = [row_of(round_.id, place) for place in places]
    round_.digest = digesting.digest_of(digesting.as_json(digesting.inputs(round_)), hashes(rows))
    bulk.replace(PromotionCandidate, PromotionCandidate.round_id == round_.id, rows, (str(round_), {"digest": round_.digest}))
    fairness.freeze(round_, places)
