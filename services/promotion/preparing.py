"""A round before its criteria are frozen: begun with the terms of its rule, changed as often as needed, each change a step."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import inspect

from models import PromotionRound, RoundState, Route, db
from rules import promotion as rules
from rules.access import Actor
from rules.promotion import life
from rules.promotion.life import Act
from rules.refused import N_, Refused
from services import guard

from . import steps

# What is frozen with the criteria, besides the board: no door changes it afterwards.
FROZEN = (
    "agency_id", "rule_id", "reference_on", "places", "places_reason", "appeal_days", "answer_days", "terms", "mark_basis", "replaces_id",
)  # fmt: skip
EXCEPTIONAL = N_("An exceptional promotion is no round: propose it from its own page.")


def check_round(round_: PromotionRound) -> None:
    """Refuse what no round can be; a new one takes the terms of its rule over, and so does one whose rule is exchanged."""
    if round_.rule.route is Route.EXCEPTIONAL:
        raise Refused(EXCEPTIONAL)
    if not inspect(round_).persistent or inspect(round_).attrs.rule.history.has_changes():
        round_.terms = rules.default_terms(round_.rule.weights, round_.rule.seniority_percent)
    if inspect(round_).persistent:
        life.step(_stored_state(round_), Act.CHANGE)


def _stored_state(round_: PromotionRound) -> RoundState:
    before = inspect(round_).attrs.state.history.deleted
    return before[0] if before else round_.state


def noted(round_: PromotionRound, *, by: Actor, is_new: bool) -> None:
    """Write down that a round was made or changed, once it is stored."""
    steps.note(round_, Act.PREPARE if is_new else Act.CHANGE, by=by)


def set_terms(round_: PromotionRound, terms: Mapping[str, object], *, by: Actor) -> None:
    """Give the round terms of its own. Refused where no list could be made with them, and once they are frozen."""
    steps.begin(round_, Act.SET_TERMS, by=by)
    wanted = rules.plain_of(rules.terms_from(terms))
    if wanted == round_.terms:
        return
    changed = sorted(name for name in wanted if wanted[name] != round_.terms.get(name))
    with guard.unscoped(f"the terms of {round_.name}"):
        round_.terms = wanted
        db.session.flush()
    steps.note(round_, Act.SET_TERMS, by=by, words=", ".join(_told(wanted, name) for name in changed))


def _told(terms: Mapping[str, object], name: str) -> str:
    value = terms[name]
    if isinstance(value, Mapping):
        value = ", ".join(f"{part} {weight}" for part, weight in value.items())
    return f"{name}: {', '.join(value) if isinstance(value, list) else value}"
