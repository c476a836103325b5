"""The pages of the establishment: every table opens, on any day, within one's scope, and leaves as a file."""

from __future__ import annotations

import datetime as dt

import pytest

from admin_views.establishment.tables import TABLES
from models import Post, Unit, db
from services import guard

PAGE = "/admin/establishment/"


@pytest.fixture
def posts(app, people):
    """A post in each unit of the tests."""
    with app.app_context(), guard.unscoped("the test makes posts"):
        for number in (people.unit_id, people.other_unit_id, people.foreign_unit_id):
            db.session.add(Post(unit_id=number, title=f"Poste numéro {number}", headcount=2))
        db.session.commit()
    return people


@pytest.mark.parametrize("show", TABLES)
def test_every_table_opens_and_leaves_as_a_file(signed_in, posts, show):
    boubacar = signed_in("boubacar")
    for unit in ("", f"&unit={posts.unit_id}"):
        page = boubacar.get(f"{PAGE}?show={show}&on=2020-01-01{unit}")
        assert page.status_code == 200 and f"Poste numéro {posts.foreign_unit_id}" not in page.text
    taken = boubacar.get(f"{PAGE}export/csv/?show={show}&on=2020-01-01")
    assert "01/01/2020" in taken.data.decode("utf-8-sig").splitlines()[0]


def test_vacant_posts_are_listed_down_the_tree(signed_in, posts):
    page = signed_in("boubacar").get(f"{PAGE}?show=vacancies").text
    assert f"Poste numéro {posts.unit_id}" in page and f"Poste numéro {posts.other_unit_id}" in page


def test_a_commander_begins_at_her_unit_and_sees_no_other(signed_in, posts):
    coumba = signed_in("coumba")
    assert f"Poste numéro {posts.unit_id}" in coumba.get(PAGE).text
    other = coumba.get(f"{PAGE}?unit={posts.other_unit_id}")
    assert other.status_code == 200 and f"Poste numéro {posts.other_unit_id}" not in other.text
    assert coumba.get(f"{PAGE}export/csv/").status_code == 403


def test_a_stranger_signs_in_and_who_sees_no_personnel_stays_outside(client, signed_in, posts):
    assert client.get(PAGE).location.startswith("/login")
    assert signed_in("daouda").get(PAGE).status_code == 403
    assert signed_in("boubacar").get(f"{PAGE}?unit=999999").status_code == 404


def test_people_posted_to_an_ended_unit_have_their_line_and_their_list(app, signed_in, posts):
    boubacar = signed_in("boubacar")
    assert boubacar.get(f"{PAGE}?on=2020-01-01").text.count("show=gone") == 1, "the tab alone"
    with app.app_context(), guard.unscoped("the test ends a unit"):
        unit = db.session.get(Unit, posts.unit_id)
        unit.ends_on, name = dt.date(2020, 1, 1), unit.name
        db.session.commit()
    page = boubacar.get(f"{PAGE}?on=2020-01-01").text
    assert page.count("show=gone") == 2, "the tab and the line"
    assert name in boubacar.get(f"{PAGE}?on=2020-01-01&show=gone").text.partition("<tbody>")[2]
