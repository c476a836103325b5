"""The people whom somebody evaluates in the open cycle: those in whose evaluation he has a part, wherever they serve now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from models import CycleState, Evaluation, EvaluationCycle, EvaluationDraft, EvaluationPart, EvaluationState, PartState, db
from rules.access import Actor


@dataclass(frozen=True)
class Due:
    """How far somebody's parts are."""

    not_begun: int
    begun: int
    sent: int

    @property
    def total(self) -> int:
        return self.not_begun + self.begun + self.sent


@dataclass(frozen=True)
class Own:
    """The part that somebody has in an evaluation: its number, and "not_begun", "draft" or "sent"."""

    part_id: int
    state: str


def _parts(*columns) -> Select:
    """Parts of evaluations that are not over and not excused, each with its draft where there is one."""
    asked = select(*columns).select_from(EvaluationPart).join(Evaluation, EvaluationPart.evaluation_id == Evaluation.id)
    asked = asked.join(EvaluationCycle, Evaluation.cycle_id == EvaluationCycle.id).outerjoin(EvaluationDraft, EvaluationDraft.part_id == EvaluationPart.id)
    return asked.where(EvaluationCycle.state == CycleState.OPEN, Evaluation.state != EvaluationState.EXCUSED)


def due(cycle: EvaluationCycle, *, by: Actor) -> Due:
    """How many of the parts of the one who acts are not begun, begun and sent."""
    if by.officer_id is None:
        return Due(0, 0, 0)
    counted = _parts(EvaluationPart.state, EvaluationDraft.id.is_not(None), func.count()).where(
        Evaluation.cycle_id == cycle.id, EvaluationPart.evaluator_id == by.officer_id, EvaluationPart.state.in_((PartState.OPEN, PartState.SENT))
    )
    found = {(state, is_begun): number for state, is_begun, number in db.session.execute(counted.group_by(EvaluationPart.state, EvaluationDraft.id.is_not(None)))}
    sent = sum(number for (state, _begun), number in found.items() if state is PartState.SENT)
    return Due(found.get((PartState.OPEN, False), 0), found.get((PartState.OPEN, True), 0), sent)


def awaited(who: Actor, *, is_begun: bool) -> Select:
    """The numbers of the officers whom somebody must still evaluate: those begun, or those not."""
    begun = EvaluationDraft.id.is_not(None) if is_begun else EvaluationDraft.id.is_(None)
    return _parts(Evaluation.officer_id).where(EvaluationPart.evaluator_id == who.officer_id, EvaluationPart.state == PartState.OPEN, begun)


def has_part(who: Actor) -> bool:
    """Whether somebody evaluates people, or did: a part of an evaluation is his, in whichever cycle."""
    own = select(EvaluationPart.id).where(EvaluationPart.evaluator_id == who.officer_id, EvaluationPart.state != PartState.ENDED)
    return who.officer_id is not None and db.session.scalar(own.limit(1)) is not None


def own_parts(officer_ids: Collection[int], *, by: Actor) -> dict[int, Own]:
    """By the number of the officer, the part of the one who acts in the open cycle."""
    asked = _parts(Evaluation.officer_id, EvaluationPart.id, EvaluationPart.state, EvaluationDraft.id).where(
        Evaluation.officer_id.in_(officer_ids), EvaluationPart.evaluator_id == by.officer_id, EvaluationPart.state.in_((PartState.OPEN, PartState.SENT))
    )
    return {
        officer_id: Own(part_id, "sent" if state is PartState.SENT else "draft" if draft else "not_begun")
        for officer_id, part_id, state, draft in db.session.execute(asked)
    }
