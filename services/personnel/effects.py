"""What an act would change, said before it is recorded: who was, who will be, which lines end otherwise, and from when."""

from __future__ import annotations

import datetime as dt

from models import CareerLine, Officer, Rank, RankLine, now
from rules.career import day
from rules.refused import N_

from . import acts, history, telling
from .history import Plan
from .telling import Told


def foretold(officer: Officer, model: type[CareerLine], starts_on: dt.date, **held: object) -> list[Told]:
    """What a new line would change, in sentences. Refused where it cannot be recorded. Reads only."""
    planned = acts.foresee(officer, model, starts_on, **held)
    before, after = telling.held(_held_on(planned, model, starts_on)), telling.held(model(**held))
    sentences = [Told(N_("On %(day)s: %(before)s → %(after)s."), {"day": day(starts_on), "before": before, "after": after})]
    sentences += [telling.ending(line, end) for line, end in planned.moved()]
    if getattr(held.get("position"), "leaves_unit", False):
        sentences.append(Told(N_("This position is outside every unit: the posting ends on %(day)s."), {"day": day(starts_on)}))
    return [*sentences, _when(planned, model, starts_on)]


def lowered(officer: Officer, rank: Rank, starts_on: dt.date) -> Told | None:
    """What is to be said loudly of a rank lower than the one held on that day; None where it is not lower."""
    held = [line for line in history.lines(officer, RankLine) if line.starts_on <= starts_on]
    if not held or held[-1].rank.level <= rank.level:
        return None
    ranks = {"before": held[-1].rank.name, "after": rank.name}
    return Told(N_("Demotion: %(after)s is lower than %(before)s, held until then."), ranks)


def _held_on(planned: Plan, model: type[CareerLine], on: dt.date) -> CareerLine | None:
    """The line that holds on a day as the file now stands."""
    found = planned.kept[model].values()
    return next((line for line in found if line.starts_on <= on and (line.ends_on is None or line.ends_on > on)), None)


def _when(planned: Plan, model: type[CareerLine], starts_on: dt.date) -> Told:
    """Whether it holds at once, on its day, or held for a time only."""
    lines = sorted(planned.kept[model].values(), key=lambda line: line.starts_on)
    end = next(end for span, end in planned.ends[model] if span.key is None)
    if starts_on > now().date():
        return Told(N_("It takes effect by itself on %(day)s."), {"day": day(starts_on)})
    if end is None:
        return Told(N_("It holds from %(day)s on, and stands in the file at once."), {"day": day(starts_on)})
    earlier = [line for line in lines if line.starts_on < starts_on]
    later = next((line for line in lines if line.starts_on > starts_on), None)
    if later is None or not earlier:
        return Told(N_("It holds from %(start)s to the eve of %(end)s."), {"start": day(starts_on), "end": day(end)})
    around = {"before": telling.held(earlier[-1]), "after": telling.held(later), "start": day(later.starts_on)}
    return Told(N_("It falls between “%(before)s” and “%(after)s”, which begins on %(start)s."), around)
