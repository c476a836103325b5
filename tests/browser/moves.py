"""What people do in the browser of the tests: sign in, and follow what leads to another page."""

from __future__ import annotations


def follow(page, selector: str) -> None:
    """Click what leads to another page, and wait until that page is there: a click alone may come back before it."""
    with page.expect_navigation():
        page.click(selector)


def sign_in(page, username: str, password: str) -> None:
    """Sign in from the page that asks for it."""
    page.goto("/login")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    follow(page, "main [type=submit]")
