"""The way of an evaluation: which act leads from which state to which, and the days that each step has.

States are those of models.EvaluationState, as plain text. What is closed is changed by a correction only, which is no step
of the way.
"""

from __future__ import annotations

import datetime as dt

from ..importing import BadValue, DateReading, read_date
from ..importing.dates import DAY_FIRST
from ..refused import N_, Refused

MARKING, REVIEWING, READING, SIGNED, APPEALED, CLOSED = "marking", "reviewing", "reading", "signed", "appealed", "closed"
EXCUSED = "excused"

# act -> (states in which it may be done, state to which it leads; None: it stays where it is)
WAY: dict[str, tuple[tuple[str, ...], str | None]] = {
    "name_evaluator": ((MARKING,), MARKING),
    "name_reviewer": ((MARKING, REVIEWING), None),
    "excuse": ((MARKING, REVIEWING), EXCUSED),  # one by one, and all that is not finished when the cycle closes
    "resume": ((EXCUSED,), MARKING),  # and on from there, where all was sent before
    "tell_interview": ((MARKING,), MARKING),
    "no_interview": ((MARKING,), MARKING),
    "pass_to_second": ((MARKING,), REVIEWING),  # when the last part was sent
    "type_review": ((REVIEWING,), REVIEWING),
    "ask_back": ((REVIEWING,), MARKING),
    "give": ((MARKING, REVIEWING), READING),  # from MARKING only where there is no second level
    "sign": ((READING,), SIGNED),
    "refuse": ((READING,), SIGNED),
    "fall_silent": ((READING,), SIGNED),
    "appeal": ((SIGNED,), APPEALED),
    "decide": ((APPEALED,), CLOSED),
    "close": ((SIGNED,), CLOSED),
}

# Why an act cannot be done in a state; what is closed answers alike to all.
NOT_NOW = {
    "name_evaluator": N_("These marks were sent: the second level can ask them back, nobody else marks instead."),
    "name_reviewer": N_("This evaluation is no longer being marked: the second level has answered."),
    "excuse": N_("This evaluation is no longer being marked: its officer reads it."),
    "resume": N_("This evaluation is under way already."),
    "tell_interview": N_("The marks were sent: there is no interview left to announce."),
    "no_interview": N_("The marks were sent: there is no interview left to announce."),
    "ask_back": N_("This evaluation is not with the second level now: nothing can be asked back."),
    "type_review": N_("This evaluation is not with the second level now."),
    "give": N_("This evaluation is not with the second level now."),
    "sign": N_("This evaluation is not waiting for a signature."),
    "refuse": N_("This evaluation is not waiting for a signature."),
    "appeal": N_("An appeal begins once the evaluation is signed or refused, and there is one only."),
    "decide": N_("This appeal was decided before."),
}
IS_CLOSED = N_("This evaluation is closed: only a correction changes it. Ask for one from the page of the evaluation.")
IS_EXCUSED = N_("This officer is not evaluated in this campaign. Human resources can take the evaluation up again while it lasts.")
OTHERWISE = N_("This evaluation has moved on meanwhile: open its page again.")

LEAST_REASON = 10  # letters: fewer are no reason why somebody is not heard
WARN_DAYS_BEFORE = 7  # who marks and who reviews is reminded so many days before the day on which it is due
SIGN_WARN_DAYS = 5  # the officer, before the time to sign is over
ESCALATE_AFTER_DAYS = 5  # after the day on which it was due, the next level and human resources are told


def after(act: str, state: str) -> str:
    """The state to which an act leads. Raises Refused, with the reason, where it cannot be done in this state."""
    allowed, leads_to = WAY[act]
    if state in allowed:
        return leads_to or state
    raise Refused({CLOSED: IS_CLOSED, EXCUSED: IS_EXCUSED}.get(state) or NOT_NOW.get(act, OTHERWISE))


def may(act: str, state: str) -> bool:
    """Whether an act can be done in a state."""
    return state in WAY[act][0]


def parse_day(text: str, *, today: dt.date) -> dt.date:
    """A day as typed, day first. Raises Refused with an example."""
    try:
        return read_date(text.strip(), DateReading(DAY_FIRST, today.year % 100))
    except BadValue:
        raise Refused(N_("“%(value)s” is not a day. Write it as in 24/12/2026."), value=text[:40]) from None


def first_interview_day(today: dt.date, notice_days: int) -> dt.date:
    """The first day on which an interview can be held that is announced today."""
    return today + dt.timedelta(days=notice_days)


def check_interview(on: dt.date, *, today: dt.date, notice_days: int) -> None:
    """Refuse a day that leaves the officer less than the days of notice."""
    first = first_interview_day(today, notice_days)
    if on < first:
        raise Refused(
            N_("The officer is told at least %(days)s days before: choose the %(first)s or a later day."),
            days=notice_days, first=first,
        )  # fmt: skip


def check_no_interview(because: str) -> None:
    """Refuse a reason for which nobody could answer: it spares the days of notice, and the officer reads it."""
    if sum(sign.isalnum() for sign in because) < LEAST_REASON:
        raise Refused(N_("Say why there is no interview, such as: in mission until March, on sick leave."))


def sign_until(shown_on: dt.date, reading_days: int) -> dt.date:
    """The last day on which the officer may sign; the evaluation goes on without a signature the day after."""
    return shown_on + dt.timedelta(days=reading_days)


def silent_before(today: dt.date, reading_days: int) -> dt.date:
    """What was given before this day can no longer be signed today: `sign_until`, asked the other way round."""
    return today - dt.timedelta(days=reading_days)


def appeal_until(signed_on: dt.date, appeal_days: int) -> dt.date:
    """The last day on which the officer may appeal: counted from the signature, the refusal, or the silence."""
    return signed_on + dt.timedelta(days=appeal_days)


def check_appeal(today: dt.date, until: dt.date | None) -> None:
    """Refuse an appeal after its last day."""
    if until is not None and today > until:
        raise Refused(N_("The time to appeal ended on %(day)s."), day=until)


def is_appeal_over(today: dt.date, until: dt.date | None) -> bool:
    """Whether no appeal can come any more, so that the evaluation closes; without a last day it never could."""
    return until is None or today > until


def is_near(due_on: dt.date, today: dt.date) -> bool:
    """Whether a day on which something is due is so near that one is reminded."""
    return due_on - dt.timedelta(days=WARN_DAYS_BEFORE) <= today <= due_on


def is_late(due_on: dt.date, today: dt.date) -> bool:
    """Whether a day on which something was due is over; that day itself is still in time."""
    return today > due_on


def is_to_escalate(due_on: dt.date, today: dt.date) -> bool:
    """Whether something is so late that others are told."""
    return today > due_on + dt.timedelta(days=ESCALATE_AFTER_DAYS)
