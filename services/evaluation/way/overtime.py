"""What goes on by itself once its time is over: who did not sign is passed over, and what nobody appeals closes.

Many at a time, in a handful of statements: of a whole force thousands fall due in one night. Which are due is asked first;
each block is then held and read again, so that who signs or appeals in between stands in nobody's way, and is left alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select

from models import Evaluation, EvaluationCycle, EvaluationState, EvaluationStepKind, Signature, db, now
from rules.evaluation import way
from services import bulk, guard, notices

from . import holding, reading, steps

AT_A_TIME = 500  # a statement takes only so many numbers
WHY = "evaluations whose time is over"
Written = Callable[[], None]
Changes = dict[int, dict[str, tuple]]


def kept_open() -> None:
    """What is called after each block where the door commits once, last."""


def silence_over(today: dt.date, *, written: Written = kept_open) -> int:
    """Let what nobody signed in time go on without a signature; returns how many.

    `written` is called after each block, for a job that keeps what is done.
    """
    return _in_blocks(lambda: _shown_before(today), _pass_over, written)


def close_over(today: dt.date, *, written: Written = kept_open) -> int:
    """Close what can no longer be appealed; returns how many. `written` as in `silence_over`."""
    over = or_(Evaluation.appeal_until_on.is_(None), Evaluation.appeal_until_on < today)
    return _in_blocks(lambda: and_(Evaluation.state == EvaluationState.SIGNED, over), _close, written)


def remind_to_sign(today: dt.date, *, written: Written = kept_open) -> int:
    """Each officer once, some days before the time to sign is over; returns how many. `written` as in `silence_over`."""
    warned = today + dt.timedelta(days=way.SIGN_WARN_DAYS + 1)  # the first day on which silence would be over
    return _in_blocks(lambda: and_(_shown_before(warned), Evaluation.reminded_at.is_(None)), _remind, written)


def _shown_before(today: dt.date) -> ColumnElement[bool]:
    """The SQL condition for what was given so long ago that nobody may sign it on this day."""
    over = [
        and_(Evaluation.cycle_id == cycle_id, Evaluation.shown_at < dt.datetime.combine(way.silent_before(today, days), dt.time(), dt.UTC))
        for cycle_id, days in db.session.execute(select(EvaluationCycle.id, EvaluationCycle.reading_days))
    ]
    return and_(Evaluation.state == EvaluationState.READING, or_(false(), *over))


def _in_blocks(due: Callable[[], ColumnElement[bool]], act: Callable[[Sequence[Evaluation]], None], written: Written) -> int:
    """Do it to all that are due; returns to how many."""
    done = 0
    with guard.unscoped(WHY):
        is_due = due()
        numbers = db.session.scalars(select(Evaluation.id).where(is_due).order_by(Evaluation.id)).all()
    for start in range(0, len(numbers), AT_A_TIME):
        with guard.unscoped(WHY):
            held = holding.hold_all(numbers[start : start + AT_A_TIME], is_due)
            if held:
                act(held)
        done += len(held)
        written()
    return done


def _pass_over(held: Sequence[Evaluation]) -> None:
    at = now()
    until = {one.id: way.appeal_until(at.date(), one.cycle.appeal_days) for one in held}
    letters, matters = holding.letters(held, until), [holding.matter_of(one) for one in held]
    changes = {
        one.id: _led_on(one, "fall_silent")
        | {"signature": (one.signature, Signature.SILENT), "signed_at": (one.signed_at, at), "appeal_until_on": (one.appeal_until_on, until[one.id])}
        for one in held
    }
    _write(held, changes, EvaluationStepKind.SILENT)
    notices.settle_all(matters)
    notices.tell_all("evaluation.silent", letters)


def _close(held: Sequence[Evaluation]) -> None:
    at = now()
    _write(held, {one.id: _led_on(one, "close") | {"closed_at": (one.closed_at, at)} for one in held}, EvaluationStepKind.CLOSED)


def _remind(held: Sequence[Evaluation]) -> None:
    at = now()
    letters = holding.letters(held, {one.id: reading.sign_until(one) for one in held})
    _write(held, {one.id: {"reminded_at": (None, at)} for one in held}, EvaluationStepKind.REMINDED)
    notices.tell_all("evaluation.to_sign", letters)


def _led_on(evaluation: Evaluation, act: str) -> dict[str, tuple]:
    return {"state": (evaluation.state, EvaluationState(way.after(act, evaluation.state.value)))}


def _write(held: Sequence[Evaluation], changes: Changes, kind: EvaluationStepKind) -> None:
    """Last of all: what is written in bulk makes the session forget what it holds, and each record would be read again alone."""
    bulk.update(Evaluation, changes, [str(one) for one in held])
    steps.note_all(list(changes), kind, by=guard.actor())
