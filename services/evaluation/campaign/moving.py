"""Assignments that the files no longer bear out: somebody was posted, or a head changed, since the cycle opened.

Only what nobody has begun is proposed anew: once somebody typed a mark, was told of an interview, or human resources
named somebody, the assignment stays, and is changed one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models import (
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationDraft,
    EvaluationPart,
    EvaluationState,
    EvaluationStep,
    EvaluationStepKind,
    Officer,
    PartState,
    db,
)
from rules.access import Actor
from rules.refused import N_, Refused
from services import guard

from ..way import steps
from . import assigning, opening
from .assigning import Assigning, Planned, PlannedPart
from .cycles import hold, require_manager
from .reassigning import lead

BEGUN = (EvaluationStepKind.REASSIGNED, EvaluationStepKind.RESUMED, EvaluationStepKind.RETURNED)


@dataclass(frozen=True)
class Moved:
    """An evaluation that would be given otherwise today; `evaluation` None: the officer came since. Names as papers have them."""

    evaluation: Evaluation | None
    officer: str
    before: str
    after: str
    planned: Planned


def moved(cycle: EvaluationCycle, *, by: Actor) -> Sequence[Moved]:
    """What opening the cycle today would do otherwise, among what nobody has begun; nothing is written.

    Of those whose files one keeps, and never of oneself.
    """
    require_manager(by)
    with guard.unscoped("assignments are compared with the postings"):
        kept = set(db.session.scalars(select(Officer.id).where(guard.in_scope(Officer, by)))) - guard.himself(by)
        planned = {one.officer: one for one in Assigning(cycle).plan() if one.form is not None and one.officer in kept}
        names, standing = assigning.names(), _untouched(cycle)
        known = set(db.session.scalars(select(Evaluation.officer_id).where(Evaluation.cycle_id == cycle.id)))
        new = [Moved(None, names[key], "", _told(one, names), one) for key, one in planned.items() if key not in known and not one.is_excused]
        other = [
            Moved(one, names[one.officer_id], _stood(one), _told(planned[one.officer_id], names), planned[one.officer_id])
            for one in standing
            if one.officer_id in planned and not planned[one.officer_id].is_excused and _plan_of(one) != _key(planned[one.officer_id])
        ]
    return sorted([*other, *new], key=lambda one: one.officer)


def recompute(cycle: EvaluationCycle, *, by: Actor) -> int:
    """Give those evaluations as the postings say now. Returns how many."""
    hold(cycle)
    if cycle.state is not CycleState.OPEN:
        raise Refused(N_("The cycle “%(name)s” is not open."), name=cycle.name)
    found = moved(cycle, by=by)
    with guard.unscoped("assignments follow the postings"):
        names = assigning.names()
        for one in found:
            if one.evaluation is not None:
                _give_anew(one, names, by)
        opening.add([one.planned for one in found if one.evaluation is None], cycle, by=by)
    return len(found)


def _untouched(cycle: EvaluationCycle) -> Sequence[Evaluation]:
    """Evaluations being marked in which nothing was typed, sent, told or settled."""
    begun = (
        select(EvaluationDraft.id).where(EvaluationDraft.evaluation_id == Evaluation.id),
        select(EvaluationPart.id).where(EvaluationPart.evaluation_id == Evaluation.id, EvaluationPart.state == PartState.SENT),
        select(EvaluationStep.id).where(EvaluationStep.evaluation_id == Evaluation.id, EvaluationStep.kind.in_(BEGUN)),
    )
    asked = select(Evaluation).where(Evaluation.cycle_id == cycle.id, Evaluation.state == EvaluationState.MARKING, Evaluation.interview_told_at.is_(None))
    untouched = asked.where(*(~one.correlate(Evaluation).exists() for one in begun))
    return db.session.scalars(untouched.options(selectinload(Evaluation.parts)).order_by(Evaluation.id)).all()


def _plan_of(evaluation: Evaluation) -> tuple:
    held = [part for part in evaluation.parts if part.state is not PartState.ENDED]
    return {(part.evaluator_id, part.days, part.aside) for part in held}, evaluation.reviewer_id


def _key(one: Planned) -> tuple:
    return {(None if part.aside else part.share.evaluator, part.share.days, part.aside) for part in one.parts}, one.reviewer


def _stood(evaluation: Evaluation) -> str:
    held = [part for part in evaluation.parts if part.state is not PartState.ENDED]
    return _in_words([_("%(name)s (%(days)s days)", name=part.evaluator_name or _("Nobody"), days=part.days) for part in held], evaluation.reviewer_name)


def _told(one: Planned, names: dict[int, str]) -> str:
    marking = [_planned(names.get(part.share.evaluator), part) for part in one.parts]
    return _in_words(marking, names.get(one.reviewer))


def _planned(name: str | None, part: PlannedPart) -> str:
    if name is None:
        return _("nobody to mark %(days)s days (%(because)s): will be set aside", days=part.share.days, because=part.aside.label)
    if part.aside:
        return _("%(name)s will be set aside for %(days)s days (%(because)s)", name=name, days=part.share.days, because=part.aside.label)
    return _("%(name)s (%(days)s days)", name=name, days=part.share.days)


def _in_words(marking: Sequence[str], reviewer: str | None) -> str:
    return _("%(marking)s; second level: %(reviewer)s", marking=", ".join(marking), reviewer=reviewer or "–")


def _give_anew(one: Moved, names: dict[int, str], by: Actor) -> None:
    evaluation = one.evaluation
    for part in evaluation.parts:
        if part.state is not PartState.ENDED:
            part.state = PartState.ENDED
    evaluation.parts += [EvaluationPart(**row) for row in opening.part_rows(one.planned, names)]
    evaluation.unit_id, evaluation.reviewer_id, evaluation.reviewer_name = one.planned.main.share.unit, one.planned.reviewer, names.get(one.planned.reviewer)
    db.session.flush()
    lead(evaluation)
    steps.note(evaluation, EvaluationStepKind.MOVED, by=by)
