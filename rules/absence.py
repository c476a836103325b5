"""Absences: how their days are counted, which of them clash, and what is left of a year's leave.

Every day counts, from the first to the last included, Sundays and holidays too: an assumption, to be confirmed by the
force, as the texts that apply to its leave are not public.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """From the first day to the last day included; without a last day the return is not known."""

    first: dt.date
    last: dt.date | None

    def clashes(self, other: Span) -> bool:
        """Whether there is a day that lies in both."""
        return (other.last is None or self.first <= other.last) and (self.last is None or other.first <= self.last)


@dataclass(frozen=True)
class Balance:
    """Days of one kind of leave in one year."""

    granted: int
    taken: int

    @property
    def left(self) -> int:
        """What may still be taken; less than nothing where more was."""
        return self.granted - self.taken


def days_in(year: int, span: Span, today: dt.date) -> int:
    """How many days of a year a span takes; one without a last day so far, until today."""
    first = max(span.first, dt.date(year, 1, 1))
    last = min(span.last or max(today, span.first), dt.date(year, 12, 31))
    return max(0, (last - first).days + 1)


def balance(granted: int, year: int, spans: Iterable[Span], today: dt.date) -> Balance:
    """What was granted and taken of a year's leave of one kind."""
    return Balance(granted, sum(days_in(year, span, today) for span in spans))
