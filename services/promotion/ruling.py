"""What a version of a promotion rule may be, and when it is no longer changed."""

from __future__ import annotations

from sqlalchemy import inspect, select

from models import PromotionRound, PromotionRule, RoundState, Route, db
from rules.promotion import exceptional
from rules.promotion.rule import rule_from
from rules.promotion.terms import check_weights
from rules.refused import N_, Refused

from .. import bulk, guard

# What may still be said of a version that decided: on which day another one took its place.
LAST_DAY = "ends_on"


def check_rule(rule: PromotionRule) -> None:
    """Refuse a version that no list could be made with, and any change of one by which criteria were frozen.

    By a round of whatever agency: the person who changes the rule need not see it.
    """
    rule_from(rule.conditions)
    if rule.route is Route.EXCEPTIONAL:
        _check_exceptional(rule)
    else:
        check_weights(rule.weights)
    if rule.ends_on is not None and rule.ends_on <= rule.starts_on:
        raise Refused(N_("A version ends after the day on which it begins."))
    if rule.id is None or _changed(rule) <= {LAST_DAY}:
        return
    bulk.lock(PromotionRule, PromotionRule.id == rule.id)
    if has_decided(rule):
        raise Refused(N_("The criteria of a round were frozen with this version. Write a new version that begins later; this one stays as it was."))


def has_decided(rule: PromotionRule) -> bool:
    """Whether the criteria of a round, of whatever agency, were frozen with this version."""
    decided = select(PromotionRound.id).where(PromotionRound.rule_id == rule.id, PromotionRound.state != RoundState.PREPARED)
    with guard.unscoped("whether a list was made by a rule"), db.session.no_autoflush:
        return db.session.scalar(decided.limit(1)) is not None


def _check_exceptional(rule: PromotionRule) -> None:
    if rule.weights or rule.seniority_percent:
        raise Refused(N_("An exceptional promotion is for a deed: leave its weights and its share of seniority empty."))
    exceptional.cap(rule.conditions, 0)


def _changed(rule: PromotionRule) -> set[str]:
    """The columns that differ from what is stored."""
    return {one.key for one in inspect(rule).attrs if one.key != "version" and one.history.has_changes()}
