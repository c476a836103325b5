"""Approving and rejecting: one decision a person, one outcome a proposal, whoever comes first."""

from __future__ import annotations

from models import Decision, Proposal, ProposalState, Verdict, db, now
from rules.access import Actor
from rules.refused import N_, Refused

from .. import guard
from .content import hold, is_unchanged
from .kinds import kind_of
from .people import is_entitled, right_to_decide
from .proposing import NO_LONGER, end, tell_proposer, void


def approve(proposal: Proposal, *, by: Actor, digest: str) -> Proposal:
    """Say yes to the content of this digest; the last yes that is needed carries the act out.

    Returns the proposal, whose state says what happened: VOID when what it is about changed meanwhile. Raises
    Forbidden for somebody who may not decide, Refused for another content than the one that was read, for a
    proposal that no longer waits, and for whatever the act itself refuses.
    """
    with guard.unscoped("an act is approved"):
        _check_waiting(proposal)
        delegation = right_to_decide(proposal, by)
        if digest != proposal.digest:
            raise Refused(N_("This is not the content that you read. Open the proposal again."))
        if not is_unchanged(proposal):
            void(proposal)
            return proposal
        db.session.add(_decision(proposal, by, delegation, Verdict.APPROVED))
        db.session.flush()
        db.session.expire(proposal, ["decisions"])
        if len([one for one in proposal.decisions if one.digest == proposal.digest]) >= proposal.approvals_needed:
            _carry_out(proposal, by)
    return proposal


def reject(proposal: Proposal, *, by: Actor, reason: str) -> Proposal:
    """Say no, and why; one no ends it."""
    if not reason.strip():
        raise Refused(N_("Say why you reject it: the person who proposed it reads it."))
    with guard.unscoped("an act is rejected"):
        _check_waiting(proposal)
        decision = _decision(proposal, by, right_to_decide(proposal, by), Verdict.REJECTED)
        decision.reason = reason.strip()
        db.session.add(decision)
        end(proposal, ProposalState.REJECTED)
        tell_proposer(proposal, "approval.rejected", by=by.name)
    return proposal


def can_decide(proposal: Proposal, who: Actor) -> bool:
    """Whether this person could approve or reject the proposal now."""
    if proposal.state is not ProposalState.WAITING or proposal.expires_at <= now():
        return False
    with guard.unscoped("whether somebody may decide"):
        return is_entitled(proposal, who)


def _check_waiting(proposal: Proposal) -> None:
    hold(proposal)
    if proposal.state is not ProposalState.WAITING:
        raise Refused(NO_LONGER)
    if proposal.expires_at <= now():
        raise Refused(N_("The time to decide is over. Whoever proposed this may propose it again."))


def _decision(proposal: Proposal, by: Actor, delegation, verdict: Verdict) -> Decision:
    return Decision(
        proposal=proposal,
        user_id=by.user_id,
        approver_officer_id=by.officer_id,
        delegation=delegation,
        verdict=verdict,
        digest=proposal.digest,
    )


def _carry_out(proposal: Proposal, by: Actor) -> None:
    """Do it now, or give the proposer the time of one lifetime to do it once."""
    sensitive = kind_of(proposal)
    if sensitive.perform is None:
        end(proposal, ProposalState.APPROVED)
        proposal.ended_at, proposal.expires_at = None, now() + sensitive.lifetime
        tell_proposer(proposal, "approval.approved", by=by.name)
        return
    proposal.result = sensitive.perform(proposal, by)
    end(proposal, ProposalState.DONE)
    tell_proposer(proposal, "approval.done", by=by.name)
