"""The page of a record: its tabs are found in the models, load when opened, and show nothing beyond the scope."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import event, select

from models import Officer, Position, PositionLine, Posting, Unit, db, now
from services import guard
from services.personnel import page as page_service
from tests import force


def tabs_of(page: str) -> list[str]:
    return re.findall(r'class="tab" href="[^"]*[?&;]tab=([^"&]*)"', page)


def details(visitor, number, table="officer", **more):
    return visitor.get(f"/admin/{table}/details/", query_string={"id": number} | more)


def test_an_officers_file_has_the_lines_of_the_career_in_tabs(people, signed_in):
    page = details(signed_in("boubacar"), people.daouda.officer_id).text
    tabs = tabs_of(page)
    assert tabs[0] == "record" and tabs[-1] == "history" and len(tabs) <= 9
    page = details(signed_in("boubacar"), people.daouda.officer_id, tab="career").text
    assert all(f"/admin/{table}/details/" in page for table in ("posting", "rank-line", "position-line"))


def test_every_record_type_that_others_lead_to_has_tabs(people, signed_in):
    tabs = tabs_of(details(signed_in("aminata"), people.unit_id, "unit").text)
    assert "officer" in tabs and "posting" in tabs and tabs[-1] == "history"


def test_a_tab_whose_screen_one_may_not_open_is_not_there(people, signed_in):
    assert "papers" in tabs_of(details(signed_in("boubacar"), people.daouda.officer_id).text)
    assert "papers" not in tabs_of(details(signed_in("coumba"), people.daouda.officer_id).text)


def test_a_tab_shows_the_records_that_lead_here_and_the_way_to_them_all(people, signed_in):
    number = people.daouda.officer_id
    page = details(signed_in("boubacar"), number, tab="posting").text
    assert "Commissariat du 1er arrondissement" in page and "01/10/2015" in page
    assert f'href="/admin/posting/?officer={number}"' in page
    assert re.search(r'data-open href="/admin/posting/details/\?id=\d+"', page)
    whole = signed_in("boubacar").get(f"/admin/posting/?officer={people.daouda.officer_id}").text
    assert "TRAORÉ Daouda" in whole and "KEÏTA Moussa" not in whole


def test_a_tab_with_nothing_says_so(people, signed_in):
    page = details(signed_in("boubacar"), people.daouda.officer_id, tab="training").text
    assert page.count('class="related-none"') == 2 and "<tbody>" not in page
    alone = details(signed_in("aminata"), people.unit_id, "unit", tab="evaluation").text
    assert "empty-state" in alone and "<tbody>" not in alone


def test_a_tab_does_not_show_what_is_out_of_scope(app, people, signed_in):
    with app.app_context(), guard.unscoped("a stranger is lent to the unit for the test"):
        stranger = db.session.get(Officer, people.canary_id)
        days = {"starts_on": dt.date(2014, 1, 1), "ends_on": force.ENTERED_ON}
        db.session.add(Posting(officer=stranger, unit_id=people.unit_id, act_kind="X", **days))
        db.session.commit()
    page = details(signed_in("boubacar"), people.unit_id, "unit", tab="posting").text
    assert "TRAORÉ Daouda" in page and force.CANARY not in page


def test_the_tab_opened_last_is_open_the_next_time(people, signed_in):
    boubacar = signed_in("boubacar")
    details(boubacar, people.daouda.officer_id, tab="posting")
    page = details(boubacar, people.colleague_id).text
    assert re.search(r'tab=career" aria-current="page"', page)
    details(boubacar, people.colleague_id, tab="record")
    assert re.search(r'tab=record" aria-current="page"', details(boubacar, people.colleague_id).text)


def test_a_tab_that_there_is_not_opens_the_record(people, signed_in):
    page = details(signed_in("boubacar"), people.daouda.officer_id, tab="audit-event").text
    assert re.search(r'tab=record" aria-current="page"', page)


def statements(app, visitor, number, **more) -> int:
    sent = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note := lambda *given: sent.append(given[2]))
    try:
        assert details(visitor, number, **more).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)


@pytest.mark.parametrize("tab", ["record", "posting", "history"])
def test_a_long_career_costs_no_more_statements_than_a_short_one(app, people, signed_in, tab):
    boubacar = signed_in("boubacar")
    details(boubacar, people.daouda.officer_id, tab=tab)
    short = statements(app, boubacar, people.daouda.officer_id, tab=tab)
    with app.app_context(), guard.unscoped("the test makes a career"):
        for year in range(2000, 2012):
            days = {"starts_on": dt.date(year, 1, 1), "ends_on": dt.date(year, 12, 31), "act_kind": "ARRETE"}
            unit = force.unit(f"Poste de {year}")
            db.session.add(Posting(officer_id=people.daouda.officer_id, unit=unit, **days))
        db.session.commit()
    assert statements(app, boubacar, people.daouda.officer_id, tab=tab) <= short


def told(app, number) -> str:
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        return " ".join(one.message for one in page_service.warnings(db.session.get(Officer, number)))


def test_a_file_without_a_fault_has_no_warning(app, people):
    with app.app_context(), guard.unscoped("the test completes the file"):
        officer = db.session.get(Officer, people.daouda.officer_id)
        officer.birth_on = dt.date(1995, 1, 1)
        for line in (*officer.rank_lines, *officer.postings, *officer.position_lines):
            line.act_reference = "n° 2015-10/DGPN"
        db.session.commit()
    assert told(app, people.daouda.officer_id) == ""


def test_a_missing_posting_and_a_missing_number_are_said(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test takes them away"):
        officer = db.session.get(Officer, people.daouda.officer_id)
        officer.unit = officer.service_number = None
        db.session.commit()
    assert "No posting holds today" in told(app, people.daouda.officer_id)
    assert "The service number is missing" in told(app, people.daouda.officer_id)
    assert "record-warnings" in details(signed_in("boubacar"), people.daouda.officer_id).text


def let_leave(app, number) -> None:
    with app.app_context(), guard.unscoped("the test lets somebody leave"):
        gone = db.session.scalar(select(Position).where(Position.is_serving.is_(False)).limit(1))
        db.session.get(Officer, number).position = gone
        db.session.commit()


def test_whoever_left_with_more_than_the_own_file_is_said(app, people):
    let_leave(app, people.coumba.officer_id)
    assert "the account still has the role" in told(app, people.coumba.officer_id)


def test_whoever_left_keeps_the_access_to_the_own_file_without_a_warning(app, people):
    let_leave(app, people.daouda.officer_id)
    assert "account" not in told(app, people.daouda.officer_id)


def test_a_unit_that_ended_is_said(app, people):
    with app.app_context(), guard.unscoped("the test closes a unit"):
        db.session.get(Unit, people.unit_id).ends_on = now().date()
        db.session.commit()
    assert "ended on" in told(app, people.daouda.officer_id)


def test_the_age_of_retirement_is_said_in_the_year_before_and_after(app, people):
    with app.app_context(), guard.unscoped("the test ages him"):
        officer = db.session.get(Officer, people.daouda.officer_id)
        officer.birth_on = now().date().replace(year=now().date().year - 61, day=1) + dt.timedelta(days=60)
        db.session.commit()
    assert "Reaches the age of retirement" in told(app, people.daouda.officer_id)
    with app.app_context(), guard.unscoped("the test ages him more"):
        db.session.get(Officer, people.daouda.officer_id).birth_on = dt.date(1950, 2, 28)
        db.session.commit()
    assert "was reached on" in told(app, people.daouda.officer_id)


def test_the_top_says_since_when(app, people, signed_in):
    page = details(signed_in("boubacar"), people.daouda.officer_id).text
    assert page.count("record-since") == 3 and "depuis le 01/10/2015" in page
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        line = page_service.present(db.session.get(Officer, people.daouda.officer_id))["position"]
        assert isinstance(line, PositionLine)
