"""Where a file is opened with a purpose only, no list shows what is read in it: contacts, identity, births, long texts."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest

from admin_views.record.listing import columns
from models import Award, AwardKind, FamilyMember, Kinship, Officer, db
from rules.access import TABLE, Actor
from rules.viewing import states_purpose
from services import guard
from tests.viewing.conftest import silent

LIST = "/admin/officer/"
EVERYTHING = f"{LIST}?columns=last_name,phone,address,email,nina,birth_on,birth_year,birth_place,sex"
SECRETS = ("+223 70 11 22 33", "Hamdallaye", "daouda@exemple.ml", "12345678901234X", "24/12/1991", "Ségou")


@pytest.fixture(autouse=True)
def told(app, cast, people):
    """Daouda's file says all that no list repeats."""
    with app.app_context(), guard.unscoped("the test fills a file"):
        daouda = db.session.get(Officer, people.daouda.officer_id)
        daouda.phone, daouda.address, daouda.email, daouda.nina, _born, daouda.birth_place = SECRETS
        daouda.birth_on = dt.date(1991, 12, 24)
        db.session.add(FamilyMember(officer=daouda, kinship=Kinship.CHILD, last_name="T", first_names="A", birth_on=dt.date(2011, 3, 2)))
        kind = db.session.query(AwardKind).first()
        db.session.add(Award(officer=daouda, kind=kind, grounds="Courage au feu", starts_on=dt.date(2020, 1, 1), act_kind="ARRETE"))
        db.session.commit()


@pytest.mark.parametrize("name", ["ibrahim", "fanta"])
def test_no_list_shows_it_to_who_states_a_purpose(signed_in, name):
    page = silent(signed_in(name)).get(EVERYTHING).text
    assert "TRAORÉ" in page
    assert not [secret for secret in SECRETS if secret in page] and "••••••" not in page


def test_the_daily_work_goes_on_with_its_columns(signed_in):
    page = signed_in("boubacar").get(EVERYTHING).text
    assert all(secret in page for secret in SECRETS if secret != SECRETS[3])


def test_long_texts_and_births_of_other_lists_are_left_out_too(signed_in):
    boubacar, ibrahim = signed_in("boubacar"), silent(signed_in("ibrahim"))
    for address, secret in (("/admin/award/?columns=officer,grounds", "Courage au feu"), ("/admin/family-member/", "02/03/2011")):
        assert secret in boubacar.get(address).text
        page = ibrahim.get(address).text
        assert "TRAORÉ" in page and secret not in page


def test_neither_their_order_nor_the_place_in_it_tells_them(signed_in):
    address = "/admin/family-member/?sort=birth_on"
    assert "sort=birth_on" in signed_in("boubacar").get(address).text
    page = silent(signed_in("ibrahim")).get(address)
    assert page.status_code == 200 and "sort=birth_on" not in page.text and "notice-warn" in page.text


def test_the_filters_of_the_list_stay(signed_in):
    page = silent(signed_in("ibrahim")).get(f"{LIST}?birth_on.from=1991-01-01&birth_on.to=1991-12-31").text
    assert "TRAORÉ" in page


def test_who_keeps_the_files_of_all_agencies_lists_and_downloads_them_whole(signed_in):
    answer = signed_in("aminata").get(EVERYTHING.replace("?", "export/csv/?"))
    header, *rows = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";")
    assert len(header) >= 9 and "24/12/1991" in {cell for row in rows for cell in row}, header


def test_columns_chosen_before_are_left_out(signed_in):
    ibrahim = silent(signed_in("ibrahim"))
    ibrahim.post(f"{LIST}columns/", data={"column": ["last_name", "phone", "birth_on", "sex"], "state": ""})
    head = ibrahim.get(LIST).text.partition("<thead>")[2].partition("</thead>")[0]
    assert len(re.findall(r'<th scope="col"(?! class="tick")', head)) == 2


def test_the_choice_of_columns_says_why(signed_in):
    def panel(name: str) -> str:
        return silent(signed_in(name)).get(LIST, headers={"X-Fragment": "columns"}).text

    for_auditor, for_clerk = panel("ibrahim"), panel("boubacar")
    assert 'value="phone"' not in for_auditor and 'value="phone"' in for_clerk
    assert "Date de naissance" in for_auditor and 'value="birth_on"' not in for_auditor


def test_a_file_that_is_open_shows_its_lists_whole(people, signed_in):
    ibrahim = signed_in("ibrahim")  # says why by himself
    page = ibrahim.get(f"/admin/officer/details/?id={people.daouda.officer_id}&tab=family-member").text
    assert "02/03/2011" in page


def test_it_follows_from_the_role_alone():
    asked = {role for role in TABLE if states_purpose(Actor("", role, officer_id=1))}
    daily = {"hr_manager", "hr_clerk", "supervisor", "badge_officer"}
    assert asked == set(TABLE) - daily - {"officer", "technician"}


def test_no_screen_is_left_without_a_column(app, signed_in):
    ibrahim = silent(signed_in("ibrahim"))
    for view in app.extensions["admin_views"]:
        if hasattr(view, "list_fields"):
            assert ibrahim.get(f"/admin/{view.url.rpartition('/')[2]}/").status_code in (200, 403), view.url
    with app.test_request_context():
        guard.act_as(Actor("", "auditor", user_id=1))
        assert [view.url for view in app.extensions["admin_views"] if hasattr(view, "list_fields") and not columns.shown(view, [])] == []
