"""The people whom somebody evaluates, and how far each evaluation is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from models import Evaluation, EvaluationCycle, EvaluationState, Officer, Position, Unit, db
from rules.access import Actor
from services import organisation

PEOPLE_ON_A_PAGE = 50


@dataclass(frozen=True)
class Person:
    """Somebody to evaluate, and the evaluation as far as it has come (None: not begun)."""

    officer: Officer
    evaluation: Evaluation | None

    @property
    def state(self) -> str:
        """Not begun, draft, submitted: as the page names it."""
        return self.evaluation.state.value if self.evaluation else "not_begun"


@dataclass(frozen=True)
class Team:
    """One page of the people of an evaluator, and how all of them stand."""

    people: list[Person]
    total: int
    drafts: int
    submitted: int

    @property
    def not_begun(self) -> int:
        return self.total - self.drafts - self.submitted


def people_to_evaluate(cycle: EvaluationCycle, *, by: Actor, page: int = 1) -> Team:
    """Those who serve in the evaluator's unit and below it, himself excepted, with the state of each evaluation."""
    if not by.unit_path:
        return Team([], 0, 0, 0)
    mine = (
        organisation.below(by.unit_path),
        Officer.id != by.officer_id,
        or_(Officer.position_id.is_(None), Position.is_serving),
    )
    served = select(Officer.id).join(Unit, Officer.unit_id == Unit.id).outerjoin(Position).where(*mine)
    of_mine = select(Evaluation.state, func.count()).where(
        Evaluation.cycle_id == cycle.id, Evaluation.officer_id.in_(served)
    )
    states = dict(db.session.execute(of_mine.group_by(Evaluation.state)).tuples().all())
    return Team(
        _people(cycle, served, page),
        db.session.scalar(select(func.count()).select_from(served.subquery())) or 0,
        states.get(EvaluationState.DRAFT, 0),
        states.get(EvaluationState.SUBMITTED, 0),
    )


def _people(cycle: EvaluationCycle, served, page: int) -> list[Person]:
    officers = db.session.scalars(
        select(Officer)
        .join(Unit, Officer.unit_id == Unit.id)
        .where(Officer.id.in_(served))
        .order_by(Unit.path, Officer.last_name, Officer.first_names, Officer.id)
        .options(selectinload(Officer.rank), selectinload(Officer.unit))
        .limit(PEOPLE_ON_A_PAGE)
        .offset((page - 1) * PEOPLE_ON_A_PAGE)
    ).all()
    begun = db.session.scalars(
        select(Evaluation)
        .where(Evaluation.cycle_id == cycle.id, Evaluation.officer_id.in_([officer.id for officer in officers]))
        .options(selectinload(Evaluation.marks))
    )
    by_officer = {evaluation.officer_id: evaluation for evaluation in begun}
    return [Person(officer, by_officer.get(officer.id)) for officer in officers]
