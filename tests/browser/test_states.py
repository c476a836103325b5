"""Screens in the middle of work in a real browser: axe finds nothing there either, and the browser complains about nothing."""

from __future__ import annotations

import pytest

from models import Officer, db
from services import guard
from tests.browser import screens, states
from tests.browser.eyes import PHONE, WIDE, Eyes
from tests.browser.moves import follow

# Looked at on a phone and in the dark too.
SAMPLE = ("a form sent with errors", "the filter panel", "the preview of a change of many", "deleting that asks", "the person's menu")


@pytest.fixture
def eyes_of(demo_force, running_browser):
    """eyes_of(viewport=WIDE): a browser that looks, which ends with what it found being nothing."""
    opened = []

    def new(**look) -> Eyes:
        opened.append(Eyes(running_browser, demo_force[1], **look))
        return opened[-1]

    yield new
    wrong = [line for eyes in opened for line in eyes.found() if "net::ERR_" not in line]
    assert not wrong, "\n".join(wrong)


def look_at(eyes: Eyes, app, state: states.State, theme: str = "light") -> None:
    """Bring the screen into its state, as its person, and ask axe."""
    eyes.sit_down(screens.session_of(app, state.user), theme)
    state.bring(eyes.page)
    eyes.ask(f"{state.name} ({theme})")
    eyes.page.goto("about:blank")


def test_axe_finds_nothing_in_the_middle_of_work(demo_force, eyes_of):
    app, _address = demo_force
    eyes = eyes_of(viewport=WIDE)
    for state in states.ALL:
        look_at(eyes, app, state)


def test_axe_finds_nothing_in_the_middle_of_work_on_a_phone_in_the_dark(demo_force, eyes_of):
    app, _address = demo_force
    eyes = eyes_of(viewport=PHONE, color_scheme="dark")
    chosen = [state for state in states.ALL if state.name in SAMPLE]
    assert len(chosen) == len(SAMPLE)
    for state in chosen:
        look_at(eyes, app, state, "dark")


def test_axe_finds_nothing_in_the_menu_over_a_phone(demo_force, eyes_of):
    app, _address = demo_force
    eyes = eyes_of(viewport=PHONE)
    eyes.sit_down(screens.session_of(app, "drh"))
    eyes.page.goto("/admin/")
    eyes.page.click("[data-menu-open]")
    eyes.page.wait_for_selector("[data-menu-open][aria-expanded=true]")
    eyes.ask("the menu over a phone")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_of_a_conflict(demo_force, eyes_of, theme):
    app, _address = demo_force
    eyes = eyes_of(viewport=WIDE if theme == "light" else PHONE, color_scheme=theme)
    eyes.sit_down(screens.session_of(app, "rh"), theme)
    page = eyes.page
    page.goto(states.LIST)
    follow(page, "#list-part tbody [data-open] >> nth=2")
    follow(page, ".page-actions a[href*='/edit/']")
    with app.app_context(), guard.unscoped("the test is somebody else"):
        officer = db.session.get(Officer, int(page.url.partition("id=")[2].partition("&")[0]))
        officer.birth_place = f"Kita, quartier {theme}"
        db.session.commit()
    page.fill("[name=birth_place]", f"Ber, quartier {theme}")
    follow(page, states.SAVE)
    page.wait_for_selector(".meanwhile")
    eyes.ask(f"a conflict ({theme})")
    page.goto("about:blank")
