"""A mark of a closed evaluation that was entered wrongly: corrected by the decision on a request, never by who gave it."""

from __future__ import annotations

from decimal import Decimal

from models import Evaluation, EvaluationMark, EvaluationState, EvaluationStepKind, db
from rules import evaluation as rules
from rules.refused import N_, Refused
from services import guard

from . import closing, scoring, steps


def correct_mark(mark: EvaluationMark, value: Decimal) -> Evaluation:
    """Set the mark and compute the score anew, by the criteria that were marked. Sealed lists stay as they are.

    Refused for an evaluation that is not closed, and for a mark beyond the scale of its cycle.
    """
    evaluation = mark.evaluation
    if evaluation.state is not EvaluationState.CLOSED:
        raise Refused(N_("This evaluation is not closed yet: its hierarchy can still change it, and the officer can appeal."))
    if not 0 <= value <= evaluation.cycle.scale_max:
        raise Refused(N_("The highest mark is %(highest)s."), highest=rules.plain(evaluation.cycle.scale_max))
    with closing.opened_for_correction():
        mark.mark = value
        if mark.part is not None:
            mark.part.score = scoring.part_score(mark.part)
        db.session.flush()
        evaluation.score = scoring.score(evaluation)
    with guard.unscoped("a mark is corrected"):
        steps.note(evaluation, EvaluationStepKind.CORRECTED, by=guard.actor())
    return evaluation
