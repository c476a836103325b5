"""The public check in a real browser: with the server, and with the server stopped after one visit."""

from __future__ import annotations

import datetime as dt
import threading
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from werkzeug.serving import make_server

from models import now
from portal import verify
from rules import badge as rules
from services.badge import keys, site, status, token
from tests.servers import browser

REVOKED = 77
ANSWERED = "html:is([data-answer=valid],[data-answer=invalid],[data-answer=unable],[data-answer=empty])"


@pytest.fixture(scope="module")
def running_browser():
    with browser.running() as running:
        yield running


@pytest.fixture
def check(signer, running_browser, monkeypatch):
    """The public check behind a port; check.answer(text) scans, check.stop() takes the server away."""
    root = verify.__file__.rpartition("/portal/")[0]
    signer.static_folder, signer.template_folder = f"{root}/static", f"{root}/templates"
    signer.register_blueprint(verify.pages)
    made = SimpleNamespace(age=dt.timedelta(), asked=[])

    def listed() -> bytes:
        at = now() - made.age
        return status.make([REVOKED], "http://127.0.0.1/status.cwt", at, keys.current_key(keys.LIST), keys.sign)

    monkeypatch.setattr(site, "status_list", listed)

    def noted(environment, start):
        made.asked.append(environment["REQUEST_URI"])
        return signer.wsgi_app(environment, start)

    server = make_server("127.0.0.1", 0, noted, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = running_browser.new_context(locale="fr-FR")

    def answer(fragment: str) -> str:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/verify/#{fragment}")
        page.wait_for_selector(ANSWERED)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")  # it has kept all files
        said = page.locator("html").get_attribute("data-answer"), page.locator("html").get_attribute("data-why")
        made.words = page.locator("body").inner_text()
        page.close()
        return " ".join(said).strip()

    def stop() -> None:
        server.shutdown()
        server.server_close()

    made.answer, made.stop = answer, stop
    yield made
    context.close()
    server.server_close()


def scanned(claims: token.Claims, sign=keys.sign, slot: int = 5, **other) -> str:
    values = {"kid": claims.kid, "number": claims.number, "expires_at": claims.expires_at} | other
    return rules.to_digits(token.make(token.Claims(cti=rules.make_cti(slot, bytes(13)), **values), sign))


def forged(_kid: int, data: bytes) -> bytes:
    """A signature by a key of somebody else."""
    r, s = decode_dss_signature(ec.generate_private_key(ec.SECP256R1()).sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@pytest.fixture
def cases(claims):
    """What people scan, and the answer that each must get."""
    genuine = scanned(claims)
    altered = bytearray(rules.from_digits(genuine))
    altered[40] ^= 1
    return {
        genuine: "valid",
        scanned(claims, slot=REVOKED): "invalid",
        scanned(claims, expires_at=int(now().timestamp()) - 1): "invalid",
        scanned(claims, sign=forged): "invalid",
        scanned(claims, kid=keys.current_key(keys.LIST)): "invalid",
        rules.to_digits(bytes(altered)): "invalid",
        "bonjour": "invalid",
        "": "empty",
    }


def test_each_scan_gets_its_answer_with_the_server_and_without_and_tells_it_nothing(check, cases):
    assert [check.answer(text) for text in cases] == list(cases.values())
    assert check.asked
    assert not [line for line in check.asked if any(character.isdigit() for character in line)]
    check.stop()
    assert [check.answer(text) for text in cases] == list(cases.values())


def test_a_valid_card_shows_its_number_and_asks_to_compare_the_face(check, claims):
    check.answer(scanned(claims))
    assert rules.spaced_number(claims.number) in check.words.replace("\xa0", " ")
    assert "20/11/2028" in check.words


def test_the_public_learns_no_reason(check, claims):
    check.answer(scanned(claims, slot=REVOKED))
    revoked = check.words
    check.answer(scanned(claims, sign=forged))
    assert revoked == check.words


def test_an_old_list_warns_after_three_days_and_is_refused_after_seven(check, claims):
    said = []
    for days in (2, 4, 8):
        check.age = dt.timedelta(days=days)
        said.append(check.answer(scanned(claims)))
    assert said == ["valid", "valid old", "unable stale"]
