"""The public check in a real browser, of cards and papers: with the server, and with the server stopped after one visit."""

from __future__ import annotations

import datetime as dt
import functools
import json
import threading
from collections.abc import Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from werkzeug.serving import make_server

from models import now
from portal import verify
from rules import badge as rules
from services.badge import keys, status, token
from services.badge.publishing import site

REVOKED, REVOKED_PAPER = 77, 114_700
TEXT = "Attestation de service : TRAORÉ Daouda, sergent-chef"
ANSWERED = ",".join(f"[data-answer={answer}]" for answer in ("valid", "paper", "invalid", "unable", "empty"))
DAY = dt.timedelta(days=1)
on_both = pytest.mark.parametrize("host", ["the application", "any web host"], indirect=True)


@pytest.fixture
def publish(signer, tmp_path, monkeypatch):
    """publish(age, slots): the public folder, its list so old; in it these slots are not valid."""
    root = verify.__file__.rpartition("/portal/")[0]
    signer.static_folder, signer.template_folder = f"{root}/static", f"{root}/templates"
    signer.config["PUBLIC_FOLDER"] = tmp_path / "site" / "verify"

    def written(age: dt.timedelta = dt.timedelta(), slots: Sequence[int] = (REVOKED, REVOKED_PAPER)):
        made = status.make(slots, "http://v/", now() - age, keys.current_key(keys.LIST), keys.sign)
        monkeypatch.setattr(site, "status_list", lambda: made)
        site.write(signer.config["PUBLIC_FOLDER"])
        return signer.config["PUBLIC_FOLDER"]

    written()
    return written


@pytest.fixture
def host(request, signer, publish, tmp_path, capsys, caplog):
    """What serves the site, any web host unless a test says so: host.address, host.stop(), host.log() as the server itself wrote it."""
    if getattr(request, "param", "") == "the application":
        signer.register_blueprint(verify.pages)
        server = make_server("127.0.0.1", 0, signer, threaded=True)
    else:
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(SimpleHTTPRequestHandler, directory=tmp_path / "site"))
    caplog.set_level("INFO", "werkzeug")
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def log() -> str:
        return caplog.text + capsys.readouterr().err

    def stop() -> None:
        server.shutdown()
        server.server_close()

    yield SimpleNamespace(address=f"http://127.0.0.1:{server.server_port}/verify/", stop=stop, log=log)
    server.server_close()


@pytest.fixture
def phone(host, running_browser):
    """phone.scan(fragment): what the page answers; phone.words: what it says."""
    context = running_browser.new_context(locale="fr-FR")
    made = SimpleNamespace(context=context)

    def scan(fragment: str) -> str:
        page = context.new_page()
        page.goto(f"{host.address}#{fragment}")
        page.wait_for_selector(ANSWERED)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")  # it has kept all files
        said = [page.locator("html").get_attribute(f"data-{name}") for name in ("answer", "why")]
        made.words = page.locator("body").inner_text().replace("\xa0", " ")
        page.close()
        return " ".join(said).strip()

    made.scan = scan
    yield made
    context.close()


def scanned(claims: token.Claims, sign=keys.sign, slot: int = 5, **other) -> str:
    values = {"kid": claims.kid, "number": claims.number, "expires_at": claims.expires_at} | other
    return rules.to_digits(token.make(token.Claims(cti=rules.make_cti(slot, bytes(13)), **values), sign))


def on_paper(claims: token.Claims, sign=keys.sign, slot: int = 114_701, **other) -> str:
    said = {"kid": keys.current_key(keys.PAPER), "kind": 1, "text": TEXT} | other
    return scanned(claims, sign, slot, **said)


def altered(digits: str) -> str:
    data = bytearray(rules.from_digits(digits, rules.LONGEST_PAPER_TOKEN))
    data[40] ^= 1
    return rules.to_digits(bytes(data))


def stuffed(digits: str) -> str:
    """The same token with something in its free header, which nobody signed."""
    data = rules.from_digits(digits, rules.LONGEST_PAPER_TOKEN)
    assert data[8] == 0xA0
    return rules.to_digits(data[:8] + b"\xa1\x60\x60" + data[9:])


