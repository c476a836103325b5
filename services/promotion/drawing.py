"""Drawing lots: where nothing of the round's own tells two candidates apart, a number drawn in public does, once."""

from __future__ import annotations

from sqlalchemy import func, select

from models import PromotionCandidate, PromotionRound, db
from rules.access import Actor
from rules.promotion.life import Act
from rules.promotion.terms import DRAW
from rules.refused import N_, Refused
from services import guard

from . import board, relisting, steps

LONGEST_SEED, LEAST_SEED = 80, 4


def undecided(round_: PromotionRound) -> int:
    """How many candidates only a draw can tell apart, and no lots were drawn yet."""
    if round_.draw_seed is not None:
        return 0
    tied = (PromotionCandidate.round_id == round_.id, PromotionCandidate.is_eligible, PromotionCandidate.tie_break == DRAW)
    return db.session.scalar(select(func.count()).select_from(PromotionCandidate).where(*tied)) or 0


def draw(round_: PromotionRound, seed: str, words: str, *, by: Actor) -> None:
    """Record the number drawn in public, with how and before whom, and order the tied by it. Once: no number is drawn until it pleases."""
    steps.begin(round_, Act.DRAW, by=by)
    board.require_vote(round_, by)
    seed = "".join(seed.split())
    if round_.draw_seed is not None:
        raise Refused(N_("Lots were drawn already: the number is recorded once and for all."))
    if not undecided(round_):
        raise Refused(N_("Nothing is left to draw: every place follows from the criteria."))
    if not LEAST_SEED <= len(seed) <= LONGEST_SEED or not seed.isdigit():
        raise Refused(N_("Write the number as it was drawn: 4 to 80 digits, nothing else."))
    with guard.unscoped(f"drawing lots in {round_.name}"):
        round_.draw_seed, round_.draw_words = seed, steps.check_reason(words)
        db.session.flush()
        relisting.again(round_)
    steps.note(round_, Act.DRAW, by=by, words=f"{seed}: {round_.draw_words}", seed=seed)
