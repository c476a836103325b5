"""A unit enrolled: who needs a photo comes by name, one after the other, and who was skipped comes again."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Agency, Notice, Officer, Photo, Position, Unit, db, now
from rules.access import Actor
from rules.photo import OLDEST_YEARS
from services import alerts, guard, notices, photo
from services.alerts.photos import PHOTOS
from services.photo import reminding
from tests import force
from tests.badge import cards

CLERK = Actor("Boubacar", "hr_clerk", door="admin")


@pytest.fixture
def row(in_app, people) -> tuple[Unit, dict[str, Officer]]:
    """A unit of three and one below it."""
    with guard.unscoped("the test fills a unit"):
        unit = force.unit("Compagnie de Gao")
        below = force.unit("Section de Bourem", parent=unit)
        names = {"Aya": unit, "Bakary": below, "Cheick": unit}
        return unit, {name: force.officer("Maïga", name, where) for name, where in names.items()}


def names(unit: Unit, **who) -> list[str]:
    return [one.first_names for one in db.session.scalars(photo.to_enrol(unit, by=who.get("by", CLERK)))]


def test_those_without_a_photo_come_by_name_with_the_units_below(row):
    unit, _people = row
    with guard.unscoped("the test looks"):
        assert names(unit) == ["Aya", "Bakary", "Cheick"] and photo.progress(unit, by=CLERK) == (0, 3)


def test_who_has_a_recent_photo_is_done_and_who_has_an_old_one_is_not(row):
    unit, people = row
    with guard.unscoped("the test looks"):
        cards.photo(people["Aya"])
        cards.photo(people["Bakary"]).taken_on = now().date() - dt.timedelta(days=366 * OLDEST_YEARS)
        cards.photo(people["Cheick"]).taken_on = None
        db.session.flush()
        assert names(unit) == ["Bakary", "Cheick"] and photo.progress(unit, by=CLERK) == (1, 3)


def test_the_next_one_follows_and_after_the_last_those_who_were_skipped(row):
    unit, people = row
    with guard.unscoped("the test looks"):
        after = {name: photo.next_after(unit, one.id, by=CLERK).first_names for name, one in people.items()}
        assert after == {"Aya": "Bakary", "Bakary": "Cheick", "Cheick": "Aya"}
        assert photo.next_after(unit, None, by=CLERK) is people["Aya"]
        for name in ("Aya", "Bakary"):
            cards.photo(people[name])
        assert photo.next_after(unit, people["Bakary"].id, by=CLERK) is people["Cheick"]
        assert photo.next_after(unit, people["Cheick"].id, by=CLERK) is None, "nobody but whom one has just skipped"


def test_neither_oneself_nor_who_has_left_is_asked_for(row):
    unit, people = row
    with guard.unscoped("the test looks"):
        people["Bakary"].position = db.session.query(Position).filter_by(ends_service=True).first()
        db.session.flush()
        assert names(unit, by=Actor("Aya", "hr_clerk", officer_id=people["Aya"].id, door="admin")) == ["Cheick"]


def test_the_units_where_photos_are_missing_are_counted_within_the_scope(in_app, people):
    guard.act_as(Actor("Boubacar", "hr_clerk", people.boubacar.user_id, agency_id=force.of_code(Agency, "PN").id, door="admin"))
    found = {unit.id: number for unit, number in photo.units_to_enrol(by=guard.actor())}
    assert found == {people.unit_id: 2, people.other_unit_id: 1}


def test_the_figure_of_a_unit_is_what_the_run_through_it_asks_for(row):
    unit, _people = row
    with guard.unscoped("the test looks"):
        found = {one.name: (number, photo.progress(one, by=CLERK)) for one, number in photo.units_to_enrol(by=CLERK)}
    assert found["Compagnie de Gao"] == (3, (0, 3)) and found["Section de Bourem"] == (1, (0, 1))


def test_the_page_leads_through_the_unit(app, people, signed_in):
    boubacar = signed_in("boubacar")
    first = boubacar.get(f"/admin/photo/enrol/?unit={people.unit_id}")
    assert first.status_code == 200 and "SANGARÉ Coumba" in first.text
    with app.app_context(), guard.unscoped("the test takes photos"):
        for number in (people.coumba.officer_id, people.daouda.officer_id):
            cards.photo(number)
        db.session.commit()
    assert "empty-state" in boubacar.get(f"/admin/photo/enrol/?unit={people.unit_id}").text


def test_the_alert_counts_whose_photo_is_missing_or_too_old(in_app, people):
    with guard.unscoped("the test looks"):
        today = now().date()
        before = PHOTOS.count(today)
        cards.photo(people.daouda.officer_id)
        assert PHOTOS.count(today) == before - 1
        told = {row.officer_id: row.what[0] for row in PHOTOS.rows(today)}
        assert people.daouda.officer_id not in told and told[people.colleague_id] == "no photo"
        db.session.query(Photo).one().taken_on = dt.date(2010, 1, 1)
        db.session.flush()
        assert {row.officer_id: row.what[0] for row in PHOTOS.rows(today)}[people.daouda.officer_id] == "too old"
    assert PHOTOS in alerts.ALERTS and not PHOTOS.is_weekly


def test_the_reminder_comes_once_a_quarter_with_a_number_that_leads_to_the_alert(in_app, people):
    guard.act_as(guard.SYSTEM)
    assert photo.tell_quarter(dt.date(2026, 10, 1)) == 2, "Aminata of all, Boubacar of the police"
    assert photo.tell_quarter(dt.date(2026, 12, 31)) == 0
    with guard.unscoped("the test looks"):
        told = {one.reader_id: one for one in db.session.query(Notice).filter_by(event=reminding.EVENT)}
        assert {number: one.values["count"] for number, one in told.items()} == {people.aminata.user_id: 4, people.boubacar.user_id: 3}
        words = notices.words(told[people.boubacar.user_id])
        assert told[people.boubacar.user_id].url == "/admin/alerts/?kind=photos" and "3" in words and "Daouda" not in words
    assert photo.tell_quarter(dt.date(2027, 1, 1)) == 2


def test_the_day_on_which_a_photo_becomes_too_old(in_app, people):
    with guard.unscoped("the test looks"):
        cards.photo(people.daouda.officer_id).taken_on = dt.date(2021, 11, 22)
        db.session.flush()

        def is_old(day: dt.date) -> bool:
            return db.session.query(Officer.id).filter(Officer.id == people.daouda.officer_id, reminding.outdated(day)).first() is not None

        assert not is_old(dt.date(2026, 11, 22)) and is_old(dt.date(2026, 11, 23))

