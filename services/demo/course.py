"""How far each evaluation of the demo force has come: its days, its dated steps, and what these leave in the evaluation and its part.

No chance is drawn here, so that the people of a seed stay what they are and a small force shows every state. Of the open year
all is counted back from today; a closed year keeps the steps that everybody asks for: sent, reviewed, given, signed, closed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from models import Aside, EvaluationState, EvaluationStepKind, PartState, Signature
from rules.career import day
from rules.evaluation import way

from . import calendar
from .calendar import OPEN_YEAR
from .evaluations import CLOSED, DRAFT, NOT_BEGUN, SENT, Evaluated

TOLD, COMPLETE, RETURNED = "told", "complete", "returned"
REVIEWING, READING, SIGNED, APPEALED, SILENT = "reviewing", "reading", "signed", "appealed", "silent"
ASIDE = "aside"
# Of what was sent: how far it has come, one after the other.
WAYS = (REVIEWING, READING, SIGNED, READING, REVIEWING, APPEALED, SILENT, CLOSED)
# Of those not begun, every so many is set aside: the file names the head among the family.
ASIDE_EVERY = 40
# What the campaign asks: days between telling and interview, to sign, and to appeal.
NOTICE, TO_SIGN, TO_APPEAL = 8, 15, 15
STATES = {
    REVIEWING: EvaluationState.REVIEWING, READING: EvaluationState.READING, SIGNED: EvaluationState.SIGNED,
    SILENT: EvaluationState.SIGNED, APPEALED: EvaluationState.APPEALED, CLOSED: EvaluationState.CLOSED,
}  # fmt: skip
# Where there is no second level, what was sent is read at once, and nobody asks anything back.
WITHOUT_REVIEWER = {REVIEWING: READING, RETURNED: COMPLETE}
REASON = "Mes affectations en brigade de nuit n'ont pas été prises en compte."
ASKED = "La note d'assiduité ne s'accorde pas avec les faits notés dans l'année : revoyez-la, ou dites pourquoi."
CONFIRMED = "Je confirme l'appréciation du premier niveau."


class Ago(NamedTuple):
    """How many days ago the marks were sent, asked back, given to the officer, answered by him (or not), appealed and closed."""

    sent: int
    returned: int | None = None
    shown: int | None = None
    answered: int | None = None
    appealed: int | None = None
    closed: int | None = None


AGO = {
    REVIEWING: Ago(5), RETURNED: Ago(9, returned=3), READING: Ago(12, shown=5), SIGNED: Ago(22, shown=15, answered=9),
    APPEALED: Ago(24, shown=17, answered=12, appealed=9), SILENT: Ago(26, shown=19, answered=3),
    CLOSED: Ago(38, shown=31, answered=26, closed=10),
}  # fmt: skip
# Days since the interview was announced, where nothing is sent yet: it was held, or will be.
TOLD_AGO = {TOLD: 3, DRAFT: 5, COMPLETE: 11}


class Days(NamedTuple):
    """The moments of one evaluation; None for what did not happen."""

    told: dt.datetime | None = None
    sent: dt.datetime | None = None
    returned: dt.datetime | None = None
    shown: dt.datetime | None = None
    answered: dt.datetime | None = None
    appealed: dt.datetime | None = None
    closed: dt.datetime | None = None


class Who(NamedTuple):
    """The names of those who act; no reviewer where there is no second level."""

    evaluator: str
    reviewer: str | None
    officer: str


class Step(NamedTuple):
    """What happened, when, by whom, and in which words."""

    kind: EvaluationStepKind
    at: dt.datetime
    by_name: str | None
    words: str | None = None


@dataclass(frozen=True)
class Stand:
    """Where an evaluation stands: columns of the evaluation and of the part of its evaluator, and its steps."""

    columns: dict
    part: dict
    steps: list[Step]
    appealed_at: dt.datetime | None


class Course:
    """Tells of each evaluation how far it is; those that are alike take turns."""

    def __init__(self) -> None:
        self._not_begun = self._sent = 0

    def stage(self, done: Evaluated) -> str:
        """How far it has come: of what is drawn as sent, the ways take turns, and a few of those not begun are set aside."""
        if done.stage == SENT:
            self._sent += 1
            return WAYS[self._sent % len(WAYS)]
        if done.stage != NOT_BEGUN:
            return done.stage
        self._not_begun += 1
        return ASIDE if self._not_begun % ASIDE_EVERY == 1 else NOT_BEGUN


def is_sent(stage: str) -> bool:
    """Whether the marks were sent, be it that they were asked back since."""
    return stage in AGO


def stand(done: Evaluated, stage: str, who: Who) -> Stand:
    """What stands in the database of an evaluation that has come so far."""
    if not who.reviewer:
        stage = WITHOUT_REVIEWER.get(stage, stage)
    days = _of_open(done, stage, who) if done.year == OPEN_YEAR else _of_closed(done.sent_at)
    return Stand(_columns(done, stage, days, who), _part(done, stage, days), list(_steps(done, stage, days, who)), days.appealed)


def _of_closed(sent: dt.datetime) -> Days:
    answered = sent + dt.timedelta(days=12)
    return Days(sent=sent, shown=sent + dt.timedelta(days=7), answered=answered, closed=answered + dt.timedelta(days=TO_APPEAL + 1))


def _of_open(done: Evaluated, stage: str, who: Who) -> Days:
    """Counted back from today, one or the other a few days earlier. Without a second level the officer reads it on the day it is sent."""
    scattered = done.evaluator * 7 + done.begun * 13
    shift, hour, minute = scattered % 4, 8 + scattered % 9, scattered % 60
    if not is_sent(stage):
        return Days(told=calendar.ago(TOLD_AGO[stage], hour, minute) if stage in TOLD_AGO else None)
    found = AGO[stage]
    if found.shown and not who.reviewer:
        found = found._replace(sent=found.shown)
    moments = (None if past is None else calendar.ago(past + shift, hour, minute) for past in found)
    return Days(calendar.ago(found.sent + shift + NOTICE + 1, hour, minute), *moments)


def _columns(done: Evaluated, stage: str, days: Days, who: Who) -> dict:
    is_open, is_reviewed = done.year == OPEN_YEAR, bool(days.shown and who.reviewer)
    return {
        "state": STATES.get(stage, EvaluationState.MARKING), "score": done.score if days.shown else None,
        "interview_told_at": days.told, "interview_on": _interview(days),
        "reviewed_at": days.shown if is_reviewed else None, "review_comment": CONFIRMED if is_reviewed and is_open else None,
        "shown_at": days.shown, "signature": _signature(stage) if days.answered else None, "signed_at": days.answered,
        "officer_comment": REASON if days.appealed else None,
        "appeal_until_on": way.appeal_until(days.answered.date(), TO_APPEAL) if days.answered else None, "closed_at": days.closed,
    }  # fmt: skip


def _interview(days: Days) -> dt.date | None:
    return way.first_interview_day(days.told.date(), NOTICE) if days.told else None


def _signature(stage: str) -> Signature:
    return {APPEALED: Signature.REFUSED, SILENT: Signature.SILENT}.get(stage, Signature.SIGNED)


def _part(done: Evaluated, stage: str, days: Days) -> dict:
    state = PartState.SET_ASIDE if stage == ASIDE else PartState.SENT if days.sent and not days.returned else PartState.OPEN
    said = {"score": done.score, "comment": done.comment} if days.sent else {"score": None, "comment": None}
    asked = {"returned_at": days.returned, "returned_with": ASKED if days.returned else None}
    return said | asked | {"state": state, "aside": Aside.FAMILY if stage == ASIDE else None, "sent_at": days.sent}


def _steps(done: Evaluated, stage: str, days: Days, who: Who) -> Iterator[Step]:
    """The steps so far, the oldest first."""
    kinds = EvaluationStepKind
    if done.year == OPEN_YEAR:
        yield Step(kinds.ASSIGNED, calendar.opened(OPEN_YEAR), None)
        if stage == ASIDE:
            yield Step(kinds.SET_ASIDE, calendar.opened(OPEN_YEAR), None)
    if days.told:
        yield Step(kinds.INTERVIEW, days.told, who.evaluator, day(_interview(days)))
    if days.sent:
        yield Step(kinds.SENT, days.sent, who.evaluator)
    if days.returned:
        yield Step(kinds.RETURNED, days.returned, who.reviewer)  # the words are the part's: the officer reads the steps
    if days.shown and who.reviewer:
        yield Step(kinds.REVIEWED, days.shown, who.reviewer)
    if days.shown:
        yield Step(kinds.GIVEN, days.shown, who.reviewer or who.evaluator)
    if days.answered:
        yield from _answers(stage, days, who)


def _answers(stage: str, days: Days, who: Who) -> Iterator[Step]:
    """What the officer did once he had read it, and the end."""
    kinds = EvaluationStepKind
    answer = {APPEALED: kinds.REFUSED, SILENT: kinds.SILENT}.get(stage, kinds.SIGNED)
    yield Step(answer, days.answered, None if stage == SILENT else who.officer)
    if days.appealed:
        yield Step(kinds.APPEALED, days.appealed, who.officer)
    if days.closed:
        yield Step(kinds.CLOSED, days.closed, None)
