"""Keyboard alone: the way past the menu, menus, that every focus is seen, and that errors are announced."""

from __future__ import annotations

import pytest

from tests.browser import screens
from tests.browser.eyes import PHONE, WIDE, Eyes
from tests.browser.moves import follow, follow_by_key, tab_to

NARROW = {"width": 640, "height": 450}
SAMPLE = (
    ("", "/login"), ("rh", "/admin/officer/"), ("rh", "/admin/officer/new/"), ("rh", "/admin/officer/?panel=filter"),
    ("rh", "/admin/officer/details/?id=5"), ("drh", "/admin/"), ("rh", "/admin/import-run/new/"), ("agent", "/my/"),
)  # fmt: skip
STEPS = 60
# Of the thing that has the focus: its name, whether it can be seen, how it and what is around it looks; and how that
# of the step before looks now, without it.
STEP = """async () => {
  for (const _frame of [1, 2]) await new Promise(requestAnimationFrame); // until the page has scrolled to it
  const around = (e) => [e, e.parentElement, e.parentElement?.parentElement, e.labels?.[0]].filter(Boolean);
  const look = (e) => around(e).map((at) => { const s = getComputedStyle(at); return [s.outlineStyle === "none" ? "" : s.outline, s.boxShadow, s.borderColor, s.textDecoration].join(); }).join("|");
  const named = (e) => `${e.tagName} ${e.className} ${(e.getAttribute("aria-label") || e.textContent || e.name || "").trim().slice(0, 30)}`;
  const before = window.stepBefore, e = document.activeElement;
  if (e === document.body) { delete window.stepBefore; return { name: "", isSame: false, isHidden: false }; }
  const box = (e.closest(".ts-wrapper") || e).getBoundingClientRect();
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)], [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const places = [.5, .1, .9].flatMap((x) => [.5, .15, .85].map((y) => [left + (right - left) * x, top + (bottom - top) * y]));
  const isSeen = places.some(([x, y]) => { const there = document.elementFromPoint(x, y); return there && (e.contains(there) || around(e).slice(0, 2).includes(there)); });
  window.stepBefore = { e, look: look(e), name: named(e) };
  return { name: named(e), isHidden: !isSeen, before: before?.name, isSame: Boolean(before) && before.e !== e && before.look === look(before.e) };
}"""


@pytest.fixture
def eyes_of(demo_force, running_browser):
    """eyes_of(WIDE): a window of that size."""
    opened = []

    def new(viewport) -> Eyes:
        opened.append(Eyes(running_browser, demo_force[1], viewport=viewport, reduced_motion="reduce"))
        return opened[-1]

    yield new
    for eyes in opened:
        eyes.context.close()


@pytest.fixture
def desk_of(demo_force, eyes_of):
    """desk_of("rh", PHONE): a page with that person of the demonstration signed in."""

    def new(user: str, viewport=WIDE):
        eyes = eyes_of(viewport)
        eyes.sit_down(screens.session_of(demo_force[0], user) if user else "")
        return eyes.page

    return new


def test_the_first_key_leads_past_the_menu(desk_of):
    page = desk_of("rh")
    page.goto("/admin/officer/")
    page.keyboard.press("Tab")
    page.wait_for_selector(".skip:focus")
    assert page.locator(".skip").bounding_box()["x"] >= 0, "it is seen as soon as it has the focus"
    page.keyboard.press("Enter")
    page.wait_for_selector("#main:focus")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#main') !== null")


def test_a_group_of_the_menu_opens_and_leads_on(desk_of):
    page = desk_of("rh")
    page.goto("/admin/")
    tab_to(page, ".side-group:not([open]) > summary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".side-group[open] > summary:focus")
    follow_by_key(page, ".side-group[open] .side-item")
    assert page.locator("#side [aria-current=page]").count() == 1


def test_the_menu_of_a_phone_opens_takes_the_focus_and_gives_it_back(desk_of):
    page = desk_of("rh", PHONE)
    page.goto("/admin/")
    tab_to(page, "[data-menu-open]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#side a:focus")
    assert page.get_attribute("[data-menu-open]", "aria-expanded") == "true"
    page.keyboard.press("Escape")
    page.wait_for_selector("[data-menu-open][aria-expanded=false]:focus")


def test_the_menu_of_the_person_closes_by_escape_and_leads_out(desk_of):
    page = desk_of("rh")
    page.goto("/admin/")
    tab_to(page, ".top-person")
    page.keyboard.press("Enter")
    page.wait_for_selector(".menu[open] .menu-panel")
    page.keyboard.press("Escape")
    page.wait_for_selector(".menu:not([open]) > .top-person:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector(".menu[open] .menu-panel")
    follow_by_key(page, "form[action*='logout'] button")
    page.wait_for_url("**/login**")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "zoomed"])
def test_every_focus_is_seen(desk_of, viewport):
    wrong, steps = set(), 0
    for user, path in SAMPLE:
        page = desk_of(user, viewport)
        page.goto(path)
        for _key in range(STEPS):
            page.keyboard.press("Tab")
            step = page.evaluate(STEP)
            steps += bool(step["name"])
            wrong |= {f"{path}: {step['before']} looks the same with the focus"} if step["isSame"] else set()
            wrong |= {f"{path}: {step['name']} cannot be seen"} if step["isHidden"] else set()
        page.context.close()
    assert steps > 20 * len(SAMPLE)
    assert not wrong, "\n".join(sorted(wrong))


@pytest.mark.parametrize(("user", "path"), [("rh", "/admin/officer/new/"), ("drh", "/admin/delegation/give/")])
def test_errors_are_announced_and_the_hand_is_at_the_first(desk_of, user, path):
    page = desk_of(user)
    page.goto(path)
    follow(page, "main form.record-form [type=submit].btn-primary")
    page.wait_for_selector(".error-summary[role=alert]")
    page.wait_for_selector("[aria-invalid=true]:focus, .ts-wrapper.focus, .error-summary:focus")
    jumps = page.locator(".error-summary a").evaluate_all("links => links.map((a) => a.hash.slice(1))")
    assert jumps and all(page.locator(f"[id='{name}']").count() == 1 for name in jumps)
    said = page.locator("main [aria-invalid=true]").evaluate_all(
        "all => all.map((e) => e.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id)?.textContent.trim() || '').join(''))"
    )
    assert said and all(said), "each wrong field says what is wrong with it"


def test_a_refused_password_is_announced(desk_of):
    page = desk_of("")
    page.goto("/login")
    page.fill("[name=username]", "rh")
    page.fill("[name=password]", "un autre mot de passe")
    follow(page, "main [type=submit]")
    page.wait_for_selector("[role=alert]")
    assert page.inner_text("[role=alert]").strip()
