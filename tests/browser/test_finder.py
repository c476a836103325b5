"""The search box of the frame in a real browser: by keyboard alone, from any page."""

from __future__ import annotations

from tests import force
from tests.browser.moves import sign_in


def test_an_officer_is_found_and_opened_without_a_mouse(page, people):
    sign_in(page, "boubacar", force.PASSWORD)
    page.goto("/admin/unit/")
    page.keyboard.press("/")
    page.keyboard.type("keita mou")
    page.wait_for_selector("#officer-found [role=option]")
    assert page.get_attribute("#officer-search", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#officer-search", "aria-activedescendant") == "officer-found-0"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/admin/officer/details/" in page.url and "KEÏTA Moussa" in page.inner_text("h1")


def test_enter_without_a_choice_opens_the_list_and_escape_closes_the_proposals(page, people):
    sign_in(page, "boubacar", force.PASSWORD)
    page.goto("/admin/")
    page.fill("#officer-search", "traore")
    page.wait_for_selector("#officer-found [role=option]")
    page.keyboard.press("Escape")
    assert page.is_hidden("#officer-found")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/admin/officer/" in page.url and "search=traore" in page.url
    assert "TRAORÉ" in page.inner_text("#main")
