"""What a screen always leaves out is left out on every road to its list: page, tab, file, ticked lines, change of many."""

from __future__ import annotations

import pytest
from sqlalchemy import select

import jobs
from models import Officer, SavedView, User, db
from services import guard, listing
from services.listing import Asked, Filter, Operation
from tests import force
from tests.desk.test_export import CSV, as_person, lines
from tests.desk.test_list_bulk_edit import agree, preview, values

SECRET = "Dossier de la colonelle"


@pytest.fixture
def narrowed(app, people, monkeypatch):
    """The list of officers shows the first unit only, whoever looks."""
    view = next(view for view in app.extensions["admin_views"] if getattr(view, "model", None) is Officer)
    only = (Filter("unit", Operation.IS, (str(people.unit_id),)),)
    return lambda: monkeypatch.setattr(type(view), "standing_filters", lambda _view: only)


def test_list_file_and_tab_leave_out_what_the_screen_leaves_out(people, narrowed, signed_in):
    boubacar = signed_in("boubacar")
    tab = {"id": people.other_unit_id, "tab": "officer"}
    assert "KEÏTA" in boubacar.get("/admin/unit/details/", query_string=tab).text
    narrowed()
    assert "Keïta" not in boubacar.get("/admin/officer/").text
    assert "Keïta" not in [row[0] for row in lines(boubacar.get(CSV))]
    assert "KEÏTA" not in boubacar.get("/admin/unit/details/", query_string=tab).text.partition("<main")[2]


def test_a_change_of_many_does_not_reach_beyond_the_list(app, people, narrowed, signed_in):
    boubacar = signed_in("boubacar")
    shown = preview(boubacar, [people.colleague_id], "entered_on", "02/10/2015")
    assert "KEÏTA" in shown.text
    narrowed()
    agree(boubacar, shown)
    assert values(app, [people.colleague_id], "entered_on") == [force.ENTERED_ON]


def test_a_standing_filter_is_neither_in_an_address_nor_in_a_saved_view(app, people, narrowed, signed_in):
    narrowed()
    boubacar = signed_in("boubacar")
    page = boubacar.get("/admin/officer/?sort=last_name")
    assert "unit=" not in page.headers["X-Address"]
    boubacar.post("/admin/officer/views/save/", data={"name": "Mes agents", "state": "sort=last_name&desc=1"})
    with app.app_context(), guard.unscoped("the test looks"):
        assert "unit" not in db.session.scalar(select(SavedView.arguments))


def test_only_numbers_that_the_list_shows_are_among_them(people, in_app):
    as_person("boubacar")
    asked = Asked(standing=(Filter("unit", Operation.IS, (str(people.unit_id),)),))
    given = [people.colleague_id, people.canary_id, people.daouda.officer_id]
    assert listing.among(Officer, asked, given) == [people.daouda.officer_id]


@pytest.fixture
def technician(app, people):
    """A technician, and a job of Boubacar's that says of whom it treats."""
    with app.app_context():
        force.user("issa", "technician")
        as_person("boubacar")
        jobs.ask("export", "%(list)s", {"list": SECRET})
        db.session.commit()
        with guard.unscoped("the test looks"):
            return db.session.scalar(select(User.id).where(User.username == "boubacar"))


def test_a_technician_reads_no_titles_of_others_in_the_tab_of_an_account(technician, signed_in):
    page = signed_in("issa").get("/admin/account/details/", query_string={"id": technician, "tab": "job"})
    assert page.status_code == 200 and SECRET not in page.text
    assert SECRET in signed_in("boubacar").get("/admin/job/").text
