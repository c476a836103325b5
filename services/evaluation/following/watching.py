"""The deadlines of a campaign are watched: who is awaited is reminded before and after the day, then others are told.

One notice a person with the count of what waits, once at each level for each of: near, late, passed on. What nobody signs or
appeals in time goes on by itself (overtime.py).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import and_, select

from models import CycleState, Evaluation, EvaluationCycle, EvaluationStepKind, Notice, Officer, db, now
from rules.evaluation import way
from services import bulk, guard, notices
from services.notices import Letter

from ..way import holding, overtime, steps
from . import deadlines
from .deadlines import MARKS, Level

PASSED_ON, PROGRESS = "evaluation.escalated", "/admin/evaluation-progress/"


def watch(*, written: overtime.Written = overtime.kept_open) -> int:
    """Do what the day asks for, each thing once; returns how many people were told or evaluations went on.

    To be called once a day or oftener. `written` is called after each block, for a job that keeps what is done.
    """
    today = now().date()
    done = sum(step(today, written=written) for step in (overtime.silence_over, overtime.close_over, overtime.remind_to_sign))
    with guard.unscoped("the deadlines of evaluations are watched"):
        for cycle in db.session.scalars(select(EvaluationCycle).where(EvaluationCycle.state == CycleState.OPEN)).all():
            for level in deadlines.levels(cycle):
                done += _remind(cycle, level, today) + _pass_on(cycle, level, today)
    written()
    return done


def _remind(cycle: EvaluationCycle, level: Level, today: dt.date) -> int:
    """Once before the day and once after it, everybody from whom something is awaited."""
    is_late = level.is_late(today)
    if not (is_late or way.is_near(level.due_on, today)):
        return 0
    kind, counts = "late" if is_late else "due", Counter()
    for officer_id, _name, _is_begun, number in db.session.execute(level.awaited(Evaluation.cycle_id == cycle.id)):
        counts[officer_id] += number
    event, about = f"evaluation.{kind}", f"evaluation-{kind}:{level.name}:{cycle.id}"
    known = set(db.session.scalars(select(Notice.reader_id).where(Notice.about == about, Notice.event == event)))
    letters = _letters(counts, Letter(None, level.page, about, _said(cycle, level)))
    return notices.tell_all(event, [letter for letter in letters if letter.reader_id not in known])


def _letters(counts: Counter[int], like: Letter) -> list[Letter]:
    """One to each account of these officers, with his own count."""
    return [
        replace(like, reader_id=account, values=like.values | {"count": counts[officer_id]})
        for officer_id, accounts in holding.accounts_by_officer(counts).items()
        for account in accounts
    ]


def _said(cycle: EvaluationCycle, level: Level) -> dict[str, str]:
    return {"cycle": cycle.name, "day": f"{level.due_on:%d/%m/%Y}"}


# --- passing on ------------------------------------------------------------------------------------


def _pass_on(cycle: EvaluationCycle, level: Level, today: dt.date) -> int:
    """What is late for days is told to human resources and, of marks, to the second level; each evaluation once at each level."""
    if not way.is_to_escalate(level.due_on, today):
        return 0
    late = and_(level.late, level.passed_on.is_(None))
    bulk.lock(Evaluation, late)
    asked = select(Evaluation.id, Evaluation.reviewer_id, Officer.home_agency_id).join(Officer, Evaluation.officer_id == Officer.id)
    found = db.session.execute(asked.where(late).order_by(Evaluation.id)).all()
    at, numbers = now(), [number for number, _reviewer, _agency in found]
    letters = _letters(_below(found) if level.name == MARKS else Counter(), Letter(None, "/my/reviews/", None, _said(cycle, level)))
    for agency_id, count in Counter(agency for _number, _reviewer, agency in found).items():
        letters += [Letter(account, PROGRESS, None, _said(cycle, level) | {"count": count}) for account in holding.human_resources(agency_id)]
    bulk.update(Evaluation, {number: {level.passed_on.key: (None, at)} for number in numbers})
    steps.note_all(numbers, EvaluationStepKind.ESCALATED, by=guard.actor())
    return notices.tell_all(PASSED_ON, letters)


def _below(found: Sequence[tuple]) -> Counter[int]:
    """How many of them each second level has below it."""
    return Counter(reviewer for _number, reviewer, _agency in found if reviewer is not None)
