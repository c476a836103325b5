"""Inspectors: cards and papers read by a camera or typed, all day, with the published files on any web host or without one."""

from __future__ import annotations

import datetime as dt
import io
import random
import secrets
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask_babel import Babel

from models import now
from rules import badge as rules
from services.badge import keys, status, token
from services.badge.printing import sheets
from services.badge.printing.faces import CardFace
from services.badge.publishing import files, site
from tests.badge.conftest import LOOK
from tests.browser import filmed
from tests.servers import browser

ROOT = Path(__file__).parents[2]
REVOKED = 77
TEXT = "Attestation de service : TRAORÉ Daouda"


class Host(SimpleHTTPRequestHandler):
    """Any web host: files, and nothing else; here they may change twice in a second, which it cannot tell a browser."""

    def do_GET(self) -> None:  # noqa: N802
        """Always the file of now."""
        del self.headers["If-Modified-Since"]
        super().do_GET()

    def log_message(self, *_said) -> None:
        """Say nothing."""


@pytest.fixture
def host(tmp_path):
    """The published site on a web host of its own, without any records: host.codes are a card, a revoked one and a paper."""
    root = tmp_path / "public" / "v"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=root.parent))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/v/"
    app = Flask("host", instance_path=str(tmp_path), static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    app.config.update(BADGE_PASSPHRASE=b"tests only", VERIFY_URL=address, BABEL_DEFAULT_LOCALE="fr")
    Babel(app)
    made = SimpleNamespace(app=app, root=root, address=address + "inspector/")
    with app.app_context():
        keys.new_key()
        made.said = _said()
    made.codes = {name: scanned(made, said) for name, said in made.said.items()}
    _publish(made)
    made.stop = lambda: (server.shutdown(), server.server_close())
    yield made
    server.server_close()


def _said() -> dict[str, token.Claims]:
    """What the codes of the tests say."""
    ends, card, paper = rules.expiry_moment(now().date() + dt.timedelta(days=90)), keys.current_key(), keys.current_key(keys.PAPER)

    def number(prefix: str) -> str:
        return rules.make_number(secrets.randbelow, prefix)

    return {
        "valid": token.Claims(card, number(rules.PREFIX), rules.make_cti(5, bytes(13)), ends),
        "revoked": token.Claims(card, number(rules.PREFIX), rules.make_cti(REVOKED, bytes(13)), ends),
        "paper": token.Claims(paper, number(rules.PAPER_PREFIX), rules.make_cti(rules.PAPER_SLOTS[0], bytes(13)), ends, 1, TEXT),
    }


def scanned(host, said: token.Claims) -> str:
    """The address in a code."""
    with host.app.app_context():
        return f"{host.app.config['VERIFY_URL']}#{rules.to_digits(token.make(said, keys.sign))}"


def _publish(host) -> None:
    """All files of the site, and a list of this moment."""
    with host.app.app_context():
        for name in files.MEDIA_TYPES.keys() - {files.STATUS}:
            place = host.root / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(site.file(name))
    publish_list(host)


def publish_list(host, days: float = 0, slots=(REVOKED,)) -> None:
    """A list that was made so many days ago."""
    with host.app.app_context():
        made = status.make(slots, host.address, now() - dt.timedelta(days=days), keys.current_key(keys.LIST), keys.sign)
    (host.root / files.STATUS).write_bytes(made)


def printed(host) -> bytes:
    """The valid card on a sheet."""
    said, out = host.said["valid"], io.BytesIO()
    shown = {"agency": "Police nationale", "rank": "Sergent-chef", "last_name": "Traoré", "first_names": "Daouda", "look": LOOK}
    with host.app.app_context():
        expires_on = dt.datetime.fromtimestamp(said.expires_at - 1, dt.UTC).date()
        sheets.print_cards([CardFace(number=said.number, expires_on=expires_on, address=host.codes["valid"], **shown)], out)
    return out.getvalue()


@pytest.fixture
def inspector(host, running_browser):
    """The page without a camera, as a hand scanner types into it: inspector.scan(text) gives the answer."""
    complaints = []
    with browser.page_of(running_browser, host.address, complaints) as page:
        page.goto(host.address)
        kept(page)
        yield SimpleNamespace(page=page, scan=partial(scan, page))
    assert complaints == []


def kept(page) -> None:
    """Wait until the page has its list, and has kept all it needs without a network."""
    page.wait_for_selector("html[data-list]")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def renewed(page) -> None:
    """Wait until the page has asked the host for a list."""
    with page.expect_response("**/status.cwt"):
        page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)


