"""Two hundred per cent and more: no page is wider than its window, and nothing in it is cut (WCAG 1.4.10)."""

from __future__ import annotations

import pytest

from tests.browser import screens, states
from tests.browser.eyes import Eyes

# A screen of 1280 by 900 at 200 %, and at 400 %.
DOUBLED, FOURFOLD = {"width": 640, "height": 450}, {"width": 320, "height": 225}
SAMPLE = (
    ("", "/login"), ("drh", "/admin/"), ("rh", "/admin/officer/"), ("rh", "/admin/officer/new/"), ("admin", "/admin/account/"),
    ("drh", "/admin/promotion-round/"), ("chef", "/my/team/"), ("rh", "/admin/import-run/new/"), ("agent", "/my/"),
    ("drh", "/admin/proposal/"), ("technicien", "/admin/job/"), ("rh", "/admin/officer/?panel=filter"),
)  # fmt: skip
STATES = ("a form sent with errors", "the preview of a change of many", "deleting that asks", "the columns of an import")
# What stands outside the window or shows less than it holds; a table may scroll in a frame of its own, a word may
# end in an ellipsis where its whole is read elsewhere, and what only readers' programs hear has no size.
CUT = """() => {
  const hides = (style) => ["hidden", "clip"].includes(style.overflowX) && style.textOverflow !== "ellipsis";
  const unseen = (e) => { for (let at = e; at; at = at.parentElement) if (getComputedStyle(at).clipPath !== "none") return true; return false; };
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.closest(".skip, .side, svg") && !unseen(e);
  const scrolls = (e) => { for (let at = e; at; at = at.parentElement) if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return true; return false; };
  const texts = [...document.body.querySelectorAll("*")].filter((e) => shown(e) && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  return texts.filter((e) => {
    const box = e.getBoundingClientRect();
    const isOutside = box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
    const style = getComputedStyle(e);
    const isCut = hides(style) && box.width > 1 && e.scrollWidth > e.clientWidth + 1;
    return (isOutside && !scrolls(e)) || isCut;
  }).map((e) => `${e.tagName} ${e.className} "${e.textContent.trim().slice(0, 40)}"`);
}"""


def assert_fits(page, name: str) -> None:
    """The window is as wide as the page, and everything in it can be read."""
    width, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= window, f"{name}: {width} wide in a window of {window}"
    assert page.evaluate(CUT) == [], name


@pytest.fixture(params=[DOUBLED, FOURFOLD], ids=["200 %", "400 %"])
def zoomed(request, demo_force, running_browser):
    """A browser that shows everything larger."""
    scale = 1280 / request.param["width"]
    eyes = Eyes(running_browser, demo_force[1], viewport=request.param, device_scale_factor=scale)
    yield eyes
    eyes.context.close()


def test_pages_fit_into_a_window_that_is_zoomed(demo_force, zoomed):
    app, _address = demo_force
    for user, path in SAMPLE:
        zoomed.sit_down(screens.session_of(app, user) if user else "")
        zoomed.page.goto(path)
        assert_fits(zoomed.page, f"{user} {path}")


def test_screens_in_the_middle_of_work_fit_into_a_window_that_is_zoomed(demo_force, zoomed):
    app, _address = demo_force
    chosen = [state for state in states.ALL if state.name in STATES]
    assert len(chosen) == len(STATES)
    for state in chosen:
        zoomed.sit_down(screens.session_of(app, state.user))
        state.bring(zoomed.page)
        assert_fits(zoomed.page, state.name)
        zoomed.page.goto("about:blank")
