"""A round's way: ranked as often as needed, then sealed once by a second person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from models import AuditEvent, PromotionCandidate, PromotionRound, PromotionRule, Proposal, ProposalState, RoundState, User, db, now
from rules import access, promotion as rules
from rules.access import Actor, Scope
from rules.promotion import Place
from rules.refused import N_, Forbidden, Refused

from .. import approval, audit, bulk, guard, notices
from ..wording import DAY
from . import own_cause
from .checking import digest, row_of, verify
from .dossiers import dossiers, how_many

# A longer list is ranked in the background: so many take about a second.
LONGEST_AT_ONCE = 2000


# --- what a rule and a round may be --------------------------------------------------------------


def check_rule(rule: PromotionRule) -> None:
    """Refuse a rule that no list could be made with, and any change of one by which a list was made.

    A list of whatever agency: the person who changes the rule need not see it.
    """
    rules.check_weights(rule.weights)
    rules.rule_from(rule.conditions, rule.weights)
    if rule.id is None:
        return
    bulk.lock(PromotionRule, PromotionRule.id == rule.id)
    decided = select(PromotionRound.id).where(PromotionRound.rule_id == rule.id, PromotionRound.state != RoundState.PREPARED)
    with guard.unscoped("whether a list was made by a rule"):
        if db.session.scalar(decided.limit(1)):
            raise Refused(N_("A round was ranked by this version. Write a new version that begins later; this one stays as it was."))


def check_round(round_: PromotionRound) -> None:
    """Refuse to change a sealed round. A list is that of its round: a ranked one that changes must be ranked again."""
    if round_.state == RoundState.SEALED:
        raise Refused(N_("This list is sealed: nothing in it changes any more."))
    round_.state, round_.ranked_at, round_.digest = RoundState.PREPARED, None, None


# --- ranking -------------------------------------------------------------------------------------


def is_long(round_: PromotionRound) -> bool:
    """Whether so many people hold the rank that ranking them belongs into the background."""
    with guard.unscoped(f"counting the candidates of {round_.name}"):
        return how_many(round_) > LONGEST_AT_ONCE


def rank_in_background(arguments: dict, progress: Callable[[int, int], None]) -> dict:
    """A job that ranks a round: {"round": number}."""
    round_ = db.session.scalar(select(PromotionRound).where(PromotionRound.id == arguments["round"]))
    if round_ is None:
        raise Refused(N_("This round is no longer there."))
    progress(0, 1)
    return {"candidates": len(rank(round_, by=guard.actor()))}


def rank(round_: PromotionRound, *, by: Actor) -> list[Place]:
    """Rank everybody of the source rank by the rule, and freeze what it was computed from.

    Raises Refused for a sealed round and for somebody who would rank himself.
    """
    _require(by, "promotion.edit", round_)
    _hold(round_)
    if round_.state == RoundState.SEALED:
        raise Refused(N_("This list is sealed and is never computed again. Open a new round."))
    rule = rules.rule_from(round_.rule.conditions, round_.rule.weights)
    with guard.unscoped(f"ranking the round {round_.name}"):
        found = dossiers(round_)
        own_cause.refuse(by, (dossier.officer_id for dossier in found))
        ranked = rules.rank(found, rule, round_.places, round_.reference_on)
        rows = [row_of(round_.id, place) for place in ranked]
        sum_of_all = digest(round_, rows)
        bulk.replace(PromotionCandidate, PromotionCandidate.round_id == round_.id, rows, (str(round_), {"digest": sum_of_all}))
        round_.state, round_.ranked_at, round_.digest = RoundState.RANKED, now(), sum_of_all
        round_.basis_decided_at = round_.basis_decided_at or now()  # once a list is known, nobody chooses the marks by it
        db.session.flush()
        audit.note("rank", record=round_, changes={"candidates": len(rows), "digest": sum_of_all})
    if by.user_id is not None:
        _ask_for_seal(round_, len(rows), by)
    return ranked


def _ask_for_seal(round_: PromotionRound, candidates: int, by: Actor) -> None:
    """Who ranks proposes the list; ranked again, the round is another version and the older proposal is void."""
    content = {
        "agency": str(round_.agency), "rule": str(round_.rule), "reference_on": round_.reference_on.isoformat(),
        "places": round_.places, "candidates": candidates, "digest": round_.digest,
    }  # fmt: skip
    approval.propose(SEAL.kind, content, subject=round_, reason=_("The list is ranked and can be examined."), by=by)


def _hold(round_: PromotionRound) -> None:
    """Who ranks or seals has the round and its rule for himself until the end, as they stand now."""
    for record in (round_, round_.rule):
        bulk.lock(type(record), type(record).id == record.id)
        db.session.refresh(record)


# --- sealing -------------------------------------------------------------------------------------


NOT_AS_READ = N_("The list was ranked again after you opened this page. Read it again, then seal it.")


def seal_digest(round_: PromotionRound) -> str:
    """What stands for the list that somebody reads: to be asked before its lines, shown with them, and given to `seal`."""
    proposal = approval.latest_on(SEAL.kind, round_)
    return (proposal.digest if proposal is not None else round_.digest) or ""


def seal(round_: PromotionRound, *, by: Actor, digest: str) -> None:
    """Make the list of this digest final. A second person does it, nobody who stands in it, and only if it still computes."""
    proposal = approval.latest_on(SEAL.kind, round_)
    if proposal is None:  # ranked by a command, which is no person that could propose
        _require(by, "promotion.approve", round_)
        if by.user_id is not None and by.user_id == _ranked_by(round_):
            raise Forbidden(N_("You ranked this round: another person must seal it."))
        return _seal(round_, by, digest)
    if not approval.is_open(proposal):
        raise Refused(N_("This list was rejected, or the time to seal it is over. Rank it again."))
    if digest != proposal.digest:
        raise Refused(NOT_AS_READ)
    if approval.approve(proposal, by=by, digest=digest).state is ProposalState.VOID:
        raise Refused(N_("The round has changed since it was ranked. Rank it again."))


def _seal(round_: PromotionRound, by: Actor, digest: str) -> None:
    """`digest` is that of the list, which may have been ranked once more while one waited for the round."""
    _hold(round_)
    if round_.state != RoundState.RANKED:
        raise Refused(N_("Only a ranked list can be sealed."))
    if digest != round_.digest:
        raise Refused(NOT_AS_READ)
    with guard.unscoped(f"sealing the round {round_.name}"):
        standing = select(PromotionCandidate.officer_id).where(PromotionCandidate.round_id == round_.id)
        own_cause.refuse(by, db.session.scalars(standing))
        if verify(round_):
            raise Refused(N_("The list is not what its inputs give. Rank it again before you seal it."))
        round_.state = RoundState.SEALED
        db.session.flush()
        audit.note("seal", record=round_, changes={"digest": round_.digest})
        notices.tell(db.session.scalars(select(User.id).where(User.officer_id.in_(standing))), "promotion.sealed", "/my/promotion/")


def _seal_approved(proposal: Proposal, by: Actor) -> dict:
    round_ = db.session.get_one(PromotionRound, proposal.subject_id)
    _seal(round_, by, proposal.content["digest"])
    return {"digest": round_.digest}


def _in_words(content: dict) -> list[tuple]:
    """What whoever seals says yes to."""
    return [
        (_l("Agency"), content["agency"]),
        (_l("Promotion rule"), content["rule"]),
        (_l("Date of reference"), dt.date.fromisoformat(content["reference_on"]).strftime(DAY)),
        (_l("Places to fill"), content["places"]),
        (_l("Candidates"), content["candidates"]),
        (_l("Digest"), content["digest"]),
    ]


# A board examines a list for weeks, not for days.
SEAL = approval.declare(
    approval.Sensitive(
        "promotion.seal", _l("Seal a promotion list"), "promotion.approve", _in_words,
        perform=_seal_approved, lifetime=dt.timedelta(days=60),
    )
)  # fmt: skip


def _ranked_by(round_: PromotionRound) -> int | None:
    """Who ranked the round last, as the audit trail says; None where a command did, which knows no account."""
    about = (AuditEvent.record_type == PromotionRound.__tablename__, AuditEvent.record_id == round_.id)
    ranked = select(AuditEvent.user_id).where(*about, AuditEvent.action == "rank")
    return db.session.scalar(ranked.order_by(AuditEvent.id.desc()).limit(1))


def _require(by: Actor, permission: str, round_: PromotionRound) -> None:
    """The right, over the agency of the round."""
    reach = access.scope(by, "promotion")
    is_own = reach == Scope.AGENCY and by.agency_id == round_.agency_id
    if not access.may(by, permission) or not (reach == Scope.ALL or is_own):
        raise Forbidden(N_("You are not entitled to do this."))
