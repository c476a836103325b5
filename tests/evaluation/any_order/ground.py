"""How the evaluation of a machine stands in the database, read past the guard: the plain truth that the others are held to."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import select

from models import (
    CycleState,
    Evaluation,
    EvaluationAppeal,
    EvaluationCycle,
    EvaluationDraft,
    EvaluationMark,
    EvaluationPart,
    EvaluationState,
    EvaluationStep,
    Officer,
    PartState,
    db,
)
from rules.access import Actor
from rules.refused import Refused
from services import guard
from tests import force

WHY = "the machine looks"
OF_IT = (EvaluationPart, EvaluationMark, EvaluationStep, EvaluationAppeal)
UNFINISHED = (EvaluationState.MARKING, EvaluationState.REVIEWING)


class Ground(RuleBasedStateMachine):
    """One evaluation. `reached` counts, over all machines, what was done and what was come to."""

    app: object
    cast: dict[str, force.Person]
    units: dict[str, int]
    clients: dict[str, object]
    reached: Counter
    officer_before: int | None = None

    number: int
    officer_id: int
    cycle_id: int
    unit: str
    is_kin: bool
    actors: dict[str, Actor]
    done: set[str]  # what was done to this one, by the names of held_to()

    def file(self, name: str) -> Officer:
        with guard.unscoped(WHY):
            return db.session.get(Officer, self.cast[name].officer_id)

    def name_of(self, officer_id: int | None) -> str | None:
        """Who has this file; None for nobody."""
        return next((name for name, person in self.cast.items() if officer_id is not None and person.officer_id == officer_id), None)

    def found(self) -> Evaluation:
        with guard.unscoped(WHY):
            return db.session.get(Evaluation, self.number, populate_existing=True)

    def state(self) -> EvaluationState:
        return self.found().state

    def cycle(self) -> EvaluationCycle:
        with guard.unscoped(WHY):
            return db.session.get(EvaluationCycle, self.cycle_id, populate_existing=True)

    def is_open(self, *states: EvaluationState) -> bool:
        """Whether the campaign lasts, and the evaluation is in one of these states."""
        return self.cycle().state is CycleState.OPEN and self.state() in states

    def parts(self, *states: PartState) -> list[EvaluationPart]:
        """The parts in these states; without any those that were not given to somebody else."""
        wanted = states or (PartState.OPEN, PartState.SENT, PartState.SET_ASIDE)
        asked = select(EvaluationPart).where(EvaluationPart.evaluation_id == self.number, EvaluationPart.state.in_(wanted))
        with guard.unscoped(WHY):
            return list(db.session.scalars(asked.order_by(EvaluationPart.id), execution_options={"populate_existing": True}))

    def part(self, place: int) -> EvaluationPart:
        held = self.parts()
        return held[place % len(held)]

    def evaluator(self, part: EvaluationPart) -> str | None:
        return self.name_of(part.evaluator_id)

    def reviewer(self) -> str | None:
        return self.name_of(self.found().reviewer_id)

    def runner(self) -> str:
        """Who runs the campaign where the officer serves."""
        return "aminata" if self.unit == "foreign" else "awa"

    def drafts(self) -> dict[tuple[int | None, int], dict[str, str]]:
        """What is typed, by (part, writer)."""
        asked = select(EvaluationDraft.part_id, EvaluationDraft.writer_id, EvaluationDraft.typed)
        with guard.unscoped(WHY):
            found = db.session.execute(asked.where(EvaluationDraft.evaluation_id == self.number))
            return {(part_id, writer_id): typed for part_id, writer_id, typed in found}

    def numbers(self) -> dict[type, set[int]]:
        """The numbers of all that belongs to the evaluation, by kind."""
        with guard.unscoped(WHY):
            return {model: set(db.session.scalars(select(model.id).where(model.evaluation_id == self.number))) for model in OF_IT}

    def stands(self) -> list:
        """All that an act may change, to compare."""
        found = self.found()
        marks = select(EvaluationMark.id, EvaluationMark.level, EvaluationMark.part_id, EvaluationMark.mark)
        with guard.unscoped(WHY):
            rows = [tuple(one) for one in db.session.execute(marks.where(EvaluationMark.evaluation_id == self.number).order_by(EvaluationMark.id))]
            beside = [db.session.scalars(select(model.id).where(model.evaluation_id == self.number).order_by(model.id)).all() for model in OF_IT[2:]]
        said = (found.state, found.score, found.signature, found.officer_comment, found.review_comment, found.evaluator_id, found.reviewer_id, found.closed_at)
        held = [(part.id, part.state, part.evaluator_id, part.days, part.comment) for part in self.parts(*PartState)]
        return [said, held, rows, beside]

    # --- acting ------------------------------------------------------------------------------------

    def tried(self, name: str, act) -> bool:
        """Let somebody act. Refused, nothing at all is changed."""
        who, before, typed = self.actors[name], self.stands(), self.drafts()
        guard.act_as(who)
        try:
            act(who)
            db.session.commit()
            return True
        except Refused:
            db.session.rollback()
        assert (self.stands(), self.drafts()) == (before, typed), name
        return False

    def held_to(self, is_due: bool, name: str | None, act, what: str) -> bool:
        """Let somebody act: it is done where it is due, and only there."""
        if name is None:
            return False
        is_done = self.tried(name, act)
        assert is_done == is_due, (what, name, self.state(), [(part.state, part.aside) for part in self.parts()])
        if is_done:
            self.reached[what] += 1
            self.done.add(what)
        return is_done

    @contextmanager
    def over_the_line(self):
        """For requests, which bring a context of their own."""
        db.session.commit()
        self.context.pop()
        try:
            yield
        finally:
            self.enter()

    def enter(self) -> None:
        self.context = self.app.app_context()
        self.context.push()
