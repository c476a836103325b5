"""The line is cut: the person is told, nothing typed is lost, and what waits goes through when the line is back."""

from __future__ import annotations

import pytest

from models import Region
from tests.browser.moves import follow
from tests.browser.stored import count

SAVE = "main form.record-form [type=submit].btn-primary"
STATUS = "document.querySelector('[data-draft-status]').textContent"
# A server that has not answered after a third of a second is out of reach, as long as the test says so.
IMPATIENT = """{
  const usual = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (wait) => usual(window.isImpatient ? 300 : wait);
}"""


@pytest.fixture
def cuts(page, complaints):
    """cuts(True) cuts the line, cuts(False) mends it; what the browser says of a line that is cut is no complaint."""
    yield page.context.set_offline
    page.context.set_offline(False)
    page.close(run_before_unload=False)
    complaints[:] = [text for text in complaints if "net::ERR_" not in text]


def wait_for_status(page, words: str) -> None:
    page.wait_for_function(f"words => {STATUS}.includes(words)", arg=words, timeout=40_000)


def fill_region(page) -> None:
    page.goto("/admin/region/new/")
    page.fill("[name=code]", "TAO")
    page.fill("[name=name]", "Taoudénit-Est")
    page.fill("[name=sort_order]", "12")


def asks_before_leaving(page) -> bool:
    return page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))")


def test_a_draft_that_found_no_line_goes_through_by_itself_when_the_line_is_back(desk, cuts):
    page = desk("boubacar")
    page.goto("/admin/officer/new/")
    page.fill("[name=last_name]", "Ag Mohamed")
    wait_for_status(page, "Brouillon enregistré")
    cuts(True)
    page.fill("[name=birth_place]", "Kita")
    wait_for_status(page, "la liaison est coupée")
    page.fill("[name=email]", "ag@example.org")
    assert page.get_attribute("[data-draft-status]", "role") == "status", "it is read aloud"
    cuts(False)
    wait_for_status(page, "Brouillon enregistré")
    again = page.context.new_page()
    again.goto("/admin/officer/new/")
    follow(again, ".draft-offer a")
    names = ("last_name", "birth_place", "email")
    assert [again.input_value(f"[name={name}]") for name in names] == ["Ag Mohamed", "Kita", "ag@example.org"]
    again.close(run_before_unload=False)


def test_save_without_a_line_keeps_the_page_says_so_and_can_be_pressed_again(app, desk, cuts):
    page = desk("aminata")
    fill_region(page)
    cuts(True)
    page.click(SAVE)
    told = page.wait_for_selector("form [data-line-down][role=alert]")
    assert told.inner_text() == page.get_attribute("body", "data-line-down") != ""
    assert page.input_value("[name=name]") == "Taoudénit-Est" and asks_before_leaving(page)
    cuts(False)
    follow(page, SAVE)
    page.wait_for_url("**/details/**")
    assert count(app, Region, code="TAO") == 1
    page.goto("/admin/region/new/")
    assert page.locator(".draft-offer").count() == 0, "what was saved is no draft any more"


def test_after_a_save_without_a_line_the_draft_still_saves_itself(app, desk, cuts):
    page = desk("aminata")
    fill_region(page)
    cuts(True)
    page.click(SAVE)
    page.wait_for_selector("form [data-line-down]")
    cuts(False)
    wait_for_status(page, "Brouillon enregistré")
    assert count(app, Region, code="TAO") == 0, "nothing is sent that nobody sends"
    page.close(run_before_unload=False)


def test_a_server_that_answers_nothing_takes_nothing_away(app, desk, cuts):
    page = desk("aminata")
    page.add_init_script(IMPATIENT)
    fill_region(page)
    page.evaluate("window.isImpatient = true")
    page.route("**/*", lambda _silence: None)
    page.click(SAVE)
    page.wait_for_selector("form [data-line-down][role=alert]")
    wait_for_status(page, "la liaison est coupée")
    page.evaluate("window.isImpatient = false")
    page.unroute("**/*")
    wait_for_status(page, "Brouillon enregistré")
    follow(page, SAVE)
    page.wait_for_url("**/details/**")
    assert count(app, Region, code="TAO") == 1


def test_an_act_that_found_no_line_is_still_in_its_form(desk, cuts, people):
    page = desk("aminata")
    page.goto("/admin/delegation/give/")
    page.fill("[name=reason]", "Mission à Kayes")
    cuts(True)
    page.click("main form.record-form [type=submit].btn-primary")
    page.wait_for_selector("form [data-line-down][role=alert]")
    assert page.input_value("[name=reason]") == "Mission à Kayes"
