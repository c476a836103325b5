"""Absences: their days are counted with the last included, no two clash, and what is left of the year is told."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Absence, AbsenceKind, db
from rules.absence import Balance, Span, balance, days_in
from services import guard
from services.personnel import absences
from tests import force
from tests.desk.forms import form_of

TODAY = dt.date(2026, 11, 22)
D = dt.date


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (D(2026, 3, 1), D(2026, 3, 1), 1),
        (D(2026, 3, 1), D(2026, 3, 30), 30),
        (D(2025, 12, 25), D(2026, 1, 3), 3),
        (D(2026, 12, 30), D(2027, 1, 8), 2),
        (D(2025, 1, 1), D(2027, 1, 1), 365),
        (D(2025, 1, 1), D(2025, 2, 1), 0),
        (D(2026, 11, 20), None, 3),
        (D(2026, 12, 20), None, 1),
    ],
)
def test_days_are_counted_within_their_year_both_ends_included(first, last, days):
    assert days_in(2026, Span(first, last), TODAY) == days


def test_the_balance_says_what_is_left_and_what_was_taken_too_much():
    spans = [Span(D(2026, 3, 1), D(2026, 3, 20)), Span(D(2026, 8, 1), D(2026, 8, 12))]
    found = balance(30, 2026, spans, TODAY)
    assert found == Balance(30, 32) and found.left == -2


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        (Span(D(2026, 3, 1), D(2026, 3, 9)), False),
        (Span(D(2026, 3, 1), D(2026, 3, 10)), True),
        (Span(D(2026, 3, 12), D(2026, 3, 13)), True),
        (Span(D(2026, 3, 20), D(2026, 3, 25)), True),
        (Span(D(2026, 3, 21), None), False),
        (Span(D(2026, 1, 1), None), True),
    ],
)
def test_absences_clash_when_a_day_lies_in_both(other, clashes):
    one = Span(D(2026, 3, 10), D(2026, 3, 20))
    assert one.clashes(other) is clashes and other.clashes(one) is clashes


# --- at the desk ---------------------------------------------------------------------------------


@pytest.fixture
def record(app, people, signed_in):
    """record("ANNU", "01/03/2026", "10/03/2026"): Boubacar sends the form for Daouda."""
    boubacar = signed_in("boubacar")

    def send(kind: str, first: str, last: str, **more):
        with app.app_context():
            number = force.of_code(AbsenceKind, kind).id
        form = {"officer": str(people.daouda.officer_id), "kind": str(number), "starts_on": first, "last_day_on": last, "act_kind": "Décision"}
        return boubacar.post("/admin/absence/new/", data=form | more, follow_redirects=True)

    return send


def recorded(app) -> list[tuple]:
    with app.app_context(), guard.unscoped("the test looks"):
        return [(str(one.starts_on), str(one.last_day_on)) for one in db.session.query(Absence).order_by(Absence.starts_on)]


def test_days_that_are_taken_are_refused_with_the_days(app, record):
    record("ANNU", "01/03/2026", "10/03/2026")
    page = record("PERM", "10/03/2026", "12/03/2026")
    assert "already away from 01/03/2026 to 10/03/2026 included" in page.text
    assert recorded(app) == [("2026-03-01", "2026-03-10")]
    record("PERM", "11/03/2026", "12/03/2026")
    assert len(recorded(app)) == 2


def test_an_absence_without_a_return_stands_against_any_later_one(app, record):
    record("IRRE", "01/06/2026", "")
    assert "without a known return" in record("ANNU", "01/08/2026", "10/08/2026").text
    assert recorded(app) == [("2026-06-01", "None")]


def test_the_same_days_of_somebody_else_are_free(app, people, record):
    record("ANNU", "01/03/2026", "10/03/2026")
    record("ANNU", "01/03/2026", "10/03/2026", officer=str(people.colleague_id))
    assert len(recorded(app)) == 2


def test_an_absence_may_be_moved_within_its_own_days(app, people, record, signed_in):
    record("ANNU", "01/03/2026", "10/03/2026")
    with app.app_context(), guard.unscoped("the test looks"):
        number = db.session.query(Absence.id).scalar()
    boubacar, edit = signed_in("boubacar"), f"/admin/absence/edit/?id={number}"
    boubacar.post(edit, data=form_of(boubacar.get(edit)) | {"last_day_on": "08/03/2026"})
    assert recorded(app) == [("2026-03-01", "2026-03-08")]


def test_a_deleted_absence_frees_its_days(app, record):
    record("ANNU", "01/03/2026", "10/03/2026")
    with app.app_context(), guard.unscoped("the test deletes"):
        one = db.session.query(Absence).one()
        one.deleted_at, one.deleted_by, one.deletion_reason = dt.datetime.now(dt.UTC), "test", "Erreur"
        db.session.commit()
    record("ANNU", "05/03/2026", "12/03/2026")
    assert recorded(app) == [("2026-03-05", "2026-03-12")]


def test_more_than_the_year_gives_is_recorded_and_said(app, record):
    record("ANNU", "01/03/2026", "30/03/2026")
    page = record("ANNU", "01/05/2026", "02/05/2026")
    assert "2 days more than the year 2026 gives" in page.text and len(recorded(app)) == 2


def test_the_page_and_the_form_tell_the_balance(app, people, record, signed_in):
    page = record("ANNU", "01/03/2026", "10/03/2026")
    assert "Leave in 2026" in page.text
    form = signed_in("boubacar").get(f"/admin/absence/new/?officer={people.daouda.officer_id}").text
    assert "10 of 30 days taken, 20 days left" in form


@pytest.mark.parametrize("changed", [{"last_day_on": "28/02/2026"}, {"starts_on": "01/01/2010"}, {"act_kind": "Bavardage"}])
def test_what_cannot_be_is_said_beside_its_field(app, record, changed):
    (name,) = changed
    values = {"starts_on": "01/03/2026", "last_day_on": "10/03/2026"} | changed
    page = record("ANNU", values.pop("starts_on"), values.pop("last_day_on"), **values)
    assert f'id="{name}-error"' in page.text and recorded(app) == []


def test_who_is_away_on_a_day(app, people, record):
    record("ANNU", "01/03/2026", "10/03/2026")
    with app.app_context(), guard.unscoped("the test asks"):
        found = [db.session.query(Absence).filter(absences.away(day)).count() for day in (D(2026, 2, 28), D(2026, 3, 10), D(2026, 3, 11))]
    assert found == [0, 1, 0]
