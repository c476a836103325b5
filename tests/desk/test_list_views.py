"""Saved views: kept under a name, shared by right, and never wider than the reader's own scope."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from models import SavedView, Sharing, db
from services import guard
from tests import force
from tests.desk.test_list import LIST, heads, names

STATE = "search=traore&columns=last_name,rank"


def tabs(answer) -> list[str]:
    return re.findall(r"data-view[^>]*>(.*?)</a>", answer.text)[1:]


def kept(app) -> list[SavedView]:
    with app.app_context(), guard.unscoped("the test looks"):
        return list(db.session.scalars(select(SavedView).order_by(SavedView.id)))


@pytest.fixture
def saved(app, people, signed_in):
    """saved("AGENCY"): Boubacar keeps a view, shared or not; its number."""

    def save(sharing: str, name: str = "Les Traoré", state: str = STATE) -> int:
        signed_in("boubacar").post(f"{LIST}views/save/", data={"name": name, "state": state, "sharing": sharing})
        return kept(app)[-1].id

    return save


def test_a_view_brings_back_search_and_columns(saved, signed_in):
    number = saved("OWN")
    boubacar = signed_in("boubacar")
    opened = boubacar.get(f"{LIST}?view={number}", follow_redirects=True)
    assert [name.split()[0] for name in names(opened)] == ["TRAORÉ"] and len(heads(opened)) == 2
    assert tabs(opened) == ["Les Traoré"] and 'aria-current="page">Les Traoré' in opened.text


def test_saving_under_the_same_name_replaces_the_view(app, saved):
    first, second = saved("OWN"), saved("OWN", state="search=keita")
    assert first == second and "keita" in kept(app)[0].arguments


def test_a_private_view_is_nobody_elses(saved, signed_in):
    number = saved("OWN")
    for other in ("fanta", "coumba"):
        visitor = signed_in(other)
        assert tabs(visitor.get(LIST)) == []
        assert visitor.get(f"{LIST}?view={number}").location == LIST
        assert visitor.post(f"{LIST}views/delete/", data={"view": number}).status_code == 404


def test_the_administrator_has_no_tabs_of_the_private_views_of_others(saved, signed_in):
    saved("OWN")
    assert tabs(signed_in("aminata").get(LIST)) == []


def test_a_view_for_the_agency_is_found_there_and_nowhere_else(app, people, saved, signed_in):
    with app.app_context(), guard.unscoped("the test makes a clerk elsewhere"):
        force.user("ousmane", "hr_clerk", agency=force.of_code(force.Agency, "OCS"))
        db.session.commit()
    number = saved("AGENCY")
    assert tabs(signed_in("fanta").get(LIST)) == ["Les Traoré"]
    ousmane = app.test_client().sign_in("ousmane", force.PASSWORD)
    assert tabs(ousmane.get(LIST)) == [] and ousmane.get(f"{LIST}?view={number}").location == LIST


def test_a_view_for_the_role_is_found_by_that_role(app, saved, signed_in):
    with app.app_context(), guard.unscoped("the test makes a second clerk"):
        force.user("mariam", "hr_clerk", agency=force.of_code(force.Agency, "PN"))
        db.session.commit()
    saved("ROLE")
    assert tabs(app.test_client().sign_in("mariam", force.PASSWORD).get(LIST)) == ["Les Traoré"]
    assert tabs(signed_in("fanta").get(LIST)) == []


def test_a_shared_view_never_shows_beyond_the_readers_scope(app, people, saved, signed_in):
    number = saved("AGENCY", state="columns=last_name")
    shown = signed_in("coumba").get(f"{LIST}?view={number}", follow_redirects=True)
    assert any("TRAORÉ" in name for name in names(shown)) and not any("KEÏTA" in name for name in names(shown))


def test_only_who_may_export_or_set_the_rules_shares(app, people, signed_in):
    coumba = signed_in("coumba")
    assert 'name="sharing"' not in coumba.get(LIST, headers={"X-Fragment": "view"}).text
    coumba.post(f"{LIST}views/save/", data={"name": "Les miens", "state": "", "sharing": "AGENCY"})
    assert kept(app) == []
    coumba.post(f"{LIST}views/save/", data={"name": "Les miens", "state": ""})
    assert [view.sharing for view in kept(app)] == [Sharing.OWN]


def test_a_reader_deletes_no_shared_view_of_another(app, saved, signed_in):
    number = saved("AGENCY")
    assert signed_in("fanta").post(f"{LIST}views/delete/", data={"view": number}).status_code == 403
    assert len(kept(app)) == 1
    assert signed_in("boubacar").post(f"{LIST}views/delete/", data={"view": number}).status_code == 302
    assert kept(app) == []


def test_a_view_keeps_nothing_but_what_a_list_may_ask_for(app, saved):
    saved("OWN", state="search=a&nina=29500000000000B&endpoint=x&view=3&columns=last_name,password")
    assert kept(app)[0].arguments == "search=a&columns=last_name"


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_view_needs_a_name_that_fits_a_tab(app, saved, signed_in, name):
    signed_in("boubacar").post(f"{LIST}views/save/", data={"name": name, "state": STATE})
    assert kept(app) == []
