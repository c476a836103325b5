"""The campaign that a page of figures is about."""

from __future__ import annotations

from flask import abort, request
from sqlalchemy import select

from models import CycleState, EvaluationCycle, db
from services.home import figures

from ..deskpage import asked_number


def begun_cycles() -> list[EvaluationCycle]:
    """The campaigns that were opened, the latest first."""
    begun = select(EvaluationCycle).where(EvaluationCycle.state != CycleState.PREPARED)
    return list(db.session.scalars(begun.order_by(EvaluationCycle.starts_on.desc(), EvaluationCycle.id)))


def asked_cycle() -> EvaluationCycle | None:
    """The cycle in the address or the form, 404 for one that was never opened; else the open one, else the last, else none."""
    number = asked_number("cycle", request.values)
    if number is None:
        return figures.latest_cycle()
    return next((one for one in begun_cycles() if one.id == number), None) or abort(404)
