"""How we stand, in rows of plain numbers: grouped queries of the session, so that the guard narrows each to one's scope."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

from sqlalchemy import extract, func, select

from models import (
    SHOWN_EVALUATIONS,
    Badge,
    BadgeState,
    CycleState,
    Evaluation,
    EvaluationCycle,
    Officer,
    Position,
    PositionLine,
    Rank,
    Unit,
    User,
    db,
)
from rules.access import Actor
from services import evaluation, personnel

from . import kept

AGE_STEP, YOUNGEST, OLDEST = 5, 20, 60
YEARS = 10


def serving():
    """The condition of those who are in service."""
    return Officer.position_id.in_(select(Position.id).where(Position.is_serving))


def by_rank() -> list[tuple[int, int]]:
    """[(rank id, officers in service)], the highest rank first."""
    query = select(Rank.id, func.count(Officer.id)).join(Rank, Officer.rank_id == Rank.id).where(serving())
    return _rows(query.group_by(Rank.id, Rank.level).order_by(Rank.level.desc(), Rank.id))


def by_region() -> list[tuple[int | None, int]]:
    """[(region id, officers in service there)], the largest first; None for units without a region."""
    query = select(Unit.region_id, func.count(Officer.id)).join(Unit, Officer.unit_id == Unit.id).where(serving())
    return _rows(query.group_by(Unit.region_id).order_by(func.count(Officer.id).desc()))


def by_age(today: dt.date) -> list[tuple[int, int, int]]:
    """[(first year of the age group, women, men)] of those in service, by the age reached within this year."""
    born = func.coalesce(Officer.birth_year, extract("year", Officer.birth_on))
    query = select(born, Officer.sex, func.count(Officer.id)).where(serving(), Officer.sex.is_not(None))
    groups: Counter = Counter()
    for year, sex, number in db.session.execute(query.group_by(born, Officer.sex)):
        if year is not None:
            age = min(max(today.year - int(year), YOUNGEST), OLDEST)
            groups[age - age % AGE_STEP, sex.value] += number
    oldest = max((age for age, _sex in groups), default=YOUNGEST)
    ages = range(YOUNGEST, oldest + 1, AGE_STEP)
    return [(age, groups[age, "F"], groups[age, "M"]) for age in ages]


def movements(today: dt.date) -> list[tuple[int, int, int]]:
    """[(year, entries, departures)] of the last ten full years and none of the present one, which is not over."""
    first = dt.date(today.year - YEARS, 1, 1)
    until = dt.date(today.year, 1, 1)
    entered = _by_year(Officer.entered_on, Officer.id, first, until)
    query = PositionLine.position_id.in_(select(Position.id).where(Position.ends_service))
    left = _by_year(PositionLine.starts_on, PositionLine.id, first, until, query, personnel.valid(PositionLine))
    return [(year, entered.get(year, 0), left.get(year, 0)) for year in range(first.year, until.year)]


def _by_year(day, key, first: dt.date, until: dt.date, *conditions) -> dict[int, int]:
    year = extract("year", day)
    query = select(year, func.count(key)).where(day >= first, day < until, *conditions).group_by(year)
    return {int(found): number for found, number in db.session.execute(query)}


def marks(cycle_id: int, scale_max: Decimal) -> list[tuple[int, int]]:
    """[(lower end of the step, evaluations)]: submitted marks in ten steps of the scale."""
    step = float(scale_max) / 10
    query = select(Evaluation.score, func.count(Evaluation.id)).where(
        Evaluation.cycle_id == cycle_id, Evaluation.state.in_(SHOWN_EVALUATIONS), Evaluation.score.is_not(None)
    )
    groups: Counter = Counter()
    for score, number in db.session.execute(query.group_by(Evaluation.score)):
        groups[min(int(float(score) / step), 9)] += number
    return [(place, groups[place]) for place in range(10)]


def submitted(cycle_id: int) -> list[tuple[int, int]]:
    """[(submitted, officers in service)] that one may see."""
    query = select(func.count(Evaluation.id)).where(
        Evaluation.cycle_id == cycle_id, Evaluation.state.in_(SHOWN_EVALUATIONS)
    )
    people = select(func.count(Officer.id)).where(serving())
    return [(db.session.scalar(query) or 0, db.session.scalar(people) or 0)]


def standing(cycle: EvaluationCycle, by: Actor) -> evaluation.Tally:
    """How many of the evaluations whose progress somebody follows stand at each stage; kept for a while where it took long."""

    def counted() -> list[tuple[str, int]]:
        return [(stage.value, number) for stage, number in evaluation.progress_of(cycle, by=by).total.items()]

    found = kept.count(f"evaluations {cycle.id}", counted, by)
    return evaluation.Tally({evaluation.Stage(stage): number for stage, number in found.rows})


def badges_by_expiry(today: dt.date) -> list[tuple[int, int, int]]:
    """[(year, month, active badges that expire then)] for twelve months from this one on."""
    months = [(today.year + (today.month + ahead - 1) // 12, (today.month + ahead - 1) % 12 + 1) for ahead in range(13)]
    first, until = dt.date(*months[0], 1), dt.date(*months[-1], 1)
    year, month = extract("year", Badge.expires_on), extract("month", Badge.expires_on)
    query = select(year, month, func.count(Badge.id)).where(
        Badge.state == BadgeState.ACTIVE, Badge.expires_on >= first, Badge.expires_on < until
    )
    found = {(int(y), int(m)): number for y, m, number in db.session.execute(query.group_by(year, month))}
    return [(y, m, found.get((y, m), 0)) for y, m in months[:-1]]


def accounts_by_role() -> list[tuple[str, int]]:
    """[(role, enabled accounts)], the most frequent first."""
    query = select(User.role, func.count(User.id)).where(User.active)
    return _rows(query.group_by(User.role).order_by(func.count(User.id).desc(), User.role))


def units_by_region() -> list[tuple[int | None, int]]:
    """[(region id, units)], the most first."""
    query = select(Unit.region_id, func.count(Unit.id)).where(Unit.ends_on.is_(None))
    return _rows(query.group_by(Unit.region_id).order_by(func.count(Unit.id).desc()))


def latest_cycle() -> EvaluationCycle | None:
    """The open cycle, else the last one that has begun."""
    begun = select(EvaluationCycle).where(EvaluationCycle.state != CycleState.PREPARED)
    order = (EvaluationCycle.state == CycleState.OPEN).desc(), EvaluationCycle.starts_on.desc()
    return db.session.scalar(begun.order_by(*order).limit(1))


def _rows(query) -> list[tuple]:
    return [tuple(row) for row in db.session.execute(query)]
