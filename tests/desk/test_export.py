"""A list as a file: streamed after the request, yet in the place and for the eyes of who asked."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select

from admin_views.record import exporting
from models import AuditEvent, User, db
from services import guard
from tests import force


@pytest.fixture
def many(app, people, monkeypatch):
    """Seven officers of the first unit, in portions of two."""
    monkeypatch.setattr(exporting, "PORTION", 2)
    with app.app_context(), guard.unscoped("the test makes a list"):
        unit = db.session.get(force.Unit, people.unit_id)
        for number in range(7):
            force.officer(f"Diallo{number}", "=cmd()", unit)
        db.session.commit()


def rows(answer, separator=";"):
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=separator))


def test_every_portion_of_a_list_is_in_the_file(many, signed_in):
    answer = signed_in("boubacar").get("/admin/officer/export/csv/?search=diallo&sort=0")
    names = [row[0] for row in rows(answer)[1:]]
    assert [name.split()[0] for name in names] == [f"DIALLO{number}" for number in range(7)]


def test_the_file_is_not_built_before_it_is_sent(many, signed_in):
    answer = signed_in("boubacar").get("/admin/officer/export/csv/?search=diallo")
    assert answer.is_streamed and answer.content_length is None
    assert len(list(answer.response)) > 3


def test_the_canary_is_in_no_portion(many, signed_in):
    answer = signed_in("boubacar").get("/admin/officer/export/csv/")
    assert len(rows(answer)) > 8 and force.CANARY not in answer.text
    assert force.CANARY in signed_in("aminata").get("/admin/officer/export/csv/").text


def test_the_file_is_in_the_language_of_the_account(app, people, many, signed_in):
    with app.app_context(), guard.unscoped("the test changes"):
        db.session.get(User, people.boubacar.user_id).language = "en"
        db.session.commit()
    header, *lines = rows(signed_in("boubacar").get("/admin/officer/export/csv/"), ",")
    assert "Last name" in header and len(lines[0]) == len(header)


def test_the_trail_says_what_was_taken_away(app, many, signed_in):
    signed_in("boubacar").get("/admin/officer/export/csv/?search=diallo&flt0_service_number_contains=a")
    with app.app_context(), guard.unscoped("the test looks"):
        changes = db.session.scalar(select(AuditEvent.changes).where(AuditEvent.action == "export"))
    assert changes["search"] == "diallo" and "service_number" in changes["filters"] and isinstance(changes["rows"], int)
