"""Advancement in step: those who are due on the day of effect, by the grids in force, and what that gives to each."""

from __future__ import annotations

from sqlalchemy import select

from models import CollectiveAct, CollectiveRow, Rank, RankLine, db
from rules.access import Actor
from rules.refused import N_, Refused
from services import steps
from services.steps import Due

from .changes import Change, Preview, check_person, content_of
from .histories import Histories, Person, people_of
from .preparing import add, check_open
from .transposing import COLUMNS, rank_words


def take_due(act: CollectiveAct, by: Actor) -> int:
    """Put everybody who is due on the day of effect into the act. Returns how many came."""
    check_open(act, by)
    due = steps.due(act.starts_on, agency_id=act.agency_id)
    return add(act, [{"officer_id": one.officer_id, "step": one.step} for one in due], by)


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
    line = {"rank_id": held.rank_id, "step": wanted[person.id], "counts_from_on": _counts_from(due[person.id], act)}
    return Change(person, before, after, (before, after), line, place, held.id)


def _check_due(due: Due | None, step: int | None) -> None:
    if due is None:
        raise Refused(N_("Is not due for a step on the day of effect."))
    if due.step != step:
        raise Refused(N_("Is due for step %(due)s, not for step %(step)s: take those who are due again."), due=due.step, step=step or "–")


def _counts_from(due: Due, act: CollectiveAct):
    """Who was due before the day of effect does not lose the time since."""
    return due.due_on if due.due_on < act.starts_on else None