def forged(_kid: int, data: bytes) -> bytes:
    """A signature by a key of somebody else."""
    r, s = decode_dss_signature(ec.generate_private_key(ec.SECP256R1()).sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@pytest.fixture
def cases(claims):
    """What people scan, and the answer that each must get."""
    yesterday = {"expires_at": int(now().timestamp()) - 1}
    return {
        scanned(claims): "valid",
        scanned(claims, slot=REVOKED): "invalid",
        scanned(claims, **yesterday): "invalid",
        scanned(claims, sign=forged): "invalid",
        scanned(claims, kid=keys.current_key(keys.LIST)): "invalid",
        scanned(claims, kid=keys.current_key(keys.PAPER)): "invalid",
        altered(scanned(claims)): "invalid",
        stuffed(scanned(claims)): "invalid",
        on_paper(claims): "paper",
        on_paper(claims, slot=REVOKED_PAPER): "invalid",
        on_paper(claims, **yesterday): "invalid",
        on_paper(claims, sign=forged): "invalid",
        on_paper(claims, kid=claims.kid): "invalid",
        altered(on_paper(claims)): "invalid",
        **{"bonjour": "invalid", "": "empty"},
    }


@on_both
def test_each_scan_gets_its_answer_with_the_server_and_without_and_tells_it_nothing(host, phone, cases, claims):
    assert [phone.scan(text) for text in cases] == list(cases.values())
    log = host.log()
    host.stop()
    assert [phone.scan(text) for text in cases] == list(cases.values())
    assert "GET /verify/status.cwt" in log
    assert not [text for text in (claims.number, "#", *(case[:20] for case in cases if case)) if text in log]


@on_both
def test_an_old_list_warns_after_three_days_and_is_refused_after_seven_also_without_a_server(host, phone, publish, claims):
    for age, answer in ((-2 * DAY, "unable stale"), (8 * DAY, "unable stale"), (4 * DAY, "valid old"), (2 * DAY, "valid")):
        publish(age)
        assert (phone.scan(scanned(claims)), phone.scan(on_paper(claims))) == (answer, answer.replace("valid", "paper"))
        if age == 8 * DAY:
            assert "plus de sept jours" in phone.words and phone.scan(scanned(claims, slot=REVOKED)) == "invalid"
    host.stop()
    assert phone.scan(scanned(claims)) == "valid" and phone.scan(scanned(claims, slot=REVOKED)) == "invalid"


def test_a_list_of_before_makes_no_card_valid_again_and_one_from_the_future_keeps_none_out(host, phone, publish, claims):
    assert phone.scan(scanned(claims, slot=REVOKED)) == "invalid"
    for age in (2 * DAY, 8 * DAY, -2 * DAY):
        publish(age, [5])
        assert [phone.scan(scanned(claims, slot=slot)) for slot in (REVOKED, 5)] == ["invalid", "valid"], age
    publish(slots=[5])
    assert [phone.scan(scanned(claims, slot=slot)) for slot in (REVOKED, 5)] == ["valid", "invalid"]
    host.stop()
    assert [phone.scan(scanned(claims, slot=slot)) for slot in (REVOKED, 5)] == ["valid", "invalid"]


@pytest.mark.parametrize("name", ["status.cwt", "keys.json"])
def test_a_page_of_the_host_in_the_place_of_a_file_leaves_what_was_kept(host, phone, publish, claims, name):
    assert phone.scan(scanned(claims)) == "valid"
    (publish() / name).write_bytes(b"<html>Please pay for this network</html>")
    assert [phone.scan(scanned(claims, slot=slot)) for slot in (5, REVOKED)] == ["valid", "invalid"]
    host.stop()
    assert [phone.scan(scanned(claims, slot=slot)) for slot in (5, REVOKED)] == ["valid", "invalid"]


def test_without_a_list_nothing_is_said_of_a_card(host, phone, publish, claims):
    (publish() / "status.cwt").write_bytes(b"\xd2nothing")
    for text in (scanned(claims), altered(scanned(claims))):
        assert phone.scan(text) == "unable network"
    assert "ni bon ni mauvais" in phone.words


def test_a_valid_card_shows_its_number_and_asks_to_compare_the_face(phone, claims):
    phone.scan(scanned(claims))
    assert rules.spaced_number(claims.number) in phone.words
    assert "20/11/2028" in phone.words and "Cette page ne prouve pas qui la porte" in phone.words


def test_a_genuine_paper_shows_what_it_says_and_asks_to_compare_it(phone, claims):
    phone.scan(on_paper(claims))
    for words in ("Document authentique", "Attestation de service", TEXT, rules.spaced_number(claims.number), "Le texte ci-dessus"):
        assert words in phone.words, words


def test_what_a_paper_says_is_shown_as_text_whatever_it_is(phone, claims):
    phone.scan(on_paper(claims, text="<b onclick=x>À l’essai</b>", kind=3))
    assert "<b onclick=x>À l’essai</b>" in phone.words and "Attestation de formation" in phone.words


def test_the_public_learns_no_reason(phone, claims):
    said = set()
    for text in (scanned(claims, slot=REVOKED), scanned(claims, sign=forged), altered(scanned(claims))):
        phone.scan(text)
        said.add(phone.words)
    assert len(said) == 1 and "Carte non valide" in said.pop()


def test_a_paper_that_is_not_valid_is_called_a_document(phone, claims):
    phone.scan(on_paper(claims, slot=REVOKED_PAPER))
    assert "Document non valide" in phone.words and "Restez calme" not in phone.words


def test_a_browser_that_cannot_unpack_learns_how_and_keeps_it(host, phone, publish, claims):
    folder = publish()
    for name in ("verify.js", "sw.js"):
        script = folder / name
        script.write_text("delete self.DecompressionStream;\n" + script.read_text())
    assert [phone.scan(scanned(claims, slot=slot)) for slot in (5, REVOKED)] == ["valid", "invalid"]
    assert "GET /verify/inflate.js" in host.log()
    host.stop()
    assert [phone.scan(scanned(claims, slot=slot)) for slot in (5, REVOKED)] == ["valid", "invalid"]


def test_a_first_visit_asks_for_eight_small_files_and_for_each_other_only_when_it_is_needed(host, phone, claims):
    phone.scan(scanned(claims))
    asked = {line.partition('"GET ')[2].split()[0].removeprefix("/verify/") for line in host.log().splitlines() if "GET " in line}
    assert asked - {"icon.svg"} == {"", "verify.css", "verify.js", "sw.js", "manifest.webmanifest", "keys.json", "status.cwt"}


def test_without_javascript_the_page_says_what_to_do(host, running_browser):
    page = running_browser.new_page(java_script_enabled=False)
    page.goto(host.address)
    words = page.locator("body").inner_text()
    page.close()
    for said in ("a besoin de JavaScript", "needs JavaScript", "commissariat le plus proche"):
        assert said in words


def test_english_is_chosen_by_a_button_and_kept(host, phone, claims):
    page = phone.context.new_page()
    page.goto(f"{host.address}#{scanned(claims)}")
    page.wait_for_selector(ANSWERED)
    page.get_by_role("button", name="English").click()
    assert page.get_by_role("heading", name="Valid card").is_visible()
    page.reload()
    page.wait_for_selector(ANSWERED)
    assert page.get_by_role("heading", name="Valid card").is_visible()
    page.close()


def test_what_was_scanned_last_has_the_last_word(host, phone, claims):
    page = phone.context.new_page()
    page.goto(host.address)
    page.wait_for_selector(ANSWERED)
    page.evaluate("async (texts) => { await Promise.all(texts.map((text) => verify.run(text))); }", [scanned(claims), "bonjour"])
    assert page.locator("html").get_attribute("data-answer") == "invalid"
    page.close()


def test_the_page_can_be_installed_in_both_languages(host, phone, publish):
    page = phone.context.new_page()
    page.goto(host.address)
    page.wait_for_selector(ANSWERED)
    hindrances = phone.context.new_cdp_session(page).send("Page.getInstallabilityErrors")["installabilityErrors"]
    page.close()
    assert [each["errorId"] for each in hindrances if each["errorId"] != "in-incognito"] == []
    manifest = json.loads((publish() / "manifest.webmanifest").read_text())
    assert "Vérifier une carte" in manifest["name"] and "Check a card" in manifest["name"]
    assert all((publish() / icon["src"]).is_file() for icon in manifest["icons"])
