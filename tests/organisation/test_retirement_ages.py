"""The ages of retirement as they are kept: by rank over corps, and which version is in force today."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Corps, Rank, RetirementAge, db
from services import guard, retirement
from services.retirement import Ages
from tests.force import of_code

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _acting(in_app):
    guard.act_as(guard.SYSTEM)


def age_of_the_rank(code: str, age: int, starts_on: dt.date) -> None:
    rank = of_code(Rank, code)
    db.session.add(RetirementAge(corps=rank.corps, rank=rank, age=age, starts_on=starts_on, legal_text="Décret n° 1"))
    db.session.flush()


@pytest.mark.parametrize(("rank", "age"), [("COM", 65), ("SGT", 61), ("GPX", 61)])
def test_the_ordinance_of_2021_is_in_the_reference_data(rank, age):
    found = Ages().of(dt.date(1980, 5, 17), of_code(Rank, rank).id)
    assert (found.on, found.age) == (dt.date(1980 + age, 5, 17), age)
    assert "2021-016" in found.legal_text


def test_a_sergeant_born_on_1_january_1964_did_not_leave_on_1_january_2022():
    assert Ages().of(dt.date(1964, 1, 1), of_code(Rank, "SGT").id).on == dt.date(2025, 1, 1)
    assert Ages().of(dt.date(1963, 12, 1), of_code(Rank, "SGT").id).on == dt.date(2021, 12, 1)


def test_a_rank_with_an_age_of_its_own_leaves_by_it_and_the_others_by_their_corps():
    age_of_the_rank("ADJ", 63, dt.date(2025, 1, 1))
    ages = Ages()
    assert ages.of(dt.date(1980, 1, 1), of_code(Rank, "ADJ").id).age == 63
    assert ages.of(dt.date(1980, 1, 1), of_code(Rank, "ADJ").id).legal_text == "Décret n° 1"
    assert ages.of(dt.date(1960, 1, 1), of_code(Rank, "ADJ").id).on == dt.date(2018, 1, 1)  # 58, by the corps of then
    assert ages.of(dt.date(1980, 1, 1), of_code(Rank, "SGT").id).age == 61


def test_nothing_is_told_without_a_birth_a_rank_or_a_rule():
    corps = Corps(code="NEUF", name="Corps nouveau", agency=of_code(Corps, "SOF").agency)
    rank = Rank(code="NEUF-1", name="Grade nouveau", corps=corps, level=1)
    db.session.add_all([corps, rank])
    db.session.flush()
    ages = Ages()
    assert ages.of(None, of_code(Rank, "SGT").id) is None
    assert ages.of(dt.date(1980, 1, 1), None) is None
    assert ages.of(dt.date(1980, 1, 1), rank.id) is None


def test_the_versions_of_a_corps_stand_together_the_one_in_force_is_said():
    age_of_the_rank("ADJ", 63, dt.date(2027, 1, 1))
    versions = {corps.code: found for corps, found in retirement.by_corps(TODAY)}
    told = [(one.line.age, one.line.rank and one.line.rank.code, one.until, one.is_in_force) for one in versions["SOF"]]
    assert told == [(61, None, None, True), (58, None, dt.date(2021, 12, 31), False), (63, "ADJ", None, False)]
    assert [one.line.is_assumed for one in versions["SOF"]] == [False, True, False]