def scan(page, text: str) -> str:
    """The answer to a typed text."""
    before = page.locator(".last li").count()
    page.fill("#typed", text)
    page.press("#typed", "Enter")
    page.wait_for_function("n => document.querySelectorAll('.last li').length > n", arg=before)
    return page.locator("html").get_attribute("data-answer")


def shown(page) -> str:
    """All words on the page, as they are seen."""
    return page.locator("body").inner_text().replace("\xa0", " ")


def test_a_card_before_the_camera_is_read_with_the_host_and_without_it(host, tmp_path):
    film = filmed.film(printed(host), tmp_path)
    with browser.running(*filmed.flags(film)) as seeing:
        context = seeing.new_context(locale="fr-FR", viewport={"width": 390, "height": 844}, permissions=["camera"])
        for _turn in ("with the host", "without it"):
            page = context.new_page()
            page.goto(host.address)
            kept(page)
            page.click("#begin")
            page.wait_for_selector("html[data-answer=valid][data-camera=on]")
            assert rules.spaced_number(host.said["valid"].number) in shown(page)
            page.click("#end")
            assert page.locator("html").get_attribute("data-camera") == "off"
            page.close()
            host.stop()


def test_each_code_gets_its_answer(host, inspector):
    foreign = host.codes["valid"].replace("127.0.0.1", "127.0.0.2")
    assert inspector.scan(host.codes["valid"]) == "valid"
    assert inspector.scan(host.codes["valid"].partition("#")[2]) == "valid"
    assert inspector.scan(host.codes["revoked"]) == "invalid"
    assert inspector.scan(host.codes["valid"][:-1]) == "invalid"
    assert inspector.scan(host.codes["valid"].partition("#")[0]) == "invalid"
    assert inspector.scan("bonjour") == "invalid"
    assert inspector.scan(rules.spaced_number(host.said["valid"].number)) == "bare"
    assert inspector.scan(foreign) == "foreign"
    assert "127.0.0.2" in shown(inspector.page)


@pytest.mark.parametrize("focused", ["#clear", "#begin", "input[name=tone]", "h1"])
def test_a_hand_scanner_is_heard_wherever_the_focus_is_and_presses_no_button(host, inspector, focused):
    page = inspector.page
    inspector.scan(host.codes["revoked"])
    page.evaluate("what => { document.activeElement.blur(); document.querySelector(what).focus(); }", focused)
    page.keyboard.type(host.codes["valid"])
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('.last li').length === 2")
    assert page.locator("html").get_attribute("data-answer") == "valid"
    assert page.locator("html").get_attribute("data-camera") == "off"


def test_a_paper_is_genuine_and_shows_its_text(host, inspector):
    assert inspector.scan(host.codes["paper"]) == "paper"
    assert TEXT in shown(inspector.page)


def test_the_same_path_on_another_host_and_another_path_on_this_one_are_refused_in_words(host, inspector):
    other_path = host.codes["valid"].replace("/v/", "/w/")
    for text in (other_path, "https://v.police.gov.mI/#123", "http://user@" + host.codes["valid"][7:]):
        assert inspector.scan(text) == "foreign"
    assert "user@" not in shown(inspector.page) and "127.0.0.1" in shown(inspector.page)


