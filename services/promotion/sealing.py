"""The end of a list: proposed once the delay is over and every appeal is answered, sealed by a second person, and final."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from models import PromotionAppeal, PromotionCandidate, PromotionRound, Proposal, ProposalState, User, db, now
from rules.access import Actor
from rules.promotion import life
from rules.promotion.life import Act
from rules.refused import N_, Refused
from services import approval, guard, notices
from services.wording import DAY

from . import own_cause, signing, steps
from .checking import verify

NOT_AS_READ = N_("The list changed after you opened this page. Read it again, then seal it.")


def propose(round_: PromotionRound, reason: str, *, by: Actor) -> Proposal:
    """Ask a second person to seal the list as it stands."""
    steps.begin(round_, Act.SEAL, by=by)
    for missing in lacking(round_):
        raise Refused(missing)
    with guard.unscoped("how many stand in a list"):
        known = content(round_)
    return approval.propose(SEAL.kind, known, subject=round_, reason=reason, by=by)


def lacking(round_: PromotionRound) -> list[str]:
    """What a provisional list waits for before it can be sealed, as messages."""
    found = []
    if round_.appeals_until_on is None or now().date() <= round_.appeals_until_on:
        found.append(N_("The time to appeal is not over yet: wait until it is."))
    unanswered = select(func.count()).select_from(PromotionAppeal).where(PromotionAppeal.round_id == round_.id, PromotionAppeal.outcome.is_(None))
    with guard.unscoped("whether appeals against a list are open"):
        if db.session.scalar(unanswered):
            found.append(N_("Appeals against this list are not answered yet: answer them first."))
    if not round_.fairness_conclusion:  # an appeal changed the list, and its fairness report with it
        found.append(N_("The board must first record what it concluded from the fairness report."))
    return found


def content(round_: PromotionRound) -> dict:
    """What is sealed, as whoever approves reads it. To be called with the guard lifted."""
    own = select(func.count()).select_from(PromotionCandidate).where(PromotionCandidate.round_id == round_.id)
    return {
        "agency": str(round_.agency), "rule": str(round_.rule), "reference_on": round_.reference_on.isoformat(), "places": round_.places,
        "candidates": db.session.scalar(own), "admitted": db.session.scalar(own.where(PromotionCandidate.is_admitted)),
        "conclusion": round_.fairness_conclusion, "digest": round_.digest,
    }  # fmt: skip


def seal_digest(round_: PromotionRound) -> str:
    """What stands for the list that somebody reads: to be asked before its lines, shown with them, and given to `seal`."""
    proposal = approval.latest_on(SEAL.kind, round_)
    return proposal.digest if proposal is not None and approval.is_open(proposal) else ""


def seal(round_: PromotionRound, *, by: Actor, digest: str) -> None:
    """Make the list final that was proposed under this digest. A second person does it, nobody who stands in it, and only if it still computes."""
    proposal = approval.latest_on(SEAL.kind, round_)
    if proposal is None or not approval.is_open(proposal):
        raise Refused(N_("Nobody proposed this list as it stands, or the time to seal it is over. Propose it first."))
    if digest != proposal.digest:
        raise Refused(NOT_AS_READ)
    if approval.approve(proposal, by=by, digest=digest).state is ProposalState.VOID:
        raise Refused(N_("The round has changed since it was proposed. Propose it again."))


def _seal_approved(proposal: Proposal, by: Actor) -> dict:
    round_ = db.session.get_one(PromotionRound, proposal.subject_id)
    steps.hold(round_)
    life.step(round_.state, Act.SEAL)
    for missing in lacking(round_):
        raise Refused(missing)
    if proposal.content["digest"] != round_.digest:
        raise Refused(NOT_AS_READ)
    with guard.unscoped(f"sealing the round {round_.name}"):
        standing = select(PromotionCandidate.officer_id).where(PromotionCandidate.round_id == round_.id)
        own_cause.refuse(by, db.session.scalars(standing))
        if verify(round_):
            raise Refused(N_("The list is not what its inputs give: somebody changed it. It cannot be sealed; have it checked."))
        steps.note(round_, Act.SEAL, by=by, words=f"{proposal.proposer.name} + {by.name}", digest=round_.digest)
        signing.sign(round_)
        readers = db.session.scalars(select(User.id).where(User.active, User.officer_id.in_(standing))).all()
        notices.tell(readers, "promotion.sealed", "/my/promotion/")
    return {"digest": round_.digest}


def _in_words(content: dict) -> list[tuple]:
    """What whoever seals says yes to."""
    return [
        (_l("Agency"), content["agency"]),
        (_l("Promotion rule"), content["rule"]),
        (_l("Date of reference"), dt.date.fromisoformat(content["reference_on"]).strftime(DAY)),
        (_l("Places to fill"), content["places"]),
        (_l("Candidates"), content["candidates"]),
        (_l("Within the places"), content["admitted"]),
        (_l("What the board concluded from the fairness report"), content["conclusion"]),
        (_l("Digest"), content["digest"]),
    ]


SEAL = approval.declare(
    approval.Sensitive(
        life.SEALING, _l("Seal a promotion list"), "promotion.approve", _in_words, perform=_seal_approved, lifetime=dt.timedelta(days=60)
    )
)
