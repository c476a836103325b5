"""The list in a real browser: it loads only itself, and everything in it works by keyboard."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from models import Officer, Post, db
from services import guard
from tests import force
from tests.browser.moves import follow, sign_in
from tests.browser.stored import count

LIST = "/admin/officer/"
ROWS = "#list-part tbody tr"


@pytest.fixture
def list_page(app, page, people):
    """The list of officers as Boubacar sees it: sixty Konaté and whoever else there is. A reload would take the mark."""
    with app.app_context(), guard.unscoped("the test makes a list"):
        unit = db.session.get(force.Unit, people.unit_id)
        for number in range(60):
            force.officer(f"Konaté{number:02}", "Sali", unit, rank="SGC" if number % 2 else "SGT")
        db.session.commit()
    sign_in(page, "boubacar", force.PASSWORD)
    page.goto(LIST)
    page.evaluate("document.body.dataset.mark = 'same page'")
    return page


def is_same_page(page) -> bool:
    return page.evaluate("document.body.dataset.mark") == "same page"


def wait_for(page, count: int) -> None:
    """Until the list says so many lines."""
    page.wait_for_function("n => document.querySelector('[data-list-count]').textContent === n", arg=str(count))


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id")


def test_search_as_one_types_keeps_the_keyboard_and_goes_back(list_page):
    page, before = list_page, list_page.inner_text("[data-list-count]")
    page.focus("#list-search")
    page.keyboard.type("sali konate0")
    wait_for(page, 10)
    assert focused(page) == "list-search" and "search=sali" in page.url and is_same_page(page)
    assert page.locator(".chip").count() == 1 and "10" in page.inner_text("[data-list-said]")
    page.go_back()
    wait_for(page, int(before))
    assert is_same_page(page) and page.input_value("#list-search") in ("", "sali konate0")


def test_sorting_and_paging_load_the_list_alone_and_keep_the_hand(list_page):
    page = list_page
    page.focus("thead th:nth-child(2) a")
    page.keyboard.press("Enter")
    page.wait_for_selector("th[aria-sort=descending]")
    assert "desc=1" in page.url and is_same_page(page)
    assert page.evaluate("document.activeElement.closest('th')?.getAttribute('aria-sort')") == "descending"
    first = page.inner_text(f"{ROWS}:first-child th")
    page.click("[data-next]")
    page.wait_for_function("t => document.querySelector('#list-part tbody th').textContent !== t", arg=first)
    assert is_same_page(page) and "after=" in page.url


def test_a_filter_is_chosen_by_keyboard_and_taken_away_by_its_chip(list_page):
    page, before = list_page, list_page.inner_text("[data-list-count]")
    page.focus("[data-panel=filter]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel-title:focus")
    page.fill("[name='last_name.contains']", "konate1")
    page.focus("[name='last_name.contains']")
    page.keyboard.press("Enter")
    wait_for(page, 10)
    assert page.locator(".chip").count() == 1 and page.is_hidden("[data-list-panel]") and is_same_page(page)
    page.click(".chip a")
    wait_for(page, int(before))


def test_a_lookup_filters_by_a_unit(list_page):
    page = list_page
    page.click("[data-panel=filter]")
    page.wait_for_selector("#panel-title:focus")
    page.locator(".filter-box", has=page.locator("[data-filter-lookup]")).first.locator(".ts-control input").click()
    page.keyboard.type("2e arr")
    page.click(".ts-dropdown .option:has-text('2e arrondissement')")
    page.click(".filter-form [type=submit]")
    wait_for(page, 1)
    assert re.search(r"unit=\d+", page.url)


def test_columns_are_moved_by_keyboard_and_remembered(list_page):
    page = list_page
    heads = page.locator("thead th:not(.tick)").all_inner_texts()
    page.click("[data-panel=columns]")
    page.wait_for_selector("#panel-title:focus")
    page.focus("[data-columns] li:nth-child(3) [data-up]")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    follow(page, ".columns-form .btn-primary")
    page.goto(LIST)
    assert page.locator("thead th:not(.tick)").all_inner_texts() == [heads[2], heads[0], heads[1], *heads[3:]]


def test_lines_are_ticked_on_two_pages_and_their_number_is_said(list_page):
    page = list_page
    page.check(f"{ROWS}:nth-child(1) [data-tick]")
    page.check(f"{ROWS}:nth-child(2) [data-tick]")
    page.click("[data-next]")
    page.wait_for_selector("[data-previous]")
    assert "2" in page.inner_text(".bulk-count")
    page.check(f"{ROWS}:nth-child(1) [data-tick]")
    assert "3" in page.inner_text(".bulk-count")
    follow(page, "[formaction*=bulk-edit]")
    assert "3" in page.inner_text("h1")


def test_a_field_of_many_is_changed_by_keyboard_alone(app, list_page):
    page = list_page
    page.keyboard.press("f")
    assert focused(page) == "list-search"
    page.keyboard.type("konate0")
    wait_for(page, 10)
    page.evaluate("document.activeElement.blur()")
    for _line in range(3):
        page.keyboard.press("j")
        page.keyboard.press("x")
    page.keyboard.press("k")
    assert "KONATÉ01" in focused(page) and "3" in page.inner_text(".bulk-count")
    with page.expect_navigation():
        page.locator("[formaction*=bulk-edit]").press("Enter")
    page.select_option("#bulk-field", "entered_on")
    with page.expect_navigation():
        page.locator("[value=value]").press("Enter")
    page.fill("#entered_on", "01/10/2014")
    with page.expect_navigation():
        page.locator("[value=preview]").press("Enter")
    assert page.locator("ins").count() == 3
    with page.expect_navigation():
        page.locator("[value=apply]").press("Enter")
    assert "konate0" in page.url and page.locator(".notice-good").count() == 1
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(Officer).filter_by(entered_on=dt.date(2014, 10, 1)).count() == 3


def test_keys_open_the_help_and_a_line(list_page):
    page = list_page
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open] .key-list")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[open]", state="detached")
    page.keyboard.press("j")
    name = focused(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert name in page.inner_text("h1")


def test_deleting_asks_with_the_number_first(app, page, people):
    with app.app_context(), guard.unscoped("the test makes posts"):
        unit = db.session.get(force.Unit, people.unit_id)
        db.session.add_all([Post(unit=unit, title=f"Garde {n}", headcount=1) for n in range(3)])
        db.session.commit()
    sign_in(page, "aminata", force.PASSWORD)
    page.goto("/admin/post/")
    page.check("[data-tick-all]")
    page.click(".btn-danger-quiet")
    assert "3" in page.inner_text("#confirm-text")
    page.click("dialog[open] [value=no]")
    page.wait_for_selector("dialog[open]", state="detached")
    page.goto("/admin/post/")
    assert page.locator(ROWS).count() == 3 == count(app, Post)
