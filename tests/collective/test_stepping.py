"""Advancement in step: who is due by the grid in force, applied like any act for many."""

from __future__ import annotations

import datetime as dt

import pytest

from models import CollectiveAct, CollectivePurpose, GridStep, Officer, Rank, db
from services import collective, guard
from tests import force

from .conftest import member

ON = dt.date(2022, 1, 1)


def prepared(cast) -> CollectiveAct:
    """A grid of two years a step for captains, and Boubacar's act that takes those who are due."""
    with guard.unscoped("the test"):
        captain = force.of_code(Rank, "CNE")
        db.session.add_all([GridStep(rank=captain, starts_on=dt.date(2018, 3, 15), step=step, months=24) for step in (1, 2, 3)])
        db.session.commit()
    guard.act_as(cast.boubacar)
    act = collective.preparing.start(CollectivePurpose.STEP, "Échelons", cast.boubacar, cast.boubacar.agency_id)
    act.starts_on = ON
    db.session.commit()
    return act


@pytest.fixture
def steps_act(in_app, cast) -> CollectiveAct:
    """The act, with nobody in it yet."""
    return prepared(cast)


def test_those_who_are_due_advance_and_lose_no_time(steps_act, cast):
    assert collective.take_due(steps_act, cast.boubacar) == (1, 0)
    db.session.commit()
    seen = collective.preview(steps_act, cast.boubacar)
    assert [(one.person.id, one.before, one.after) for one in seen.able] == [(cast.members[1], "Capitaine · 2", "Capitaine · 3")]
    collective.apply_alone(steps_act, seen=seen.digest, by=cast.boubacar)
    db.session.commit()
    officer = db.session.get(Officer, cast.members[1])
    line = officer.rank_lines[-1]
    assert (officer.step, line.step_counts_from_on, line.counts_from_on) == (3, dt.date(2021, 1, 1), None)


def test_who_is_no_longer_due_is_left_out_with_the_reason(steps_act, cast):
    collective.take_due(steps_act, cast.boubacar)
    steps_act.starts_on = dt.date(2020, 6, 1)
    db.session.commit()
    found = collective.preview(steps_act, cast.boubacar)
    assert not found.able and "not due" in str(found.left_out[0].refused)


def test_who_is_taken_twice_stands_once(steps_act, cast):
    assert [collective.take_due(steps_act, cast.boubacar) for _time in range(2)] == [(1, 0), (0, 0)]


def test_more_than_an_act_may_name_are_taken_in_the_order_of_their_waiting(steps_act, cast, monkeypatch):
    monkeypatch.setattr(collective.preparing, "MOST_ROWS", 2)
    with guard.unscoped("the test"):
        unit = db.session.get(Officer, cast.members[1]).unit
        longest = member("Longest", "CNE", unit, dt.date(2018, 6, 1)).id
        member("Shortest", "CNE", unit, dt.date(2019, 6, 1))
        db.session.commit()
    assert collective.take_due(steps_act, cast.boubacar) == (2, 1)
    assert {row.officer_id for row in steps_act.rows} == {longest, cast.members[1]}
    assert collective.take_due(steps_act, cast.boubacar) == (0, 1)


def test_the_screen_says_how_many_an_act_has_no_place_for(app, cast, signed_in, monkeypatch):
    monkeypatch.setattr(collective.preparing, "MOST_ROWS", 1)
    with app.app_context():
        number = prepared(cast).id
        with guard.unscoped("the test"):
            member("Longest", "CNE", db.session.get(Officer, cast.members[1]).unit, dt.date(2018, 6, 1))
            db.session.commit()
    answer = signed_in("boubacar").post("/admin/collective-act/those-due/", data={"id": number}, follow_redirects=True)
    assert "Cet acte est complet, et 1 autre agent y a droit." in answer.text
