"""What waits for somebody: how many, and since when or until when; the door says it in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from models import (
    Badge,
    BadgeState,
    BoardMember,
    CycleState,
    EvaluationAppeal,
    EvaluationCycle,
    ImportRun,
    ImportState,
    Job,
    JobState,
    Officer,
    PromotionAppeal,
    PromotionRound,
    Proposal,
    ProposalState,
    RoundState,
    db,
    now,
)
from rules import access
from rules.access import Actor
from services import approval, correction, evaluation

from .figures import serving, standing

JOB_NEWS = dt.timedelta(days=3)
BADGE_WARNING = dt.timedelta(days=60)


@dataclass(frozen=True)
class Task:
    """So many things of one kind; `since` is the oldest, `until` the first that runs out."""

    kind: str
    count: int
    since: dt.datetime | dt.date | None = None
    until: dt.date | None = None

    @property
    def order(self) -> str:
        """The oldest first; what has no age comes last."""
        return str(self.since or self.until or "9999")


def for_(by: Actor, today: dt.date) -> list[Task]:
    """All that waits for this person, the oldest first."""
    found = [*_approvals(by), *_corrections(by), *_files(by), *_rounds(by, today), *_badges(by, today), *_evaluations(by), *_jobs(by)]
    return sorted((task for task in found if task.count), key=lambda task: task.order)


def _approvals(by: Actor) -> list[Task]:
    proposals = approval.waiting_for(by)
    found = [Task("approvals", len(proposals), proposals[0].proposed_at)] if proposals else []
    mine = (Proposal.proposer_id == by.user_id) & (Proposal.state == ProposalState.APPROVED) & (Proposal.expires_at > now())
    return [*found, _task("to carry out", Proposal.id, mine, Proposal.proposed_at)]


def _corrections(by: Actor) -> list[Task]:
    """Requests that somebody might decide on, by the first deadline."""
    number, first = correction.to_decide(by)
    return [Task("corrections", number, until=first)]


def _files(by: Actor) -> list[Task]:
    found = []
    if access.may(by, "personnel.import"):
        open_states = ImportRun.state.in_([ImportState.RECEIVED, ImportState.PREVIEWED])
        mine = (ImportRun.owner_id == by.user_id) & open_states
        found.append(_task("imports", ImportRun.id, mine, ImportRun.at))
    if access.may(by, "personnel.edit"):
        found.append(_task("incomplete", Officer.id, serving() & (Officer.unit_id.is_(None) | Officer.rank_id.is_(None))))
    return found


def _rounds(by: Actor, today: dt.date) -> list[Task]:
    found, state = [], PromotionRound.state
    if access.may(by, "promotion.edit"):
        is_over = (state == RoundState.PROVISIONAL) & (PromotionRound.appeals_until_on < today)
        found.append(_task("rounds to rank", PromotionRound.id, state.in_((RoundState.PREPARED, RoundState.FROZEN, RoundState.LISTED))))
        found.append(_task("rounds to seal", PromotionRound.id, is_over, PromotionRound.ranked_at))
        found.append(_task("rounds to appoint from", PromotionRound.id, state == RoundState.SEALED))
    if access.may(by, "promotion.approve"):
        mine = select(BoardMember.round_id).where(BoardMember.member_id == by.user_id)
        to_examine = (state == RoundState.RANKED) & PromotionRound.id.in_(mine)
        found.append(_task("rounds to examine", PromotionRound.id, to_examine, PromotionRound.ranked_at))
        found.append(_task("rounds to publish", PromotionRound.id, state == RoundState.EXAMINED, PromotionRound.ranked_at))
        found.append(_task("promotion appeals", PromotionAppeal.id, PromotionAppeal.outcome.is_(None), PromotionAppeal.sent_at))
    return found


def _badges(by: Actor, today: dt.date) -> list[Task]:
    if not access.may(by, "badge.edit"):
        return []
    soon = (Badge.state == BadgeState.ACTIVE) & Badge.expires_on.between(today, today + BADGE_WARNING)
    number, first = db.session.execute(select(func.count(Badge.id), func.min(Badge.expires_on)).where(soon)).one()
    way = (
        _task("badges to print", Badge.id, Badge.state == BadgeState.APPROVED, Badge.approved_at),
        _task("badges to check", Badge.id, Badge.state == BadgeState.PRINTED, Badge.printed_at),
        _task("badges to hand over", Badge.id, Badge.state == BadgeState.CHECKED, Badge.checked_at),
    )
    back = _task("badges to take back", Badge.id, Badge.is_awaited_back, Badge.ended_at)
    return [*way, back, Task("badges that expire", number, until=first)]


def _evaluations(by: Actor) -> list[Task]:
    found = []
    if access.may(by, "evaluation.configure"):
        prepared = EvaluationCycle.state == CycleState.PREPARED
        found.append(_task("cycles to open", EvaluationCycle.id, prepared))
    cycle = evaluation.current_cycle()
    if cycle and evaluation.may_remind(by):
        found += _campaign(cycle, by)
    if cycle:
        due = evaluation.due(cycle, by=by)
        found += [
            Task("evaluations not begun", due.not_begun, until=cycle.marked_by),
            Task("evaluations begun", due.begun, until=cycle.marked_by),
        ]
    return found


def _campaign(cycle: EvaluationCycle, by: Actor) -> list[Task]:
    """What who runs the campaign has to settle: nobody named to mark, a late hierarchy, appeals that wait for their decision."""
    total = standing(cycle, by)
    late = total.late(cycle, now().date())
    found = [Task("evaluations set aside", total[evaluation.Stage.SET_ASIDE]), Task("evaluations late", late, cycle.marked_by)]
    if access.may(by, "evaluation.approve"):
        found.append(_task("appeals to decide", EvaluationAppeal.id, EvaluationAppeal.decided_at.is_(None), EvaluationAppeal.sent_at))
    return found


def _jobs(by: Actor) -> list[Task]:
    """What failed lately: one's own work, and for those who keep the system everybody's."""
    failed = (Job.state == JobState.FAILED) & (Job.ended_at > now() - JOB_NEWS)
    if not access.may(by, "account.edit"):
        failed &= Job.owner_id == by.user_id
    return [_task("jobs that failed", Job.id, failed, Job.ended_at)]


def _task(kind: str, key, condition, since=None) -> Task:
    """How many fulfil a condition and, where a column says it, since when the oldest waits."""
    if since is None:
        return Task(kind, db.session.scalar(select(func.count(key)).where(condition)) or 0)
    number, oldest = db.session.execute(select(func.count(key), func.min(since)).where(condition)).one()
    return Task(kind, number, oldest)
