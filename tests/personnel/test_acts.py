"""Acts of a career: a line ends, the next one begins, and the file shows what holds."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Position, PositionLine, Posting, Rank, RankLine, User, db
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
    return db.session.get(personnel.Officer, people.daouda.officer_id)


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
    there = db.session.get(personnel.Unit, people.other_unit_id)
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


def test_a_line_that_ends_later_is_not_overlapped(officer):
    personnel.close(officer, RankLine, dt.date(2024, 1, 1))
    with pytest.raises(Refused, match="already holds"):
        personnel.promote(officer, rank("SGC"), act(2023, 12, 31))
    assert personnel.promote(officer, rank("SGC"), act(2024, 1, 1)).ends_on is None


def test_a_line_does_not_end_before_it_begins(officer):
    with pytest.raises(Refused, match="cannot end"):
        personnel.close(officer, Posting, dt.date(2015, 10, 1))


def test_a_line_ends_only_once(officer):
    personnel.close(officer, PositionLine, dt.date(2024, 1, 1))
    assert officer.position is None
    with pytest.raises(Refused, match="no open line"):
        personnel.close(officer, PositionLine, dt.date(2024, 2, 1))


def test_an_abolished_rank_is_given_to_nobody(officer):
    with pytest.raises(Refused, match="does not exist on 01/01/2024"):
        personnel.promote(officer, rank("LTN"), act(2024, 1, 1))
