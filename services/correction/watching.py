"""The deadline is watched: who decides is reminded before it, who leads them is told once it is over.

What waits for a second person is chased by the approvals themselves (services/notices/reminding.py): its proposal is
bound to the request as it stands, and comes back here when its own time is over.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from models import CorrectionRequest, StepKind, db, now
from rules import correction as rules
from services import guard

from . import people, steps
from .reading import WAITING


def watch() -> int:
    """Remind of the requests that are nearly due, and pass on those whose deadline is over, each once; returns how many.

    To be called once a day or oftener. The door commits.
    """
    today = now().date()
    with guard.unscoped("the deadlines of correction requests are watched"):
        near = CorrectionRequest.due_on <= today + dt.timedelta(days=rules.WARN_DAYS_BEFORE)
        asked = select(CorrectionRequest).where(CorrectionRequest.state.in_(WAITING), near).order_by(CorrectionRequest.id)
        return sum([_watched(request, today) for request in db.session.scalars(asked).all()])


def _watched(request: CorrectionRequest, today: dt.date) -> bool:
    """Whether somebody was told of this request now."""
    if today > request.due_on:
        return _pass_on(request)
    if request.warned_at is not None:
        return False
    request.warned_at = now()
    steps.tell_desk([request.handler_id] if request.handler_id else people.deciders(request), "correction.due", request)
    return True


def _pass_on(request: CorrectionRequest) -> bool:
    if request.escalated_at is not None:
        return False
    request.escalated_at = now()
    steps.note(request, StepKind.ESCALATED)
    steps.tell_desk({request.handler_id, *people.leaders(request)}, "correction.late", request)
    return True
