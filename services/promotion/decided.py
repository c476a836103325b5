"""What the board decided of candidates, as it holds: whoever was left out and whose appeal was upheld is left out no more.

The decision itself stays beside the computed place for ever.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from models import AppealOutcome, BoardDecision, Override, PromotionAppeal, PromotionRound, db


def decisions_of(round_: PromotionRound) -> dict[int, str]:
    """{officer: "admit" or "leave_out"}. To be called with the guard lifted."""
    decided = select(BoardDecision.officer_id, BoardDecision.kind).where(BoardDecision.round_id == round_.id, still_holds())
    return {officer: kind.value for officer, kind in db.session.execute(decided)}


def still_holds() -> ColumnElement[bool]:
    """The SQL condition that a decision of a board was not set aside by an appeal."""
    same = (PromotionAppeal.round_id == BoardDecision.round_id, PromotionAppeal.officer_id == BoardDecision.officer_id)
    upheld = select(PromotionAppeal.id).where(*same, PromotionAppeal.outcome == AppealOutcome.UPHELD)
    return or_(BoardDecision.kind != Override.LEAVE_OUT, ~upheld.exists())
