"""How far a campaign has come, unit by unit: counts only, never what a draft says.

Who runs the campaign reads its figures, and so do the clerks of human resources; a commander reads those of the units he
commands. A few statements count a whole force. One's own evaluation is left out until one may read it.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, false, func, not_, or_, select, true

from models import (
    SHOWN_EVALUATIONS,
    Evaluation,
    EvaluationCycle,
    EvaluationDraft,
    EvaluationPart,
    EvaluationState,
    Officer,
    PartState,
    Unit,
    db,
)
from rules import access
from rules.access import Actor, Scope
from services import guard, organisation

from . import deadlines


class Stage(enum.Enum):
    """Where an evaluation stands, as the campaign is followed."""

    SET_ASIDE = "set_aside"
    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    REVIEWING = "reviewing"
    READING = "reading"
    SIGNED = "signed"
    APPEALED = "appealed"
    CLOSED = "closed"
    EXCUSED = "excused"


WAITING = {deadlines.MARKS: (Stage.NOT_BEGUN, Stage.BEGUN), deadlines.REVIEWS: (Stage.REVIEWING,)}
UNSENT = (Stage.SET_ASIDE, Stage.NOT_BEGUN, Stage.BEGUN)


class Place(NamedTuple):
    """A unit in the tree of today."""

    id: int
    parent_id: int | None
    path: str
    name: str


class Tally(Counter):
    """How many evaluations stand at each stage."""

    @property
    def asked(self) -> int:
        """Those that are to be made: all but the excused."""
        return sum(self.values()) - self[Stage.EXCUSED]

    @property
    def sent(self) -> int:
        """Those that every evaluator has sent."""
        return self.asked - sum(self[stage] for stage in UNSENT)

    @property
    def on_the_way(self) -> int:
        """Those sent and not closed yet."""
        return self.sent - self[Stage.CLOSED]

    def late(self, cycle: EvaluationCycle, today: dt.date) -> int:
        """Those whose first or second level is over its day; what human resources set aside is not an evaluator's delay."""
        return sum(self[stage] for level in deadlines.levels(cycle) if level.is_late(today) for stage in WAITING[level.name])


@dataclass
class Progress:
    """The units that one may follow, in the order of the tree, each with all below it; `elsewhere` stood in none of them."""

    places: dict[int, Place]
    tallies: dict[int, Tally]
    elsewhere: Tally = field(default_factory=Tally)
    total: Tally = field(default_factory=Tally)

    def below(self, unit_id: int | None) -> list[Place]:
        """The units right below one, or the highest of those one may follow."""
        return [one for one in self.places.values() if one.parent_id == unit_id or (unit_id is None and one.parent_id not in self.places)]


def may_follow(who: Actor) -> bool:
    """Whether somebody reads how far the evaluations of others have come."""
    clerk = access.may(who, "personnel.edit") and access.scope(who, "evaluation") >= Scope.AGENCY
    commander = access.may(who, "evaluation.edit") and who.unit_path is not None
    return access.may(who, "evaluation.view") and (guard.follows_all(who) or clerk or commander)


def progress_of(cycle: EvaluationCycle, *, by: Actor, below: Unit | None = None) -> Progress:
    """The counts of a cycle, of all that somebody may follow or of a unit and those below it."""
    with guard.unscoped("how far the campaign has come is counted"):
        places = _places(by, below)
        counted = db.session.execute(_counted(cycle, by, below)).all()
    found = Progress(places, {number: Tally() for number in places})
    for unit_id, state, is_aside, is_begun, number in counted:
        stage = _stage(state, is_aside, is_begun)
        found.total[stage] += number
        if unit_id not in places:
            found.elsewhere[stage] += number
            continue
        for above in (int(part) for part in places[unit_id].path.split("/") if part):
            if above in places:
                found.tallies[above][stage] += number
    return found


def _stage(state: EvaluationState, is_aside: int | None, is_begun: int | None) -> Stage:
    if state is not EvaluationState.MARKING:
        return Stage(state.value)
    if is_aside:
        return Stage.SET_ASIDE
    return Stage.BEGUN if is_begun else Stage.NOT_BEGUN


def _counted(cycle: EvaluationCycle, by: Actor, below: Unit | None):
    """(unit, state, whether a part is set aside, whether something was typed or sent, how many)."""
    is_aside = func.max(case((EvaluationPart.state == PartState.SET_ASIDE, 1), else_=0)).label("is_aside")
    begun = or_(EvaluationPart.state == PartState.SENT, EvaluationDraft.id.is_not(None))
    parts = select(EvaluationPart.evaluation_id, is_aside, func.max(case((begun, 1), else_=0)).label("is_begun"))
    parts = parts.join(Evaluation, EvaluationPart.evaluation_id == Evaluation.id).outerjoin(EvaluationDraft, EvaluationDraft.part_id == EvaluationPart.id)
    marking = (Evaluation.cycle_id == cycle.id, Evaluation.state == EvaluationState.MARKING, EvaluationPart.state != PartState.ENDED)
    of = parts.where(*marking).group_by(EvaluationPart.evaluation_id).subquery()
    keys = (Evaluation.unit_id, Evaluation.state, of.c.is_aside, of.c.is_begun)
    asked = select(*keys, func.count(Evaluation.id)).join(Officer, Evaluation.officer_id == Officer.id)
    return asked.outerjoin(of, of.c.evaluation_id == Evaluation.id).where(followed(cycle, by, below)).group_by(*keys)


def followed(cycle: EvaluationCycle, by: Actor, below: Unit | None = None) -> ColumnElement[bool]:
    """The SQL condition for the evaluations of a cycle whose progress somebody follows; with the guard lifted, beside Officer."""
    own = or_(not_(guard.is_own(Evaluation.officer_id, by)), Evaluation.state.in_(SHOWN_EVALUATIONS))
    wanted = and_(Evaluation.cycle_id == cycle.id, own, _in_reach(by))
    if below is None:
        return wanted
    return and_(wanted, Evaluation.unit_id.in_(select(Unit.id).where(organisation.below(below.path))))


def _in_reach(by: Actor) -> ColumnElement[bool]:
    """Evaluations are followed where the officer served; without a unit, where he was hired."""
    if not may_follow(by):
        return false()
    if access.scope(by, "evaluation") == Scope.ALL:
        return true()
    here = Evaluation.unit_id.in_(select(Unit.id).where(reached(by)))
    if access.scope(by, "evaluation") == Scope.AGENCY:
        return or_(here, and_(Evaluation.unit_id.is_(None), Officer.home_agency_id == by.agency_id))
    return here


def reached(by: Actor) -> ColumnElement[bool]:
    """The SQL condition for the units that somebody follows."""
    match access.scope(by, "evaluation"):
        case Scope.ALL:
            return true()
        case Scope.AGENCY:
            return Unit.agency_id == by.agency_id
        case Scope.SUBTREE if by.unit_path:
            return organisation.below(by.unit_path)
        case _:
            return false()


def _places(by: Actor, below: Unit | None) -> dict[int, Place]:
    asked = select(Unit.id, Unit.parent_id, Unit.path, Unit.name).where(reached(by))
    if below is not None:
        asked = asked.where(organisation.below(below.path))
    return {row.id: Place(*row) for row in db.session.execute(asked.order_by(Unit.path))}
