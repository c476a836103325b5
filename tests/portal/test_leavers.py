"""Whoever retired or left keeps the own file: it says so, and hides what makes no sense any more."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import Officer, Position, PositionLine, db
from services import guard
from portal.my.sections import SECTIONS


@pytest.fixture
def daouda(app, people, signed_in):
    """Retired since the first of June; the account is as it was."""
    with app.app_context(), guard.unscoped("the test retires him"):
        officer = db.session.get(Officer, people.daouda.officer_id)
        retired = db.session.scalar(select(Position).where(Position.ends_service, Position.code == "RET"))
        (held,) = officer.position_lines
        held.ends_on = held.starts_on.replace(year=2026, month=6, day=1)
        db.session.flush()
        officer.position_lines.append(PositionLine(position=retired, starts_on=held.ends_on, act_kind="Arrêté"))
        officer.position, officer.unit = retired, None
        db.session.commit()
    return signed_in("daouda")


def test_the_start_page_says_that_the_service_ended_and_the_file_stays_open(daouda):
    page = daouda.get("/my/").text
    assert "note-info" in page and "01/06/2026" in page
    assert "<dt>Service</dt>" not in page


def test_every_part_still_opens(daouda):
    for section in SECTIONS:
        if section.endpoint.startswith("my."):
            assert daouda.get(f"/my/{section.name}/").status_code == 200


def test_no_balance_of_leave_and_no_expected_retirement_are_told(daouda):
    assert "<table>" not in daouda.get("/my/absences/").text
    assert "class=\"num\"" not in daouda.get("/my/absences/").text
    assert "timeline-end" not in daouda.get("/my/career/").text


def test_nobody_is_sent_to_the_badge_office_for_a_new_badge(daouda, people, signed_in):
    assert "Adressez-vous au bureau des cartes" not in daouda.get("/my/badge/").text


def test_he_still_reports_an_error(daouda):
    assert "field=birth_on" in daouda.get("/my/identity/").text
