"""A movement of postings: the people of an act, where each goes, and what that does."""

from __future__ import annotations

from sqlalchemy import inspect, select

from models import CollectiveAct, CollectiveRow, Posting, Unit, db
from rules.access import Actor
from rules.career import day
from rules.refused import N_, Refused
from services import guard

from .changes import Change, Preview, check_person, content_of
from .histories import Histories, Person, people_of

COLUMNS = ("unit_id", "function", "is_head")


def preview(act: CollectiveAct, who: Actor) -> Preview:
    """Everybody of the movement: the present unit, the new one, and who cannot go there and why."""
    of_act = select(CollectiveRow.officer_id).where(CollectiveRow.collective_act_id == act.id)
    histories, units = Histories(Posting, of_act, COLUMNS), _Units(act, who)
    columns = (CollectiveRow.officer_id, CollectiveRow.unit_id, CollectiveRow.function, CollectiveRow.is_head)
    asked = select(*columns).where(CollectiveRow.collective_act_id == act.id)
    rows = {row.officer_id: row for row in db.session.execute(asked)}
    changes = [_change(act, (person, rows[person.id]), (histories, units), who) for person in people_of(of_act) if person.id in rows]
    return Preview(Posting, changes, content_of(act, changes, []))


class _Units:
    """The units of the act's rows and of the present postings, and which of them the reader may post to."""

    def __init__(self, act: CollectiveAct, who: Actor):
        self._act = act
        named = select(CollectiveRow.unit_id).where(CollectiveRow.collective_act_id == act.id)
        within = guard.pointable(Posting, inspect(Posting).relationships["unit"], who)
        self._open = set(db.session.scalars(select(Unit.id).where(Unit.id.in_(named), within)))
        columns = (Unit.id, Unit.name, Unit.starts_on, Unit.ends_on)
        self._all = {row.id: row for row in db.session.execute(select(*columns))}

    def name(self, key: int | None) -> str:
        """What the unit is called; nothing where the reader may not see it."""
        return self._all[key].name if key in self._all else ""

    def check(self, key: int | None) -> None:
        """Raise Refused unless somebody can be posted there on the day of effect."""
        if key is None:
            raise Refused(N_("No unit was chosen for this person."))
        if key not in self._open:
            raise Refused(N_("The new unit is outside what you are entitled to post to."))
        unit, on = self._all[key], self._act.starts_on
        if (unit.starts_on and unit.starts_on > on) or (unit.ends_on and unit.ends_on <= on):
            raise Refused(N_("The unit “%(unit)s” does not exist on %(day)s."), unit=unit.name, day=day(on))


def _change(act: CollectiveAct, one: tuple[Person, object], known: tuple[Histories, _Units], who: Actor) -> Change:
    (person, row), (histories, units) = one, known
    held = histories.held(person.id, act.starts_on)
    present = units.name(held.unit_id) if held else ""
    before, after = (words(present, held.function) if held else ""), words(units.name(row.unit_id), row.function)
    group = (present, units.name(row.unit_id))
    try:
        check_person(person, act, who)
        units.check(row.unit_id)
        if held and (held.unit_id, held.function, held.is_head) == (row.unit_id, row.function, row.is_head):
            raise Refused(N_("Serves there already, in the same function."))
        place = histories.place(person, act.starts_on)
    except Refused as refused:
        return Change(person, before, after, group, base=held.id if held else None, refused=refused)
    line = {"unit_id": row.unit_id, "function": row.function, "is_head": row.is_head}
    return Change(person, before, after, group, line, place, held.id if held else None)


def words(unit: str, function: str | None) -> str:
    """A unit with the function held there, as the preview writes it."""
    return f"{unit} · {function}" if function else unit
