"""Freezing the criteria: one person proposes them as they stand, a second one freezes them, and they never change again."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from models import BoardFunction, PromotionRound, Proposal, Simulation, db, now
from rules import promotion as rules
from rules.access import Actor
from rules.promotion import life
from rules.promotion.life import Act
from rules.refused import N_, Refused
from services import approval, guard
from services.wording import DAY

from . import board, own_cause, steps
from .terms_in_words import sentences_of_terms

LEAST_VOTES = 3  # a president and two members: fewer are no majority of anything


def propose(round_: PromotionRound, reason: str, *, by: Actor) -> Proposal:
    """Ask a second person to freeze the criteria as they stand. Refused where something is missing that could not be added later."""
    steps.begin(round_, Act.FREEZE, by=by)
    for missing in lacking(round_):
        raise Refused(missing)
    return approval.propose(FREEZE.kind, content(round_), subject=round_, reason=reason, by=by)


def lacking(round_: PromotionRound) -> list[str]:
    """What the round still lacks before it can be frozen, as messages."""
    sitting = [one.function for one in board.members(round_)]
    votes = len(sitting) - sitting.count(BoardFunction.SECRETARY)
    found = []
    if BoardFunction.PRESIDENT not in sitting or votes < LEAST_VOTES:
        found.append(N_("Name the board first: a president and at least two members with a vote."))
    if not round_.places:
        found.append(N_("Say first how many places there are to fill."))
    if not (round_.places_reason or "").strip():
        found.append(N_("Say first where the number of places comes from."))
    try:
        rules.terms_from(round_.terms)
        rules.rule_from(round_.rule.conditions)
    except Refused:
        found.append(N_("The criteria are not complete: open them, and see what speaks against them."))
    return found


def content(round_: PromotionRound) -> dict:
    """All that is frozen, as whoever approves reads it."""
    tried = select(func.count()).select_from(Simulation).where(Simulation.round_id == round_.id)
    with guard.unscoped("the simulations of a round"):
        simulations = db.session.scalar(tried)
    return {
        "agency": str(round_.agency), "rule": str(round_.rule), "legal_text": round_.rule.legal_text,
        "reference_on": round_.reference_on.isoformat(), "places": round_.places, "places_reason": round_.places_reason,
        "appeal_days": round_.appeal_days, "answer_days": round_.answer_days, "terms": round_.terms, "simulations": simulations,
        "board": [[one.member.name, one.function.value] for one in board.members(round_)],
    }  # fmt: skip


def _freeze_approved(proposal: Proposal, by: Actor) -> dict:
    round_ = db.session.get_one(PromotionRound, proposal.subject_id)
    steps.hold(round_)
    life.step(round_.state, Act.FREEZE)
    if own_cause.stands_in(round_, by):
        raise Refused(own_cause.OWN_CAUSE)
    if _criteria(content(round_)) != _criteria(proposal.content):
        raise Refused(N_("The criteria were changed after they were proposed. Propose them again."))
    round_.basis_decided_at = round_.basis_decided_at or now()
    steps.note(round_, Act.FREEZE, by=by, words=f"{proposal.proposer.name} + {by.name}", proposal=proposal.id)
    return {"places": round_.places}


def _criteria(content: dict) -> dict:
    """What is frozen of a content: what was tried meanwhile changes nothing of it."""
    return {name: value for name, value in content.items() if name != "simulations"}


def _in_words(content: dict) -> list[tuple]:
    """What the second person says yes to, in sentences."""
    functions = {one.value: one.label for one in BoardFunction}
    said = [
        (_l("Agency"), content["agency"]),
        (_l("Promotion rule"), content["rule"]),
        (_l("Legal text"), content["legal_text"]),
        (_l("Date of reference"), dt.date.fromisoformat(content["reference_on"]).strftime(DAY)),
        (_l("Places to fill"), content["places"]),
        (_l("Where the number of places comes from"), content["places_reason"]),
        (_l("Time to appeal (working days)"), content["appeal_days"]),
        (_l("Time to answer an appeal (days)"), content["answer_days"]),
        (_l("Simulations tried"), content["simulations"]),
        (_l("Board"), ", ".join(f"{name} ({functions[function]})" for name, function in content["board"])),
    ]
    return said + [(_l("Criterion"), one.text) for one in sentences_of_terms(rules.terms_from(content["terms"]))]


FREEZE = approval.declare(
    approval.Sensitive(
        life.FREEZING, _l("Freeze the criteria of a promotion round"), "promotion.approve", _in_words,
        perform=_freeze_approved, lifetime=dt.timedelta(days=30),
    )
)  # fmt: skip
