"""The trainings that a new rank asks for and that the files of those appointed do not show yet: to be planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from models import Education, PromotionRound, PromotionRule, db, now
from rules.promotion import rule_from
from rules.search import plain
from services import guard

from .appointing import Appointment, Standing

MOST_NAMED = 50


@dataclass(frozen=True)
class Training:
    """One training, how many of those appointed lack it, and the first of them by name."""

    title: str
    count: int
    names: list[str]


def to_plan(round_: PromotionRound, people: Sequence[Appointment]) -> list[Training]:
    """What the rules in force ask of whoever comes to the new rank or goes on from it, and who of those appointed has no such diploma."""
    appointed = {one.officer_id: one.name for one in people if one.standing is Standing.APPOINTED}
    with guard.unscoped("the trainings of those who were appointed"):
        titles = _titles(round_)
        if not titles or not appointed:
            return []
        known = _known(appointed)
    found = []
    for title in titles:
        lacking = [name for number, name in appointed.items() if (number, plain(title)) not in known]
        if lacking:
            found.append(Training(title, len(lacking), lacking[:MOST_NAMED]))
    return found


def _titles(round_: PromotionRound) -> list[str]:
    """Each training once, in the order in which the rules name them."""
    rank, today = round_.rule.to_rank_id, now().date()
    lasts = (PromotionRule.starts_on <= today, or_(PromotionRule.ends_on.is_(None), PromotionRule.ends_on > today))
    concerns = or_(PromotionRule.from_rank_id == rank, PromotionRule.to_rank_id == rank)
    asked = select(PromotionRule).where(concerns, *lasts).order_by(PromotionRule.id)
    rules = [rule_from(rule.conditions) for rule in db.session.scalars(asked)]
    return list(dict.fromkeys(title for rule in rules for title in rule.trainings))


def _known(appointed: dict[int, str]) -> set[tuple[int, str]]:
    asked = select(Education.officer_id, Education.title).where(Education.officer_id.in_(appointed), Education.deleted_at.is_(None))
    return {(number, plain(title)) for number, title in db.session.execute(asked)}
