"""A wrong date of birth, from the officer's phone to the corrected file: three people, a slow line, with scripts and without."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from PIL import Image

from models import CorrectionPiece, CorrectionRequest, CorrectionState, Officer, db
from services import guard, storage
from tests import force
from tests.browser.moves import follow, sign_in
from tests.browser.phone import phone, photo_of_a_paper
from tests.browser.stored import count

RIGHT = dt.date(1991, 12, 24)
REASON = "C’est la date de mon frère. Voir l’acte de naissance."
LIST = "/my/corrections/"


@pytest.fixture
def wrong(app, people):
    """The date of birth of somebody else stands in Daouda's file."""
    with app.app_context(), guard.unscoped("the test makes ready"):
        db.session.get(Officer, people.daouda.officer_id).birth_on = dt.date(1981, 2, 3)
        db.session.commit()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def any_phone(request, running_browser, live_server, complaints, wrong):
    """Daouda's phone, on a slow line."""
    with phone(running_browser, live_server, complaints, scripts=request.param) as his:
        yield his.page


@pytest.fixture
def his_phone(running_browser, live_server, complaints, wrong):
    """Daouda's phone with scripts; what the browser says of a line that is cut is no complaint."""
    with phone(running_browser, live_server, complaints) as his:
        yield his
    assert [text for text in complaints if "net::ERR_" not in text] == []


def daouda_reports_it(page, photo) -> str:
    """From the start of his file to a request that is sent; returns its address."""
    sign_in(page, "daouda", force.PASSWORD)
    page.goto("/my/")
    follow(page, "a[href='/my/identity/']")
    follow(page, "a[href*='field=birth_on']")
    assert "03/02/1981" in page.inner_text("main"), "what stands is there to be compared"
    page.fill("[name=wished-birth_on]", "24/12/1991")
    page.fill("[name=reason]", REASON)
    follow(page, "[value=go-on]")
    page.set_input_files("#piece", photo)
    page.fill("#title", "Acte de naissance")
    follow(page, "[value=add]")
    assert page.locator(".pieces li").count() == 1
    follow(page, "[value=send]")
    words = page.inner_text("main")
    assert REASON in words and re.search(r"R-\d{4}-\d{6}", words)
    return page.url


def boubacar_decides(page) -> str:
    """He reads the request and accepts it, which a second person must approve; returns the address of the proposal."""
    sign_in(page, "boubacar", force.PASSWORD)
    page.goto("/admin/correction-request/")
    follow(page, "tbody a[href*='/correction-request/details/'] >> nth=0")
    words = page.inner_text("main")
    assert "03/02/1981" in words and "24/12/1991" in words and "Acte de naissance" in words
    follow(page, "main a[href*='/decide/']")
    page.select_option("[name=verdict]", "ACCEPTED")
    follow(page, "main form.record-form [type=submit]")
    follow(page, "main form.record-form [type=submit]")
    return page.get_attribute("main a[href*='/proposal/details/']", "href")


def aminata_approves(page, proposal: str) -> None:
    page.context.clear_cookies()
    sign_in(page, "aminata", force.PASSWORD)
    page.goto(proposal)
    follow(page, "form[action*='/approve/'] button")


def born_on(app, people) -> dt.date:
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.get(Officer, people.daouda.officer_id).birth_on


def test_a_wrong_date_of_birth_is_reported_decided_by_two_and_corrected(app, any_phone, page, people, tmp_path):
    address = daouda_reports_it(any_phone, photo_of_a_paper(tmp_path))
    assert count(app, CorrectionRequest, state=CorrectionState.WAITING) == count(app, CorrectionPiece) == 1
    proposal = boubacar_decides(page)
    assert born_on(app, people) == dt.date(1981, 2, 3), "nobody does that alone"
    any_phone.goto(address)
    assert "24/12/1991" in any_phone.inner_text("main")
    aminata_approves(page, proposal)
    any_phone.goto(address)
    words = any_phone.inner_text("main")
    assert "Boubacar" in words and any_phone.locator(".pill-good").count() == 1
    any_phone.goto("/my/identity/")
    assert "24/12/1991" in any_phone.inner_text("main") and "03/02/1981" not in any_phone.inner_text("main")
    assert born_on(app, people) == RIGHT


# --- the line is cut ---------------------------------------------------------------------------------


def wait_for_words(page, words: str) -> None:
    page.wait_for_function("words => document.querySelector('[data-status]').textContent === words", arg=words, timeout=60_000)


def begin(page, people) -> None:
    sign_in(page, "daouda", force.PASSWORD)
    page.goto(f"/my/corrections/new?about=officer:{people.daouda.officer_id}&field=birth_on")


