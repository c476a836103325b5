"""Somebody's people in the open cycle with all that their forms show: what is typed, how far each is, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from models import (
    CycleCriterion,
    CycleForm,
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationDraft,
    EvaluationFact,
    EvaluationMark,
    EvaluationPart,
    EvaluationState,
    Officer,
    PartState,
    db,
)
from rules import evaluation as rules
from rules.access import Actor
from rules.refused import N_, Refused
from services import guard

from .. import founding
from ..way import scoring

NOT_BEGUN, DRAFT, COMPLETE, SENT = "not_begun", "draft", "complete", "sent"

NOT_READ = N_("%(criterion)s: “%(value)s” is not a mark. Write a number such as 14 or 14,5.")
TOO_HIGH = N_("%(criterion)s: the highest mark is %(highest)s.")
NOT_TOLD = N_("The interview is not announced yet: tell the person at least %(days)s days ahead, or say why there is none.")
NOT_HELD = N_("The interview is on %(day)s: send the marks once it was held.")


@dataclass(frozen=True)
class Lack:
    """Something without which a part cannot be sent: the field to go to ("mark-12", "interview"), and the words."""

    field: str
    words: Refused


@dataclass(frozen=True)
class Desk:
    """One part as its evaluator has it before him.

    `given` are the marks that were sent, by the number of the criterion of the cycle; `facts` the standing ones by the usual
    criterion, None for all.
    """

    part: EvaluationPart
    criteria: Sequence[CycleCriterion]
    weighted: Sequence[rules.Weighted]  # the same as plain values
    typed: dict[str, str]
    given: dict[int, Decimal]
    facts: dict[int | None, list[EvaluationFact]]
    today: dt.date

    @property
    def evaluation(self) -> Evaluation:
        return self.part.evaluation

    @property
    def officer(self) -> Officer:
        return self.part.evaluation.officer

    @property
    def is_open(self) -> bool:
        """Whether the evaluator may type and send."""
        return self.part.state is PartState.OPEN and self.evaluation.state is EvaluationState.MARKING

    @property
    def state(self) -> str:
        """NOT_BEGUN, DRAFT, COMPLETE (nothing is missing) or SENT."""
        if not self.is_open:
            return SENT
        if not self.typed:
            return NOT_BEGUN
        return DRAFT if self.lacks else COMPLETE

    @cached_property
    def marks(self) -> dict[int, Decimal]:
        """The marks that can be read, by the number of the criterion of the cycle."""
        return {key: mark for key, mark in self._read.items() if isinstance(mark, Decimal)}

    @cached_property
    def left_out(self) -> list[CycleCriterion]:
        """The criteria without a mark."""
        return [one for one in self.criteria if not self.typed.get(f"mark-{one.id}", "").strip()]

    @cached_property
    def unfounded(self) -> list[CycleCriterion]:
        """The criteria whose extreme mark lacks its justification or its fact."""
        return [one for one in self.criteria if one.id in self.marks and self._lacks_of(one)]

    def why(self, criterion: CycleCriterion) -> str:
        """The justification as typed."""
        return self.typed.get(f"why-{criterion.id}", "").strip()

    def tones(self, criterion: CycleCriterion) -> set[str]:
        """How the facts speak that found a mark of a criterion."""
        return founding.tones(self.facts, criterion.criterion_id)

    def spoken_for(self, tone: str) -> list[CycleCriterion]:
        """The criteria of which a mark may be founded on facts of this tone."""
        return [one for one in self.criteria if tone in self.tones(one)] if self.facts else []

    @cached_property
    def justified(self) -> list[CycleCriterion]:
        """The criteria with a justification in words."""
        return [one for one in self.criteria if self.why(one)]

    def beside(self, criterion_id: int | None) -> list[EvaluationFact]:
        """The facts of a criterion, None for those of none, as a form shows them: what others noted first, then the latest."""
        latest = sorted(self.facts.get(criterion_id, ()), key=lambda fact: (fact.happened_on, fact.id), reverse=True)
        return sorted(latest, key=lambda fact: fact.is_by_officer)

    def score(self) -> Decimal:
        """The mark that these make. Raises Refused where too little is marked."""
        return rules.score(self.marks, self.weighted, self.evaluation.cycle.least_share)

    @cached_property
    def lacks(self) -> list[Lack]:
        """What is missing, in the order of the form; the interview comes last."""
        found = [lack for one in self.criteria for lack in self._lacks_of(one)]
        try:
            self.score()
        except Refused as refused:
            first = self.left_out[0].id if self.left_out else self.criteria[0].id
            found.append(Lack(f"mark-{first}", refused))
        return [*found, *self._interview()]

    @cached_property
    def _read(self) -> dict[int, Decimal | Refused | None]:
        """By the number of the criterion of the cycle its mark, or why it cannot be read."""
        return {one.id: self._mark(one) for one in self.criteria}

    @property
    def lacks_interview(self) -> bool:
        """Whether the interview is still to be announced, or to be held."""
        return bool(self._interview())

    def _mark(self, criterion: CycleCriterion) -> Decimal | Refused | None:
        text, highest = self.typed.get(f"mark-{criterion.id}", ""), self.evaluation.cycle.scale_max
        try:
            return rules.parse_mark(text, highest)
        except Refused as refused:
            if "highest" in refused.values:
                return Refused(TOO_HIGH, criterion=str(criterion.criterion), highest=rules.plain(highest))
            return Refused(NOT_READ, criterion=str(criterion.criterion), value=text.strip()[:40])

    def _lacks_of(self, criterion: CycleCriterion) -> list[Lack]:
        mark, cycle = self._read[criterion.id], self.evaluation.cycle
        if isinstance(mark, Refused):
            return [Lack(f"mark-{criterion.id}", mark)]
        if mark is None or rules.tone_wanted(mark, low=cycle.extreme_low, high=cycle.extreme_high) is None:
            return []
        marked = rules.Marked(str(criterion.criterion), mark, self.why(criterion))
        found = rules.lacking(marked, self.tones(criterion), low=cycle.extreme_low, high=cycle.extreme_high)
        return [Lack(f"{one.box}-{criterion.id}", one.words) for one in found]

    def _interview(self) -> list[Lack]:
        """Whoever commanded longest holds the interview; the other parts do not wait for it."""
        evaluation = self.evaluation
        if self.part.evaluator_id != evaluation.evaluator_id or evaluation.not_interviewed:
            return []
        if evaluation.interview_on is None:
            return [Lack("interview", Refused(NOT_TOLD, days=evaluation.cycle.notice_days))]
        return [Lack("interview", Refused(NOT_HELD, day=evaluation.interview_on))] if evaluation.interview_on > self.today else []


def my_parts(by: Actor, numbers: Collection[int] = ()) -> list[EvaluationPart]:
    """The parts of the one who acts in the open cycle, to mark or sent, by name; each with its evaluation, officer and form.

    Only those of these numbers where some are given.
    """
    if by.officer_id is None:
        return []
    own = (EvaluationPart.evaluator_id == by.officer_id, EvaluationPart.state.in_((PartState.OPEN, PartState.SENT)))
    asked = select(EvaluationPart).join(EvaluationPart.evaluation).join(Evaluation.cycle).join(Evaluation.officer)
    asked = asked.where(*own, EvaluationCycle.state == CycleState.OPEN, Evaluation.state != EvaluationState.EXCUSED)
    if numbers:
        asked = asked.where(EvaluationPart.id.in_(sorted(set(numbers))))
    about = contains_eager(EvaluationPart.evaluation)
    of = (about.contains_eager(Evaluation.officer), about.contains_eager(Evaluation.cycle), about.joinedload(Evaluation.form))
    with guard.unscoped("an evaluator's people, wherever they serve now"):
        return list(db.session.scalars(asked.options(*of).order_by(Officer.last_name, Officer.first_names, EvaluationPart.id)))


def desks(parts: Sequence[EvaluationPart], *, today: dt.date, by: Actor) -> list[Desk]:
    """Parts of the one who acts as he has them before him: a handful of statements for all. Others' parts are left out."""
    own = [part for part in parts if part.evaluator_id == by.officer_id]
    if not own:
        return []
    with guard.unscoped("what an evaluator has before him"):
        typed, given = _typed([part.id for part in own], by), _given([part.id for part in own if part.state is PartState.SENT])
        criteria = _criteria({part.evaluation.form_id for part in own})
        in_form = {(one.form_id, one.criterion_id) for of_form in criteria.values() for one in of_form}
        facts = founding.facts_of([part.evaluation for part in own], in_form)
    asked = {form_id: (of_form, scoring.weighted(of_form)) for form_id, of_form in criteria.items()}
    return [
        Desk(part, *asked[part.evaluation.form_id], typed.get(part.id, {}), given.get(part.id, {}), facts[part.evaluation_id], today)
        for part in own
    ]


def _typed(part_ids: Sequence[int], by: Actor) -> dict[int, dict[str, str]]:
    asked = select(EvaluationDraft.part_id, EvaluationDraft.typed)
    own = asked.where(EvaluationDraft.part_id.in_(part_ids), EvaluationDraft.writer_id == by.officer_id)
    return {part_id: typed for part_id, typed in db.session.execute(own)}


def _given(part_ids: Sequence[int]) -> dict[int, dict[int, Decimal]]:
    found: dict[int, dict[int, Decimal]] = {}
    if part_ids:
        asked = select(EvaluationMark.part_id, EvaluationMark.cycle_criterion_id, EvaluationMark.mark)
        for part_id, criterion, mark in db.session.execute(asked.where(EvaluationMark.part_id.in_(part_ids))):
            found.setdefault(part_id, {})[criterion] = mark
    return found


def _criteria(form_ids: set[int]) -> dict[int, list[CycleCriterion]]:
    asked = select(CycleForm).where(CycleForm.id.in_(form_ids))
    options = joinedload(CycleForm.criteria).joinedload(CycleCriterion.criterion)
    return {form.id: list(form.criteria) for form in db.session.scalars(asked.options(options)).unique()}
