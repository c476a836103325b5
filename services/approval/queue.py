"""What waits for somebody's decision."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from models import Decision, Notice, Proposal, ProposalState, db, now
from rules.access import Actor

from .. import guard
from .known import Known
from .people import is_entitled


def waiting_for(who: Actor, most: int = 200) -> list[Proposal]:
    """What this person could decide now, oldest first. The statements do not grow with what waits."""
    found = db.session.scalars(_asked(who).order_by(Proposal.proposed_at, Proposal.id)).all()
    if not found or who.user_id is None:
        return []
    with guard.unscoped("what waits for somebody"):
        known = Known(found, [who])
        return [proposal for proposal in found if is_entitled(proposal, who, known)][:most]


def _asked(who: Actor) -> Select:
    """What waits, is not one's own and was not decided by oneself; the guard adds whose it may be at all."""
    decided = select(Decision.proposal_id).where(Decision.user_id == who.user_id)
    waits = (Proposal.state == ProposalState.WAITING, Proposal.expires_at > now())
    return select(Proposal).where(*waits, Proposal.proposer_id != who.user_id, Proposal.id.not_in(decided))


def count_waiting(who: Actor) -> int:
    """How many acts somebody was asked to decide and that nobody settled: one indexed count, for every page."""
    asked = (Notice.reader_id == who.user_id, Notice.event == "approval.asked", Notice.settled_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(Notice).where(*asked)) or 0
