"""Annulling an act in the browser: what follows stands there before it is proposed; the act form says what it changes as one fills it."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Officer, Rank, db
from services import guard, personnel
from services.personnel import Act
from tests import force
from tests.browser.moves import follow

MENU = ".page-actions details.menu"


@pytest.fixture
def line_id(app, people) -> int:
    """A promotion of Daouda."""
    with app.app_context(), guard.unscoped("an act"):
        officer = db.session.get(Officer, people.daouda.officer_id)
        line = personnel.promote(officer, force.of_code(Rank, "SGC"), Act(dt.date(2024, 1, 1), "Arrêté", "Arrêté n° 12"))
        db.session.commit()
        return line.id


def test_a_clerk_reads_what_follows_and_proposes_the_annulment(desk, people, line_id):
    page = desk("boubacar")
    page.goto(f"/admin/rank-line/details/?id={line_id}")
    page.click(f"{MENU} > summary")
    follow(page, f"{MENU} a[href*='/annul/']")
    assert "Sergent-chef (1) → Sergent de police (1)" in page.inner_text("main")
    page.fill("[name=reference]", "Arrêté n° 99")
    page.fill("[name=reason]", "Rapporté")
    follow(page, "form.record-form [type=submit]")
    assert page.locator("main a[href*='/admin/proposal/details/']").count() == 1


def test_the_form_of_an_act_says_what_it_changes_while_it_is_filled_in(desk, people):
    page = desk("boubacar")
    page.goto(f"/admin/officer/act/?id={people.daouda.officer_id}&kind=position")
    page.fill("[name=starts_on]", "01/02/2090")
    page.select_option("[name=position]", index=15)
    page.wait_for_selector("#act-told li")
    assert "→" in page.inner_text("#act-told") and "01/02/2090" in page.inner_text("#act-told")
