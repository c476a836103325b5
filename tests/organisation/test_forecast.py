"""The forecast of departures: the same as asking everybody, within one's scope, with the list and the file behind it."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from models import LeavesAt, Officer, Position, Rank, RetirementAge, Sex, Unit, db
from services import forecast, guard
from services.forecast import LATER, NO_BIRTH, NO_RULE, PASSED, Asked
from services.retirement import Ages
from tests import force

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def ages(app, people):
    """Officers of two units: born so that each stands in another place of the forecast."""
    with app.app_context(), guard.unscoped("the force of a test"):
        unit, abroad = db.session.get(Unit, people.unit_id), db.session.get(Unit, people.foreign_unit_id)
        born = [
            ("Passé", "SGT", dt.date(1965, 11, 21)), ("Aujourd'hui", "SGT", dt.date(1965, 11, 22)),
            ("Réveillon", "SGT", dt.date(1965, 12, 31)), ("Premier", "SGT", dt.date(1966, 1, 1)),
            ("Dernier", "SGT", dt.date(1975, 12, 31)), ("Après", "SGT", dt.date(1976, 1, 1)),
            ("Commissaire", "COM", dt.date(1965, 11, 22)), ("Jeune", "SGT", dt.date(2001, 2, 3)),
        ]  # fmt: skip
        for name, rank, day in born:
            force.officer(name, "Amadou", unit, rank=rank, birth_on=day, sex=Sex.M)
        force.officer("Vers", "Awa", unit, birth_year=1967, sex=Sex.F)
        force.officer("Étranger", "Awa", abroad, birth_on=dt.date(1966, 5, 5), sex=Sex.F)
        gone = force.officer("Parti", "Ali", unit, birth_on=dt.date(1966, 5, 5), sex=Sex.M)
        gone.position = force.of_code(Position, "RET")
        db.session.commit()


def by_year(rows: list) -> Counter:
    found: Counter = Counter()
    for year, _rank, _region, number in rows:
        found[year] += number
    return found


def asked_one_by_one() -> Counter:
    """The same by asking for each officer alone."""
    rule, found, shown = Ages(), Counter(), forecast.years(TODAY)
    for officer in db.session.query(Officer).filter(forecast.in_the_force()):
        leaves = rule.of(officer.counts_as_born_on, officer.rank_id)
        if officer.counts_as_born_on is None:
            found[NO_BIRTH] += 1
        elif leaves is None:
            found[NO_RULE] += 1
        elif leaves.on < TODAY:
            found[PASSED] += 1
        else:
            found[leaves.on.year if leaves.on.year in shown else LATER] += 1
    return found


def test_everybody_stands_in_the_year_in_which_the_rule_lets_him_leave(app, ages):
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        found = by_year(forecast.departures(TODAY))
        # Passé; Aujourd'hui and Réveillon; Premier and Étranger; Vers at the end of 1967; Commissaire at 65; Dernier.
        assert [found[year] for year in (PASSED, 2026, 2027, 2028, 2030, 2036)] == [1, 2, 2, 1, 1, 1]
        assert found[LATER] == 2 and found[NO_BIRTH] == 4  # the people of the tests have no date of birth
        assert found == asked_one_by_one()


@pytest.mark.parametrize("leaves_at", list(LeavesAt))
def test_a_rule_of_a_rank_and_one_that_changes_on_the_way_are_counted_the_same(app, ages, leaves_at):
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        rank = force.of_code(Rank, "SGT")
        for age, year in ((63, 2020), (58, 2028)):
            line = RetirementAge(corps=rank.corps, rank=rank, age=age, leaves_at=leaves_at, starts_on=dt.date(year, 7, 1))
            db.session.add(line)
        db.session.flush()
        assert by_year(forecast.departures(TODAY)) == asked_one_by_one()
        db.session.rollback()


def test_the_list_behind_a_number_names_them_with_their_day(app, ages):
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        sergeant = force.of_code(Rank, "SGT").id
        found = forecast.leavers(Asked(2026, rank_id=sergeant), TODAY, 0, 10)
        assert [(one.officer.last_name, one.on, one.age) for one in found] == [
            ("Aujourd'hui", TODAY, 61), ("Réveillon", dt.date(2026, 12, 31), 61),
        ]  # fmt: skip
        assert [one.officer.last_name for one in forecast.leavers(Asked(2028), TODAY, 0, 10)] == ["Vers"]
        assert len(forecast.leavers(Asked(2027, region_id=0), TODAY, 0, 10)) == 2
        assert len(forecast.leavers(Asked(2027), TODAY, 1, 10)) == 1


def test_the_ages_are_those_reached_within_the_year(app, ages):
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        rows = {age: (women, men) for age, women, men in forecast.ages(forecast.people(TODAY))}
    # Vers is 59, Étranger 60; Passé, Aujourd'hui, Réveillon, Commissaire 61 and Premier 60.
    assert (rows[25], rows[50], rows[55], rows[60]) == ((0, 1), (0, 2), (1, 0), (1, 5))


# --- the page ------------------------------------------------------------------------------------


def test_a_clerk_sees_the_forecast_of_the_agency_and_its_file(ages, signed_in):
    clerk = signed_in("boubacar")
    page = clerk.get("/admin/forecast/")
    assert page.status_code == 200 and "<svg" in page.text
    file = clerk.get("/admin/forecast/file/")
    assert file.mimetype == "text/csv" and file.data.startswith(b"\xef\xbb\xbf")
    rows = [line.split(";") for line in file.text.lstrip("\ufeff").splitlines()[3:]]
    year = forecast.years(dt.date.today())[0]
    assert sum(int(row[3]) for row in rows) >= 4 and all(int(row[0]) >= year for row in rows)


def test_somebody_of_another_agency_is_in_no_number_and_no_list_of_the_clerk(app, ages, signed_in, people):
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        everywhere = by_year(forecast.departures(TODAY))[2027]
    year = 2027
    page = signed_in("boubacar").get(f"/admin/forecast/people/?year={year}")
    assert page.status_code == 200 and "PREMIER" in page.text and "ÉTRANGER" not in page.text
    assert "ÉTRANGER" in signed_in("aminata").get(f"/admin/forecast/people/?year={year}").text
    assert everywhere == 2


@pytest.mark.parametrize("name", ["coumba", "daouda"])
@pytest.mark.parametrize("path", ["", "people/?year=2027", "file/"])
def test_a_unit_is_too_small_for_a_forecast(signed_in, name, path):
    assert signed_in(name).get(f"/admin/forecast/{path}").status_code == 403


def test_the_board_sees_the_forecast_and_takes_no_file(signed_in):
    fanta = signed_in("fanta")
    assert fanta.get("/admin/forecast/").status_code == 200
    assert fanta.get("/admin/forecast/file/").status_code == 403


def test_a_year_that_is_not_shown_has_no_list(signed_in):
    aminata = signed_in("aminata")
    for year in ("1999", "", "x", "-3"):
        assert aminata.get(f"/admin/forecast/people/?year={year}").status_code == 404
    assert aminata.get("/admin/forecast/people/?year=-1").status_code == 200
