"""An act being prepared: whose it is, who is in it; nothing of it changes once it waits for a second person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from models import CollectiveAct, CollectivePurpose, CollectiveRow, CollectiveState, Corps, Officer, PromotionRound, Proposal, Unit, db, now
from rules import access
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused
from services import approval, bulk, guard

from . import following

APPLY = "personnel.collective"
TRANSPOSE = "personnel.transpose"
ANNUL = "personnel.annul_collective"
# As many as one movement names: more is a reorganisation, which a file of careers records.
MOST_ROWS = 5000


def kind_of(act: CollectiveAct) -> str:
    """The sensitive act that applying this one is."""
    return TRANSPOSE if act.purpose is CollectivePurpose.TRANSPOSITION else APPLY


def standing(act: CollectiveAct, kind: str | None = None) -> Proposal | None:
    """The newest proposal on the act as it now stands."""
    return approval.latest_on(kind or kind_of(act), act)


def check_open(act: CollectiveAct, who: Actor) -> None:
    """Raise Refused unless the act is still being prepared, Forbidden for somebody who may not."""
    if not access.may(who, "personnel.edit"):
        raise Forbidden(N_("You are not entitled to do this."))
    if act.state is not CollectiveState.PREPARED:
        raise Refused(N_("This act is applied: nothing in it changes any more. Annul it as a whole if it is wrong."))
    proposal = standing(act)
    if proposal is not None and approval.is_open(proposal):
        raise Refused(N_("This act is proposed to a second person. Withdraw the proposal before you change it."))


def check_act(act: CollectiveAct) -> None:
    """Raise Refused for a transposition without its corps, or one of another agency, and for appointments outside their round."""
    if (act.purpose is CollectivePurpose.PROMOTION) is not _is_of_round(act):
        raise Refused(N_("Appointments are begun on the page of a sealed promotion round, and stay what they are."))
    if act.purpose is not CollectivePurpose.TRANSPOSITION:
        act.corps = None
        return
    corps: Corps | None = act.corps
    if corps is None:
        raise Refused(N_("Choose the corps that is transposed."))
    if corps.agency is not act.agency:
        raise Refused(N_("The corps “%(corps)s” is not one of this agency."), corps=corps.name)


def _is_of_round(act: CollectiveAct) -> bool:
    """Whether a promotion round began the act."""
    if act.id is None:
        return False
    with guard.unscoped("whether a round began a collective act"), db.session.no_autoflush:
        return db.session.scalar(select(PromotionRound.id).where(PromotionRound.collective_act_id == act.id)) is not None


def start(purpose: CollectivePurpose, title: str, by: Actor, agency_id: int) -> CollectiveAct:
    """A new act of today, to be filled; its date and its paper are written on its page."""
    act = CollectiveAct(title=title, purpose=purpose, starts_on=now().date(), act_kind="Décision", agency_id=agency_id)
    db.session.add(act)
    db.session.flush()
    return act


def agency_for(officers: Sequence[int], by: Actor) -> int:
    """The agency whose act a selection is: one's own, else the one that hired them all."""
    if by.agency_id is not None and access.scope(by, "personnel") == access.Scope.AGENCY:
        return by.agency_id
    found = set(db.session.scalars(select(Officer.home_agency_id).where(Officer.id.in_(officers)).distinct()))
    if len(found) != 1:
        raise Refused(N_("These people are of several agencies. Prepare an act for each agency."))
    return found.pop()


def add(act: CollectiveAct, rows: Sequence[dict], by: Actor) -> int:
    """Add people: [{"officer_id": …, "unit_id": …}]; who is in the act already stays as he is. Returns how many came."""
    check_open(act, by)
    there = people_in(act)
    new = {row["officer_id"]: row for row in rows if row["officer_id"] not in there}
    if len(there) + len(new) > MOST_ROWS:
        raise Refused(N_("An act names at most %(most)s people. Prepare a second one for the others."), most=MOST_ROWS)
    bulk.insert(CollectiveRow, [{"collective_act_id": act.id} | row for row in new.values()])
    return len(new)


def set_rows(act: CollectiveAct, wanted: dict[int, dict], by: Actor) -> int:
    """Change rows: {number of the row: {column: value}}; rows of another act are passed over. Returns how many changed."""
    check_open(act, by)
    asked = select(CollectiveRow).where(CollectiveRow.collective_act_id == act.id, CollectiveRow.id.in_(list(wanted)))
    changes = {}
    for row in db.session.scalars(asked):
        changed = {name: (getattr(row, name), value) for name, value in wanted[row.id].items() if getattr(row, name) != value}
        if changed:
            changes[row.id] = changed
    bulk.update(CollectiveRow, changes)
    return len(changes)


def set_all(act: CollectiveAct, values: dict, by: Actor) -> int:
    """Give all the people of the act the same unit or function."""
    numbers = db.session.scalars(select(CollectiveRow.id).where(CollectiveRow.collective_act_id == act.id))
    return set_rows(act, dict.fromkeys(numbers, values), by)


def remove(act: CollectiveAct, rows: Sequence[int], by: Actor) -> int:
    """Take people out of an act that is being prepared; nothing of their files changes. Returns how many went."""
    check_open(act, by)
    asked = select(CollectiveRow).where(CollectiveRow.collective_act_id == act.id, CollectiveRow.id.in_(rows))
    gone = list(db.session.scalars(asked))
    with guard.unscoped("people are taken out of an act that is being prepared"):
        for row in gone:
            db.session.delete(row)
        db.session.flush()
    return len(gone)


def discard(act: CollectiveAct, by: Actor) -> None:
    """Throw away an act that was never applied."""
    check_open(act, by)
    guard.check_write(act, "edit")
    name = act.title
    with guard.unscoped("an act that was never applied is thrown away"):
        for line in act.concordance:
            db.session.delete(line)
        following.discarded(act)
        bulk.replace(CollectiveRow, CollectiveRow.collective_act_id == act.id, [], (name, {}))
        db.session.delete(db.session.get_one(CollectiveAct, act.id))
        db.session.flush()


def people_in(act: CollectiveAct) -> set[int]:
    """The numbers of the people who stand in the act by name."""
    return set(db.session.scalars(select(CollectiveRow.officer_id).where(CollectiveRow.collective_act_id == act.id)))


def how_many(act: CollectiveAct) -> int:
    """How many people stand in the act by name."""
    return db.session.scalar(select(func.count()).where(CollectiveRow.collective_act_id == act.id))


def unit_of_code(act: CollectiveAct, code: str) -> Unit | None:
    """The unit of this code: of the act's agency before any other; None where there is none or several."""
    return _only(act, Unit.code == code)


def unit_of_name(act: CollectiveAct, name: str) -> Unit | None:
    """The unit written like this: of the act's agency before any other; None where there is none or several."""
    return _only(act, Unit.name == name)


def _only(act: CollectiveAct, condition: ColumnElement[bool]) -> Unit | None:
    found = list(db.session.scalars(select(Unit).where(condition)))
    own = [unit for unit in found if unit.agency_id == act.agency_id] or found
    return own[0] if len(own) == 1 else None
