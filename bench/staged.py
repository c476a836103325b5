"""What a fresh demonstration lacks for its pictures, done through the screens as its people would do it.

The demonstration fills its base in one stroke: nothing was changed since, and no card of it was ever printed on paper.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import badges
from tests.browser.moves import follow

OFFICER = "/admin/officer/?position.filled=1&search=keita+mariam"
FIELD = "Dernier recyclage au tir"
MOST_SECONDS = 120  # until the worker has printed
PUBLISHED_MS = 70_000  # it publishes the list within the minute
VIEW = "Femmes entrées depuis 2012"
WOMEN = "/admin/officer/?sex=F&entered_on.from=01/10/2012"
REASONS = {
    "/admin/officer/export/xlsx/": "Effectifs demandés par le cabinet du ministre",
    "/admin/posting/export/xlsx/": "Préparation des mutations de janvier",
    "/admin/rank-line/export/csv/": "Vérification des anciennetés avant la commission",
}


def open_officer(page: Page) -> None:
    page.goto(OFFICER)
    follow(page, "[data-open] >> nth=0")


def stage(as_user: Callable[[str], Page]) -> str:
    """Do all of it; returns what the code of a printed badge holds. `as_user` gives a page of somebody signed in."""
    add_a_field(as_user("admin"))
    change_an_officer(as_user("rh"), phone="+223 66 12 40 88")
    change_an_officer(as_user("drh"), phone="+223 76 45 12 09")
    ask_for_downloads(as_user("rh"))
    keep_a_view(as_user("rh"))
    return print_the_cards(as_user("badge"))


def add_a_field(page: Page) -> None:
    """A date that this force wants to know of its officers, for the change of many records at once."""
    page.goto("/admin/custom-field/new/")
    page.select_option("[name=record_type]", "officer")
    page.select_option("[name=kind]", "DATE")
    page.fill("[name=label]", FIELD)
    follow(page, "main form [type=submit] >> nth=0")


def change_an_officer(page: Page, phone: str) -> None:
    """Another telephone, so that its history has something to tell."""
    open_officer(page)
    follow(page, ".page-actions a[href*='/edit/']")
    page.fill("[name=phone]", phone)
    follow(page, "main form.record-form [type=submit] >> nth=0")


def ask_for_downloads(page: Page) -> None:
    """More than 500 rows of personal data: a second person is asked."""
    for path, reason in REASONS.items():
        page.goto(path)
        page.fill("[name=reason]", reason)
        follow(page, "main form [type=submit]")


def keep_a_view(page: Page) -> None:
    """A list under a name, which stands above it from then on."""
    page.goto(WOMEN)
    page.click("[data-panel=view]")
    page.fill("#view-name", VIEW)
    follow(page, "form:has(#view-name) [type=submit]")


def print_the_cards(page: Page) -> str:
    """Print what is approved, and hand one over; its code is read from the sheet as a telephone does. The worker must run."""
    run = badges.print_all(page)
    for _try in range(MOST_SECONDS):
        page.goto(run)
        if page.locator("a[href*='/part/']").count():
            break
        page.wait_for_timeout(1000)
    with tempfile.TemporaryDirectory() as folder:
        code = badges.read_codes(badges.fetched(page, run, Path(folder)))[0]
    badges.check(page, code)
    badges.hand_over(page, code)
    page.wait_for_timeout(PUBLISHED_MS)
    return code
