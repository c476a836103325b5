"""Acts of a career: each opens a line, ends the one before where the next begins, and the file shows what holds today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from models import Award, AwardKind, CareerLine, Officer, Position, PositionLine, Post, Posting, Rank, RankLine, Unit, db
from rules import career
from rules.career import Span
from rules.refused import N_, Refused

from . import history
from .history import Plan

# From when time counts that an act keeps, and what is said where that is after the act.
KEPT = {
    "counts_from_on": N_("Seniority that the act keeps began before its date of effect."),
    "step_counts_from_on": N_("The time in the step that the act keeps began before its date of effect."),
}


@dataclass(frozen=True)
class Paper:
    """The paper of an act: by whom it was signed, under which number; `scan` is a stored file."""

    kind: str
    reference: str | None = None
    authority: str | None = None
    signed_on: dt.date | None = None
    scan: str | None = None

    def columns(self) -> dict[str, object]:
        """The columns that every record by an act has for it."""
        return {
            "act_kind": self.kind,
            "act_reference": self.reference,
            "act_authority": self.authority,
            "act_signed_on": self.signed_on,
            "act_scan": self.scan,
        }


@dataclass(frozen=True)
class Act:
    """The paper behind a line: from when it takes effect, and by whom it was signed; `scan` is a stored file."""

    starts_on: dt.date
    kind: str
    reference: str | None = None
    authority: str | None = None
    signed_on: dt.date | None = None
    scan: str | None = None

    def as_columns(self) -> dict[str, object]:
        """The columns that every dated line has for it."""
        return {"starts_on": self.starts_on, **self.paper()}

    def paper(self) -> dict[str, object]:
        """The columns of the paper itself, as every record by an act has them."""
        return Paper(self.kind, self.reference, self.authority, self.signed_on, self.scan).columns()


def post(officer: Officer, unit: Unit, act: Act, **held: object) -> Posting:
    """Post the officer to a unit from the day of the act on; `held` is function, post and is_head of the posting."""
    return _record(officer, Posting, act, unit=unit, **held)


def promote(officer: Officer, rank: Rank, act: Act, *, step: int | None = 1, **held: object) -> RankLine:
    """Give a rank and a step from the day of the act on; a new step in the same rank is a line too."""
    return _record(officer, RankLine, act, rank=rank, step=step, **held)


def set_position(officer: Officer, position: Position, act: Act) -> PositionLine:
    """Put the officer into an administrative position from the day of the act on; one outside every unit ends the posting."""
    return _record(officer, PositionLine, act, position=position)


def award(officer: Officer, kind: AwardKind, act: Act, *, grounds: str | None = None) -> Award:
    """Give an award on the day of the act; nobody gets one before entering the service."""
    career.check_start(act.starts_on, officer.entered_on, ())
    given = Award(officer=officer, kind=kind, grounds=grounds, **act.as_columns())
    db.session.add(given)
    db.session.flush()
    return given


def foresee(officer: Officer, model: type[CareerLine], starts_on: dt.date, *, without: Collection[CareerLine] = (), **held: object) -> Plan:
    """How the file would stand with a new line, and `without` others; Refused where it cannot be. Reads only."""
    given = held.get("unit") or held.get("rank")
    if given is not None:
        check_in_force(given, starts_on)
    if held.get("post") is not None:
        check_post(held["post"], held["unit"])
    check_kept(starts_on, held)
    new = {model: [Span(None, starts_on, held.get("term_on"))]}
    planned = history.plan(officer, new, position=held.get("position"), without=without)
    career.check_start(starts_on, officer.entered_on, map(history.span_of, planned.kept[model].values()))
    history.check(planned, new)
    if model is not PositionLine:
        career.check_serves(starts_on, planned.gone)
    return planned


def check_kept(starts_on: dt.date, held: Mapping[str, object]) -> None:
    """Raise Refused where time that an act keeps would begin after the act."""
    for name, words in KEPT.items():
        counts_from_on = held.get(name)
        if counts_from_on is not None and counts_from_on > starts_on:
            raise Refused(words)


def _record(officer: Officer, model: type[CareerLine], act: Act, **held: object) -> CareerLine:
    """Write the line where it belongs, also between lines that are there; nothing is written where the days do not fit.

    The file is held meanwhile: two clerks who record an act of one officer come here one after the other.
    """
    db.session.flush()
    db.session.execute(select(Officer.id).where(Officer.id == officer.id).with_for_update())
    with db.session.no_autoflush:
        planned = foresee(officer, model, act.starts_on, **held)
        history.carry_out(planned)
        ends_on = next(end for span, end in planned.ends[model] if span.key is None)
        line = model(officer=officer, ends_on=ends_on, **held, **act.as_columns())
    db.session.add(line)
    db.session.flush()
    history.refresh(officer)
    return line


def check_in_force(held: Unit | Rank, on: dt.date) -> None:
    """Raise Refused for a rank or a unit that is not there yet on a day, or no more."""
    begun = held.starts_on is None or held.starts_on <= on
    if not begun or (held.ends_on is not None and held.ends_on <= on):
        raise Refused(
            N_("“%(name)s” does not exist on %(day)s. Choose another one, or another day."),
            name=held, day=career.day(on),
        )  # fmt: skip


def check_post(post: Post, unit: Unit) -> None:
    """Raise Refused for a post of another unit."""
    if post.unit_id != unit.id:
        raise Refused(N_("The post “%(post)s” is not one of the unit “%(unit)s”. Choose one of this unit, or none."), post=post, unit=unit)
