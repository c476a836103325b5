"""Acts dated ahead take effect by themselves: across midnight, once a day, and after days without a worker."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event

from jobs import periodic
from models import AuditEvent, Installation, Officer, Position, Rank, RankLine, Unit, db
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


def statements_for(people, many: int) -> tuple[int, int]:
    """How many files change on one day, and how many statements that takes."""
    agency, day = db.session.get(Unit, people.unit_id).agency, dt.date(2028, 1, 1) + dt.timedelta(days=many)
    for number in range(many):
        one = Officer(last_name=f"Keïta {many}", first_names=f"N{number}", entered_on=dt.date(2015, 1, 1), home_agency=agency)
        db.session.add(one)
        db.session.flush()
        db.session.add(RankLine(officer=one, rank=force.of_code(Rank, "SGC"), step=2, starts_on=day, act_kind="ARRETE"))
    db.session.commit()
    personnel.take_effect(day - dt.timedelta(days=1))
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", note := lambda *told: seen.append(told[2]))
    try:
        return personnel.take_effect(day), len(seen)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_many_files_take_no_more_statements_than_one(officer, people):
    (one, few), (many, more) = statements_for(people, 1), statements_for(people, 40)
    assert (one, many) == (1, 40) and more <= few + 2
    told = db.session.query(AuditEvent).filter_by(record_type="officer", action="edit", record_name="KEÏTA 40 N0").one()
    assert "step" in str(told.changes)


def test_blocks_are_kept_one_by_one_and_the_day_is_done_last(officer, people, monkeypatch):
    monkeypatch.setattr("services.personnel.taking_effect.AT_A_TIME", 2)
    personnel.take_effect(dt.date(2028, 12, 31))
    agency, kept = db.session.get(Unit, people.unit_id).agency, []
    for number in range(5):
        one = Officer(last_name="Koné", first_names=f"N{number}", entered_on=dt.date(2015, 1, 1), home_agency=agency)
        db.session.add(one)
        db.session.flush()
        db.session.add(RankLine(officer=one, rank=force.of_code(Rank, "SGC"), step=2, starts_on=dt.date(2029, 1, 1), act_kind="ARRETE"))
    db.session.commit()
    day = dt.date(2029, 1, 1)
    assert personnel.take_effect(day, written=lambda: kept.append(db.session.query(Installation).one().refreshed_on)) == 5
    assert len(kept) == 3 and day not in kept and db.session.query(Installation).one().refreshed_on == day


def test_it_is_looked_for_every_minute(app):
    assert ("take_effect", {"minute": "*"}, periodic.take_effect) in periodic.BESIDE["files"]


def test_doctor_reports_files_that_are_out_of_step(officer, app):
    officer.rank = None
    db.session.commit()
    told = app.test_cli_runner().invoke(args=["doctor"])
    assert told.exit_code == 1 and "do not show the lines that hold today: 1" in told.output
    personnel.refresh(officer)
    db.session.commit()
    assert "hold today" not in app.test_cli_runner().invoke(args=["doctor"]).output
