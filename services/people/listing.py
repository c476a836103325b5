"""The list of a commander's people: searched, filtered, paged, each with what is to be seen of him or her today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

from models import Absence, Badge, MedicalFitness, Officer, Posting, Record, Unit, db
from rules.access import Actor
from services import evaluation, guard
from services.listing.searching import matching
from services.personnel import absences
from services.retirement import Ages, Retirement

from . import signs

PEOPLE_ON_A_PAGE = 40


@dataclass(frozen=True)
class Asked:
    """What somebody asks for: words of a name or number, a sign (a key of SIGNS, or nothing), a page from 1 on."""

    words: str = ""
    sign: str = ""
    page: int = 1


@dataclass(frozen=True)
class Line:
    """One of the people, and what is to be seen today; what is None is as it should be.

    `evaluation` is the own part in it, None where the reader has none.
    """

    officer: Officer
    absence: Absence | None
    fitness: MedicalFitness | None
    badge_expires_on: dt.date | None
    evaluation: evaluation.Own | None
    arrival: Posting | None
    departure: Posting | None
    retirement: Retirement | None



@dataclass(frozen=True)
class Listed:
    """A page of the list, how many were found, how many there are, and how many each sign concerns."""

    lines: list[Line]
    found: int
    total: int
    counts: dict[str, int]


def listed(asked: Asked, today: dt.date, *, by: Actor) -> Listed:
    """The page asked for. `by` leads a unit: ask signs.may_look first."""
    conditions = {name: sign(today) for name, sign in signs.SIGNS.items()}
    mine = signs.mine(by)
    wanted = [mine, *([conditions[asked.sign]] if asked.sign in conditions else [])]
    wanted += [matching(Officer, asked.words)] if asked.words.strip() else []
    counts = {name: _count(mine, condition) for name, condition in conditions.items()}
    return Listed(lines(_page(wanted, asked.page), today), _count(*wanted), _count(mine), counts)


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(Officer.id)).where(*conditions)) or 0


def _page(wanted: list[ColumnElement[bool]], page: int) -> list[Officer]:
    found = select(Officer).outerjoin(Unit, Officer.unit_id == Unit.id).where(*wanted)
    found = found.order_by(Unit.path, Officer.last_name, Officer.first_names, Officer.id)
    links = [selectinload(link) for link in (Officer.rank, Officer.unit, Officer.position)]
    return list(db.session.scalars(found.options(*links).limit(PEOPLE_ON_A_PAGE).offset((page - 1) * PEOPLE_ON_A_PAGE)))


def lines(officers: list[Officer], today: dt.date) -> list[Line]:
    """What is to be seen of these people, each kind found by one query for all of them."""
    ids, ages = [officer.id for officer in officers], Ages()
    away = _each(select(Absence).where(absences.away(today)).options(selectinload(Absence.kind)), Absence, ids)
    limits = _each(select(MedicalFitness).where(signs.limits(today)), MedicalFitness, ids)
    arrivals = _each(select(Posting).where(signs.arrivals(today)), Posting, ids)
    departures = _each(select(Posting).where(signs.departures(today)), Posting, ids)
    evaluations = evaluation.own_parts(ids, by=guard.actor())
    expiring = _expiring(ids, today)

    def line(officer: Officer) -> Line:
        retirement = ages.of(officer.counts_as_born_on, officer.rank_id)
        is_near = retirement is not None and retirement.on < today + signs.RETIRES_WITHIN
        return Line(
            officer, away.get(officer.id), limits.get(officer.id), expiring.get(officer.id), evaluations.get(officer.id),
            arrivals.get(officer.id), departures.get(officer.id), retirement if is_near else None,
        )  # fmt: skip

    return [line(officer) for officer in officers]


def _each(asked: Select, model: type[Record], ids: list[int]) -> dict[int, Record]:
    found = db.session.scalars(asked.where(model.officer_id.in_(ids)).order_by(model.id))
    return {record.officer_id: record for record in found}


def _expiring(ids: list[int], today: dt.date) -> dict[int, dt.date]:
    """The days on which badges of these people, whom the guard let one see, expire: nothing else of the badges."""
    asked = select(Badge.officer_id, func.max(Badge.expires_on)).where(signs.badges(today), Badge.officer_id.in_(ids))
    with guard.unscoped("a commander is told whose badge expires"):
        return dict(db.session.execute(asked.group_by(Badge.officer_id)).tuples().all())
