"""Grids loaded from a file of published ones, and who is due for a step by them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models import Agency, GridStep, Officer, Position, PositionLine, Rank, RankLine, Unit, User, db
from rules.steps import Held
from services import account, guard, imports, steps
from services.steps import Due
from tests.force import of_code

EXTRACT = Path(__file__).parent / "grids.csv"
MAPPINGS = Path(__file__).parents[2] / "bench" / "mappings"


def acting(people, name: str) -> None:
    with guard.unscoped("who acts in a test"):
        user = db.session.get(User, getattr(people, name).user_id)
        guard.act_as(account.actor_of(user, "admin", None, None))


@pytest.fixture
def grids(in_app, people):
    """The extract, loaded as the two mappings say: the longest stay, and over it the mean one."""
    acting(people, "aminata")
    for name in ("grilles_maximum", "grilles_moyenne"):
        mapping = json.loads((MAPPINGS / f"{name}.json").read_text())
        outcome = imports.run_file(EXTRACT, "grid-step", mapping=mapping, by=guard.actor())
        assert outcome.counts["refused"] == 0
    db.session.flush()


@pytest.fixture
def daouda(grids, people):
    """In step 7 of the grade 112 since 1 September 2012."""
    return place(people.daouda.officer_id)


def place(number: int, since: dt.date = dt.date(2012, 9, 1)) -> Officer:
    officer = db.session.get(Officer, number)
    line = officer.rank_lines[0]
    line.rank, line.step, line.starts_on = of_code(Rank, "112"), 7, since
    db.session.flush()
    return officer


def test_the_published_file_loads_as_dated_steps(grids):
    assert db.session.scalar(select(func.count(GridStep.id))) == 172
    rank = of_code(Rank, "112")
    assert rank.is_assumed
    found = steps.grids({rank.id})[rank.id]
    assert [str(grid.starts_on) for grid in found] == [
        "2001-10-30", "2006-01-11", "2006-02-27", "2008-01-07", "2014-01-02", "2015-01-01",
    ]  # fmt: skip
    assert [step.months for step in found[2].steps.values()] == [12, 24, 24, 36, 36, 36, 48, 48, 48, None]
    assert found[2].steps[10].index == 364


def test_the_same_file_changes_nothing_the_second_time(grids):
    mapping = json.loads((MAPPINGS / "grilles_moyenne.json").read_text())
    outcome = imports.run_file(EXTRACT, "grid_step", mapping=mapping, by=guard.actor())
    assert outcome.counts == {"created": 0, "changed": 0, "unchanged": 172, "refused": 0}


def test_the_step_that_somebody_should_hold_on_a_day(daouda):
    # 48 months until 02/01/2014, then 24: 01/09/2014; see test_steps.py.
    assert steps.of(daouda, dt.date(2014, 8, 31)) == Held(dt.date(2014, 1, 2), 7, 342, dt.date(2014, 1, 2), dt.date(2012, 9, 1))
    assert steps.of(daouda, dt.date(2014, 9, 1)) == Held(dt.date(2014, 9, 1), 8, 349, dt.date(2014, 1, 2), dt.date(2014, 9, 1))
    assert [each.step for each in steps.ahead(daouda, dt.date(2014, 1, 1), dt.date(2017, 9, 1))] == [7, 7, 8, 8, 9]
    assert steps.of(daouda, dt.date(2012, 8, 31)) is None


def test_who_is_due_is_told_with_the_line_the_step_and_the_day(daouda):
    line = daouda.rank_lines[0].id
    assert steps.due(dt.date(2014, 8, 31)) == []
    assert steps.due(dt.date(2014, 9, 1)) == [Due(daouda.id, line, 8, dt.date(2014, 9, 1))]


def test_an_act_that_gave_the_step_late_and_kept_the_seniority_is_followed(daouda):
    daouda.rank_lines[0].ends_on = dt.date(2015, 3, 1)
    late = RankLine(
        officer=daouda, rank=daouda.rank_lines[0].rank, step=8, starts_on=dt.date(2015, 3, 1),
        step_counts_from_on=dt.date(2014, 9, 1), act_kind="ARRETE",
    )  # fmt: skip
    db.session.add(late)
    db.session.flush()
    assert steps.due(dt.date(2017, 8, 31)) == []
    assert steps.due(dt.date(2017, 9, 1)) == [Due(daouda.id, late.id, 9, dt.date(2017, 9, 1))]  # 01/09/2014 + 36


def test_the_seniority_in_the_rank_says_nothing_of_the_step(daouda):
    daouda.rank_lines[0].counts_from_on = dt.date(2001, 1, 1)
    db.session.flush()
    assert steps.due(dt.date(2014, 8, 31)) == []


def test_only_those_of_the_agency_or_the_unit_asked_about_are_told(daouda, people):
    other = place(people.colleague_id)
    on, police, customs = dt.date(2014, 9, 1), of_code(Agency, "PN").id, of_code(Agency, "OCS").id
    assert {one.officer_id for one in steps.due(on, agency_id=police)} == {daouda.id, other.id}
    assert steps.due(on, agency_id=customs) == []
    assert [one.officer_id for one in steps.due(on, unit=db.session.get(Unit, people.unit_id))] == [daouda.id]


def test_who_may_not_advance_in_the_position_held_that_day_is_left_out(daouda):
    held_back = db.session.scalar(select(Position).where(Position.is_promotable.is_(False)).limit(1))
    daouda.position_lines[0].ends_on = dt.date(2018, 1, 1)
    db.session.add(PositionLine(officer=daouda, position=held_back, starts_on=dt.date(2018, 1, 1), act_kind="ARRETE"))
    db.session.flush()
    assert steps.due(dt.date(2017, 12, 31))
    assert steps.due(dt.date(2018, 1, 1)) == []


def test_a_commander_is_told_of_the_people_of_the_unit_only(daouda, people):
    place(people.colleague_id)
    acting(people, "coumba")
    assert [one.officer_id for one in steps.due(dt.date(2014, 9, 1))] == [daouda.id]


def test_a_version_is_read_beside_the_one_before(grids):
    versions = steps.versions(of_code(Rank, "112").id)
    assert [version.is_in_force(dt.date(2026, 11, 22)) for version in versions] == [True] + [False] * 5
    assert versions[1].until == dt.date(2015, 1, 1)
    lines = steps.compared(versions[3], versions[4])  # 27/02/2006 beside 11/01/2006, which had a step more
    assert [line.number for line in lines] == list(range(1, 12))
    assert (lines[10].step, lines[10].before.index) == (None, 388)
    assert [line.reached for line in lines[:4]] == [0, 12, 36, 60]
