"""Disputes that arose after a campaign opened: asked about when marks are sent, and listed for human resources before.

What the files showed when it opened was set aside then. Which conflict was settled stands on the part that goes on all the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload

from models import Aside, Evaluation, EvaluationCycle, EvaluationPart, Officer, PartState, db
from rules.access import Actor
from rules.refused import N_, Refused
from services import guard

from ..conflicts import Conflicts, disputing
from .cycles import UNFINISHED, require_manager

LOOK_FIRST = N_(
    "Nothing was sent: since the campaign opened, the files say that human resources must look at who marks %(name)s. "
    "Turn to them: they let you send, or name somebody else."
)


# Of these people those with whom any dispute is open; mostly nobody, and then nothing more is read.
IN_DISPUTE = select(Officer.id).where(Officer.id.in_(bindparam("people", expanding=True)), or_(*(Officer.id.in_(one) for one in disputing()))).limit(1)


def check_settled(parts: Sequence[EvaluationPart]) -> None:
    """Refuse to send while a dispute is open that nobody settled; which one is not said. To be called with the guard lifted."""
    for part in _disputed(parts):
        raise Refused(LOOK_FIRST, name=str(part.evaluation.officer))


def arisen(cycle: EvaluationCycle, *, by: Actor) -> list[EvaluationPart]:
    """The parts being marked by somebody with whom a dispute arose since, of those whose files one keeps, and never of oneself."""
    require_manager(by)
    about = joinedload(EvaluationPart.evaluation)
    asked = select(EvaluationPart).join(EvaluationPart.evaluation).options(about.joinedload(Evaluation.officer), joinedload(EvaluationPart.unit))
    with guard.unscoped("disputes that arose since a campaign opened"):
        mine = guard.in_scope(Evaluation, by) & Evaluation.officer_id.not_in(guard.himself(by))
        either = [or_(Evaluation.officer_id.in_(one), EvaluationPart.evaluator_id.in_(one)) for one in disputing()]
        marked = (Evaluation.cycle_id == cycle.id, Evaluation.state.in_(UNFINISHED), EvaluationPart.state == PartState.OPEN)
        return _disputed(db.session.scalars(asked.where(*marked, or_(*either), mine).order_by(EvaluationPart.id)).all())


def to_settle(part: EvaluationPart) -> Aside | None:
    """What human resources settle where they let the one who commanded mark this part; None where there is nothing to settle."""
    if part.state is PartState.SET_ASIDE:
        return part.aside if part.aside in (Aside.FAMILY, Aside.DISPUTE) else None
    with guard.unscoped("whether a dispute arose"):
        return Aside.DISPUTE if part.state is PartState.OPEN and _disputed([part]) else None


def _disputed(parts: Sequence[EvaluationPart]) -> list[EvaluationPart]:
    """Of these parts those between whose two people a dispute is open that was not settled."""
    asked = [part for part in parts if part.evaluator_id is not None and part.aside is not Aside.DISPUTE]
    if not asked:
        return []
    people = {number for part in asked for number in (part.evaluator_id, part.evaluation.officer_id)}
    if not db.session.scalars(IN_DISPUTE, {"people": sorted(people)}).first():
        return []
    known = Conflicts(asked[0].evaluation.cycle.starts_on, people)
    return [part for part in asked if known.are_in_dispute(part.evaluator_id, part.evaluation.officer_id)]
