"""The pages of a day at the desk: whom they show, how they are narrowed down, and the file."""

from __future__ import annotations

import pytest

from models import AuditEvent, Proposal, db
from services import guard
from services.export import approving
from tests import force

PAGES = ("/admin/situation/", "/admin/where/")


def test_a_clerk_asks_for_any_day(signed_in, people):
    boubacar = signed_in("boubacar")
    page = boubacar.get(f"/admin/situation/?on=01/06/2018&unit={people.unit_id}").text
    assert "Situation au 01/06/2018" in page or "Situation on 01/06/2018" in page
    assert "TRAORÉ Daouda" in page and "KEÏTA Moussa" not in page and force.CANARY not in page
    assert "TRAORÉ Daouda" not in boubacar.get("/admin/situation/?on=2014-06-01").text  # nobody had entered yet


@pytest.mark.parametrize("page", PAGES)
def test_a_day_that_is_none_is_told_and_today_is_shown(signed_in, page):
    answer = signed_in("boubacar").get(f"{page}?on=31/02/2020&unit=x&rank=-1&sex=Z&who=all&page=999999")
    assert answer.status_code == 200 and "notice" in answer.text


@pytest.mark.parametrize("page", [*PAGES, "/admin/situation/units/", "/admin/situation/export/csv/"])
def test_a_stranger_signs_in_first_and_an_officer_stays_outside(client, signed_in, page):
    assert client.get(page).location.startswith("/login")
    assert signed_in("daouda").get(page).status_code == 403


def test_a_commander_sees_her_people_and_takes_no_file(signed_in, people):
    coumba = signed_in("coumba")
    for page in PAGES:
        assert coumba.get(f"{page}?on=2018-06-01").status_code == 200
    shown = coumba.get("/admin/situation/?on=2018-06-01").text
    assert "TRAORÉ Daouda" in shown and "KEÏTA" not in shown
    assert "/export/" not in shown and coumba.get("/admin/situation/export/csv/").status_code == 403


def test_the_file_says_its_day_and_names_the_acts_and_leaves_a_trace(app, signed_in, people):
    boubacar = signed_in("boubacar")
    answer = boubacar.get(f"/admin/situation/export/csv/?on=2018-06-01&unit={people.unit_id}")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert "01/06/2018" in lines[0] and any("Traoré" in line and "ARRETE" in line for line in lines[3:])
    assert force.CANARY not in answer.text
    assert boubacar.get("/admin/situation/export/xlsx/?on=2018-06-01").data[:2] == b"PK"
    with app.app_context(), guard.unscoped("the test reads the trail"):
        told = [event.changes["rows"] for event in db.session.query(AuditEvent).filter_by(action="export").order_by(AuditEvent.id)]
    assert told == [2, 3]


def test_many_officers_leave_only_after_a_second_person_has_agreed(app, signed_in, people, monkeypatch):
    monkeypatch.setattr(approving, "MOST_ROWS_ALONE", 1)
    boubacar, address = signed_in("boubacar"), "/admin/situation/export/csv/?on=2018-06-01"
    assert 'name="reason"' in boubacar.get(address).text
    assert boubacar.post(address, data={"reason": ""}).status_code == 200
    asked = boubacar.post(address, data={"reason": "Recensement"})
    assert asked.status_code == 302 and "proposal" in asked.location
    number = asked.location.rpartition("id=")[2]
    with app.app_context(), guard.unscoped("the test reads the proposal"):
        proposal = db.session.get(Proposal, int(number))
        fetch, decided = proposal.url, {"id": number, "digest": proposal.digest}
    assert boubacar.get(fetch).status_code == 404
    signed_in("aminata").post("/admin/proposal/approve/", data=decided)
    assert boubacar.get(fetch).status_code == 200
    taken = boubacar.post(fetch)
    assert "Traoré" in taken.data.decode("utf-8-sig")
    assert boubacar.post(fetch).status_code == 404  # once


def test_the_list_of_officers_and_a_unit_lead_to_the_day(signed_in, people):
    boubacar = signed_in("boubacar")
    assert f"/admin/situation/?unit={people.unit_id}" in boubacar.get(f"/admin/officer/?unit={people.unit_id}").text
    assert f"/admin/situation/?unit={people.unit_id}" in boubacar.get(f"/admin/unit/details/?id={people.unit_id}").text


def test_who_is_where_opens_a_region_and_its_units(app, signed_in, people):
    page = signed_in("boubacar").get("/admin/where/?on=2018-06-01").text
    assert "region=0" in page and force.CANARY not in page
    inside = signed_in("boubacar").get("/admin/where/?on=2018-06-01&region=0").text
    assert "Commissariat du 1er arrondissement" in inside and f"unit={people.unit_id}" in inside


def test_the_search_of_the_list_goes_with_it_and_what_cannot_is_said(signed_in, people):
    boubacar = signed_in("boubacar")
    page = boubacar.get("/admin/situation/?on=2018-06-01&search=traore&last_name.contains=x&rank=1&rank=2").text
    assert "KEÏTA Moussa" not in page and 'value="traore"' in page and 'class="notice' in page
    found = boubacar.get("/admin/situation/?on=2018-06-01&search=traore").text
    assert "TRAORÉ Daouda" in found and "KEÏTA Moussa" not in found
    taken = boubacar.get("/admin/situation/export/csv/?on=2018-06-01&search=traore").data.decode("utf-8-sig")
    assert "Traoré" in taken and "Keïta" not in taken
