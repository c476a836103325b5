"""A round given up, and the round that takes its place: both stay to be read, with the reason between them."""

from __future__ import annotations

from sqlalchemy import func, select

from models import BoardMember, PromotionRound, db
from rules.access import Actor
from rules.promotion.life import Act
from services import guard

from . import entitled, steps


def abandon(round_: PromotionRound, reason: str, *, by: Actor) -> None:
    """Give a round up, with a reason that stays."""
    steps.begin(round_, Act.ABANDON, by=by)
    steps.note(round_, Act.ABANDON, by=by, words=steps.check_reason(reason))


def replace(round_: PromotionRound, reason: str, *, by: Actor) -> PromotionRound:
    """Abandon a round and prepare another one with its criteria, to be changed and frozen anew; its board that still may sit is named again."""
    abandon(round_, reason, by=by)
    entitled.require(by, "promotion.create", round_)
    with guard.unscoped(f"a round takes the place of {round_.name}"):
        made = PromotionRound(
            name=_new_name(round_), agency_id=round_.agency_id, rule_id=round_.rule_id, reference_on=round_.reference_on, places=round_.places,
            places_reason=round_.places_reason, appeal_days=round_.appeal_days, answer_days=round_.answer_days, terms=dict(round_.terms),
            replaces_id=round_.id,
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        for one in db.session.scalars(select(BoardMember).where(BoardMember.round_id == round_.id).order_by(BoardMember.id)):
            db.session.add(BoardMember(round_id=made.id, member_id=one.member_id, function=one.function))
        db.session.flush()
    steps.note(made, Act.PREPARE, by=by, words=f"← {round_.name}")
    return made


def _new_name(round_: PromotionRound) -> str:
    """The name of before with the number of the attempt."""
    first = round_.name.rsplit(" (", 1)[0]
    attempts = select(func.count()).select_from(PromotionRound).where(PromotionRound.name.startswith(first, autoescape=True))
    return f"{first[:180]} ({db.session.scalar(attempts) + 1})"


def followers(round_: PromotionRound) -> list[PromotionRound]:
    """The rounds that took the place of this one, as far as the reader sees them."""
    return list(db.session.scalars(select(PromotionRound).where(PromotionRound.replaces_id == round_.id).order_by(PromotionRound.id)))
