"""An act dated ahead takes effect by itself: once a day the files whose present line changed are brought in step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from sqlalchemy import Select, and_, or_, select

from models import CareerLine, Installation, Officer, PositionLine, Posting, RankLine, db, now

from .. import bulk, guard
from .history import holds

AT_A_TIME = 500  # a statement takes only so many numbers
# The columns of the file that repeat the line of each history.
COLUMNS: dict[type[CareerLine], tuple[str, ...]] = {
    Posting: ("unit_id",),
    RankLine: ("rank_id", "step"),
    PositionLine: ("position_id",),
}
Changes = dict[int, dict[str, tuple]]


def take_effect(today: dt.date | None = None, *, written: Callable[[], None] = lambda: None) -> int:
    """Bring every file in step with the lines that hold today, once a day. Returns how many had changed.

    `written` is called after each block, for a job that keeps what is done; the day is done after the last one.
    """
    today = today or now().date()
    with guard.unscoped("acts dated ahead take effect"):
        installation = _installation()
        if installation is None or installation.refreshed_on == today:
            return 0
        numbers = behind(today)
    done = 0
    for start in range(0, len(numbers), AT_A_TIME):
        with guard.unscoped("acts dated ahead take effect"):
            done += _bring_in_step(numbers[start : start + AT_A_TIME], today)
        written()
    with guard.unscoped("acts dated ahead took effect"):
        installation.refreshed_on = today
        db.session.flush()
    return done


def _bring_in_step(numbers: Sequence[int], today: dt.date) -> int:
    """Write what the files of a block repeat, read anew while nobody else writes them. Returns how many changed."""
    bulk.lock(Officer, Officer.id.in_(numbers))
    changes: Changes = {}
    for model, columns in COLUMNS.items():
        for number, *values in db.session.execute(_differing(model, today).where(Officer.id.in_(numbers))):
            pairs = zip(columns, values[: len(columns)], values[len(columns) :], strict=True)
            changes.setdefault(number, {}).update({name: (stood, held) for name, stood, held in pairs if stood != held})
    asked = select(Officer.id, Officer.last_name, Officer.first_names).where(Officer.id.in_(list(changes)))
    names = {number: f"{last.upper()} {first}" for number, last, first in db.session.execute(asked)}
    bulk.update(Officer, changes, [names[number] for number in changes])
    return len(changes)


def _installation() -> Installation | None:
    """The row that remembers the day; made once there are files to keep, none before."""
    found = db.session.scalar(select(Installation).order_by(Installation.id).limit(1))
    if found is None and db.session.scalar(select(Officer.id).limit(1)) is not None:
        found = Installation(name="SIRHP")
        db.session.add(found)
    return found


def behind(today: dt.date) -> list[int]:
    """The officers whose file repeats something else than the line that holds."""
    return sorted({row[0] for model in COLUMNS for row in db.session.execute(_differing(model, today))})


def _differing(model: type[CareerLine], today: dt.date) -> Select:
    """The files that do not repeat the line that holds, or still one though none holds: number, what stands, what holds."""
    own = and_(model.officer_id == Officer.id, holds(model, today))
    stood = [getattr(Officer, name) for name in COLUMNS[model]]
    held = [getattr(model, name) for name in COLUMNS[model]]
    differs = or_(*(one.is_distinct_from(other) for one, other in zip(stood, held, strict=True)))
    had_one = select(model.id).where(model.officer_id == Officer.id).correlate(Officer).exists()
    return select(Officer.id, *stood, *held).outerjoin(model, own).where(differs, or_(model.id.is_not(None), had_one))
