"""What a line does to the rest of its file when it is recorded in between, or recorded anew in the place of a wrong one.

Read before somebody decides: nothing is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from models import CareerLine, DatedLine, Officer, Rank, RankLine, Sanction, now
from rules import career
from rules.career import day
from rules.refused import N_

from . import acts, correcting, history, telling
from .completing import fillable
from .history import REPEATED, Plan
from .relying import relied
from .telling import Told


@dataclass(frozen=True)
class Expected:
    """What follows, in sentences with plain values, and the rank that the file would then show today."""

    told: tuple[Told, ...]
    rank: Rank | None


def added(officer: Officer, model: type[CareerLine], starts_on: dt.date, **held: object) -> Expected:
    """What follows from a line that was missing. Refused where it cannot be; to be asked without the guard, like `corrected`."""
    return _expected(officer, model(starts_on=starts_on, **held), acts.foresee(officer, model, starts_on, **held))


def corrected(line: DatedLine, **right: object) -> Expected:
    """What follows from recording the line anew with what is `right`. Refused where it cannot be."""
    officer = line.officer
    if right.keys() <= set(fillable(line)) and None not in right.values():
        return Expected((), officer.rank)  # its paper is completed, and the line stays
    rest = tuple(relied(line, [line]))
    said = correcting.as_it_should_be(line, right)
    if isinstance(line, CareerLine):
        held = {name: said[name] for name in correcting.HELD[type(line)]}
        planned = acts.foresee(officer, type(line), said["starts_on"], without=[line], **held)
        found = _expected(officer, type(line)(starts_on=said["starts_on"], **held), planned, line)
        return Expected((_anew(line), *found.told, *rest), found.rank)
    return Expected((_anew(line), *_erasure(line, said), *rest), officer.rank)


def _expected(officer: Officer, new: CareerLine, planned: Plan, instead_of: CareerLine | None = None) -> Expected:
    """The end of the new line, the ends that move, and what the file shows today."""
    model = type(new)
    end = next(end for span, end in planned.ends[model] if span.key is None)
    told = [] if instead_of is not None and instead_of.ends_on == end else [_end(new, end)]
    told += [telling.ending(line, moved) for line, moved in planned.moved()]
    if getattr(new.__dict__.get("position"), "leaves_unit", False):
        told.append(Told(N_("This position is outside every unit: the posting ends on %(day)s."), {"day": day(new.starts_on)}))
    return Expected((*told, *_present(officer, planned, new)), getattr(_held_today(planned, RankLine, new), "rank", None))


def _anew(line: DatedLine) -> Told:
    return Told(N_("“%(line)s” is annulled and recorded anew; both stay in the file."), {"line": telling.named(line)})


def _end(new: CareerLine, end: dt.date | None) -> Told:
    about = {"line": telling.held(new), "start": day(new.starts_on)}
    if end is None:
        return Told(N_("The new line “%(line)s” begins on %(start)s and has no end."), about)
    return Told(N_("The new line “%(line)s” begins on %(start)s and ends on %(end)s."), about | {"end": day(end)})


def _present(officer: Officer, planned: Plan, new: CareerLine) -> list[Told]:
    """What the file repeats of each history today, before and after."""
    found, today = [], now().date()
    for model in REPEATED:
        stored = _holding(history.lines(officer, model), today)
        before, after = telling.held(stored), telling.held(_held_today(planned, model, new))
        if before != after:
            found.append(telling.change(model, before, after))
    return found


def _holding(lines: Sequence[CareerLine], on: dt.date) -> CareerLine | None:
    return next((line for line in lines if line.starts_on <= on and (line.ends_on is None or line.ends_on > on)), None)


def _held_today(planned: Plan, model: type[CareerLine], new: CareerLine) -> CareerLine | None:
    """The line of a history that would hold today; the new one has no number yet."""
    span = career.holding(planned.ends[model], now().date())
    if span is None:
        return None
    return new if span.key is None else planned.kept[model][span.key]


def _erasure(line: DatedLine, said: dict[str, object]) -> list[Told]:
    """When a sanction is erased, where that moves."""
    if not isinstance(line, Sanction) or said["erased_on"] == line.erased_on:
        return []
    days = {name: day(value) if value else telling.NOTHING for name, value in (("before", line.erased_on), ("after", said["erased_on"]))}
    return [Told(N_("The sanction is erased from the file: %(before)s → %(after)s."), days)]
