"""Absences of an officer: no two at the same time, and what is left of the leave of a year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from models import Absence, AbsenceKind, Officer, db, now
from rules import absence as rule
from rules.absence import Balance, Span
from rules.refused import N_, Refused


@dataclass(frozen=True)
class Left:
    """What is left of one kind of leave in one year."""

    kind: AbsenceKind
    year: int
    balance: Balance


def away(on: dt.date) -> ColumnElement[bool]:
    """The SQL condition for the absences that last on a day."""
    return and_(Absence.starts_on <= on, or_(Absence.last_day_on.is_(None), Absence.last_day_on >= on))


def span_of(absence: Absence) -> Span:
    """Its first and last day, as the rule takes them."""
    return Span(absence.starts_on, absence.last_day_on)


def check(absence: Absence) -> None:
    """Raise Refused, with the days, where the officer is away already.

    The file of the officer is held meanwhile: two clerks who record the same days come here one after the other.
    """
    db.session.flush()
    officer_id = absence.officer_id
    db.session.execute(select(Officer.id).where(Officer.id == officer_id).with_for_update())
    others = (other for other in _of(officer_id) if other is not absence)
    clash = next((other for other in others if span_of(absence).clashes(span_of(other))), None)
    if clash is None:
        return
    values = {"officer": absence.officer, "kind": clash.kind, "first": clash.starts_on, "last": clash.last_day_on}
    if clash.last_day_on is None:
        raise Refused(
            N_("%(officer)s is already away since %(first)s without a known return (%(kind)s). Give that absence a last day first."),
            **values,
        )
    raise Refused(
        N_("%(officer)s is already away from %(first)s to %(last)s included (%(kind)s). Choose other days, or change that absence."),
        **values,
    )


def balances(officer: Officer, year: int | None = None) -> list[Left]:
    """The kinds of leave that have days a year, with what an officer took of each in a year (this one)."""
    today = now().date()
    year = year or today.year
    kinds = db.session.scalars(select(AbsenceKind).where(AbsenceKind.days_a_year.is_not(None)).order_by(AbsenceKind.id)).all()
    taken: dict[int, list[Span]] = {}
    for absence in _of(officer.id):
        taken.setdefault(absence.kind_id, []).append(span_of(absence))
    return [Left(kind, year, rule.balance(kind.days_a_year, year, taken.get(kind.id, ()), today)) for kind in kinds]


def exceeded(absence: Absence) -> Left | None:
    """The leave of which this absence takes more than the year has, in the first such year; None where it does not."""
    last = absence.last_day_on or absence.starts_on
    for year in range(absence.starts_on.year, last.year + 1):
        for left in balances(absence.officer, year):
            if left.kind.id == absence.kind_id and left.balance.left < 0:
                return left
    return None


def _of(officer_id: int) -> list[Absence]:
    """The absences of an officer; whoever sees the officer sees them all."""
    return list(db.session.scalars(select(Absence).where(Absence.officer_id == officer_id).order_by(Absence.starts_on)))
