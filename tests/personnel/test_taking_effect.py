"""Acts dated ahead take effect by themselves: across midnight, once a day, and after days without a worker."""

from __future__ import annotations

import datetime as dt

import pytest

from jobs import periodic
from models import Installation, Officer, Position, Rank, db
from services import guard, personnel
from services.personnel import Act
from tests import force

TODAY = dt.date(2026, 12, 31)


@pytest.fixture
def officer(in_app, people, monkeypatch) -> Officer:
    """Daouda's file on New Year's Eve: a rank from the first, a departure from the tenth."""
    pass_to(monkeypatch, dt.datetime(2026, 12, 31, 23, 59, tzinfo=dt.UTC))
    guard.act_as(guard.SYSTEM)
    found = db.session.get(Officer, people.daouda.officer_id)
    personnel.promote(found, force.of_code(Rank, "SGC"), Act(dt.date(2027, 1, 1), "ARRETE"), step=2)
    personnel.set_position(found, force.of_code(Position, "RET"), Act(dt.date(2027, 1, 10), "ARRETE"))
    db.session.commit()
    return found


def pass_to(monkeypatch, moment: dt.datetime) -> None:
    for module in ("services.personnel.taking_effect", "services.personnel.history", "cli.installation"):
        monkeypatch.setattr(f"{module}.now", lambda: moment)


def file_of(officer: Officer) -> tuple:
    db.session.refresh(officer)
    return officer.rank.code, officer.step, officer.position.code, officer.unit is not None


def test_before_midnight_the_file_is_as_it_was_and_after_it_as_the_act_says(officer, monkeypatch):
    periodic.take_effect()
    assert file_of(officer) == ("SGT", 1, "ACT", True)
    pass_to(monkeypatch, dt.datetime(2027, 1, 1, 0, 0, 30, tzinfo=dt.UTC))
    periodic.take_effect()
    assert file_of(officer) == ("SGC", 2, "ACT", True)


def test_after_days_without_a_worker_the_file_is_as_it_should_be_today(officer, monkeypatch):
    pass_to(monkeypatch, dt.datetime(2027, 1, 20, 8, tzinfo=dt.UTC))
    periodic.take_effect()
    assert file_of(officer) == ("SGC", 2, "RET", False)


def test_a_day_is_done_once_and_the_next_one_again(officer):
    assert [personnel.take_effect(TODAY), personnel.take_effect(TODAY)] == [0, 0]
    assert db.session.query(Installation).one().refreshed_on == TODAY
    assert [personnel.take_effect(dt.date(2027, 1, 1)), personnel.take_effect(dt.date(2027, 1, 1))] == [1, 0]


def test_an_act_recorded_for_a_past_day_needs_no_worker(officer):
    personnel.take_effect(TODAY)
    personnel.promote(officer, force.of_code(Rank, "ADJ"), Act(dt.date(2025, 1, 1), "ARRETE"))
    assert file_of(officer)[0] == "ADJ"


def test_files_out_of_step_are_found_with_and_without_a_line(officer):
    assert personnel.behind(TODAY) == []
    officer.step = 7
    db.session.flush()
    assert personnel.behind(TODAY) == [officer.id]
    assert personnel.behind(dt.date(2027, 1, 10)) == [officer.id]


def test_it_is_looked_for_every_minute(app):
    assert ("take_effect", {"minute": "*"}, periodic.take_effect) in periodic.TIMES


def test_doctor_reports_files_that_are_out_of_step(officer, app):
    officer.rank = None
    db.session.commit()
    told = app.test_cli_runner().invoke(args=["doctor"])
    assert told.exit_code == 1 and "do not show the lines that hold today: 1" in told.output
    personnel.refresh(officer)
    db.session.commit()
    assert "hold today" not in app.test_cli_runner().invoke(args=["doctor"]).output
