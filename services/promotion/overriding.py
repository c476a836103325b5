"""Decisions of the board against the computed order: by rule only, one by one, with reasons and votes, beside the computed place for ever."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import BoardDecision, BoardFunction, Override, PromotionCandidate, PromotionRound, db
from rules import promotion as rules
from rules.access import Actor
from rules.promotion.life import Act
from rules.refused import N_, Refused
from services import guard

from . import board, relisting, steps


def decisions(round_: PromotionRound) -> Sequence[BoardDecision]:
    """All of them, in the order in which they were taken."""
    asked = select(BoardDecision).where(BoardDecision.round_id == round_.id).order_by(BoardDecision.id)
    with guard.unscoped("the decisions of a board that one reads"):
        return db.session.scalars(asked.options(joinedload(BoardDecision.officer), joinedload(BoardDecision.by))).all()


def most(round_: PromotionRound) -> int:
    """How many decisions the rule allows at most: its percentage of the places, and none where it allows none."""
    rule = rules.rule_from(round_.rule.conditions)
    if not rule.overrides_allowed:
        return 0
    return round_.places if rule.most_overrides is None else round_.places * rule.most_overrides // 100


def decide(
    round_: PromotionRound, officer_id: int, kind: Override, reason: str, votes: tuple[int, int], *, by: Actor
) -> BoardDecision:
    """Record one decision and who is within the places by it; the computed place stays."""
    steps.begin(round_, Act.OVERRIDE, by=by)
    board.refuse_relative(by, officer_id)
    with guard.unscoped(f"a decision of the board of {round_.name}"):
        _check(round_, officer_id, kind)
        _check_votes(round_, votes)
        made = BoardDecision(
            round=round_, officer_id=officer_id, kind=kind, reason=steps.check_reason(reason), votes_for=votes[0], votes_against=votes[1], by_id=by.user_id
        )
        db.session.add(made)
        db.session.flush()
        relisting.again(round_)
    steps.note(round_, Act.OVERRIDE, by=by, words=f"{made.officer}: {kind.value}", officer=officer_id, kind=kind.value)
    return made


def _check(round_: PromotionRound, officer_id: int, kind: Override) -> None:
    allowed, taken = most(round_), decisions(round_)
    if not allowed:
        raise Refused(N_("The rule of this round lets the board decide against the order in no case."))
    if any(one.officer_id == officer_id for one in taken):
        raise Refused(N_("The board has decided on this candidate: a decision is taken once."))
    if len(taken) >= allowed:
        raise Refused(N_("The rule lets the board decide against the order %(count)s times at most, and it has."), count=allowed)
    own = (PromotionCandidate.round_id == round_.id, PromotionCandidate.officer_id == officer_id)
    found = db.session.scalar(select(PromotionCandidate).where(*own))
    if found is None or not found.is_eligible:
        raise Refused(N_("The board decides on those who may be promoted. Where a condition is wrong, have the file corrected and rank again."))
    if found.is_admitted == (kind is Override.ADMIT):
        raise Refused(
            N_("This candidate is within the places already.") if found.is_admitted else N_("This candidate is beyond the places already.")
        )


def _check_votes(round_: PromotionRound, votes: tuple[int, int]) -> None:
    """No more votes than there are members who have one."""
    sitting = sum(one.function is not BoardFunction.SECRETARY for one in board.members(round_))
    if sum(votes) > sitting:
        raise Refused(N_("%(votes)s votes were counted, and %(members)s members have one."), votes=sum(votes), members=sitting)
    if votes[0] <= votes[1]:
        raise Refused(N_("A decision of the board needs more votes for it than against it."))


