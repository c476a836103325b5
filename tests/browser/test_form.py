"""Nothing typed is lost, in a real browser: two people at one record, an expired session, a double click, a draft."""

from __future__ import annotations

import pytest

from models import Officer, Region, SignIn, db, now
from services import guard
from tests import force
from tests.browser.moves import follow, sign_in
from tests.browser.stored import count
from tests.servers import browser

SAVE = "main form.record-form [type=submit].btn-primary"


@pytest.fixture
def another(running_browser, live_server, complaints):
    """Another computer."""
    with browser.page_of(running_browser, live_server, complaints) as opened:
        yield opened


def test_aminata_and_boubacar_change_one_file_and_nothing_is_lost(app, desk, another, people):
    address = f"/admin/officer/edit/?id={people.colleague_id}"
    boubacar, aminata = desk("boubacar"), another
    sign_in(aminata, "aminata", force.PASSWORD)
    for one in (boubacar, aminata):
        one.goto(address)
    boubacar.fill("[name=last_name]", "Kéita-Sow")
    boubacar.fill("[name=birth_place]", "Kita")
    follow(boubacar, SAVE)
    boubacar.wait_for_url("**/details/**")
    aminata.fill("[name=last_name]", "Keita")
    aminata.fill("[name=email]", "m.keita@example.org")
    follow(aminata, SAVE)
    summary = aminata.wait_for_selector(".meanwhile")
    assert "Boubacar" in summary.inner_text() and "Kéita-Sow" in summary.inner_text()
    assert aminata.input_value("[name=last_name]") == "Keita" and aminata.input_value("[name=birth_place]") == "Kita"
    assert aminata.evaluate("document.activeElement.name") == "last_name", "the hand is where one must choose"
    aminata.keyboard.press("Tab")
    aminata.keyboard.press("ArrowUp")  # from the first of the two to the last
    assert aminata.is_checked("[name=_keep-last_name][value=mine]")
    aminata.keyboard.press("Control+s")
    aminata.wait_for_url("**/details/**")
    assert count(app, Officer, last_name="Keita", birth_place="Kita", email="m.keita@example.org") == 1


def test_a_form_that_outlived_its_session_is_waiting_after_signing_in(app, desk):
    page = desk("aminata")
    page.goto("/admin/region/new/")
    page.fill("[name=code]", "TAO")
    page.fill("[name=name]", "Taoudénit-Est")
    page.fill("[name=sort_order]", "12")
    with app.app_context(), guard.unscoped("the test lets time pass"):
        for opened in db.session.query(SignIn):
            opened.ended_at = now()
        db.session.commit()
    follow(page, SAVE)
    page.wait_for_url("**/login**")
    page.fill("[name=username]", "aminata")
    page.fill("[name=password]", force.PASSWORD)
    follow(page, "main [type=submit]")
    page.wait_for_url("**/admin/region/new/**")
    assert page.input_value("[name=name]") == "Taoudénit-Est" and page.locator(".notice").count() >= 1
    assert count(app, Region, code="TAO") == 0, "it is not sent by itself"
    follow(page, SAVE)
    page.wait_for_url("**/details/**")
    assert count(app, Region, code="TAO") == 1


def test_a_double_click_makes_one_record(app, desk):
    page = desk("aminata")
    page.goto("/admin/region/new/")
    page.fill("[name=code]", "DBL")
    page.fill("[name=name]", "Région double")
    page.fill("[name=sort_order]", "12")
    page.dblclick(SAVE)
    page.wait_for_url("**/details/**")
    assert count(app, Region, name="Région double") == 1


def test_what_was_typed_is_offered_after_the_window_was_closed(desk):
    page = desk("boubacar")
    page.goto("/admin/officer/new/")
    page.fill("[name=last_name]", "Ag Mohamed")
    page.fill("[name=entered_on]", "01102015")
    page.keyboard.press("Tab")
    page.wait_for_selector("[data-draft-status]:not(:empty)")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    context = page.context
    page.close(run_before_unload=False)
    again = context.new_page()
    again.goto("/admin/officer/new/")
    assert again.input_value("[name=last_name]") == ""
    follow(again, ".draft-offer a")
    assert again.input_value("[name=last_name]") == "Ag Mohamed" and again.input_value("[name=entered_on]") == "01/10/2015"
    again.close(run_before_unload=False)


def test_a_form_without_scripts_is_saved_and_told_of_a_conflict(app, running_browser, live_server, people, complaints):
    context = running_browser.new_context(base_url=live_server, java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    sign_in(page, "boubacar", force.PASSWORD)
    page.goto(f"/admin/officer/edit/?id={people.colleague_id}")
    with app.app_context(), guard.unscoped("the test is somebody else"):
        db.session.get(Officer, people.colleague_id).last_name = "Kéita-Sow"
        db.session.commit()
    page.fill("[name=last_name]", "Keita")
    follow(page, SAVE)
    page.check("[name=_keep-last_name][value=theirs]")
    follow(page, SAVE)
    page.wait_for_url("**/details/**")
    assert count(app, Officer, last_name="Kéita-Sow") == 1
    context.close()
