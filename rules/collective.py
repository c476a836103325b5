"""What holds for every act that concerns many: how many one person does alone, and whom such an act cannot reach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from . import career
from .career import Away, Span
from .refused import N_, Refused

# Up to so many people one clerk applies a movement or a list of steps alone, as he could act by act in an hour.
# A transposition and an annulment of the whole always take two.
MOST_ALONE = 20


def needs_second(people: int, *, always: bool = False) -> bool:
    """Whether a second person approves an act for so many people."""
    return always or people > MOST_ALONE


def check_line(on: dt.date, entered_on: dt.date, spans: Sequence[Span], away: Away = ()) -> None:
    """Raise Refused unless a line can be added to the end of a history on this day.

    An act for many only goes on from what is there: whoever has a later line is written by hand. `away` are the times
    (from, to) outside every unit, for postings. Raises what rules/career.py raises for a single
    act, too.
    """
    career.check_start(on, entered_on, spans)
    later = [span.starts_on for span in spans if span.starts_on > on]
    if later:
        raise Refused(
            N_("A later act takes effect on %(later)s. Record this one on the person's page, or annul the later one."),
            later=career.day(min(later)),
        )  # fmt: skip
    career.check_posted_inside([on], away)
    breaks = [left for left, _back in away]
    before, after = career.arrange(spans, breaks), career.arrange([*spans, Span(None, on)], breaks)
    career.check_holes([*career.holes(before, away), *career.waits(before, away)], career.holes(after, away))
