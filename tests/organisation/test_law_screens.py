"""The law at the desk: what is in force is said, what ended is marked, a grid is read whole."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Corps, GridStep, Rank, db
from services import guard
from tests.force import of_code


@pytest.fixture
def grid(app):
    """Two versions of the grid of sergeants; the second has a step more."""
    with app.app_context(), guard.unscoped("a grid for a test"):
        rank = of_code(Rank, "SGT")
        for day, text, steps in ((2015, "Décret n° 1", (300, 320)), (2020, "Décret n° 2", (310, 330, 350))):
            for number, index in enumerate(steps, 1):
                months = 24 if number < len(steps) else None
                db.session.add(
                    GridStep(rank=rank, starts_on=dt.date(day, 1, 1), step=number, index_points=index, months=months, legal_text=text)
                )
        db.session.commit()
        return rank.id


def test_the_version_in_force_opens_beside_the_one_before(grid, signed_in):
    page = signed_in("boubacar").get("/admin/grid-step/grid/").text
    assert "01/01/2020" in page and "Décret n° 2" in page and "350" in page and "320" in page


def test_an_earlier_version_is_one_click_away(grid, signed_in):
    page = signed_in("boubacar").get(f"/admin/grid-step/grid/?rank={grid}&starts_on=2015-01-01").text
    assert "Décret n° 1" in page and "350" not in page


@pytest.mark.parametrize("asked", ["rank=999999", "rank={rank}&starts_on=2016-01-01", "rank={rank}&starts_on=x"])
def test_a_grid_that_there_is_not_is_not_found(grid, signed_in, asked):
    assert signed_in("boubacar").get("/admin/grid-step/grid/?" + asked.format(rank=grid)).status_code == 404


def test_without_any_grid_the_page_says_what_to_do(signed_in):
    assert "empty-state" in signed_in("aminata").get("/admin/grid-step/grid/").text


def test_who_may_not_see_the_organisation_reads_no_grid(grid, signed_in):
    assert signed_in("daouda").get("/admin/grid-step/grid/").status_code == 403


def test_the_ages_of_a_corps_stand_together_with_their_text(signed_in):
    page = signed_in("boubacar").get("/admin/retirement-age/").text
    part = page[page.index('id="by-corps"') : page.index("data-list-tools")]
    assert part.count("2021-016") >= 5 and "pill-good" in part and "31/12/2021" in part


def test_a_corps_without_an_age_is_said(app, signed_in):
    with app.app_context(), guard.unscoped("a corps for a test"):
        db.session.add(Corps(code="NEUF", name="Corps nouveau", agency=of_code(Corps, "SOF").agency))
        db.session.commit()
    page = signed_in("aminata").get("/admin/retirement-age/").text
    assert "Corps nouveau" in page


def test_a_second_age_from_the_same_day_and_a_rank_of_another_corps_are_refused(app, signed_in):
    aminata = signed_in("aminata")
    with app.app_context():
        corps, other = of_code(Corps, "SOF").id, of_code(Rank, "COM").id
    new = {"corps": corps, "age": 60, "leaves_at": "BIRTHDAY", "starts_on": "31/12/2021"}
    assert aminata.post("/admin/retirement-age/new/", data=new).status_code == 200
    new["starts_on"] = "01/01/2030"
    assert aminata.post("/admin/retirement-age/new/", data=new | {"rank": other}).status_code == 200
    assert "01/01/2030" not in aminata.get("/admin/retirement-age/").text
    assert aminata.post("/admin/retirement-age/new/", data=new).status_code == 302
    assert "01/01/2030" in aminata.get("/admin/retirement-age/").text


def test_what_ended_is_marked_and_left_out_by_one_click(signed_in):
    clerk = signed_in("boubacar")
    every = clerk.get("/admin/corps/").text
    assert "Inspecteurs de police" in every and "15/03/2018</span>" in every
    only = clerk.get("/admin/corps/?ends_on.empty=1")
    assert only.status_code == 200
    assert "Inspecteurs de police" not in only.text and "Sous-officiers de police" in only.text


def test_a_rank_to_come_is_marked(app, signed_in):
    with app.app_context(), guard.unscoped("a rank for a test"):
        of_code(Rank, "MAJ").starts_on = dt.date(2999, 1, 1)
        db.session.commit()
    assert "01/01/2999" in signed_in("boubacar").get("/admin/rank/?columns=name").text
