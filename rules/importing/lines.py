"""How dated lines of a career fit together: one at a time, each ending where the next one begins."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rules.refused import N_

from .values import BadValue


@dataclass
class Line:
    """A dated line, from `starts_on` to the eve of `ends_on`.

    `id` is that of a line already kept, `row` the row of the file a new one comes from.
    """

    starts_on: dt.date
    ends_on: dt.date | None = None
    id: int | None = None
    row: int | None = None
    refusal: BadValue | None = None

    def holds(self, on: dt.date) -> bool:
        """Whether the line holds on a day: from its start to the eve of its end."""
        return self.starts_on <= on and (self.ends_on is None or self.ends_on > on)


def splice(lines: list[Line]) -> list[Line]:
    """Fit the lines of one officer together and return them in order.

    A line without an end is closed by the next one. A line of the file that overlaps another one is
    given its refusal and left out; lines already kept are never refused, and only closed when open.
    """
    fitted: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.starts_on, line.id is None, line.row or 0)):
        before = fitted[-1] if fitted else None
        if before and _overlap(before, line):
            loser = line if line.id is None else before
            if loser.id is None:
                loser.refusal = overlap(line if loser is before else before)
            if loser is line:
                continue
            fitted.pop()
            before = fitted[-1] if fitted else None
        if before and before.ends_on is None:
            before.ends_on = line.starts_on
        fitted.append(line)
    return fitted


def holes(fitted: list[Line]) -> list[tuple[Line, Line]]:
    """The lines of a history between which nothing holds, two by two."""
    pairs = zip(fitted, fitted[1:], strict=False)
    return [(before, after) for before, after in pairs if before.ends_on and before.ends_on < after.starts_on]


def holding(fitted: list[Line], on: dt.date) -> Line | None:
    """The line that holds on a day."""
    return next((line for line in reversed(fitted) if line.holds(on)), None)


def _overlap(before: Line, line: Line) -> bool:
    if before.starts_on == line.starts_on:
        return True
    return before.ends_on is not None and before.ends_on > line.starts_on


def overlap(other: Line) -> BadValue:
    """Why a line is refused that overlaps another one."""
    until = other.ends_on or "…"
    if other.row:
        return BadValue(
            N_("It overlaps with the line of row %(row)s, from %(start)s to %(end)s."),
            N_("Correct the dates, or remove one of the two rows."),
            row=other.row,
            start=other.starts_on,
            end=until,
        )
    return BadValue(
        N_("It overlaps with a line already kept, from %(start)s to %(end)s."),
        N_("Correct the dates, or end the other line first."),
        start=other.starts_on,
        end=until,
    )
