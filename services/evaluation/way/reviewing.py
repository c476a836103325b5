"""The second level: reads what was sent, asks a part back, adds its own marks beside those of the first, and gives it to the officer.

Both marks stay. Where nobody is the second level, what was sent goes to the officer at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from models import (
    CycleCriterion,
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationMark,
    EvaluationPart,
    EvaluationState,
    EvaluationStepKind,
    MarkLevel,
    Officer,
    PartState,
    db,
    now,
)
from rules import evaluation as rules
from rules.access import Actor
from rules.refused import N_, Refused
from services import guard, notices

from .. import founding
from . import holding, reviews, scoring, steps

SAY_WHAT = N_("Say what must be looked at again: the evaluator reads it.")
NOT_SENT = N_("This part is not sent: its evaluator has it already.")


@dataclass(frozen=True)
class Given:
    """The mark that a level above the first gives for a criterion, as typed, and why."""

    mark: str
    why: str = ""


@dataclass(frozen=True)
class Levelled:
    """Marks of one level as read: by the number of the criterion of the cycle, with the justification."""

    level: MarkLevel
    marks: dict[int, Decimal] = field(default_factory=dict)
    whys: dict[int, str] = field(default_factory=dict)


# Built once, with the join written out, so that the guard looks it through quickly.
WAITING = (
    select(func.count(Evaluation.id))
    .join(EvaluationCycle, Evaluation.cycle_id == EvaluationCycle.id)
    .where(Evaluation.reviewer_id == bindparam("reviewer"), Evaluation.state == EvaluationState.REVIEWING, EvaluationCycle.state == CycleState.OPEN)
)


def my_reviews(by: Actor) -> Sequence[Evaluation]:
    """What waits for somebody as the second level in the open campaign, by unit and name, with what its list shows."""
    if by.officer_id is None:
        return []
    mine = select(Evaluation).join(Evaluation.officer).join(Evaluation.cycle).where(
        Evaluation.reviewer_id == by.officer_id, EvaluationCycle.state == CycleState.OPEN, Evaluation.state == EvaluationState.REVIEWING
    )
    shown = (joinedload(Evaluation.officer).joinedload(Officer.rank), joinedload(Evaluation.unit), joinedload(Evaluation.cycle), selectinload(Evaluation.parts))
    with guard.unscoped("what waits for the second level"):
        return db.session.scalars(mine.options(*shown).order_by(Evaluation.unit_id, Officer.last_name, Officer.first_names, Evaluation.id)).all()


def reviews_waiting(by: Actor) -> int:
    """How many evaluations wait for somebody as the second level: one indexed count, which every page of the portal asks."""
    if by.officer_id is None:
        return 0
    with guard.unscoped("how much waits for the second level"):
        return db.session.scalar(WAITING, {"reviewer": by.officer_id})


def on_all_sent(evaluation: Evaluation, *, by: Actor) -> None:
    """When every part is sent: the second level is asked or, where there is none, the officer reads it at once.

    Whoever sends calls it with the part sent and the evaluation held; while a part is still to be sent nothing happens.
    """
    with guard.unscoped("all parts of an evaluation are sent"):
        if evaluation.state is not EvaluationState.MARKING or any(part.state is not PartState.SENT for part in holding.parts_of(evaluation)):
            return
        if evaluation.reviewer_id is None:
            give(evaluation, by=by)
            return
        holding.move(evaluation, "pass_to_second")
        holding.tell_once(holding.accounts_of([evaluation.reviewer_id]), "evaluation.to_review", "/my/reviews/", about=holding.reviews_of(evaluation))


def give(evaluation: Evaluation, *, by: Actor) -> None:
    """Compute the mark and let the officer read it. To be called with the evaluation held and the guard lifted."""
    db.session.flush()
    holding.move(evaluation, "give")
    evaluation.score, evaluation.shown_at = scoring.score(evaluation), now()
    db.session.flush()
    steps.note(evaluation, EvaluationStepKind.GIVEN, by=by)
    holding.tell_officer(evaluation, "evaluation.given")


def ask_back(part: EvaluationPart, words: str, *, by: Actor) -> None:
    """Let the evaluator look at his part again; his marks stay until he sends them anew, and he is told why."""
    said, evaluation = holding.in_words(words), part.evaluation
    if not said:
        raise Refused(SAY_WHAT)
    holding.require(_is_reviewer(evaluation, by))
    with guard.unscoped("the second level asks a part back"):
        holding.hold(evaluation, "ask_back")
        holding.require(_is_reviewer(evaluation, by))
        holding.require_open(evaluation)
        if part.state is not PartState.SENT:
            raise Refused(NOT_SENT)
        part.state, part.returned_at, part.returned_with = PartState.OPEN, now(), said
        holding.move(evaluation, "ask_back")
        steps.note(evaluation, EvaluationStepKind.RETURNED, by=by)  # without the words: the officer reads the steps
        _settle_if_done(evaluation)
        notices.tell(holding.accounts_of([part.evaluator_id]), "evaluation.asked_back", f"/my/team/{part.id}/", by=by.name)


def review(evaluation: Evaluation, marks: Mapping[int, Given], comment: str, *, by: Actor) -> None:
    """Finish the review: `marks` by the number of the criterion of the cycle, empty where the first level stands.

    Raises Forbidden for who is not its second level, WrongMarks with every mark that cannot stand, Refused where it is elsewhere.
    """
    said = holding.in_words(comment)
    holding.require(_is_reviewer(evaluation, by))
    with guard.unscoped("the second level finishes its review"):
        holding.hold(evaluation, "give")
        holding.require(_is_reviewer(evaluation, by))
        if evaluation.state is not EvaluationState.REVIEWING:
            raise Refused(rules.way.NOT_NOW["give"])
        holding.require_open(evaluation)
        write(evaluation, read(evaluation, marks, MarkLevel.SECOND))
        evaluation.review_comment, evaluation.reviewed_at = said or None, now()
        evaluation.reviewer_name = evaluation.reviewer_name or by.name
        steps.note(evaluation, EvaluationStepKind.REVIEWED, by=by)
        give(evaluation, by=by)
        reviews.forget(evaluation, by)
        _settle_if_done(evaluation)


def _is_reviewer(evaluation: Evaluation, by: Actor) -> bool:
    return by.officer_id is not None and evaluation.reviewer_id == by.officer_id and not holding.is_own(evaluation, by)


def _settle_if_done(evaluation: Evaluation) -> None:
    """Nobody is reminded of reviews when none is left."""
    left = select(Evaluation.id).where(
        Evaluation.reviewer_id == evaluation.reviewer_id, Evaluation.cycle_id == evaluation.cycle_id, Evaluation.state == EvaluationState.REVIEWING
    )
    db.session.flush()
    if db.session.scalar(left.limit(1)) is None:
        notices.settle(holding.reviews_of(evaluation))


# --- marks above the first level -------------------------------------------------------------------


def read(evaluation: Evaluation, given: Mapping[int, Given], level: MarkLevel) -> Levelled:
    """The marks as typed, held to the scale and to what an extreme mark needs. Raises WrongMarks with all that is wrong.

    To be called with the evaluation held and the guard lifted: the facts that found these marks stay as they are.
    """
    founding.hold([evaluation])
    criteria = {one.id: one for one in scoring.criteria_of(evaluation)}
    typed = {key: one for key, one in given.items() if key in criteria}
    marks = rules.parse_marks({key: one.mark for key, one in typed.items()}, evaluation.cycle.scale_max)
    whys = {key: said for key, one in typed.items() if (said := holding.in_words(one.why))}
    _check_founded(evaluation, {criteria[key]: rules.Marked(str(criteria[key].criterion), mark, whys.get(key, "")) for key, mark in marks.items()})
    return Levelled(level, marks, whys)


def _check_founded(evaluation: Evaluation, marked: Mapping[CycleCriterion, rules.Marked]) -> None:
    """Raise WrongMarks with the first thing that each extreme mark lacks."""
    cycle, spoken = evaluation.cycle, founding.spoken(evaluation, {one.criterion_id for one in marked})
    lacks = {one.id: rules.lacking(mark, spoken[one.criterion_id], low=cycle.extreme_low, high=cycle.extreme_high) for one, mark in marked.items()}
    if wrong := {key: found[0].words for key, found in lacks.items() if found}:
        raise rules.WrongMarks(wrong)


def write(evaluation: Evaluation, levelled: Levelled) -> None:
    """Add the marks of a level above the first. To be called with the evaluation held and the guard lifted."""
    for key, mark in levelled.marks.items():
        db.session.add(
            EvaluationMark(evaluation=evaluation, cycle_criterion_id=key, level=levelled.level, mark=mark, justification=levelled.whys.get(key))
        )
    db.session.flush()
