"""Who reads an evaluation, its parts, marks and steps, its draft, the facts noted, and how severe somebody marks.

An evaluator and a second level read what they are assigned, whatever their role and wherever the officer serves now. Human
resources follow every evaluation; everybody else, the officer first of all, reads it once it was given to the officer.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, false, not_, or_, select, true

from models import (
    OVER_EVALUATIONS,
    SHOWN_EVALUATIONS,
    Evaluation,
    EvaluationAppeal,
    EvaluationCycle,
    EvaluationDraft,
    EvaluationFact,
    EvaluationMark,
    EvaluationPart,
    EvaluationState,
    EvaluationStep,
    EvaluationStepKind,
    EvaluatorSeverity,
    Officer,
    PartState,
    SeverityTalk,
)
from rules import access
from rules.access import Actor, Scope

from .concerned import is_own

Officers = Callable[..., ColumnElement[bool]]
_evaluations, _cycles = Evaluation.__table__.c, EvaluationCycle.__table__.c
_parts, _officers = EvaluationPart.__table__.c, Officer.__table__.c


def follows_all(who: Actor) -> bool:
    """Whether somebody runs the campaign, or audits it: such a person follows evaluations that are not finished."""
    return access.scope(who, "evaluation") >= Scope.AGENCY and (access.may(who, "evaluation.edit") or access.may(who, "audit.view"))


def within(model: type, who: Actor, officers: Officers) -> ColumnElement[bool]:
    """The SQL condition for the rows of this kind that somebody may read. `officers(columns, who, area)` says whose files those are."""
    if model is EvaluationDraft:
        return model.writer_id == who.officer_id if who.officer_id else false()
    if model in (EvaluatorSeverity, SeverityTalk):
        return _about_evaluator(model, who, officers)
    if model is EvaluationFact:
        return _facts(who, officers)
    if model is Evaluation:
        return _readable(Evaluation, who, officers)
    readable = _readable(_evaluations, who, officers)
    if follows_all(who):
        return model.evaluation_id.in_(select(_evaluations.id).where(readable, or_(_is_given(_evaluations), not_(is_own(_evaluations.officer_id, who)))))
    given = model.evaluation_id.in_(select(_evaluations.id).where(_is_given(_evaluations)))
    return and_(model.evaluation_id.in_(select(_evaluations.id).where(readable)), or_(given, _of_own_work(model, who)))


def is_ruled(model: type) -> bool:
    """Whether this module says who reads rows of this kind."""
    return model in RULED


RULED = {
    Evaluation, EvaluationAppeal, EvaluationDraft, EvaluationFact, EvaluationMark, EvaluationPart, EvaluationStep, EvaluatorSeverity, SeverityTalk,
}  # fmt: skip


def _readable(columns, who: Actor, officers: Officers) -> ColumnElement[bool]:
    """Of the own evaluation what was given to read, or the day of the interview; of others what is assigned, or in scope.

    An account without an officer reads nothing for being called like one, but no more of what is his own than he himself.
    """
    in_scope, himself = _in_scope(columns, who, officers), is_own(columns.officer_id, who)
    own = or_(_is_given(columns), columns.state == EvaluationState.EXCUSED, columns.interview_told_at.is_not(None))
    if who.officer_id is None:
        return and_(in_scope, or_(not_(himself), own))
    mine = or_(columns.reviewer_id == who.officer_id, columns.id.in_(_assigned(who)))
    return or_(and_(himself, own), and_(not_(himself), or_(mine, in_scope)))


def _is_given(columns) -> ColumnElement[bool]:
    """Whether the officer reads the evaluation."""
    return columns.state.in_(SHOWN_EVALUATIONS)


def _in_scope(columns, who: Actor, officers: Officers) -> ColumnElement[bool]:
    widest = access.scope(who, "evaluation")
    if widest <= Scope.OWN:
        return false()
    gone = select(_officers.id).where(_officers.deleted_at.is_not(None))
    here = select(_officers.id).where(officers(_officers, who, "evaluation"), _officers.deleted_at.is_(None))
    of_scope = columns.officer_id.not_in(gone) if widest == Scope.ALL else columns.officer_id.in_(here)
    return of_scope if follows_all(who) else and_(of_scope, columns.state.in_(SHOWN_EVALUATIONS))


def _assigned(who: Actor):
    """The evaluations in which somebody has a part."""
    return select(_parts.evaluation_id).where(_parts.evaluator_id == who.officer_id, _parts.state != PartState.ENDED)


def _of_own_work(model: type, who: Actor) -> ColumnElement[bool]:
    """What an evaluator reads before the officer does: his own part and its marks; the second level reads what was sent."""
    if who.officer_id is None:
        return false()
    reviewed = model.evaluation_id.in_(select(_evaluations.id).where(_evaluations.reviewer_id == who.officer_id))
    if model is EvaluationPart:
        return or_(and_(model.evaluator_id == who.officer_id, model.state != PartState.ENDED), reviewed)
    if model is EvaluationMark:
        own = select(_parts.id).where(_parts.evaluator_id == who.officer_id, _parts.state != PartState.ENDED)
        return or_(model.part_id.in_(own), reviewed)
    assigned = model.evaluation_id.in_(_assigned(who))
    if model is EvaluationStep:
        assigned = and_(assigned, or_(model.kind != EvaluationStepKind.RETURNED, _is_asked_of(model, who)))
    himself = model.evaluation_id.in_(select(_evaluations.id).where(is_own(_evaluations.officer_id, who)))
    return and_(or_(assigned, reviewed), not_(himself))


def _is_asked_of(step: type[EvaluationStep], who: Actor) -> ColumnElement[bool]:
    """Whether the second level asked this evaluator: that one of several was asked is for himself (the words stand on his part)."""
    asked = select(_parts.id).where(_parts.evaluation_id == step.evaluation_id, _parts.returned_at.is_not(None))
    return asked.where(_parts.evaluator_id == who.officer_id, _parts.state != PartState.ENDED).exists()


def _facts(who: Actor, officers: Officers) -> ColumnElement[bool]:
    """Facts of one's own, of those whom one commands or whose campaign one runs, and those that one's work as evaluator is about."""
    is_read = access.may(who, "evaluation.create") or follows_all(who)
    widest = access.scope(who, "evaluation") if is_read else Scope.OWN
    if widest == Scope.ALL:
        return true()
    here = select(_officers.id).where(officers(_officers, who, "evaluation"), _officers.deleted_at.is_(None)) if widest > Scope.OWN else None
    found = [EvaluationFact.officer_id.in_(here)] if here is not None else []
    if who.officer_id is not None:
        found += [EvaluationFact.officer_id == who.officer_id, *_of_work(who)]
    return or_(false(), *found)


def _of_work(who: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """All facts of those whom one evaluates or reviews now; of an evaluation that is over those of its period."""
    mine = or_(_evaluations.reviewer_id == who.officer_id, _evaluations.id.in_(_assigned(who)))
    under_way = select(_evaluations.officer_id).where(mine, _evaluations.state.not_in(OVER_EVALUATIONS))
    of_period = select(_evaluations.id).join(EvaluationCycle.__table__, _cycles.id == _evaluations.cycle_id).where(
        mine, _evaluations.officer_id == EvaluationFact.officer_id, EvaluationFact.happened_on.between(_cycles.starts_on, _cycles.ends_on)
    )
    return EvaluationFact.officer_id.in_(under_way), of_period.exists()


def _about_evaluator(model: type, who: Actor, officers: Officers) -> ColumnElement[bool]:
    """How somebody marks is for himself and for who runs the campaign of his agency."""
    own = model.evaluator_id == who.officer_id if who.officer_id else false()
    if not follows_all(who):
        return own
    if access.scope(who, "evaluation") == Scope.ALL:
        return true()
    return or_(own, model.evaluator_id.in_(select(_officers.id).where(officers(_officers, who, "evaluation"))))
