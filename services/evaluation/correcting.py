"""A mark of a submitted evaluation that was entered wrongly: corrected by the decision on a request, never by its evaluator."""

from __future__ import annotations

from decimal import Decimal

from models import Evaluation, EvaluationMark, EvaluationState, db
from rules import evaluation as rules
from rules.refused import N_, Refused

from .marking import criteria_marked, marks_of, weighted


def correct_mark(mark: EvaluationMark, value: Decimal) -> Evaluation:
    """Set the mark and compute the score anew, by the criteria that were marked. Sealed lists stay as they are.

    Refused for an evaluation that is not submitted, and for a mark beyond the scale of its cycle.
    """
    evaluation = mark.evaluation
    if evaluation.state is not EvaluationState.SUBMITTED:
        raise Refused(N_("This evaluation is not submitted yet: its evaluator can still change it."))
    if not 0 <= value <= evaluation.cycle.scale_max:
        raise Refused(N_("The highest mark is %(highest)s."), highest=rules.plain(evaluation.cycle.scale_max))
    mark.mark = value
    evaluation.score = rules.score(marks_of(evaluation), weighted(criteria_marked(evaluation)), evaluation.cycle.least_share)
    db.session.flush()
    return evaluation
