"""Annulling an act: what follows from it is read first, a second person approves, and both acts stay in the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from models import Annulment, CareerLine, DatedLine, Officer, Posting, db, now
from rules import career
from rules.refused import N_, Refused

from .. import guard
from . import history, telling
from .acts import Paper
from .history import REPEATED, Plan
from .relying import relied
from .telling import Told

ALREADY = N_("This act is annulled already. Both acts stay in the file.")
POSTED = N_(
    "Without this act the officer would be outside every unit from %(left)s on, and the posting to “%(unit)s” begins on %(start)s: annul that posting first."
)


@dataclass(frozen=True)
class Consequences:
    """What follows from annulling lines of one file, in sentences: each with plain values only."""

    present: tuple[Told, ...] = ()  # what holds today, before and after
    endings: tuple[Told, ...] = ()  # the lines that end otherwise
    holes: tuple[Told, ...] = ()  # times in which nothing holds any more
    relied: tuple[Told, ...] = ()  # marks, rounds, badges, the collective act

    def told(self) -> list[Told]:
        """All of them in the order in which one reads them."""
        return [*self.present, *self.endings, *self.holes, *self.relied]


def consequences(lines: Sequence[DatedLine]) -> Consequences:
    """What annulling these lines of one file would change; reads only.

    Refused for a line that is annulled already, and where what remains would contradict itself. ValueError for lines
    of several files: each file has its own consequences.
    """
    officer = _whose(lines)
    with guard.unscoped("what annulling an act would change"):
        found = tuple(dict.fromkeys(_key(told) for line in lines for told in relied(line, lines)))
        rest = tuple(Told(message, dict(values)) for message, values in found)
        if not any(isinstance(line, CareerLine) for line in lines):
            return Consequences(relied=rest)
        planned = _planned(officer, lines)
        return Consequences(_present(officer, planned), _endings(planned), _holes(officer, planned), rest)


def annul(lines: Sequence[DatedLine], paper: Paper, reason: str) -> list[Annulment]:
    """Take these acts back, of however many files: one annulment for each officer, and the histories are fitted again.

    Refused without a reason, for a line that is annulled already, and where what remains would contradict itself.
    """
    if not reason.strip():
        raise Refused(N_("Say why: it stays in the file beside the act."))
    of_officer: dict[int, list[DatedLine]] = {}
    for line in lines:
        of_officer.setdefault(line.officer_id, []).append(line)
    return [_annul(own, paper, reason.strip()) for own in of_officer.values()]


def _annul(lines: list[DatedLine], paper: Paper, reason: str) -> Annulment:
    officer = _whose(lines)
    planned = _planned(officer, lines)
    annulment = Annulment(officer=officer, reason=reason, **paper.columns())
    db.session.add(annulment)
    for line in lines:
        line.annulment = annulment
    db.session.flush()  # before any other line becomes the open one
    if any(isinstance(line, CareerLine) for line in lines):
        history.carry_out(planned)
        history.refresh(officer)
    return annulment


def _whose(lines: Sequence[DatedLine]) -> Officer:
    """The officer of the lines, none of which is annulled yet."""
    if len({line.officer_id for line in lines}) != 1:
        raise ValueError("lines of one file are annulled together")
    if any(line.annulment_id is not None for line in lines):
        raise Refused(ALREADY)
    return lines[0].officer


def _planned(officer: Officer, lines: Sequence[DatedLine]) -> Plan:
    """How the file would stand without the lines; Refused where a posting would begin outside every unit."""
    planned = history.plan(officer, without=[line for line in lines if isinstance(line, CareerLine)])
    postings = {line.starts_on: line for line in planned.kept[Posting].values()}
    if found := career.posted_outside(postings, planned.away):
        start, left = found
        raise Refused(POSTED, left=career.day(left), start=career.day(start), unit=postings[start].unit)
    return planned


def _present(officer: Officer, planned: Plan) -> tuple[Told, ...]:
    """What the file repeats of each history today, before and after."""
    today, found = now().date(), []
    for model in REPEATED:
        stored = [line for line in history.lines(officer, model) if line.starts_on <= today and _lasts(line.ends_on, today)]
        span = career.holding(planned.ends[model], today)
        before = telling.held(stored[-1] if stored else None)
        after = telling.held(planned.kept[model][span.key] if span else None)
        if before != after:
            found.append(telling.change(model, before, after))
    return tuple(found)


def _lasts(end: dt.date | None, on: dt.date) -> bool:
    return end is None or end > on


def _endings(planned: Plan) -> tuple[Told, ...]:
    return tuple(telling.ending(line, end) for line, end in planned.moved())


def _holes(officer: Officer, planned: Plan) -> tuple[Told, ...]:
    """Days on which something held and nothing would; of postings only while the officer is not outside every unit."""
    found = []
    for model in REPEATED:
        before = [(line.starts_on, line.ends_on) for line in history.lines(officer, model)]
        after = [(span.starts_on, end) for span, end in planned.ends[model]]
        away = planned.away if model is Posting else []
        found += [telling.hole(model, start, end) for start, end in career.lost(before, [*after, *away])]
    return tuple(found)


def _key(told: Told) -> tuple:
    return told.message, tuple(told.values.items())
