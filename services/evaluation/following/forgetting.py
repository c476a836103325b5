"""What was typed and never sent, or was sent long since, is not kept for ever: it was its writer's alone."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select

from models import Evaluation, EvaluationCycle, EvaluationDraft, EvaluationState, now
from services import bulk, guard

KEPT = dt.timedelta(days=30)


def forget_drafts() -> int:
    """Delete the drafts of evaluations that are closed, and of cycles that ended KEPT ago; returns how many. The door commits.

    Until then they stay: a part may be asked back, and what is not evaluated may be taken up again.
    """
    over = or_(Evaluation.state == EvaluationState.CLOSED, EvaluationCycle.closed_at < now() - KEPT)
    ended = select(Evaluation.id).join(EvaluationCycle, Evaluation.cycle_id == EvaluationCycle.id).where(over)
    with guard.unscoped("drafts of evaluations that are over are forgotten"):
        return bulk.drafting.forget_typed(EvaluationDraft.evaluation_id.in_(ended))
