"""Any list of dated records asked for a day: what held then, by ends that count and ends that do not, and versions."""

from __future__ import annotations

import datetime as dt

import pytest
from werkzeug.datastructures import MultiDict

from models import Absence, AbsenceKind, Annulment, Corps, GridStep, Officer, Posting, Rank, RetirementAge, db
from services import export, guard, listing
from tests import force

ON = dt.date(2020, 1, 1)


def asked(model: type, on: dt.date | str = ON) -> listing.Asked:
    return listing.asked(model, MultiDict({"on": str(on)}), ())


def shown(model: type, on: dt.date | str = ON) -> set:
    found = listing.page(model, asked(model, on), ())
    assert {one.id for one in found.records} == set(listing.numbers(model, asked(model, on)))
    return set(found.records)


@pytest.fixture
def who(in_app):
    guard.act_as(guard.SYSTEM)
    return force.officer("Keïta", "Awa", force.unit("Brigade"))


def test_a_line_holds_to_the_eve_of_its_end_unless_it_was_annulled(who):
    [line] = who.postings
    line.ends_on = ON
    db.session.flush()
    assert shown(Posting) == set() and shown(Posting, "2019-12-31") == {line}
    line.annulment = Annulment(officer=who, reason="x", act_kind="ARRETE")
    db.session.flush()
    assert shown(Posting, "2019-12-31") == set()


def test_the_last_day_of_an_absence_belongs_to_it(who):
    kind = AbsenceKind(code="X", name="Congé")
    away = Absence(officer=who, kind=kind, starts_on=dt.date(2019, 12, 1), last_day_on=ON, act_kind="ARRETE")
    db.session.add(away)
    db.session.flush()
    assert shown(Absence) == {away} and shown(Absence, "2020-01-02") == set() and shown(Absence, "2019-11-30") == set()


def test_a_version_holds_until_the_next_one_of_the_same(who):
    corps = db.session.query(Corps).first()
    rank = db.session.query(Rank).first()
    made = [RetirementAge(corps=corps, rank=rank, age=50 + number, starts_on=dt.date(2000 + 10 * number, 1, 1)) for number in range(3)]
    steps = [GridStep(rank=rank, step=number, starts_on=dt.date(1900 + year, 1, 1)) for year in (50, 60) for number in range(1, 4 - year // 60)]
    db.session.add_all([*made, *steps])
    db.session.flush()
    assert shown(RetirementAge, "2015-01-01") & set(made) == {made[1]}
    assert shown(RetirementAge, "1999-01-01") & set(made) == set()
    assert shown(GridStep, "1955-01-01") == set(steps[:3]) and shown(GridStep, "1965-01-01") == set(steps[3:])


def test_what_has_no_beginning_always_held(who):
    corps = db.session.query(Corps).filter(Corps.starts_on.is_(None), Corps.ends_on.is_(None)).first()
    assert corps in shown(Corps, "1900-01-01")


def test_a_day_that_is_none_or_a_list_without_days_is_told(who):
    assert asked(Posting, "31/02/2020").refused == ("on",) and asked(Posting, "2020-02-31").on == ""
    assert asked(Officer).refused == ("on",)


def test_the_day_stays_in_the_address_and_in_the_file(who):
    one = asked(Posting)
    assert ("on", "2020-01-01") in listing.arguments(one)
    content = export.Wanted(Posting, one, ("unit",), "csv").content(1)
    assert export.read(content).asked.on == "2020-01-01"
    assert "01/01/2020" in [value for _label, value in export.described(content)]


def test_the_desk_shows_the_day_as_a_chip_and_keeps_it_in_the_view(signed_in):
    boubacar = signed_in("boubacar")
    page = boubacar.get("/admin/posting/?on=01/06/2018").text
    assert "01/06/2018" in page and "on=2018-06-01" in page
    assert 'name="on"' in boubacar.get("/admin/posting/?panel=filter").text
    assert 'name="on"' not in boubacar.get("/admin/officer/?panel=filter").text
