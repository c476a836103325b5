"""What holds of the evaluation after each act, whoever did it: nothing lost, nothing doubled, nothing read by the wrong one."""

from __future__ import annotations

from decimal import Decimal

from hypothesis.stateful import invariant
from sqlalchemy import select

from models import (
    SHOWN_EVALUATIONS,
    Evaluation,
    EvaluationAppeal,
    EvaluationDraft,
    EvaluationMark,
    EvaluationPart,
    EvaluationState,
    EvaluationStep,
    EvaluationStepKind,
    MarkLevel,
    PartState,
    db,
)
from services import evaluation, guard

from .cast import EVERYBODY, PLAN
from .ground import OF_IT, WHY, Ground
from .reading import Reads, check_pages, table

class Invariants(Ground):
    """Beside the database the machine keeps a pencil copy of all that was typed and sent; the two never part."""

    typed: dict[int, dict[str, str]]
    sent: dict[int, dict[int, Decimal]]
    above: dict[tuple[MarkLevel, int], Decimal]
    reviewed: dict[int, dict[str, str]]
    sealed: list | None
    looked_at: dict[str, list]

    @invariant()
    def there_is_one(self):
        with guard.unscoped(WHY):
            asked = select(Evaluation.id).where(Evaluation.officer_id == self.officer_id, Evaluation.cycle_id == self.cycle_id)
            assert db.session.scalars(asked).all() == [self.number]
        current, state = self.parts(), self.state()
        assert sum(part.days for part in current) in {sum(days for _name, days in plan) for plan in PLAN.values()}
        marking = [part.evaluator_id for part in current if part.evaluator_id]
        assert len(marking) == len(set(marking)) and self.found().reviewer_id not in marking
        assert self.officer_id not in (*marking, self.found().reviewer_id)
        if state not in (EvaluationState.MARKING, EvaluationState.EXCUSED):
            assert {part.state for part in current} == {PartState.SENT}
        self.reached[state.value] += 1

    @invariant()
    def what_was_sent_stands(self):
        with guard.unscoped(WHY):
            marks = db.session.scalars(select(EvaluationMark).where(EvaluationMark.evaluation_id == self.number)).all()
        first = [((one.part_id, one.cycle_criterion_id), one.mark) for one in marks if one.level is MarkLevel.FIRST]
        assert sorted(first) == sorted(((part, key), mark) for part, each in self.sent.items() for key, mark in each.items())
        above = [((one.level, one.cycle_criterion_id), one.mark) for one in marks if one.level is not MarkLevel.FIRST]
        assert len(above) == len(self.above) and dict(above) == self.above

    @invariant()
    def its_mark_is_the_weighted_mean_of_what_counts(self):
        found = self.found()
        assert (found.score is not None) == (found.state in SHOWN_EVALUATIONS)
        if found.score is None:
            return
        with guard.unscoped(WHY):
            weights = {one.id: one.weight for one in evaluation.criteria_of(found)}
        total = sum(weight * self.counts(key) for key, weight in weights.items())
        assert abs(found.score - total / sum(weights.values())) <= Decimal("0.001")

    def counts(self, key: int) -> Decimal:
        """The mark of a criterion by the pencil copy: of the highest level, else the parts by their days."""
        for level in (MarkLevel.APPEAL, MarkLevel.SECOND):
            if (level, key) in self.above:
                return self.above[level, key]
        held = self.parts()
        return sum(self.sent[part.id][key] * part.days for part in held) / Decimal(sum(part.days for part in held))

    @invariant()
    def what_is_closed_stays(self):
        if self.sealed is not None:
            assert self.stands() == self.sealed
        elif self.state() is EvaluationState.CLOSED:
            self.sealed = self.stands()

    @invariant()
    def a_draft_is_its_writers_alone(self):
        kept = self.drafts()
        assert {part: typed for (part, _writer), typed in kept.items() if part} == self.typed
        assert {writer: typed for (part, writer), typed in kept.items() if part is None} == self.reviewed
        if not self.is_changed("drafts", sorted(kept, key=str)):
            return
        for name in EVERYBODY:
            guard.act_as(self.actors[name])
            found = db.session.execute(select(EvaluationDraft.part_id, EvaluationDraft.writer_id).where(EvaluationDraft.evaluation_id == self.number))
            own = {key for key in kept if key[1] == self.cast[name].officer_id}
            assert set(map(tuple, found)) == own, name

    @invariant()
    def each_reads_what_is_his(self):
        if not self.is_changed("held", [self.stands(), self.unit, self.found().interview_told_at]):
            return
        every = self.numbers()
        for name, level in table(self).items():
            wanted = self.of_part(name) if level is Reads.PART else every if level is Reads.ALL else {model: set() for model in OF_IT}
            guard.act_as(self.actors[name])
            seen = {model: set(db.session.scalars(select(model.id).where(model.evaluation_id == self.number))) for model in OF_IT}
            assert seen == wanted, (name, level, self.state(), self.unit)
            is_row = db.session.scalar(select(Evaluation.id).where(Evaluation.id == self.number)) is not None
            assert is_row == (level is not Reads.NOTHING), (name, level, self.state())

    def of_part(self, name: str) -> dict[type, set[int]]:
        """What somebody who marks it reads before the officer does: his own part, its marks, and the steps that are not another's."""
        own = [part for part in self.parts() if self.evaluator(part) == name]
        numbers = {part.id for part in own}
        kinds = set(EvaluationStepKind) - (set() if any(part.returned_at for part in own) else {EvaluationStepKind.RETURNED})
        with guard.unscoped(WHY):
            marks = set(db.session.scalars(select(EvaluationMark.id).where(EvaluationMark.part_id.in_(numbers))))
            steps = set(db.session.scalars(select(EvaluationStep.id).where(EvaluationStep.evaluation_id == self.number, EvaluationStep.kind.in_(kinds))))
        return {EvaluationPart: numbers, EvaluationMark: marks, EvaluationStep: steps, EvaluationAppeal: set()}

    @invariant()
    def its_pages_answer_as_they_must(self):
        """In each state once in a whole run, and once where he serves abroad by the time he reads it: requests are slow."""
        state, is_here = self.state(), self.unit != "foreign"
        sampled = f"pages of {state.value}, {'here' if is_here else 'abroad'}"
        if (is_here or state is EvaluationState.READING) and not self.reached[sampled]:
            check_pages(self)
            self.reached[sampled] += 1

    def is_changed(self, what: str, stands: list) -> bool:
        """Whether something is not as it was when everybody was last asked what he reads."""
        before, self.looked_at[what] = self.looked_at.get(what), stands
        return before != stands
