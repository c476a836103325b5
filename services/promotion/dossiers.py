"""The dossiers of a round as plain values: a handful of queries, however many candidates there are.

To be called with the guard lifted: a list is fair only if it holds everybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from functools import cache

from sqlalchemy import Row, Select, and_, func, or_, select

from models import Officer, PromotionRound, Rank, RankLine, db
from rules.promotion import Dossier, held_since, in_corps_since
from rules.retirement import counts_as_born_on
from services import bulk, personnel
from services.retirement import Ages

from . import reading


def dossiers(round_: PromotionRound, on: dt.date | None = None, only: Collection[int] | None = None) -> list[Dossier]:
    """Everybody whom the round's agency hired and who holds the source rank on the date of reference, or another day; `only` some of them.

    Somebody whose file shows the rank without any line of it is there too, to be told what is missing.
    """
    on = on or round_.reference_on
    officers = _officers(round_, on, only)
    people = [officer.id for officer in officers]
    career, leaves_on, position = _career(people, on), _retirement(round_.rule.from_rank_id), _positions(people, on)
    (units, headed), names = reading.postings(people, on), reading.names_of_units()
    marks, exams = reading.marks(people, on, round_.mark_basis), reading.exams(round_.id)
    diplomas, awards = reading.diplomas(people, on), reading.awards(people, on)
    sanctions, visits = reading.sanctions(people, on), reading.visits(people, on)
    made = []
    for number, service_number, last_name, first_names, entered_on, born_on, birth_year in officers:
        held, position_line, position_code, is_promotable = position(number)
        made.append(
            Dossier(
                number, service_number, f"{last_name.upper()} {first_names}", entered_on, born_on, birth_year, *career(number),
                held, position_line, is_promotable, names.get(units.get(number)), tuple(marks.get(number, ())), position_code,
                leaves_on(born_on, birth_year), *exams.get(number, (None, None)), tuple(diplomas.get(number, ())),
                tuple(headed.get(number, ())), tuple(awards.get(number, ())), tuple(sanctions.get(number, ())), visits.get(number),
            )
        )  # fmt: skip
    return made


def how_many(round_: PromotionRound) -> int:
    """How many dossiers there would be."""
    return db.session.scalar(select(func.count()).select_from(concerned(round_, round_.reference_on).subquery()))


def any_of(officers: Collection[int], round_: PromotionRound) -> bool:
    """Whether one of these officers would be there."""
    return db.session.scalar(concerned(round_, round_.reference_on, officers).limit(1)) is not None


def concerned(round_: PromotionRound, on: dt.date, among: Collection[int] | None = None) -> Select:
    """The numbers of the officers whom the round would concern on this day; of a few alone where only these are asked for."""
    rank_id = round_.rule.from_rank_id
    holding = select(RankLine.officer_id).where(RankLine.rank_id == rank_id, personnel.holds(RankLine, on))
    has_lines = select(RankLine.id).where(RankLine.officer_id == Officer.id).exists()
    shown_without_line = and_(Officer.rank_id == rank_id, ~has_lines)
    few = [] if among is None else [Officer.id.in_(among)]
    holding = holding if among is None else holding.where(RankLine.officer_id.in_(among))
    return select(Officer.id).where(Officer.home_agency_id == round_.agency_id, or_(Officer.id.in_(holding), shown_without_line), *few)


def _officers(round_: PromotionRound, on: dt.date, only: Collection[int] | None) -> Sequence[Row]:
    named = (Officer.service_number, Officer.last_name, Officer.first_names)
    dated = (Officer.entered_on, Officer.birth_on, Officer.birth_year)
    asked = concerned(round_, on).with_only_columns(Officer.id, *named, *dated).order_by(Officer.id)
    return bulk.read_all(asked if only is None else asked.where(bulk.among(Officer.id, only)), Officer)


def _career(people: Sequence[int], on: dt.date) -> Callable[[int], tuple[dt.date | None, int | None, dt.date | None]]:
    """Of an officer: since when he holds the rank, the line that says so, and since when he is in its corps."""
    corps = dict(map(tuple, bulk.read_all(select(Rank.id, Rank.corps_id), Rank)))
    lines, kept, transposed = reading.rank_lines(people)

    def of(officer: int) -> tuple[dt.date | None, int | None, dt.date | None]:
        own = lines.get(officer, ())
        since = held_since(own, on)
        if since is None:
            return None, None, None
        return kept.get(since.number, since.starts_on), since.number, in_corps_since(own, on, corps, transposed)

    return of


def _positions(people: Sequence[int], on: dt.date) -> Callable[[int], tuple[str | None, int | None, str | None, bool]]:
    """Of an officer: the position held, the line that says so, its code, and whether one may be promoted in it."""
    lines, known = reading.positions(people, on), reading.known_positions()

    def of(officer: int) -> tuple[str | None, int | None, str | None, bool]:
        if officer not in lines:
            return None, None, None, False
        line, position = lines[officer]
        name, code, is_promotable = known[position]
        return name, line, code, is_promotable

    return of


def _retirement(rank_id: int) -> Callable[[dt.date | None, int | None], dt.date | None]:
    """The first day out of service of somebody of this rank, by the date or the year of birth; None where nobody can say."""
    ages = Ages()

    @cache
    def leaves_on(born_on: dt.date | None, birth_year: int | None) -> dt.date | None:
        found = ages.of(counts_as_born_on(born_on, birth_year), rank_id)
        return found.on if found else None

    return leaves_on
