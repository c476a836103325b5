"""Appointments from a sealed promotion list: the new rank and its step for each of those named, in the order of the list.

The act is begun from the round (services/promotion/appointing.py), which alone says who may stand in it: whoever was
put in otherwise, or holds another rank by then, is left as he is, with the reason.
"""

from __future__ import annotations

from sqlalchemy import Row, select

from models import CollectiveAct, CollectiveRow, PromotionRound, PromotionRule, Rank, RankLine, db
from rules.access import Actor
from rules.refused import N_, Refused
from rules.career import day
from services import guard, steps

from .changes import Change, Preview, check_person, content_of
from .histories import Histories, Person, people_of
from .transposing import COLUMNS, rank_words


def preview(act: CollectiveAct, who: Actor) -> Preview:
    """Everybody of the act in the order of the list: the rank and step held, the new ones, or why there is no appointment."""
    of_act = select(CollectiveRow.officer_id).where(CollectiveRow.collective_act_id == act.id)
    asked = select(CollectiveRow.officer_id, CollectiveRow.id, CollectiveRow.rank_id).where(CollectiveRow.collective_act_id == act.id)
    rows = {row.officer_id: row for row in db.session.execute(asked)}
    known = (Histories(RankLine, of_act, COLUMNS), _Step(act))
    people = sorted((person for person in people_of(of_act) if person.id in rows), key=lambda person: rows[person.id].id)
    changes = [_change(act, (person, rows[person.id]), known, who) for person in people]
    return Preview(RankLine, changes, content_of(act, changes, []))


class _Step:
    """The step from rank to rank of the round whose appointments these are."""

    def __init__(self, act: CollectiveAct):
        with guard.unscoped("the round whose appointments are made"):
            ranks = select(PromotionRule.from_rank_id, PromotionRule.to_rank_id).select_from(PromotionRound).join(PromotionRound.rule)
            found = db.session.execute(ranks.where(PromotionRound.collective_act_id == act.id)).first()
        if found is None:
            raise Refused(N_("Appointments are begun on the page of a sealed promotion round. This act belongs to none."))
        self.before, self.after = found
        self._act = act
        columns = (Rank.id, Rank.name, Rank.starts_on, Rank.ends_on)
        self._ranks = {row.id: row for row in db.session.execute(select(*columns))}
        self.pay = steps.OnPromotion({self.before, self.after}, act.starts_on)

    def name(self, rank_id: int | None) -> str:
        return self._ranks[rank_id].name if rank_id in self._ranks else ""

    def check(self, held: Row | None, rank_id: int | None) -> None:
        """Raise Refused unless whoever holds this line may get this rank: from the rank below, to the one above, never over two."""
        on, new = self._act.starts_on, self._ranks.get(rank_id)
        if new is None or rank_id != self.after:
            raise Refused(N_("Stands in the act without the rank that the round gives: take the person out, and begin from the round."))
        if held is None or held.rank_id != self.before:
            raise Refused(
                N_("Holds “%(held)s” on the day of effect, not “%(before)s”, from which one is promoted."),
                held=self.name(held.rank_id) if held else "–", before=self.name(self.before),
            )  # fmt: skip
        if (new.starts_on and new.starts_on > on) or (new.ends_on and new.ends_on <= on):
            raise Refused(N_("“%(name)s” does not exist on %(day)s. Choose another one, or another day."), name=new.name, day=day(on))


def _change(act: CollectiveAct, one: tuple[Person, Row], known: tuple[Histories, _Step], who: Actor) -> Change:
    (person, row), (histories, given) = one, known
    held = histories.held(person.id, act.starts_on)
    base, group = held.id if held else None, (given.name(held.rank_id) if held else "", given.name(row.rank_id))
    before = rank_words(given.name(held.rank_id), held.step) if held else ""
    try:
        check_person(person, act, who)
        given.check(held, row.rank_id)
        place = histories.place(person, act.starts_on)
    except Refused as refused:
        return Change(person, before, given.name(row.rank_id), group, base=base, refused=refused)
    line = {"rank_id": row.rank_id, "step": given.pay.step(row.rank_id, held)}
    return Change(person, before, rank_words(given.name(row.rank_id), line["step"]), group, line, place, base)
