"""Two promotion rounds of the demo police: one being prepared, one ranked, which its board can examine."""

from __future__ import annotations

import datetime as dt

from models import Agency, BoardFunction, PromotionRound, PromotionRule, Rank, RoundStep, Route, User, db
from rules.access import Actor
from rules.promotion import default_terms
from rules.promotion.life import Act
from rules.refused import Refused
from services import promotion
from services.promotion import preparing, steps

from .calendar import OPEN_YEAR

# Ranking holds all candidates in memory: in a larger force it waits for somebody to ask for it.
MOST_RANKED = 20_000
RANKED_AT = dt.datetime(2026, 10, 30, 10, 0, tzinfo=dt.UTC)
OFFICE = Actor(name="SIRHP", role="administrator", door="command")
# Of whom each board is made, as far as their ranks let them.
BOARD = {
    "commission": BoardFunction.PRESIDENT, "drh": BoardFunction.MEMBER, "admin": BoardFunction.MEMBER, "audit": BoardFunction.MEMBER,
    "rh": BoardFunction.SECRETARY,
}  # fmt: skip


def make(officers: int) -> None:
    """Places for about one candidate in five. After the accounts, of which the boards are made."""
    prepared = _prepare("SGT", max(2, officers // 40))
    ranked = _prepare("SGC", max(2, officers // 60))
    if officers <= MOST_RANKED:
        steps.note(ranked, Act.FREEZE, by=OFFICE)
        promotion.list_eligible(ranked, by=OFFICE)
        promotion.rank(ranked, by=OFFICE)
        ranked.ranked_at = ranked.basis_decided_at = RANKED_AT
    of_rounds = db.session.query(RoundStep).filter(RoundStep.round_id.in_((prepared.id, ranked.id)))
    for done in of_rounds:
        done.at = RANKED_AT
    db.session.flush()


def _prepare(from_rank: str, places: int) -> PromotionRound:
    of_rank = db.session.query(PromotionRule).join(PromotionRule.from_rank).filter(Rank.code == from_rank)
    rule = of_rank.filter(PromotionRule.route == Route.CHOICE, PromotionRule.ends_on.is_(None)).one()
    prepared = PromotionRound(
        name=f"Tableau d'avancement {OPEN_YEAR} · {rule.to_rank.name}",
        agency=db.session.query(Agency).filter_by(code="PN").one(),
        rule=rule,
        reference_on=dt.date(OPEN_YEAR, 12, 31),
        places=places,
        places_reason="Effectifs autorisés par grade (chiffre de démonstration)",
        terms=default_terms(rule.weights, rule.seniority_percent),
    )
    db.session.add(prepared)
    db.session.flush()
    preparing.noted(prepared, by=OFFICE, is_new=True)
    for username, function in BOARD.items():
        _name(prepared, username, function)
    return prepared


def _name(round_: PromotionRound, username: str, function: BoardFunction) -> None:
    """Whoever stands in the round, or below the rank that it gives, is left out, as by any board."""
    try:
        promotion.name(round_, db.session.query(User).filter_by(username=username).one(), function, by=OFFICE)
    except Refused:
        return
