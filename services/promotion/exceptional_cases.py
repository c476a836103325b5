"""What an exceptional promotion must be to be proposed: a case with its deed and its evidence, the next rank, room under the cap.

To be asked with the guard lifted. After a death in the service nobody living loses a place by it: those stand outside the cap.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from models import ExceptionalGround, ExceptionalPromotion, ExceptionalState, Officer, PromotionRule, Rank, RankLine, Route, db, now
from rules.career import day
from rules.promotion.exceptional import cap
from rules.refused import N_, Refused
from services import personnel

GOING_ON = (ExceptionalState.PROPOSED, ExceptionalState.SIGNED)


def check(one: ExceptionalPromotion) -> None:
    """Raise Refused for a case that cannot be proposed today."""
    _check_case(one)
    check_rank(one.officer, one.rule, now().date())
    _check_alone(one)
    _check_cap(one)


def _check_case(one: ExceptionalPromotion) -> None:
    """What was typed says a case: its deed, its papers, a rule of this route that is in force."""
    today = now().date()
    if not one.facts.strip() or not one.evidence:
        raise Refused(N_("Say what happened, and add the evidence: a report, a medical certificate, minutes."))
    if one.happened_on > today:
        raise Refused(N_("The day of the deed lies ahead: correct it."))
    if one.happened_on < one.officer.entered_on:
        raise Refused(N_("On the day of the deed the officer was not in the service yet: correct it."))
    rule = one.rule
    if rule.route is not Route.EXCEPTIONAL:
        raise Refused(N_("This rule is not one of exceptional promotion: choose one of that route."))
    if rule.starts_on > today or (rule.ends_on is not None and rule.ends_on <= today):
        raise Refused(N_("This version of the rule is not in force today: choose the one that is."))


def check_rank(officer: Officer, rule: PromotionRule, on: dt.date) -> RankLine:
    """The rank held on a day, from which the rule leads to the next. Refused for another one, and for a leap over a rank."""
    held = db.session.scalar(select(RankLine).where(RankLine.officer_id == officer.id, personnel.holds(RankLine, on)))
    if held is None or held.rank_id != rule.from_rank_id:
        raise Refused(
            N_("Holds “%(held)s” on %(day)s; this rule promotes from “%(before)s”."),
            held=held.rank if held else "–", day=day(on), before=rule.from_rank,
        )  # fmt: skip
    before, after = rule.from_rank, rule.to_rank
    between = select(Rank.name).where(Rank.corps_id == after.corps_id, Rank.level < after.level, Rank.level > before.level)
    lasts = (Rank.ends_on.is_(None) | (Rank.ends_on > on), Rank.starts_on.is_(None) | (Rank.starts_on <= on))
    if before.corps_id == after.corps_id and (leapt := db.session.scalar(between.where(*lasts).limit(1))):
        raise Refused(N_("Between the two ranks stands “%(rank)s”: nobody rises over two ranks at once."), rank=leapt)
    return held


def _check_alone(one: ExceptionalPromotion) -> None:
    """One at a time: another proposal, or a rank that an act already gives later, would make it two at once."""
    same = (ExceptionalPromotion.officer_id == one.officer.id, ExceptionalPromotion.state.in_(GOING_ON))
    others = select(ExceptionalPromotion.id).where(*same, ExceptionalPromotion.id.is_distinct_from(one.id))
    if db.session.scalar(others.limit(1)) is not None:
        raise Refused(N_("An exceptional promotion of this officer is under way already."))
    later = (RankLine.officer_id == one.officer.id, RankLine.starts_on > now().date(), personnel.valid(RankLine))
    if db.session.scalar(select(RankLine.id).where(*later).limit(1)) is not None:
        raise Refused(N_("An act already gives this officer another rank or step later: wait for it, or have it annulled."))


def room(rule: PromotionRule, year: int, besides: int | None = None) -> tuple[int, int]:
    """(promoted or proposed by any version of the rule in a year, `besides` one of them; how many it lets be).

    Refused for a rule without a cap.
    """
    ranks = (PromotionRule.from_rank_id == rule.from_rank_id, PromotionRule.to_rank_id == rule.to_rank_id)
    versions = select(PromotionRule.id).where(*ranks, PromotionRule.route == Route.EXCEPTIONAL)
    first, after = (dt.datetime(number, 1, 1, tzinfo=dt.UTC) for number in (year, year + 1))
    one = ExceptionalPromotion
    counts = (
        one.rule_id.in_(versions), one.proposed_at >= first, one.proposed_at < after, one.state != ExceptionalState.REFUSED,
        one.ground != ExceptionalGround.POSTHUMOUS, RankLine.annulment_id.is_(None), one.id.is_distinct_from(besides),
    )  # fmt: skip
    counted = select(func.count()).select_from(one).outerjoin(one.rank_line).where(*counts)
    strength = db.session.scalar(select(func.count()).select_from(Officer).where(Officer.rank_id == rule.from_rank_id)) or 0
    return db.session.scalar(counted) or 0, cap(rule.conditions, strength)


def _check_cap(one: ExceptionalPromotion) -> None:
    if one.ground is ExceptionalGround.POSTHUMOUS:
        return
    taken, most = room(one.rule, now().year, besides=one.id)
    if taken >= most:
        raise Refused(N_("The cap of this year is reached: %(taken)s of %(most)s by this rule."), taken=taken, most=most)