def test_what_is_typed_while_the_line_is_cut_stays_on_the_phone_and_comes_back(app, his_phone, people):
    page = his_phone.page
    begin(page, people)
    his_phone.cut(True)
    page.fill("[name=wished-birth_on]", "24/12/1991")
    page.fill("[name=reason]", REASON)
    wait_for_words(page, page.get_attribute("[data-place]", "data-cut"))
    page.click("[value=go-on]")
    wait_for_words(page, page.get_attribute("[data-place]", "data-down"))
    assert page.input_value("[name=reason]") == REASON and count(app, CorrectionRequest) == 0
    page.goto("about:blank")
    his_phone.cut(False)
    page.goto(f"/my/corrections/new?about=officer:{people.daouda.officer_id}&field=birth_on")
    assert [page.input_value(f"[name={name}]") for name in ("wished-birth_on", "reason")] == ["24/12/1991", REASON]
    page.wait_for_function("() => !localStorage.length", timeout=60_000)
    assert count(app, CorrectionRequest, state=CorrectionState.DRAFT) == 1, "and saves itself"
    follow(page, "[value=go-on]")
    follow(page, "[value=send]")
    assert count(app, CorrectionRequest, state=CorrectionState.WAITING) == 1
    assert page.evaluate("localStorage.length") == 0, "nothing of it stays on the phone"


def test_what_is_typed_saves_itself_and_says_when(app, his_phone, people):
    page = his_phone.page
    begin(page, people)
    page.fill("[name=reason]", REASON)
    page.wait_for_function("() => /\\d\\d( h |:)\\d\\d/.test(document.querySelector('[data-status]').textContent)", timeout=60_000)
    assert count(app, CorrectionRequest, state=CorrectionState.DRAFT) == 1
    page.goto(LIST)
    follow(page, "main a[href*='/write']")
    assert page.input_value("[name=reason]") == REASON


def test_what_another_account_left_on_the_phone_is_not_shown(his_phone, people):
    page = his_phone.page
    begin(page, people)
    page.evaluate("localStorage.setItem(document.querySelector('[data-place]').dataset.place.replace(/^\\d+/, '999'), JSON.stringify({version: 'after 0', typed: [['reason', 'Secret']]}))")
    page.reload()
    assert page.input_value("[name=reason]") == ""
    assert page.evaluate("localStorage.length") == 0, "nor is it left there"


def test_what_nobody_came_back_to_within_a_week_goes(his_phone, people):
    page = his_phone.page
    begin(page, people)
    left = """days => localStorage.setItem(document.querySelector('[data-place]').dataset.place, JSON.stringify(
        {version: document.querySelector('[data-place]').dataset.version, at: Date.now() - days * 86400000, typed: [['reason', 'Gardé']]}))"""
    page.evaluate(left, 8)
    page.reload()
    assert page.input_value("[name=reason]") == "" and page.evaluate("localStorage.length") == 0
    page.evaluate(left, 6)
    page.reload()
    assert page.input_value("[name=reason]") == "Gardé"


def test_a_photo_is_made_small_before_it_travels_and_waits_while_the_line_is_cut(app, his_phone, people, tmp_path):
    page = his_phone.page
    begin(page, people)
    page.fill("[name=wished-birth_on]", "24/12/1991")
    page.fill("[name=reason]", REASON)
    follow(page, "[value=go-on]")
    photo = photo_of_a_paper(tmp_path)
    page.set_input_files("#piece", photo)
    page.wait_for_function("most => document.querySelector('#piece').files[0].size < most", arg=photo.stat().st_size / 2)
    his_phone.cut(True)
    page.click("[value=send]")
    wait_for_words(page, page.get_attribute("[data-place]", "data-down"))
    his_phone.cut(False)
    follow(page, "[value=send]")
    assert count(app, CorrectionRequest, state=CorrectionState.WAITING) == 1
    with app.app_context(), guard.unscoped("the test looks"):
        kept = storage.path(storage.DOCUMENTS, db.session.query(CorrectionPiece).one().file)
    assert max(Image.open(kept).size) == 2000


def test_a_double_touch_sends_one_request(app, his_phone, people):
    page = his_phone.page
    begin(page, people)
    page.fill("[name=wished-birth_on]", "24/12/1991")
    page.fill("[name=reason]", REASON)
    with page.expect_navigation():
        page.dblclick("[value=go-on]")
    with page.expect_navigation():
        page.dblclick("[value=send]")
    page.wait_for_selector(".story")
    assert page.locator(".story li").count() == 1
    assert count(app, CorrectionRequest) == 1
