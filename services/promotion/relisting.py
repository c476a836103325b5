"""The list computed again from the files as they were frozen: for what the board decides, and for lots drawn. To be called with the guard lifted."""

from __future__ import annotations

from sqlalchemy import select

from models import PromotionCandidate, PromotionRound, db
from rules import promotion as rules

from . import ranking


def again(round_: PromotionRound) -> None:
    """Put the list anew, with the fairness report that belongs to it; no file is read again."""
    frozen = db.session.scalars(select(PromotionCandidate.dossier).where(PromotionCandidate.round_id == round_.id)).all()
    ranking.keep(round_, ranking.computed(round_, [rules.dossier_from_plain(one) for one in frozen]))