def test_an_old_list_warns_after_three_days_and_calls_nothing_valid_after_seven(host, inspector):
    said = []
    for days in (2.9, 3.1, 6.9, 7.1, -1.1):
        publish_list(host, days)
        inspector.page.evaluate("caches.delete('badge-check').then(() => dispatchEvent(new Event('online')))")
        inspector.page.wait_for_function("at => Math.abs(document.documentElement.dataset.listed - at) < 60", arg=now().timestamp() - days * 86400)
        said.append((inspector.page.locator("html").get_attribute("data-list"), inspector.scan(host.codes["valid"])))
    assert said == [("", "valid"), ("old", "valid"), ("old", "valid"), ("stale", "unable"), ("stale", "unable")]


@pytest.mark.parametrize("days", [0.1, 2, 8, -1.1])
def test_a_list_of_before_or_from_the_future_takes_no_place_of_a_good_one(host, inspector, days):
    publish_list(host, days, slots=[5])
    renewed(inspector.page)
    assert [inspector.scan(host.codes[name]) for name in ("revoked", "valid")] == ["invalid", "valid"]
    inspector.page.reload()
    assert [inspector.scan(host.codes[name]) for name in ("revoked", "valid")] == ["invalid", "valid"]


def test_a_list_that_does_not_open_leaves_the_one_before_in_its_place(host, inspector):
    (host.root / files.STATUS).write_bytes(b"<html>Please pay for this network</html>")
    renewed(inspector.page)
    assert inspector.scan(host.codes["revoked"]) == "invalid"
    assert inspector.scan(host.codes["valid"]) == "valid"


def test_a_revocation_is_known_a_quarter_of_an_hour_later(host, inspector):
    page = inspector.page.context.new_page()
    page.clock.install()
    page.goto(host.address)
    kept(page)
    assert scan(page, host.codes["valid"]) == "valid"
    publish_list(host, slots=[5])
    assert scan(page, host.codes["valid"]) == "valid"
    with page.expect_response("**/status.cwt"):
        page.clock.run_for(15 * 60_000)
    page.wait_for_timeout(300)
    assert scan(page, host.codes["valid"]) == "invalid"


def test_the_last_twenty_scans_are_remembered_until_the_page_is_closed_and_nowhere_else(host, inspector):
    page = inspector.page
    for turn in range(1, 21):
        inspector.scan(str(turn))
    page.fill("#typed", host.codes["valid"])
    page.press("#typed", "Enter")
    page.wait_for_selector(".last li:first-child[data-said=valid]")
    assert page.locator(".last li").count() == 20
    kept_by_browser = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + location.hash")
    assert host.said["valid"].number not in kept_by_browser and not any(character.isdigit() for character in kept_by_browser)
    page.reload()
    assert page.locator(".last li").count() == 0


def test_two_thousand_random_inputs_are_refused_without_a_fault(host, inspector):
    chance = random.Random(169)
    genuine = rules.from_digits(host.codes["valid"].partition("#")[2])
    paper = rules.from_digits(host.codes["paper"].partition("#")[2], rules.LONGEST_PAPER_TOKEN)
    inputs = [str(int.from_bytes(chance.randbytes(chance.randrange(1, 252)), "big")) for _ in range(1200)]
    for token in (genuine, paper):
        inputs += [rules.to_digits(token[:at] + chance.randbytes(len(token) - at)) for at in chance.choices(range(1, len(token) - 4), k=400)]
    # The files are fetched once: two thousand times would prove no more, and take a minute.
    answers = inspector.page.evaluate(
        "async (inputs) => { const said = {}, kept = {}, get = fetch;"
        " window.fetch = async (name, how) => (kept[name] ||= await get(name, how)).clone();"
        " for (const each of inputs) { await verify.run(each);"
        " const answer = document.documentElement.dataset.answer; said[answer] = (said[answer] || 0) + 1; } return said; }",
        inputs,
    )
    assert answers == {"invalid": 2000}


def test_without_a_camera_the_page_says_so_and_takes_what_is_typed(host, inspector):
    inspector.page.click("#begin")
    inspector.page.wait_for_selector("html:is([data-camera=none],[data-camera=refused])")
    assert inspector.page.evaluate("document.activeElement.id") == "typed"
    assert inspector.scan(host.codes["valid"]) == "valid"
