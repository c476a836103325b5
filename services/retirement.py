"""The ages of retirement kept in the database, as the rule reads them: of a rank where it has its own, else of its corps."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import ColumnElement, and_, or_, select

from models import Corps, Officer, Rank, RetirementAge, db
from rules.refused import N_, Refused
from rules.retirement import AgeRule, of_rank, retires_on


@dataclass(frozen=True)
class Retirement:
    """The first day out of service, the age that decided, and the text behind it."""

    on: dt.date
    age: int
    legal_text: str | None


class Ages:
    """All versions, read once; then asked for as many people as one likes."""

    def __init__(self) -> None:
        lines = list(db.session.scalars(select(RetirementAge)))
        own, of_corps = defaultdict(list), defaultdict(list)
        for line in lines:
            versions = own[line.rank_id] if line.rank_id else of_corps[line.corps_id]
            versions.append((AgeRule(line.starts_on, line.age, line.leaves_at.value), line.legal_text))
        self._versions: dict[int, dict[AgeRule, str | None]] = {}
        for rank_id, corps_id in db.session.execute(select(Rank.id, Rank.corps_id)):
            texts = dict(of_corps.get(corps_id, [])) | dict(own.get(rank_id, []))
            rules = of_rank(dict(own.get(rank_id, [])), dict(of_corps.get(corps_id, [])))
            self._versions[rank_id] = {rule: texts[rule] for rule in rules}

    def of(self, born: dt.date | None, rank_id: int | None) -> Retirement | None:
        """When somebody of this rank retires; None where the birth, the rank or the rule is not known."""
        if born is None or rank_id is None:
            return None
        versions = self._versions.get(rank_id, {})
        found = retires_on(born, versions)
        return Retirement(found[0], found[1].age, versions[found[1]]) if found else None

    def groups(self) -> list[tuple[tuple[AgeRule, ...], list[int]]]:
        """The ranks that have the same versions, with these: [(versions, rank ids)]; those without any are left out."""
        found: dict[tuple[AgeRule, ...], list[int]] = defaultdict(list)
        for rank_id, versions in self._versions.items():
            if versions:
                found[tuple(versions)].append(rank_id)
        return list(found.items())


def born_from(day: dt.date) -> ColumnElement[bool]:
    """The SQL condition of those who count as born on a day or after (rules/retirement.py, counts_as_born_on); NULL without a birth."""
    return or_(Officer.birth_on >= day, and_(Officer.birth_on.is_(None), Officer.birth_year >= day.year))


def check(line: RetirementAge) -> None:
    """Refused where the rank is of another corps, or where the same people have another age from the same day on."""
    db.session.add(line)
    db.session.flush()  # now the keys say what the links say
    if line.rank is not None and line.rank.corps_id != line.corps_id:
        raise Refused(N_("The rank “%(rank)s” does not belong to this corps."), rank=line.rank)
    same = select(RetirementAge.id).where(
        RetirementAge.corps_id == line.corps_id,
        RetirementAge.rank_id == line.rank_id if line.rank_id else RetirementAge.rank_id.is_(None),
        RetirementAge.starts_on == line.starts_on,
        RetirementAge.id != line.id,
    )
    if db.session.scalar(same.limit(1)):
        raise Refused(N_("An age is in force from this day on already: change that line, or give another date of effect."))


@dataclass(frozen=True)
class Version:
    """A version as it is read on its page: until when it holds, and whether that is today."""

    line: RetirementAge
    until: dt.date | None
    is_in_force: bool


def by_corps(on: dt.date) -> list[tuple[Corps, list[Version]]]:
    """Every corps with its versions, of the corps first and then of each rank with an age of its own, the latest first."""
    found = list(db.session.scalars(select(RetirementAge).order_by(RetirementAge.starts_on)))
    versions: dict[Corps, list[Version]] = {corps: [] for corps in db.session.scalars(select(Corps).order_by(Corps.id))}
    for corps, lines in _grouped(found, lambda line: line.corps):
        for _rank, same in sorted(_grouped(lines, lambda line: line.rank), key=_level):
            versions[corps] += reversed(list(_dated(same, on)))
    return list(versions.items())


def _grouped(lines: Iterable[RetirementAge], key) -> list[tuple]:
    groups = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return list(groups.items())


def _level(group: tuple[Rank | None, list]) -> int:
    return group[0].level if group[0] else -1


def _dated(lines: list[RetirementAge], on: dt.date) -> Iterable[Version]:
    for line, following in zip_longest(lines, lines[1:]):
        until = following.starts_on if following else None
        yield Version(line, until, line.starts_on <= on and (until is None or on < until))
