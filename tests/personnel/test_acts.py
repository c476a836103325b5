"""Acts of a career: a line ends, the next one begins, and the file shows what holds."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Officer, Position, Rank, Unit, User, db
from rules.refused import Refused
from services import account, guard, personnel
from services.personnel import Act
from tests import force


@pytest.fixture
def officer(in_app, people):
    """Daouda's file, and Aminata acting."""
    with guard.unscoped("who acts in a test"):
        user = db.session.get(User, people.aminata.user_id)
        guard.act_as(account.actor_of(user, "admin", None, None))
    return db.session.get(Officer, people.daouda.officer_id)


def act(*day: int) -> Act:
    return Act(dt.date(*day), "ARRETE", reference="Arrêté n° 12", authority="Le ministre")


def rank(code: str) -> Rank:
    return force.of_code(Rank, code)


def test_a_promotion_closes_the_present_rank_and_opens_the_next(officer):
    personnel.promote(officer, rank("SGC"), act(2021, 1, 1), step=2)
    db.session.expire(officer)
    assert [(line.rank.code, line.ends_on) for line in officer.rank_lines] == [
        ("SGT", dt.date(2021, 1, 1)), ("SGC", None),
    ]  # fmt: skip
    assert (officer.rank.code, officer.step) == ("SGC", 2)
    assert officer.rank_lines[-1].act_reference == "Arrêté n° 12"


def test_a_posting_moves_the_officer(officer, people):
    there = db.session.get(Unit, people.other_unit_id)
    personnel.post(officer, there, act(2022, 5, 1), function="Chef de poste", is_head=True)
    assert officer.unit_id == there.id and officer.postings[-1].is_head


def test_a_position_is_set(officer):
    personnel.set_position(officer, force.of_code(Position, "SUS"), act(2023, 1, 1))
    assert officer.position.code == "SUS"


def test_an_act_of_the_future_changes_the_file_on_its_day_only(officer):
    personnel.promote(officer, rank("SGC"), act(2999, 1, 1))
    assert officer.rank.code == "SGT"
    personnel.refresh(officer, on=dt.date(2998, 12, 31))
    assert officer.rank.code == "SGT"
    personnel.refresh(officer, on=dt.date(2999, 1, 1))
    assert officer.rank.code == "SGC"


@pytest.mark.parametrize("day", [(2015, 10, 1), (2015, 9, 30)])
def test_two_lines_never_hold_at_once_and_none_begins_before_entry(officer, day):
    with pytest.raises(Refused):
        personnel.promote(officer, rank("SGC"), act(*day))
    db.session.expire(officer)
    assert len(officer.rank_lines) == 1 and officer.rank_lines[0].ends_on is None


def test_nothing_begins_before_the_service_did(officer):
    with pytest.raises(Refused, match="entered the service on 01/10/2015"):
        personnel.promote(officer, rank("SGC"), act(2014, 1, 1))


def test_an_act_found_late_goes_between_the_lines_that_are_there(officer):
    personnel.promote(officer, rank("ADJ"), act(2024, 1, 1))
    personnel.promote(officer, rank("SGC"), act(2020, 1, 1))
    db.session.expire(officer)
    assert [(line.rank.code, line.ends_on) for line in officer.rank_lines] == [
        ("SGT", dt.date(2020, 1, 1)), ("SGC", dt.date(2024, 1, 1)), ("ADJ", None),
    ]  # fmt: skip
    assert officer.rank.code == "ADJ"


def test_who_leaves_the_service_leaves_the_unit(officer):
    personnel.set_position(officer, force.of_code(Position, "RET"), act(2024, 1, 1))
    assert officer.unit is None and officer.postings[-1].ends_on == dt.date(2024, 1, 1)


def test_nobody_out_of_service_is_posted(officer, people):
    personnel.set_position(officer, force.of_code(Position, "DEM"), act(2024, 1, 1))
    there = db.session.get(Unit, people.other_unit_id)
    with pytest.raises(Refused, match="From 01/01/2024 on the officer"):
        personnel.post(officer, there, act(2024, 5, 1))
    personnel.set_position(officer, force.of_code(Position, "ACT"), act(2025, 1, 1))
    assert personnel.post(officer, there, act(2025, 1, 1)).unit is officer.unit


def test_nobody_leaves_the_service_before_a_posting_that_is_recorded(officer, people):
    personnel.post(officer, db.session.get(Unit, people.other_unit_id), act(2024, 5, 1))
    with pytest.raises(Refused, match="no posting can begin on 01/05/2024"):
        personnel.set_position(officer, force.of_code(Position, "RET"), act(2024, 1, 1))


def test_no_new_line_leaves_a_hole(officer, people):
    """A file of former times set a term: what follows begins there, or what held in between is recorded first."""
    officer.postings[0].term_on = officer.postings[0].ends_on = dt.date(2020, 1, 1)
    there = db.session.get(Unit, people.other_unit_id)
    with pytest.raises(Refused, match="Nothing would hold from 01/01/2020 to 01/06/2020"):
        personnel.post(officer, there, act(2020, 6, 1))
    assert personnel.post(officer, there, act(2020, 1, 1)).ends_on is None


def test_an_abolished_rank_is_given_to_nobody(officer):
    with pytest.raises(Refused, match="does not exist on 01/01/2024"):
        personnel.promote(officer, rank("LTN"), act(2024, 1, 1))


@pytest.mark.parametrize("kept", ["counts_from_on", "step_counts_from_on"])
def test_no_act_keeps_time_that_began_after_it(officer, kept):
    with pytest.raises(Refused, match="began before its date of effect"):
        personnel.promote(officer, rank("SGC"), act(2024, 1, 1), **{kept: dt.date(2024, 1, 2)})
    assert getattr(personnel.promote(officer, rank("SGC"), act(2024, 1, 1), **{kept: dt.date(2024, 1, 1)}), kept) == dt.date(2024, 1, 1)
