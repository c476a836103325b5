"""The daily screens of a commander: whom she sees, what she is told of them, and what not."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from html import unescape

import pytest
from sqlalchemy import event

from models import (
    Absence,
    AbsenceKind,
    AuditEvent,
    EvaluationPart,
    Fitness,
    MedicalFitness,
    Officer,
    Posting,
    Rank,
    RetirementAge,
    Unit,
    WorkRestriction,
    db,
    now,
)
from portal import days as portal_days
from services import guard
from tests import force
from tests.badge import cards
from tests.evaluation import campaign

LIST = "/my/people/"


@pytest.fixture
def coumba(signed_in):
    return signed_in("coumba")


def given(app, work) -> None:
    """Make something, beyond the guard, and keep it."""
    with app.app_context(), guard.unscoped("what the test stands on"):
        work(now().date())
        db.session.commit()


def away(people, today: dt.date, **days) -> Absence:
    days = {"starts_on": today, "last_day_on": today + dt.timedelta(days=3)} | days
    return Absence(officer_id=people.daouda.officer_id, kind=force.of_code(AbsenceKind, "ANNU"), act_kind="Décision", **days)


def names(visitor, **asked) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', visitor.get(LIST, query_string=asked).text)


def test_a_commander_sees_the_people_of_her_unit_and_of_those_below_and_not_herself(app, people, coumba):
    given(app, lambda _today: force.officer("Diallo", "Awa", force.unit("Poste de police", parent=db.session.get(Unit, people.unit_id))))
    assert sorted(names(coumba)) == ["DIALLO Awa", "TRAORÉ Daouda"]


def test_who_is_away_is_told_with_the_kind_and_until_when(app, people, coumba):
    given(app, lambda today: db.session.add(away(people, today)))
    page = coumba.get(LIST).text
    assert "Congé annuel" in page and (now().date() + dt.timedelta(days=3)).strftime("%d/%m/%Y") in page
    assert names(coumba, sign="absent") == ["TRAORÉ Daouda"]


def test_who_is_back_or_not_gone_yet_is_present(app, people, coumba):
    one = dt.timedelta(days=1)
    given(app, lambda today: db.session.add_all([
        away(people, today, starts_on=today - 9 * one, last_day_on=today - one), away(people, today, starts_on=today + one),
    ]))  # fmt: skip
    assert names(coumba, sign="absent") == [] and "Congé annuel" not in coumba.get(LIST).text


def test_a_restriction_is_told_as_long_as_it_is_the_last_decision_and_never_who_decided(app, people, coumba):
    def restricted(today):
        told = {"outcome": Fitness.RESTRICTED, "restriction": WorkRestriction.NO_WEAPON, "examined_by": "Service de psychiatrie"}
        db.session.add(MedicalFitness(officer_id=people.daouda.officer_id, examined_on=today - dt.timedelta(days=9), **told))

    given(app, restricted)
    assert names(coumba, sign="limited") == ["TRAORÉ Daouda"]
    for address in (LIST, f"{LIST}{people.daouda.officer_id}/"):
        assert "psychiatrie" not in coumba.get(address).text
    fit = {"outcome": Fitness.FIT, "examined_on": now().date() - dt.timedelta(days=1)}
    given(app, lambda _today: db.session.add(MedicalFitness(officer_id=people.daouda.officer_id, **fit)))
    assert names(coumba, sign="limited") == []


def test_a_badge_that_expires_is_told_and_nothing_else_of_it(app, people, coumba):
    def card(officer_id):
        made = cards.active_card(officer_id)
        made.number, made.expires_on = f"SECRET{officer_id}", now().date() + dt.timedelta(days=20)

    given(app, lambda _today: [card(people.daouda.officer_id), card(people.colleague_id)])
    assert names(coumba, sign="badge") == ["TRAORÉ Daouda"]
    page = coumba.get(LIST).text
    assert (now().date() + dt.timedelta(days=20)).strftime("%d/%m/%Y") in page and "SECRET" not in page


def test_an_evaluation_that_is_not_begun_leads_to_its_form(app, people, coumba):
    assert names(coumba, sign="not-begun") == []

    def assigned(_today):
        daouda, head = (db.session.get(Officer, one.officer_id) for one in (people.daouda, people.coumba))
        db.session.add(campaign.an_evaluation(daouda, head))
        db.session.flush()

    given(app, assigned)
    assert names(coumba, sign="not-begun") == ["TRAORÉ Daouda"]
    with app.app_context(), guard.unscoped("the number of the part"):
        part_id = db.session.query(EvaluationPart).one().id
    assert f'href="/my/team/{part_id}/"' in coumba.get(LIST).text


def test_who_is_new_and_who_leaves_is_told(app, people, coumba):
    def moves(today):
        db.session.query(Posting).filter_by(officer_id=people.daouda.officer_id).one().ends_on = today + dt.timedelta(days=10)
        days = {"starts_on": today + dt.timedelta(days=10), "act_kind": "X", "unit_id": people.other_unit_id}
        db.session.add(Posting(officer_id=people.daouda.officer_id, **days))
        new = force.officer("Diallo", "Awa", db.session.get(Unit, people.unit_id))
        new.postings[0].starts_on = today - dt.timedelta(days=5)

    given(app, moves)
    assert names(coumba, sign="new") == ["DIALLO Awa"] and names(coumba, sign="leaving") == ["TRAORÉ Daouda"]


def test_who_retires_within_the_year_is_told(app, people, coumba):
    def born(today):
        officer = db.session.get(Officer, people.daouda.officer_id)
        latest = db.session.query(RetirementAge).filter_by(corps_id=db.session.get(Rank, officer.rank_id).corps_id, rank_id=None)
        age = latest.order_by(RetirementAge.starts_on.desc()).first().age
        officer.birth_on, officer.entered_on = dt.date(today.year - age, today.month, 1) + dt.timedelta(days=62), dt.date(2015, 10, 1)

    given(app, born)
    assert names(coumba, sign="retiring") == ["TRAORÉ Daouda"]


@pytest.mark.parametrize("words", ["traore dao", "daouda", "number"])
def test_people_are_found_by_any_part_of_the_name_or_the_number(app, people, coumba, words):
    if words == "number":
        with app.app_context(), guard.unscoped("the number"):
            words = db.session.get(Officer, people.daouda.officer_id).service_number
    given(app, lambda _today: force.officer("Diallo", "Awa", db.session.get(Unit, people.unit_id)))
    assert names(coumba, q=words) == ["TRAORÉ Daouda"]
    assert names(coumba, q="personne") == []


def test_a_long_list_comes_in_pages(app, people, coumba):
    given(app, lambda _today: [force.officer("Diallo", f"Awa {number:02}", db.session.get(Unit, people.unit_id)) for number in range(45)])
    first, second = names(coumba), names(coumba, page=2)
    assert (len(first), len(second)) == (40, 6) and not set(first) & set(second)


def test_the_page_of_one_tells_the_career_and_no_private_or_disciplinary_thing(app, people, coumba):
    def private(_today):
        officer = db.session.get(Officer, people.daouda.officer_id)
        officer.phone, officer.address, officer.nina = "+223 70 00 00 01", "Rue 40, Kayes", "18501199012345A"

    given(app, private)
    page = coumba.get(f"{LIST}{people.daouda.officer_id}/").text
    assert "TRAORÉ Daouda" in page and "Commissariat du 1er arrondissement" in page
    assert not any(told in page for told in ("70 00 00 01", "Kayes", "18501199012345A"))


def test_opening_the_page_of_one_is_noted_and_the_list_is_not(app, people, coumba):
    coumba.get(LIST)
    coumba.get(f"{LIST}{people.daouda.officer_id}/")
    with app.app_context(), guard.unscoped("the trail"):
        noted = db.session.query(AuditEvent).filter_by(action="view").one()
        assert (noted.officer_id, noted.user_id, noted.door) == (people.daouda.officer_id, people.coumba.user_id, "portal")


def test_what_is_nobodys_daily_work_is_not_shown_without_being_noted(app, people, coumba, monkeypatch):
    monkeypatch.setattr("rules.viewing.DAILY", {})
    assert coumba.get(f"{LIST}{people.daouda.officer_id}/").status_code == 404
    with app.app_context(), guard.unscoped("the trail"):
        assert not db.session.query(AuditEvent).filter_by(action="view").count()


def test_a_commander_and_the_officer_read_the_same_last_days(app, people, coumba, signed_in):
    def days(_today):
        past = {"officer_id": people.daouda.officer_id, "act_kind": "Décision"}
        over = {"starts_on": dt.date(2011, 1, 1), "ends_on": dt.date(2012, 1, 1)}
        db.session.add_all([
            Posting(unit_id=people.other_unit_id, **past, **over),
            Absence(kind=force.of_code(AbsenceKind, "ANNU"), starts_on=dt.date(2025, 5, 1), **past),
        ])  # fmt: skip

    given(app, days)
    seen, daouda = coumba.get(f"{LIST}{people.daouda.officer_id}/").text, signed_in("daouda")
    own = daouda.get("/my/career/").text + daouda.get("/my/absences/").text
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        posting = portal_days.held(Posting(starts_on=dt.date(2011, 1, 1), ends_on=dt.date(2012, 1, 1)))
        absence = portal_days.away(Absence(starts_on=dt.date(2025, 5, 1)))
    assert "31/12/2011" in posting and "01/05/2025" in absence
    for words in (posting, absence):
        assert words in unescape(seen) and words in unescape(own)
    assert "01/01/2012" not in seen


def test_nobody_outside_the_unit_is_reached(people, coumba):
    for number in (people.colleague_id, people.canary_id, people.coumba.officer_id, 10**12):
        assert coumba.get(f"{LIST}{number}/").status_code == 404


def test_who_leads_no_unit_has_no_such_screens(client, people, signed_in):
    for address in (LIST, f"{LIST}{people.daouda.officer_id}/"):
        assert "/login" in client.get(address).location
        assert {signed_in(name).get(address).status_code for name in ("daouda", "boubacar", "aminata", "fanta")} == {403}


def test_the_statements_do_not_grow_with_the_people(app, people, coumba):
    given(app, lambda today: db.session.add(away(people, today)))
    few = statements(app, coumba)
    given(app, lambda today: [db.session.add(Absence(officer=force.officer("Diallo", f"Awa {number}", db.session.get(Unit, people.unit_id)), kind=force.of_code(AbsenceKind, "ANNU"), starts_on=today, act_kind="X")) for number in range(20)])
    assert len(names(coumba)) == 21 and statements(app, coumba) <= few


def statements(app, visitor) -> int:
    sent = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note := lambda *given: sent.append(given[2]))
    try:
        assert visitor.get(LIST).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def test_a_full_page_travels_light(app, people, coumba):
    given(app, lambda _today: [force.officer("Sidi Baba-Cissé", f"Abdoulaye Ag Mohamed El-Moctar dit Bazoumana {number}", db.session.get(Unit, people.unit_id)) for number in range(60)])
    page = coumba.get(LIST).data
    assert len(gzip.compress(page)) < 15_000 and b"/static/vendor/" not in page
