"""What time and change do to proposals, done by the worker: ended, voided, warned of."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from models import Proposal, ProposalState, db, now

from .. import guard, notices
from .content import hold, is_unchanged
from .people import possible_approvers
from .proposing import OPEN, end, matter_of, page_of, tell_proposer, void

WARN_BEFORE = dt.timedelta(hours=12)


def expire() -> int:
    """End what is over or changed, and warn of what soon will be; returns how many were ended.

    Nothing waits for this: an act that is over is refused from its second on.
    """
    with guard.unscoped("the worker ends what was proposed"):
        numbers = db.session.scalars(select(Proposal.id).where(Proposal.state.in_(OPEN))).all()
        ended = 0
        for number in numbers:
            ended += _settle(db.session.get(Proposal, number))
    return ended


def _settle(proposal: Proposal) -> bool:
    """Whether this proposal came to its end now."""
    is_over = proposal.expires_at <= now()
    if not is_over and is_unchanged(proposal):
        _warn(proposal)
        return False
    hold(proposal)
    if proposal.state not in OPEN:
        return False
    if proposal.expires_at <= now():
        end(proposal, ProposalState.EXPIRED)
        tell_proposer(proposal, "approval.expired")
    else:
        void(proposal)
    return True


def _warn(proposal: Proposal) -> None:
    """Once, when the end is near: whoever can still do something about it."""
    if proposal.warned_at is not None or proposal.expires_at - now() > WARN_BEFORE:
        return
    proposal.warned_at = now()
    told = {"act": proposal.kind, "deadline": proposal.expires_at.isoformat()}
    if proposal.state is ProposalState.WAITING:
        readers = [user.id for user in possible_approvers(proposal)]
        notices.tell(readers, "approval.expiring", page_of(proposal), about=matter_of(proposal), **told)
    tell_proposer(proposal, "approval.expiring", deadline=told["deadline"])
