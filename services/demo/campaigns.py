"""The campaigns of the demo force, and what each evaluation becomes in the database: the evaluation, its part, marks or a draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models import (
    APPEAL_BODY,
    Audience,
    CycleForm,
    CycleState,
    Evaluation,
    EvaluationAppeal,
    EvaluationCycle,
    EvaluationDraft,
    EvaluationMark,
    EvaluationPart,
    EvaluationStep,
    FamilyMember,
    Kinship,
    MarkLevel,
    PartState,
    db,
)
from rules.evaluation import Weighted
from services.evaluation.campaign import forms

from . import calendar, commanding, course, store
from .calendar import OPEN_YEAR, YEARS
from .commanding import Command
from .course import Course, Stand, Who
from .evaluations import DRAFT, LEAST_SHARE, Criteria, Evaluated, Evaluators
from .people import Person
from .rows import Writer

# What is typed and not sent, or typed before it was sent and asked back.
TYPED = (DRAFT, course.COMPLETE, course.RETURNED)


@dataclass(frozen=True)
class Marked:
    """One evaluation: of whom, what was drawn, who commanded, and how far it is."""

    made: Person
    done: Evaluated
    command: Command
    stage: str
    stand: Stand


@dataclass(frozen=True)
class Campaigns:
    """The years: ids of the cycles; of the forms by (year, whether for heads); of the criteria by form and usual criterion."""

    ids: dict[int, int]
    forms: dict[tuple[int, bool], int]
    criteria: dict[int, dict[int, int]]
    asked: Criteria


def open_campaigns() -> Campaigns:
    """A cycle for each year, with the usual forms; the last one is still open."""
    cycles = {year: _cycle(year) for year in YEARS}
    frozen = {(year, form.audience is Audience.HEADS): form for year, cycle in cycles.items() for form in cycle.forms}
    return Campaigns(
        ids={year: cycle.id for year, cycle in cycles.items()},
        forms={key: form.id for key, form in frozen.items()},
        criteria={form.id: {one.criterion_id: one.id for one in form.criteria} for form in frozen.values()},
        asked=Criteria(_weighed(frozen[OPEN_YEAR, False]), _weighed(frozen[OPEN_YEAR, True])),
    )


def _weighed(form: CycleForm) -> list[Weighted]:
    return [Weighted(one.criterion_id, one.criterion.name, one.weight) for one in form.criteria]


def _cycle(year: int) -> EvaluationCycle:
    is_open = year == OPEN_YEAR
    cycle = EvaluationCycle(
        name=f"Notation {year}",
        starts_on=calendar.first_day(year),
        ends_on=calendar.last_day(year),
        least_share=LEAST_SHARE,
        state=CycleState.OPEN if is_open else CycleState.CLOSED,
        opened_at=calendar.opened(year),
        closed_at=calendar.closed(year),
        marks_due_on=calendar.ahead(calendar.MARKS_LEFT) if is_open else None,
        review_due_on=calendar.ahead(calendar.REVIEWS_LEFT) if is_open else None,
    )
    db.session.add(cycle)
    forms.freeze(cycle)
    return cycle


class EvaluationWriter:
    """Writes the evaluations of a block of people, with all that belongs to each."""

    def __init__(self, writer: Writer, campaigns: Campaigns, evaluators: Evaluators):
        self._writer, self._campaigns, self._evaluators = writer, campaigns, evaluators
        self._course = Course()

    def write(self, drawn: Sequence[tuple[Person, Evaluated]]) -> None:
        """The evaluations first, then their parts, then what stands in these."""
        if not drawn:
            return
        marked = [self._marked(made, done) for made, done in drawn]
        ids = store.insert(Evaluation, map(self._evaluation, marked))
        parts = store.insert(EvaluationPart, map(self._part, ids, marked))
        numbered = list(zip(ids, parts, marked, strict=True))
        for model, rows in (
            (EvaluationMark, self._marks(numbered)),
            (EvaluationStep, _steps(numbered)),
            (EvaluationDraft, self._drafts(numbered)),
            (EvaluationAppeal, _appeals(numbered)),
            (EvaluationPart, self._other_parts(numbered)),
            (FamilyMember, (self._relative(one) for one in marked if one.stage == course.ASIDE)),
        ):
            store.insert(model, rows)

    def _marked(self, made: Person, done: Evaluated) -> Marked:
        """Whoever sent marked the whole year: only what is still to be marked has several heads."""
        stage = self._course.stage(done)
        command = commanding.alone(made, done) if course.is_sent(stage) else commanding.shared(made, done)
        reviewer = None if command.reviewer is None else self._evaluators.name(command.reviewer)
        who = Who(self._evaluators.name(command.leader), reviewer, f"{made.last_name.upper()} {made.first_names}")
        return Marked(made, done, command, stage, course.stand(done, stage, who))

    def _evaluation(self, one: Marked) -> dict:
        leader, reviewer = (None if one.stage == course.ASIDE else one.command.leader), one.command.reviewer
        return one.stand.columns | {
            "cycle_id": self._campaigns.ids[one.done.year],
            "officer_id": self._writer.officer_id(one.made.number),
            "form_id": self._campaigns.forms[one.done.year, one.done.is_head],
            "unit_id": self._writer.unit_id(one.done.unit),
            "evaluator_id": None if leader is None else self._writer.officer_id(leader),
            "evaluator_name": None if leader is None else self._evaluators.name(leader),
            "reviewer_id": None if reviewer is None else self._writer.officer_id(reviewer),
            "reviewer_name": None if reviewer is None else self._evaluators.name(reviewer),
        }

    def _part(self, evaluation_id: int, one: Marked) -> dict:
        done, share = one.done, one.command.own
        return one.stand.part | {
            "evaluation_id": evaluation_id,
            "evaluator_id": None if one.stage == course.ASIDE else self._writer.officer_id(done.evaluator),
            "evaluator_name": self._evaluators.name(done.evaluator),
            "unit_id": self._writer.unit_id(done.unit),
            "starts_on": share.starts_on if share else calendar.first_day(done.year),
            "ends_on": share.ends_on if share else calendar.last_day(done.year),
            "days": share.days if share else calendar.days(done.year),
        }

    def _relative(self, one: Marked) -> dict:
        """What the file of somebody whose part is set aside says of the head."""
        last_name, first_names = self._evaluators.names(one.done.evaluator)
        officer_id = self._writer.officer_id(one.made.number)
        return {"officer_id": officer_id, "kinship": Kinship.SIBLING, "last_name": last_name, "first_names": first_names, "is_entitled": False}

    def _other_parts(self, numbered: list) -> Iterator[dict]:
        """The heads before, who commanded somebody who was posted within the year."""
        for evaluation_id, _part_id, one in numbered:
            units = {stay.unit.number: stay.unit for stay in one.made.postings} if one.command.others else {}
            for share in one.command.others:
                yield {
                    "evaluation_id": evaluation_id, "unit_id": self._writer.unit_id(units[share.unit]), "state": PartState.OPEN,
                    "evaluator_id": self._writer.officer_id(share.evaluator), "evaluator_name": self._evaluators.name(share.evaluator),
                    "starts_on": share.starts_on, "ends_on": share.ends_on, "days": share.days,
                }  # fmt: skip

    def _marks(self, numbered: list) -> Iterator[dict]:
        for evaluation_id, part_id, one in numbered:
            criteria = self._criteria(one.done)
            for criterion, mark in one.done.marks.items() if one.stand.part["sent_at"] else ():
                yield {"evaluation_id": evaluation_id, "part_id": part_id, "level": MarkLevel.FIRST, "mark": mark, "cycle_criterion_id": criteria[criterion]}

    def _drafts(self, numbered: list) -> Iterator[dict]:
        for evaluation_id, part_id, one in numbered:
            if one.stage in TYPED:
                yield {
                    "evaluation_id": evaluation_id, "part_id": part_id, "writer_id": self._writer.officer_id(one.done.evaluator),
                    "typed": self._typed(one), "saved_at": calendar.ago(2, hour=16),
                }  # fmt: skip

    def _typed(self, one: Marked) -> dict[str, str]:
        """The first marks of a draft; of what is complete, or was sent, all of them and the comment."""
        criteria, said = self._criteria(one.done), list(one.done.marks.items())
        marks = said[: one.done.begun] if one.stage == DRAFT else said
        typed = {f"mark-{criteria[key]}": f"{mark.normalize():f}".replace(".", ",") for key, mark in marks}
        return typed if one.stage == DRAFT else typed | {"comment": one.done.comment}

    def _criteria(self, done: Evaluated) -> dict[int, int]:
        return self._campaigns.criteria[self._campaigns.forms[done.year, done.is_head]]


def _steps(numbered: list) -> Iterator[dict]:
    for evaluation_id, _part_id, one in numbered:
        for kind, at, by_name, words in one.stand.steps:
            yield {"evaluation_id": evaluation_id, "kind": kind, "at": at, "by_name": by_name, "words": words}


def _appeals(numbered: list) -> Iterator[dict]:
    for evaluation_id, _part_id, one in numbered:
        if one.stand.appealed_at:
            yield {
                "evaluation_id": evaluation_id, "body": APPEAL_BODY, "reason": course.REASON,
                "sent_at": one.stand.appealed_at, "score_before": one.stand.columns["score"],
            }  # fmt: skip
