"""Advancement in step: those who are due on the day of effect, by the grids in force, and what that gives to each."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select

from models import CollectiveAct, CollectiveRow, Rank, RankLine, db
from rules.access import Actor
from rules.refused import N_, Refused
from services import steps
from services.steps import Due

from . import preparing
from .changes import Change, Preview, check_person, content_of
from .histories import Histories, Person, people_of
from .transposing import COLUMNS, rank_words


class Taken(NamedTuple):
    """How many came into an act, and how many are due besides, for whom there is no place in it."""

    added: int
    left: int


def take_due(act: CollectiveAct, by: Actor) -> Taken:
    """Put those who are due on the day of effect into the act: who waits longest first, until it is full."""
    preparing.check_open(act, by)
    there = preparing.people_in(act)
    due = [one for one in steps.due(act.starts_on, agency_id=act.agency_id) if one.officer_id not in there]
    taken = sorted(due, key=lambda one: (one.due_on, one.officer_id))[: preparing.MOST_ROWS - len(there)]
    added = preparing.add(act, [{"officer_id": one.officer_id, "step": one.step} for one in taken], by)
    return Taken(added, len(due) - added)


def preview(act: CollectiveAct, who: Actor) -> Preview:
    """Everybody of the list: the step held, the step due, and who is no longer due."""
    of_act = select(CollectiveRow.officer_id).where(CollectiveRow.collective_act_id == act.id)
    histories = Histories(RankLine, of_act, COLUMNS)
    due = {one.officer_id: one for one in steps.due(act.starts_on, agency_id=act.agency_id)}
    wanted = dict(db.session.execute(select(CollectiveRow.officer_id, CollectiveRow.step).where(CollectiveRow.collective_act_id == act.id)).tuples().all())
    ranks = dict(db.session.execute(select(Rank.id, Rank.name)).tuples().all())
    known = (histories, due, wanted, ranks)
    changes = [_change(act, person, known, who) for person in people_of(of_act) if person.id in wanted]
    return Preview(RankLine, changes, content_of(act, changes, []))


def _change(act: CollectiveAct, person: Person, known: tuple, who: Actor) -> Change:
    histories, due, wanted, ranks = known
    held = histories.held(person.id, act.starts_on)
    rank = ranks[held.rank_id] if held else ""
    before = rank_words(rank, held.step) if held else ""
    after = rank_words(rank, wanted[person.id])
    try:
        check_person(person, act, who)
        _check_due(due.get(person.id), wanted[person.id])
        place = histories.place(person, act.starts_on)
    except Refused as refused:
        return Change(person, before, after, (before, after), base=held.id if held else None, refused=refused)
    line = {"rank_id": held.rank_id, "step": wanted[person.id], "step_counts_from_on": due[person.id].due_on}
    return Change(person, before, after, (before, after), line, place, held.id)


def _check_due(due: Due | None, step: int | None) -> None:
    if due is None:
        raise Refused(N_("Is not due for a step on the day of effect."))
    if due.step != step:
        raise Refused(N_("Is due for step %(due)s, not for step %(step)s: take those who are due again."), due=due.step, step=step or "–")
