"""How the dated lines of a career fit together: one holds at a time, each until the next one begins.

Whether a line was annulled is known before: what was annulled never held and is not given here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .refused import N_, Refused

Away = Sequence[tuple[dt.date, dt.date | None]]


@dataclass(frozen=True)
class Span:
    """A line by its number (None while it is new), from `starts_on` to the eve of its `term_on`, if its act set one."""

    key: int | None
    starts_on: dt.date
    term_on: dt.date | None = None


def arrange(spans: Iterable[Span], breaks: Iterable[dt.date] = ()) -> list[tuple[Span, dt.date | None]]:
    """The lines in order, each with the day from which it holds no more; None for the one that is open.

    A line ends at its term, where the next one begins, or on the first of `breaks` after its start: the days on which
    a position outside every unit began, which end a posting.
    """
    ordered, stops = sorted(spans, key=lambda span: span.starts_on), sorted(breaks)
    following = [span.starts_on for span in ordered[1:]]
    return [(span, _end(span, [*following[place : place + 1], *stops])) for place, span in enumerate(ordered)]


def _end(span: Span, stops: list[dt.date]) -> dt.date | None:
    later = [stop for stop in (span.term_on, *stops) if stop is not None and stop > span.starts_on]
    return min(later, default=None)


def holding(arranged: Iterable[tuple[Span, dt.date | None]], on: dt.date) -> Span | None:
    """The line that holds on a day."""
    return next((span for span, end in arranged if span.starts_on <= on and (end is None or end > on)), None)


def holes(arranged: list[tuple[Span, dt.date | None]], outside: Away = ()) -> list[tuple[dt.date, dt.date]]:
    """The times (from, to) between two lines in which none holds, without those in which nothing can: `outside` every unit."""
    pairs = zip(arranged, arranged[1:], strict=False)
    return _without([(end, after.starts_on) for (_, end), (after, _) in pairs if end < after.starts_on], outside)


def waits(arranged: list[tuple[Span, dt.date | None]], outside: Away) -> list[tuple[dt.date, dt.date]]:
    """The times (from, to) after the last line in which one who came back waits for the next; `to` is the end of time."""
    ends = [end for _span, end in arranged[-1:] if end is not None]
    returns = {back for _left, back in outside}
    return [piece for piece in _without([(end, dt.date.max) for end in ends], outside) if piece[0] in returns]


def away(positions: Iterable[tuple[dt.date, dt.date | None, bool]]) -> list[tuple[dt.date, dt.date | None]]:
    """The times (from, to) outside every unit, or after the service, of position lines as (from, to, whether the position is)."""
    return [(starts_on, ends_on) for starts_on, ends_on, is_away in positions if is_away]


def check_start(starts_on: dt.date, entered_on: dt.date, spans: Iterable[Span]) -> None:
    """Raise Refused unless a line may begin on this day."""
    if starts_on < entered_on:
        raise Refused(
            N_("The officer entered the service on %(entry)s: nothing can begin on %(start)s. Check both dates."),
            entry=day(entered_on), start=day(starts_on),
        )  # fmt: skip
    if any(span.starts_on == starts_on for span in spans):
        raise Refused(
            N_("Another line begins on %(start)s already. Choose another day, or annul that line first."), start=day(starts_on)
        )


def check_holes(before: list[tuple[dt.date, dt.date]], after: list[tuple[dt.date, dt.date]]) -> None:
    """Raise Refused where a history has a hole that it did not have before."""
    known = set(before)
    for start, end in after:
        if (start, end) not in known and not any(old[0] <= start and end <= old[1] for old in known):
            raise Refused(
                N_("Nothing would hold from %(start)s to %(end)s. Begin on %(start)s, or record first what held in between."),
                start=day(start), end=day(end),
            )  # fmt: skip


def posted_outside(starts: Iterable[dt.date], outside: Away) -> tuple[dt.date, dt.date] | None:
    """The first posting that begins while the position is outside every unit: its start, and the day of leaving."""
    found = ((start, left) for start in starts for left, back in outside if left <= start and (back is None or start < back))
    return next(found, None)


def check_serves(on: dt.date, gone: Away) -> None:
    """Raise Refused for somebody whose service has ended on this day; `gone` are the times (from, to) after its end."""
    for left, back in gone:
        if left <= on and (back is None or on < back):
            raise Refused(N_("The service ended on %(left)s: the act cannot concern this person."), left=day(left))


def check_posted_inside(starts: Iterable[dt.date], outside: Away) -> None:
    """Raise Refused where a posting begins while the position is outside every unit."""
    if found := posted_outside(starts, outside):
        raise Refused(
            N_("From %(left)s on the officer serves in no unit: no posting can begin on %(start)s. Check both dates, or annul one of the two acts."),
            left=day(found[1]), start=day(found[0]),
        )  # fmt: skip


def lost(
    before: Iterable[tuple[dt.date, dt.date | None]], after: Iterable[tuple[dt.date, dt.date | None]]
) -> list[tuple[dt.date, dt.date | None]]:
    """The times (from, to) in which a line held before and none holds any more; `to` is None where it never ends."""
    left = _without(sorted((start, end or dt.date.max) for start, end in before), after)
    return [(start, None if end == dt.date.max else end) for start, end in _joined(left)]


def _without(pieces: list[tuple[dt.date, dt.date]], out: Iterable[tuple[dt.date, dt.date | None]]) -> list[tuple[dt.date, dt.date]]:
    """Times without the parts of them that lie within others."""
    for start, end in out:
        pieces = [part for each in pieces for part in _cut(each, (start, end or dt.date.max))]
    return pieces


def _cut(piece: tuple[dt.date, dt.date], out: tuple[dt.date, dt.date]) -> list[tuple[dt.date, dt.date]]:
    """A time without the part of it that lies within another."""
    parts = ((piece[0], min(piece[1], out[0])), (max(piece[0], out[1]), piece[1]))
    return [part for part in parts if part[0] < part[1]]


def _joined(pieces: list[tuple[dt.date, dt.date]]) -> list[tuple[dt.date, dt.date]]:
    """Times in order, with those that touch or overlap as one."""
    joined: list[tuple[dt.date, dt.date]] = []
    for start, end in sorted(pieces):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def day(value: dt.date) -> str:
    """A day as the sentences above write it."""
    return f"{value:%d/%m/%Y}"
