"""Signing in with a real browser."""

from __future__ import annotations

from tests import force
from tests.browser.moves import sign_in


def test_a_clerk_signs_in_and_comes_to_the_desk(page, people):
    sign_in(page, "boubacar", force.PASSWORD)
    assert page.url.endswith("/admin/")
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.locator("h1").count() == 1


def test_a_wrong_password_opens_nothing(page, people, complaints):
    sign_in(page, "boubacar", "un autre mot de passe")
    page.wait_for_selector("[role=alert], .invalid-feedback, .error-summary")
    page.goto("/admin/")
    assert "/login" in page.url
    # The answer to a wrong password is a 401, which Chromium mentions on its console.
    assert [text for text in complaints if "401" not in text] == []
    complaints.clear()
