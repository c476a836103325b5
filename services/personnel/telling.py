"""Sentences about the lines of a career: what one held, until when; plain values, so that they can be kept and compared."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from models import CareerLine, DatedLine, Officer, PositionLine, Posting, RankLine
from rules.career import day
from rules.refused import N_

NOTHING = "–"
TODAY = {
    Posting: N_("Unit today: %(before)s → %(after)s."),
    RankLine: N_("Rank today: %(before)s → %(after)s."),
    PositionLine: N_("Position today: %(before)s → %(after)s."),
}
FROM_TO = {
    Posting: N_("No unit from %(start)s to %(end)s."),
    RankLine: N_("No rank from %(start)s to %(end)s."),
    PositionLine: N_("No position from %(start)s to %(end)s."),
}
FROM_ON = {
    Posting: N_("No unit from %(start)s on."),
    RankLine: N_("No rank from %(start)s on."),
    PositionLine: N_("No position from %(start)s on."),
}


class Told(NamedTuple):
    """An English msgid and its values, for services/wording.py; all values are texts and numbers."""

    message: str
    values: dict


def held(line: DatedLine | None) -> str:
    """What a line gives, by its official name: a rank with its step, a unit with the function, a position, an award."""
    if line is None:
        return NOTHING
    if isinstance(line, RankLine):
        return f"{line.rank.name} ({line.step})" if line.step else line.rank.name
    if isinstance(line, Posting):
        return f"{line.unit.name} ({line.function})" if line.function else line.unit.name
    return (line.position if isinstance(line, PositionLine) else line.kind).name


def named(line: DatedLine) -> str:
    """A line as one speaks of it: what it gives, its first day and its act."""
    return " · ".join(part for part in (held(line), day(line.starts_on), line.act_reference or line.act_kind) if part)


def change(model: type[CareerLine], before: str, after: str) -> Told:
    """What holds today, before and after."""
    return Told(TODAY[model], {"before": before, "after": after})


def ending(line: CareerLine, end: dt.date | None) -> Told:
    """A line that ends otherwise."""
    about = {"line": held(line), "start": day(line.starts_on)}
    if end is None:
        return Told(N_("“%(line)s” (since %(start)s) no longer ends on %(before)s: it holds on."), about | {"before": day(line.ends_on)})
    if line.ends_on is None:
        return Told(N_("“%(line)s” (since %(start)s) ends on %(after)s."), about | {"after": day(end)})
    ends = {"before": day(line.ends_on), "after": day(end)}
    return Told(N_("“%(line)s” (since %(start)s) ends on %(after)s instead of %(before)s."), about | ends)


def hole(model: type[CareerLine], start: dt.date, end: dt.date | None) -> Told:
    """A time in which nothing holds any more."""
    if end is None:
        return Told(FROM_ON[model], {"start": day(start)})
    return Told(FROM_TO[model], {"start": day(start), "end": day(end)})


def whose(officer: Officer) -> str:
    """The officer, with the number by which the right one is meant."""
    return f"{officer} · {officer.service_number}" if officer.service_number else str(officer)
