"""A history is kept in step here: where each line ends, and what the file repeats of the line that holds today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from models import CareerLine, Officer, Position, PositionLine, Posting, RankLine, db, now
from rules import career
from rules.career import Span

# What the file repeats of the line that holds.
REPEATED: dict[type[CareerLine], tuple[str, ...]] = {
    Posting: ("unit",),
    RankLine: ("rank", "step"),
    PositionLine: ("position",),
}
Arranged = list[tuple[Span, dt.date | None]]
New = dict[type[CareerLine], list[Span]]


@dataclass(frozen=True)
class Plan:
    """How the three histories of a file would stand: each line with its end, the times outside every unit, and those after the service."""

    kept: dict[type[CareerLine], dict[int, CareerLine]]
    ends: dict[type[CareerLine], Arranged]
    away: list[tuple[dt.date, dt.date | None]]
    gone: list[tuple[dt.date, dt.date | None]]

    @property
    def breaks(self) -> list[dt.date]:
        """The days on which the officer leaves every unit, and the posting ends."""
        return [left for left, _back in self.away]

    def moved(self) -> list[tuple[CareerLine, dt.date | None]]:
        """The lines that would end otherwise than they do, with their new ends."""
        found = [(self.kept[model][span.key], end) for model, ends in self.ends.items() for span, end in ends if span.key is not None]
        return [(line, end) for line, end in found if line.ends_on != end]


def valid(model: type[CareerLine]) -> ColumnElement[bool]:
    """The SQL condition for lines that were not annulled."""
    return model.annulment_id.is_(None)


def holds(model: type[CareerLine], on: dt.date) -> ColumnElement[bool]:
    """The SQL condition for lines that hold on a day, as known today."""
    return and_(valid(model), model.starts_on <= on, or_(model.ends_on.is_(None), model.ends_on > on))


def lines(officer: Officer, model: type[CareerLine]) -> list[CareerLine]:
    """The lines of a history that were not annulled, the earliest first."""
    own = select(model).where(model.officer_id == officer.id, valid(model))
    return list(db.session.scalars(own.order_by(model.starts_on, model.id)))


def arranged(officer: Officer, model: type[CareerLine], without: Collection[CareerLine] = ()) -> Arranged:
    """Where each line of a history ends; as if some of them were not there, where they are named."""
    return plan(officer, without=without).ends[model]


def span_of(line: CareerLine) -> Span:
    """A line as the rules see it."""
    return Span(line.id, line.starts_on, line.term_on)


def plan(
    officer: Officer, new: New | None = None, *, position: Position | None = None, without: Collection[CareerLine] = ()
) -> Plan:
    """How the file would stand with new lines and without others; read only, and nothing is checked.

    `position` is that of a new position line.
    """
    new = new or {}
    kept = {model: {line.id: line for line in lines(officer, model) if line not in without} for model in REPEATED}
    spans = {model: [*map(span_of, found.values()), *new.get(model, [])] for model, found in kept.items()}
    positions = career.arrange(spans[PositionLine])
    held = {key: line.position for key, line in kept[PositionLine].items()} | {None: position}
    away = career.away((span.starts_on, end, held[span.key].leaves_unit) for span, end in positions)
    gone = career.away((span.starts_on, end, held[span.key].ends_service) for span, end in positions)
    ends = {model: career.arrange(found, [left for left, _back in away] if model is Posting else ()) for model, found in spans.items()}
    return Plan(kept, ends, away, gone)


def check(planned: Plan, new: New | None = None) -> None:
    """Raise Refused where the lines contradict each other, or new ones make a hole that was not there."""
    career.check_posted_inside([span.starts_on for span, _end in planned.ends[Posting]], planned.away)
    for model in new or {}:
        away = planned.away if model is Posting else []
        before = career.arrange(map(span_of, planned.kept[model].values()), [left for left, _back in away])
        career.check_holes([*career.holes(before, away), *career.waits(before, away)], career.holes(planned.ends[model], away))


def fit(officer: Officer, new: New | None = None, *, position: Position | None = None) -> Plan:
    """Let every line end where it should, as if the new ones were there; Refused where they contradict the rest."""
    planned = plan(officer, new, position=position)
    check(planned, new)
    carry_out(planned)
    return planned


def carry_out(planned: Plan) -> None:
    """Let every line end as planned; before the new lines are written: the database never sees two open ones."""
    for line, end in planned.moved():
        line.ends_on = end
    db.session.flush()


def refresh(officer: Officer, on: dt.date | None = None) -> None:
    """Let the file repeat the lines that hold on a day (today); a history without any line is left as it is."""
    on = on or now().date()
    for model, names in REPEATED.items():
        own = select(model).where(model.officer_id == officer.id)
        holding = db.session.scalar(own.where(holds(model, on)))
        if holding is None and db.session.scalar(own.with_only_columns(model.id).limit(1)) is None:
            continue
        for name in names:
            setattr(officer, name, getattr(holding, name, None))
    db.session.flush()
