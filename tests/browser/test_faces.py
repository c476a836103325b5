"""Every screen of every role in a real browser: axe finds nothing, and the browser complains about nothing."""

from __future__ import annotations

import pytest

from tests.browser import screens
from tests.browser.eyes import PHONE, WIDE, Eyes

# Looked at on a phone and in the dark too.
SAMPLE = (
    ("drh", "/admin/"), ("rh", "/admin/officer/"), ("rh", "/admin/officer/new/"), ("admin", "/admin/badge/"),
    ("drh", "/admin/promotion-round/"), ("chef", "/my/team/"), ("rh", "/admin/import-run/new/"), ("agent", "/my/"),
)  # fmt: skip


PARTS = 4  # so that all workers walk


@pytest.fixture(scope="module")
def different(demo_force):
    """The different screens of all roles; asked for once by each worker."""
    return screens.of_all(demo_force[0])


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_and_the_browser_find_nothing_on_any_screen_of_any_role(demo_force, different, running_browser, part):
    eyes = Eyes(running_browser, demo_force[1], viewport=WIDE)
    assert len({screen.user for screen in different}) > 6 and len(different) > 60
    for screen in different[part::PARTS]:
        eyes.look(screen.path, screen.cookie)
    wrong = eyes.found()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("look", [(PHONE, "light"), (WIDE, "dark"), (PHONE, "dark")], ids=["phone", "dark", "dark phone"])
def test_axe_finds_nothing_on_a_phone_or_in_the_dark(demo_force, running_browser, look):
    app, address = demo_force
    viewport, theme = look
    eyes = Eyes(running_browser, address, viewport=viewport, color_scheme=theme)
    eyes.look("/login", theme=theme)
    for user, path in SAMPLE:
        eyes.look(path, screens.session_of(app, user), theme)
        assert eyes.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than its window"
    wrong = eyes.found()
    assert not wrong, "\n".join(wrong)
