"""A whole career as plain values: what each row of the picture holds, and everything in the order of days as a list.

What the reader may not see is not there: the session adds the scope to every query, and rows without anything are
left out. What was annulled stands in the list only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import format_decimal, gettext as _
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from models import SHOWN_EVALUATIONS, Absence, Award, Evaluation, Officer, PositionLine, Posting, RankLine, Sanction, db, now
from rules import career, timeline
from rules.timeline import Bar, Lane, Picture, Point, Span

from ..retirement import Ages, Retirement
from .history import holds
from .page import act_words

LONG = dt.timedelta(days=30)


@dataclass(frozen=True)
class Step:
    """One line of the list: when it began, the first day after it, what it was, by which act, whether annulled or ahead."""

    on: dt.date
    until: dt.date | None
    kind: str
    words: str
    act: str = ""
    annulled_by: str = ""
    is_ahead: bool = False

    @property
    def last_on(self) -> dt.date | None:
        """The last day on which it held, as people say it; None while it lasts."""
        return self.until and self.until - dt.timedelta(days=1)


@dataclass(frozen=True)
class Timeline:
    """From entry to the expected end of service."""

    span: Span
    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...]
    retirement: Retirement | None

    @property
    def annulled(self) -> int:
        """How many acts stand in the list and not in the picture."""
        return sum(bool(step.annulled_by) for step in self.steps)

    def picture(self) -> Picture:
        """The picture, in the reader's language."""
        ends = career.day(self.retirement.on) if self.retirement else ""
        return timeline.draw(self.span, self.lanes, _("Today"), _("Retirement %(day)s", day=ends))


def expected_retirement(officer: Officer) -> Retirement | None:
    """When the officer retires by the rule in force; None once the service has ended, or where birth or rank is missing."""
    if officer.position is not None and officer.position.ends_service:
        return None
    return Ages().of(officer.counts_as_born_on, officer.rank_id)


def retirement_notes(officer: Officer) -> list[str]:
    """What the expected day of retirement rests on, in the reader's language."""
    notes = [_("by the rank of today")]
    return notes + ([_("31/12 of the year of birth is taken")] if officer.birth_on is None else [])


def of(officer: Officer) -> Timeline:
    """The career of an officer as far as the reader may see it."""
    today, retirement = now().date(), expected_retirement(officer)
    rows = [
        (_("Rank"), _held(officer, RankLine.rank, _rank_words), True),
        (_("Posting"), _held(officer, Posting.unit, _posting_words), True),
        (_("Position"), _held(officer, PositionLine.position, str), True),
        (_("Absence"), _absences(officer), True),
        (_("Awards"), _held(officer, Award.kind, str), False),
        (_("Sanctions"), _held(officer, Sanction.kind, str), False),
        (_("Evaluation"), _evaluations(officer), False),
    ]
    lanes = tuple(lane for name, steps, lasts in rows if (lane := _lane(name, steps, lasts)) is not None)
    steps = sorted((step for _name, found, _lasts in rows for step in found), key=lambda step: step.on)
    valid = [step.on for step in steps if not step.annulled_by]
    span = Span(min([officer.entered_on, *valid]), today, retirement.on if retirement else None, max(valid, default=None), _left_on(officer))
    return Timeline(span, lanes, tuple(steps), retirement)


def _left_on(officer: Officer) -> dt.date | None:
    """The day on which the service of the officer ended; None while it lasts."""
    if officer.position is None or not officer.position.ends_service:
        return None
    ended = select(PositionLine.starts_on).where(PositionLine.officer_id == officer.id, holds(PositionLine, now().date()))
    return db.session.scalar(ended.order_by(PositionLine.starts_on.desc()).limit(1))


def _lane(name: str, steps: Sequence[Step], lasts: bool) -> Lane | None:
    valid = [step for step in steps if not step.annulled_by]
    if not valid:
        return None
    if lasts:
        return Lane(name, bars=tuple(Bar(step.on, step.until, step.words) for step in valid))
    return Lane(name, points=tuple(Point(step.on, step.words) for step in valid))


def _held(officer: Officer, what: InstrumentedAttribute, words: Callable[[object], str]) -> list[Step]:
    """The dated lines of one kind, annulled ones too; `what` is the link of the model to what is held."""
    model = what.class_
    own = select(model).where(model.officer_id == officer.id).options(selectinload(what), selectinload(model.annulment))
    return [
        _step(line.starts_on, line.ends_on, model, words(line), act_words(line), str(line.annulment) if line.annulment else "")
        for line in db.session.scalars(own.order_by(model.starts_on, model.id))
    ]


def _absences(officer: Officer) -> list[Step]:
    """Absences of long duration: of thirty days and more, and those of which nobody knows the end."""
    own = select(Absence).where(Absence.officer_id == officer.id).options(selectinload(Absence.kind))
    found = []
    for one in db.session.scalars(own.order_by(Absence.starts_on)):
        back_on = one.last_day_on and one.last_day_on + dt.timedelta(days=1)
        if back_on is None or back_on - one.starts_on >= LONG:
            found.append(_step(one.starts_on, back_on, Absence, str(one), act_words(one)))
    return found


def _evaluations(officer: Officer) -> list[Step]:
    """The marks, at the end of the period that they are for, or on the day on which they were given before it."""
    own = select(Evaluation).where(Evaluation.officer_id == officer.id, Evaluation.state.in_(SHOWN_EVALUATIONS))
    own = own.options(selectinload(Evaluation.cycle))
    return [
        _step(min(one.cycle.ends_on, one.shown_at.date()), None, Evaluation, format_decimal(one.score, format="0.##"))
        for one in db.session.scalars(own)
        if one.score is not None and one.shown_at is not None
    ]


def _step(on: dt.date, until: dt.date | None, model: type, words: str, act: str = "", annulled_by: str = "") -> Step:
    return Step(on, until, str(model.__label__), words, act, annulled_by, on > now().date())


def _rank_words(line: RankLine) -> str:
    return f"{line} · {_('step %(number)s', number=line.step)}" if line.step else str(line)


def _posting_words(line: Posting) -> str:
    return f"{line.unit} – {line.function}" if line.function else str(line)
