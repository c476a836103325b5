"""Who gets a letter: the officers of a unit, how each stands towards the own file, and whose letters somebody may print."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, false, func, or_, select, true

from models import Activation, Officer, Position, Unit, User, db, now
from rules import access, activation as rule
from rules.access import Actor, Scope
from rules.activation import Access
from services import guard, organisation

PURPOSE = "who has access to the own file"


@dataclass(frozen=True)
class Wanted:
    """For whom letters are wanted: a unit, those below it, and beside those without access whom else.

    `identity` says how those who had access before are known.
    """

    unit_id: int
    is_below: bool = True
    with_waiting: bool = False
    with_open: bool = False
    identity: str = ""

    def takes(self, stands: Access) -> bool:
        """Whether somebody who stands so gets a letter."""
        return stands in rule.USUALLY or (self.with_waiting and stands is Access.WAITING) or (self.with_open and stands is Access.OPEN)


@dataclass(frozen=True)
class Preview:
    """How many officers stand how, and the numbers of those who would get a letter, in the order of printing."""

    counts: Counter[Access]
    officers: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def keeps(by: Actor) -> ColumnElement[bool]:
    """The SQL condition of the officers to whom somebody may give access: those whose files his agency keeps."""
    within = access.reach(by, "account.activate")
    if within is Scope.ALL:
        return true()
    return Officer.home_agency_id == by.agency_id if within is Scope.AGENCY else false()


def preview(wanted: Wanted, *, by: Actor) -> Preview:
    """How the officers of a unit stand, and who of them would get a letter."""
    stand = standings(_of_unit(wanted), by)
    return Preview(Counter(stand.values()), [number for number, stands in stand.items() if wanted.takes(stands)])


def access_of(officer: Officer, *, by: Actor) -> Access | None:
    """How an officer stands; None for one whose file is kept elsewhere."""
    return standings(Officer.id == officer.id, by).get(officer.id)


def standings(whom: ColumnElement[bool], by: Actor) -> dict[int, Access]:
    """How each of these officers stands, by unit and name; those alone to whom somebody may give access."""
    with guard.unscoped(PURPOSE):
        return {row.id: _stands(row, by) for row in db.session.execute(_rows(whom, by))}


def had_access(officer: Officer) -> bool:
    """Whether the officer opened the account before, so that a new letter asks for an identity paper."""
    used = select(Activation.id).where(Activation.user_id == User.id, Activation.used_at.is_not(None)).exists()
    opened = select(User.id).where(User.officer_id == officer.id, or_(User.password.is_not(None), used))
    with guard.unscoped(PURPOSE):
        return db.session.scalar(opened) is not None


def _of_unit(wanted: Wanted) -> ColumnElement[bool]:
    unit = db.session.get(Unit, wanted.unit_id)
    if unit is None:
        return false()
    here = select(Unit.id).where(organisation.below(unit.path) if wanted.is_below else Unit.id == unit.id)
    return Officer.unit_id.in_(here)


def _rows(whom: ColumnElement[bool], by: Actor) -> Select:
    unused = (Activation.user_id == User.id, Activation.used_at.is_(None), Activation.withdrawn_at.is_(None))
    lasts = select(func.max(Activation.expires_at)).where(*unused).correlate(User).scalar_subquery()
    return (
        select(Officer.id, Position.code, User.id.label("account"), User.role, User.active, User.password.is_not(None).label("has_password"), lasts.label("lasts"))
        .outerjoin(Position, Position.id == Officer.position_id)
        .outerjoin(User, User.officer_id == Officer.id)
        .outerjoin(Unit, Unit.id == Officer.unit_id)
        .where(whom, keeps(by), Officer.deleted_at.is_(None))
        .order_by(Unit.path, Officer.last_name, Officer.first_names, Officer.id)
    )


def _stands(row: Row, by: Actor) -> Access:
    is_oneself = by.officer_id == row.id or (row.account is not None and row.account == by.user_id)
    if row.account is None:
        return rule.access_of(rule.Known(row.code, is_oneself))
    letter = row.lasts > now() if row.lasts else None
    return rule.access_of(rule.Known(row.code, is_oneself, row.role, row.active, row.has_password, letter))
