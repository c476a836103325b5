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


def tab_to(page, selector: str, most: int = 120) -> None:
    """Go with the Tab key until this has the focus: what no key reaches is not found."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{page.url}: the Tab key does not reach {selector}")


def follow_by_key(page, selector: str) -> None:
    """Go there with the Tab key, press Enter, and wait for the page to which it leads."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")
