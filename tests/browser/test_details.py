"""The page of a record by keyboard alone: its tabs and their addresses, deleting that asks first, and restoring."""

from __future__ import annotations

import pytest

from models import Agency, Officer, Post, Unit, db
from services import guard
from tests import force
from tests.browser.moves import follow_by_key, sign_in, tab_to
from tests.browser.stored import count

MENU = ".page-actions details.menu"
REASON = "Saisi deux fois par erreur"


@pytest.fixture
def double(app, people) -> int:
    """An officer entered twice, and Awa, the HR manager who may delete him."""
    with app.app_context(), guard.unscoped("the test makes a double"):
        force.user("awa", "hr_manager", agency=force.of_code(Agency, "PN"))
        made = force.officer("Doublon", "Issa", db.session.get(Unit, people.unit_id))
        db.session.commit()
        return made.id


def open_delete_dialog(page) -> None:
    tab_to(page, f"{MENU} > summary")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{MENU}[open]")
    tab_to(page, "[data-delete]", most=10)
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] #deleting-title")


def test_tabs_open_by_keyboard_in_place_and_have_an_address(desk, people):
    page = desk("boubacar")
    page.goto("/admin/officer/")
    page.goto(f"/admin/officer/details/?id={people.colleague_id}")
    page.evaluate("document.body.dataset.mark = 'same page'")
    for place in (2, 3):
        tab_to(page, f"[data-tabs] a:nth-child({place})")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"[data-tabs] a:nth-child({place})[aria-current]:focus")
        assert page.get_attribute("#tab-panel", "aria-live") == "polite" and page.inner_text("#tab-panel").strip()
    shown, label = page.inner_text("#tab-panel"), page.inner_text("[data-tabs] [aria-current]")
    assert "tab=" in page.url and page.evaluate("document.body.dataset.mark") == "same page"
    page.reload()
    assert page.inner_text("[data-tabs] [aria-current]") == label and page.inner_text("#tab-panel") == shown
    page.go_back()
    page.wait_for_url("**/admin/officer/")  # tabs are no steps of the way back


def test_deleting_asks_with_a_reason_and_can_be_left_by_escape(app, page, double):
    sign_in(page, "awa", force.PASSWORD)
    page.goto(f"/admin/officer/details/?id={double}")
    open_delete_dialog(page)
    assert page.evaluate("document.activeElement.name") == "reason", "the hand is where the reason goes"
    page.keyboard.press("Enter")
    assert page.is_visible("dialog[open] [name=reason]") and count(app, Officer, last_name="Doublon") == 1, "nothing is sent"
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[open]", state="detached")
    page.wait_for_selector(f"{MENU} > summary:focus")
    open_delete_dialog(page)
    tab_to(page, "dialog [data-delete-close]", most=10)
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]", state="detached")
    page.wait_for_selector(f"{MENU} > summary:focus")
    assert count(app, Officer, last_name="Doublon") == 1


def test_an_officer_is_deleted_and_restored_by_keyboard_alone(app, page, double):
    sign_in(page, "awa", force.PASSWORD)
    page.goto(f"/admin/officer/details/?id={double}")
    open_delete_dialog(page)
    page.keyboard.type(REASON)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector(".notice-good")
    assert count(app, Officer, last_name="Doublon") == 0
    follow_by_key(page, "main a[href$='/officer/deleted/']")
    assert REASON in page.inner_text("main tbody") and "Awa" in page.inner_text("main tbody")
    follow_by_key(page, "main form[action$='/restore/'] button")
    assert "DOUBLON" in page.inner_text("h1") and "/details/" in page.url
    assert count(app, Officer, last_name="Doublon") == 1


def test_where_deleting_cannot_be_undone_the_hand_is_on_cancel(app, desk, people):
    page = desk("aminata")
    with app.app_context(), guard.unscoped("the test makes a post"):
        made = Post(unit=db.session.get(Unit, people.unit_id), title="Garde", headcount=1)
        db.session.add(made)
        db.session.commit()
        number = made.id
    page.goto(f"/admin/post/details/?id={number}")
    open_delete_dialog(page)
    page.wait_for_selector("dialog [data-delete-close]:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]", state="detached")
    assert count(app, Post, title="Garde") == 1
