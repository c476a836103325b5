"""The interview: told to the officer some days ahead, at once for one or for all of one's people, or not held, for a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import Evaluation, EvaluationCycle, EvaluationState, EvaluationStepKind, Officer, db, now
from rules.access import Actor
from rules.career import day
from rules.evaluation import LONGEST_REASON, way
from services import guard

from ..way import holding, steps


def my_interviews(cycle: EvaluationCycle, *, by: Actor) -> Sequence[Evaluation]:
    """Those with whom somebody has to speak, by name: he holds the longest part of what is still being marked."""
    mine = select(Evaluation).join(Evaluation.officer).options(joinedload(Evaluation.officer).joinedload(Officer.rank))
    own = mine.where(Evaluation.cycle_id == cycle.id, Evaluation.evaluator_id == by.officer_id, Evaluation.state == EvaluationState.MARKING)
    with guard.unscoped("with whom somebody has to speak"):
        return db.session.scalars(own.order_by(Officer.last_name, Officer.first_names, Evaluation.id)).all()


def tell_interview(evaluations: Iterable[Evaluation], on: dt.date, *, by: Actor) -> int:
    """Announce the day of the interview to each of these officers; returns to how many something was told.

    A day that was announced before is not told again; another day is, and must leave the days of notice anew. Raises
    Forbidden for who does not hold the interview, Refused for a day too near or where the marks were sent: then nobody is told.
    """
    told = 0
    for evaluation in sorted(evaluations, key=lambda one: one.id):  # in one order, so that two who hold many never wait for each other
        holding.require(by.officer_id is not None and evaluation.evaluator_id == by.officer_id)
        with guard.unscoped("an interview is announced"):
            told += _told(evaluation, on, by)
    return told


def _told(evaluation: Evaluation, on: dt.date, by: Actor) -> bool:
    holding.hold(evaluation, "tell_interview")
    holding.require(evaluation.evaluator_id == by.officer_id)
    holding.require_open(evaluation)
    if evaluation.interview_on == on:
        return False
    way.check_interview(on, today=now().date(), notice_days=evaluation.cycle.notice_days)
    is_moved = evaluation.interview_on is not None
    evaluation.interview_on, evaluation.interview_told_at, evaluation.not_interviewed = on, now(), None
    steps.note(evaluation, EvaluationStepKind.INTERVIEW, by=by, words=day(on))
    holding.tell_officer(evaluation, "evaluation.interview_moved" if is_moved else "evaluation.interview", by=by.name, day=day(on))
    return True


def no_interview(evaluation: Evaluation, because: str, *, by: Actor) -> None:
    """Say why no interview is held. The officer is told, and reads the reason at once. Raises Forbidden, Refused."""
    said = holding.in_words(because, LONGEST_REASON)
    way.check_no_interview(said)
    holding.require(by.officer_id is not None and evaluation.evaluator_id == by.officer_id)
    with guard.unscoped("an interview is not held"):
        holding.hold(evaluation, "no_interview")
        holding.require(evaluation.evaluator_id == by.officer_id)
        holding.require_open(evaluation)
        if evaluation.not_interviewed == said:
            return
        evaluation.interview_on, evaluation.interview_told_at, evaluation.not_interviewed = None, now(), said
        steps.note(evaluation, EvaluationStepKind.NO_INTERVIEW, by=by, words=said)
        holding.tell_officer(evaluation, "evaluation.no_interview", by=by.name)
