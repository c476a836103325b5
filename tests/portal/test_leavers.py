"""Whoever retired or left keeps the own file: it says so, and hides what makes no sense any more."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from models import Officer, Position, PositionLine, db
from services import guard
from portal.my.sections import SECTIONS


@pytest.fixture
def serving(app, people, signed_in):
    """Daouda before he retires: his date of birth is known, so his retirement is expected."""
    with app.app_context(), guard.unscoped("the test says when he was born"):
        db.session.get(Officer, people.daouda.officer_id).birth_on = dt.date(1985, 3, 14)
        db.session.commit()
    return signed_in("daouda")


@pytest.fixture
def retire(app, people):
    """retire(): retired since the first of June; the account is as it was."""

    def done():
        with app.app_context(), guard.unscoped("the test retires him"):
            _retire(people)
            db.session.commit()

    return done


@pytest.fixture
def daouda(serving, retire):
    """Daouda, retired."""
    retire()
    return serving


def _retire(people) -> None:
    officer = db.session.get(Officer, people.daouda.officer_id)
    retired = db.session.scalar(select(Position).where(Position.ends_service, Position.code == "RET"))
    (held,) = officer.position_lines
    held.ends_on = held.starts_on.replace(year=2026, month=6, day=1)
    db.session.flush()
    officer.position_lines.append(PositionLine(position=retired, starts_on=held.ends_on, act_kind="Arrêté"))
    officer.position, officer.unit = retired, None


def test_the_start_page_says_that_the_service_ended_and_the_file_stays_open(daouda):
    page = daouda.get("/my/").text
    assert "note-info" in page and "01/06/2026" in page
    assert "<dt>Service</dt>" not in page


def test_every_part_still_opens(daouda):
    for section in SECTIONS:
        if section.endpoint.startswith("my."):
            assert daouda.get(f"/my/{section.name}/").status_code == 200


@pytest.mark.parametrize(
    ("part", "told"),
    [("absences", 'class="num"'), ("career", "timeline-end"), ("badge", "Adressez-vous au bureau des cartes")],
    ids=["balance of leave", "expected retirement", "asking for a new badge"],
)
def test_what_is_told_to_those_who_serve_is_not_told_to_those_who_left(serving, retire, part, told):
    assert told in serving.get(f"/my/{part}/").text
    retire()
    assert told not in serving.get(f"/my/{part}/").text


def test_he_still_reports_an_error(daouda):
    assert "field=birth_on" in daouda.get("/my/identity/").text
