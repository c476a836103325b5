"""The career of an officer: each act closes the present line, opens the next one, and the file shows what holds today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from models import DatedLine, Officer, Position, PositionLine, Posting, Rank, RankLine, Unit, db, now
from rules.refused import N_, Refused


@dataclass(frozen=True)
class Act:
    """The paper behind a line: from when it takes effect, and by whom it was signed."""

    starts_on: dt.date
    kind: str
    reference: str | None = None
    authority: str | None = None
    signed_on: dt.date | None = None

    def as_columns(self) -> dict[str, object]:
        """The columns that every dated line has for it."""
        return {
            "starts_on": self.starts_on,
            "act_kind": self.kind,
            "act_reference": self.reference,
            "act_authority": self.authority,
            "act_signed_on": self.signed_on,
        }


def post(officer: Officer, unit: Unit, act: Act, *, function: str | None = None, is_head: bool = False) -> Posting:
    """Post the officer to a unit from the day of the act on."""
    _check_in_force(unit, act)
    return _follow(officer, Posting, act, unit=unit, function=function, is_head=is_head)


def promote(officer: Officer, rank: Rank, act: Act, *, step: int | None = 1) -> RankLine:
    """Give a rank and a step from the day of the act on; a new step in the same rank is a line too."""
    _check_in_force(rank, act)
    return _follow(officer, RankLine, act, rank=rank, step=step)


def set_position(officer: Officer, position: Position, act: Act) -> PositionLine:
    """Put the officer into an administrative position from the day of the act on."""
    return _follow(officer, PositionLine, act, position=position)


def close(officer: Officer, model: type[DatedLine], ends_on: dt.date) -> DatedLine:
    """End the open line of a history without a next one. Raises Refused where none is open."""
    last = _last(officer, model)
    if last is None or last.ends_on is not None:
        raise Refused(N_("%(officer)s has no open line to end."), officer=officer)
    if ends_on <= last.starts_on:
        raise Refused(
            N_("This line begins on %(start)s and cannot end on %(end)s. Choose a later day."),
            start=_day(last.starts_on), end=_day(ends_on),
        )  # fmt: skip
    last.ends_on = ends_on
    refresh(officer)
    return last


def refresh(officer: Officer, on: dt.date | None = None) -> None:
    """Let the file repeat the lines that hold on a day (today); a history without any line is left as it is."""
    on = on or now().date()
    for model, names in REPEATED.items():
        if lines := _lines(officer, model):
            holding = next((line for line in reversed(lines) if _holds(line, on)), None)
            for name in names:
                setattr(officer, name, getattr(holding, name, None))
    db.session.flush()


# What the file repeats of the line that holds.
REPEATED: dict[type[DatedLine], tuple[str, ...]] = {
    Posting: ("unit",),
    RankLine: ("rank", "step"),
    PositionLine: ("position",),
}


def _follow(officer: Officer, model: type[DatedLine], act: Act, **held: object) -> DatedLine:
    """Close what is open and let the new line follow it; nothing is written where the days do not fit."""
    if act.starts_on < officer.entered_on:
        raise Refused(
            N_("%(officer)s entered the service on %(entry)s: nothing can begin on %(start)s. Check both dates."),
            officer=officer, entry=_day(officer.entered_on), start=_day(act.starts_on),
        )  # fmt: skip
    last = _last(officer, model)
    if last is not None and act.starts_on < _free_from(last):
        raise Refused(
            N_("“%(line)s” already holds at that time, from %(start)s on. Choose a later day, or correct that line first."),
            line=last, start=_day(last.starts_on),
        )  # fmt: skip
    if last is not None and last.ends_on is None:
        last.ends_on = act.starts_on
    line = model(officer=officer, **held, **act.as_columns())
    db.session.add(line)
    refresh(officer)
    return line


def _free_from(last: DatedLine) -> dt.date:
    """The first day on which another line may begin."""
    return last.ends_on or last.starts_on + dt.timedelta(days=1)


def _holds(line: DatedLine, on: dt.date) -> bool:
    return line.starts_on <= on and (line.ends_on is None or line.ends_on > on)


def _lines(officer: Officer, model: type[DatedLine]) -> list[DatedLine]:
    """The lines of a history, the earliest first."""
    own = select(model).where(model.officer_id == officer.id)
    return list(db.session.scalars(own.order_by(model.starts_on, model.id)))


def _last(officer: Officer, model: type[DatedLine]) -> DatedLine | None:
    lines = _lines(officer, model)
    return lines[-1] if lines else None


def _check_in_force(held: Unit | Rank, act: Act) -> None:
    """A rank or a unit that is not there yet, or no more, cannot be given."""
    begun = held.starts_on is None or held.starts_on <= act.starts_on
    if not begun or (held.ends_on is not None and held.ends_on <= act.starts_on):
        raise Refused(
            N_("“%(name)s” does not exist on %(day)s. Choose another one, or another day."),
            name=held, day=_day(act.starts_on),
        )  # fmt: skip


def _day(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
