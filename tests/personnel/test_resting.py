"""What rests on an annulled promotion is named and goes with it; the past is not rewritten by an entry or a position."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from models import Agency, Officer, Position, PositionLine, Posting, Proposal, Rank, RankLine, Unit, db
from rules.refused import Refused
from services import guard, personnel
from services.home import figures
from services.personnel import incoherences
from services.personnel.incoherences import Kind
from tests import force
from tests.personnel.test_annulling import actor_named

PAPER = {"kind": "Arrêté", "reference": "Arrêté n° 99", "reason": "Rapporté"}


def day(year: int) -> dt.date:
    return dt.date(year, 1, 1)


def act(year: int) -> personnel.Act:
    return personnel.Act(day(year), "Arrêté", "Arrêté n° 12")


@pytest.fixture
def officer(in_app, people) -> Officer:
    guard.act_as(guard.SYSTEM)
    return db.session.get(Officer, people.daouda.officer_id)


def promoted(officer: Officer, code: str, year: int, step: int = 1, **kept) -> RankLine:
    return personnel.promote(officer, force.of_code(Rank, code), act(year), step=step, **kept)


def put(officer: Officer, code: str, year: int) -> PositionLine:
    return personnel.set_position(officer, force.of_code(Position, code), act(year))


def told(lines) -> list[str]:
    return [each.message % each.values for each in personnel.consequences(lines).told()]


def test_a_step_that_rests_on_an_annulled_promotion_is_named(officer):
    given, step = promoted(officer, "SGC", 2020), promoted(officer, "SGC", 2023, 2)
    sentence = "“Sergent-chef (2) · 01/01/2023 · Arrêté n° 12” rests on it and would stay in the file: annul it too."
    assert sentence in told([given]) and sentence not in told([given, step])
    personnel.annul([given, step], personnel.Paper("Arrêté", "n° 9"), "Rapporté")
    assert (officer.rank.code, officer.step) == ("SGT", 1)


def test_only_the_lines_up_to_the_next_other_rank_rest_on_it(officer):
    given, step = promoted(officer, "SGC", 2018), promoted(officer, "SGC", 2019, 2)
    promoted(officer, "ADJ", 2020)
    again = promoted(officer, "SGC", 2021)
    assert personnel.resting(given) == [step] and personnel.resting(again) == []


def test_what_was_entered_twice_bears_nothing(officer):
    promoted(officer, "SGC", 2018)
    twice = promoted(officer, "SGC", 2019)
    promoted(officer, "SGC", 2020, 2)
    assert personnel.resting(twice) == []


def test_seniority_that_was_counted_from_it_is_named(officer):
    given = promoted(officer, "SGC", 2018)
    promoted(officer, "ADJ", 2020, counts_from_on=day(2018))
    assert any("counts its seniority from 01/01/2018" in sentence for sentence in told([given]))


@pytest.fixture
def promotions(app, people) -> list[int]:
    """A rank and a step in it, and Kadidia who approves."""
    with app.app_context(), guard.unscoped("acts"):
        force.user("kadidia", "hr_manager", agency=force.of_code(Agency, "PN"))
        found = db.session.get(Officer, people.daouda.officer_id)
        lines = [promoted(found, "SGC", 2020), promoted(found, "SGC", 2023, 2)]
        db.session.commit()
        return [line.id for line in lines]


def seen(page: str) -> str:
    return re.search(r'name="seen" value="([^"]+)"', page).group(1)


def proposed(app) -> list[int]:
    with app.app_context(), guard.unscoped("the test looks"):
        return [number for one in db.session.query(Proposal) for _table, number, *_rest in one.content["lines"]]


def test_the_form_offers_to_annul_both_and_both_are_proposed(app, people, signed_in, promotions):
    boubacar, page = signed_in("boubacar"), f"/admin/rank-line/annul/?id={promotions[0]}"
    text = boubacar.get(page).text
    assert re.search(rf'<input[^>]*checked[^>]*name="together"[^>]*value="{promotions[1]}"', text)
    answer = boubacar.post(page, data=PAPER | {"seen": seen(text), "together": promotions[1]})
    assert answer.status_code == 302 and proposed(app) == promotions


def test_who_unticks_one_reads_what_then_follows_before_proposing(app, people, signed_in, promotions):
    boubacar, page = signed_in("boubacar"), f"/admin/rank-line/annul/?id={promotions[0]}"
    again = boubacar.post(page, data=PAPER | {"seen": seen(boubacar.get(page).text)})
    assert again.status_code == 200 and "annulez-le aussi" in again.text and proposed(app) == []
    assert boubacar.post(page, data=PAPER | {"seen": seen(again.text)}).status_code == 302 and proposed(app) == promotions[:1]


# --- what cannot be changed under the lines -------------------------------------------------------


def test_the_entry_is_not_moved_behind_lines(officer):
    officer.entered_on = day(2024)
    with pytest.raises(Refused, match="A line of this career begins"):
        db.session.flush()
    db.session.rollback()


def test_the_entry_may_be_moved_to_an_earlier_day(officer):
    officer.entered_on -= dt.timedelta(days=30)
    db.session.flush()


def test_the_form_says_it_beside_the_field(app, people, signed_in):
    boubacar, page = signed_in("boubacar"), f"/admin/officer/edit/?id={people.daouda.officer_id}"
    opened = re.search(r'name="_opened" value="([^"]+)"', boubacar.get(page).text).group(1)
    with app.app_context(), guard.unscoped("the test looks"):
        found = db.session.get(Officer, people.daouda.officer_id)
        typed = {"last_name": found.last_name, "first_names": found.first_names, "home_agency": found.home_agency_id}
    answer = boubacar.post(page, data=typed | {"_opened": opened, "entered_on": "01/01/2026"})
    assert answer.status_code == 200 and "ne peut pas être le 01/01/2026" in answer.text


@pytest.mark.parametrize("name", ["leaves_unit", "ends_service"])
def test_what_a_used_position_means_is_not_changed(officer, name):
    with guard.unscoped("who configures"):
        force.user("aissata", "administrator")
        put(officer, "DEM", 2020)
    guard.act_as(actor_named("aissata"))
    with pytest.raises(Refused, match="rewrite the past"), guard.unscoped("only the flags are in question"):
        position = force.of_code(Position, "DEM")
        setattr(position, name, not getattr(position, name))
    db.session.rollback()


# --- after the end of service ---------------------------------------------------------------------


def test_nobody_is_promoted_after_the_end_of_service(officer):
    put(officer, "RET", 2020)
    with pytest.raises(Refused, match="The service ended on"):
        promoted(officer, "SGC", 2022)
    assert promoted(officer, "SGC", 2019)


def test_who_is_seconded_is_promoted(officer):
    put(officer, "DET", 2020)
    assert promoted(officer, "SGC", 2022)


def test_who_waits_after_a_return_is_posted_and_the_wait_is_told(officer, people):
    put(officer, "DEM", 2020), put(officer, "ACT", 2021)
    personnel.post(officer, db.session.get(Unit, people.other_unit_id), act(2025))
    [found] = incoherences.listed(Kind.HOLE, 0, 10)
    assert (found.model, found.starts_on, found.ends_on) == (Posting, day(2021), day(2025))


def test_no_hole_is_told_of_the_time_outside_every_unit(officer, people):
    put(officer, "DEM", 2020), put(officer, "ACT", 2021)
    personnel.post(officer, db.session.get(Unit, people.other_unit_id), act(2021))
    assert incoherences.counts()[Kind.HOLE] == 0


def test_departures_are_those_who_ended_the_service(officer):
    before = dict((year, left) for year, _entries, left in figures.movements(day(2026)))
    put(officer, "DET", 2020), put(officer, "ACT", 2021), put(officer, "RET", 2022)
    after = dict((year, left) for year, _entries, left in figures.movements(day(2026)))
    assert [year for year in after if after[year] != before[year]] == [2022]
