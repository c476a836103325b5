"""The deadline is watched: who decides is reminded before it, who leads them is told once it is over.

What waits for a second person is chased by the approvals themselves (services/notices/reminding.py): its proposal is
bound to the request as it stands, and comes back here when its own time is over.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, and_, or_, select

from models import DECIDABLE_CORRECTIONS, CorrectionRequest, StepKind, db, now
from rules import correction as rules
from services import guard

from . import people, steps


def watch() -> int:
    """Remind of the requests that are nearly due, and pass on those whose deadline is over, each once; returns how many.

    To be called once a day or oftener. The door commits.
    """
    today = now().date()
    with guard.unscoped("the deadlines of correction requests are watched"):
        found = db.session.scalars(_to_tell(today)).all()
        for request in found:
            if request.due_on < today:
                _pass_on(request)
            else:
                _remind(request)
    return len(found)


def _to_tell(today: dt.date) -> Select:
    """Those of which nobody was told yet: late ones that were not passed on, and those nearly due."""
    asked = CorrectionRequest
    is_late = and_(asked.due_on < today, asked.escalated_at.is_(None))
    is_near = and_(asked.due_on.between(today, today + dt.timedelta(days=rules.WARN_DAYS_BEFORE)), asked.warned_at.is_(None))
    return select(asked).where(asked.state.in_(DECIDABLE_CORRECTIONS), or_(is_late, is_near)).order_by(asked.id)


def _remind(request: CorrectionRequest) -> None:
    request.warned_at = now()
    steps.tell_desk([request.handler_id] if request.handler_id else people.deciders(request), "correction.due", request)


def _pass_on(request: CorrectionRequest) -> None:
    request.escalated_at = now()
    steps.note(request, StepKind.ESCALATED)
    steps.tell_desk({request.handler_id, *people.leaders(request)}, "correction.late", request)
