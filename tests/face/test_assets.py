"""Static files for ever, pages in few bytes, and a crest that can do nothing."""

from __future__ import annotations

import gzip
import re

import pytest

from web import crest

GZIP = {"Accept-Encoding": "gzip"}


def test_every_file_a_page_loads_bears_a_fingerprint_and_is_kept_for_ever(client):
    page = client.get("/login").text
    loaded = re.findall(r'(?:href|src)="(/static/[^"#]+)', page)
    assert len(loaded) >= 3
    for address in loaded:
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", address


def test_a_file_asked_for_under_an_old_fingerprint_is_not_kept(client):
    answer = client.get("/static/app.css?v=000000000000")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-cache"


def test_a_browser_that_has_the_file_is_told_so(client):
    first = client.get("/static/app.css")
    assert client.get("/static/app.css", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_file_is_compressed_for_those_who_read_it(client):
    packed, plain = client.get("/static/app.css", headers=GZIP), client.get("/static/app.css")
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_no_address_leads_out_of_the_static_folder(client):
    for path in ("../settings.py", "..%2fsettings.py", "%2e%2e/settings.py", "vendor", "nothing.css"):
        assert client.get(f"/static/{path}").status_code in (400, 404), path


def test_a_page_is_compressed_and_its_length_tells_nothing_exact(client):
    answers = [client.get("/login", headers=GZIP) for _try in range(12)]
    assert all(answer.headers["Content-Encoding"] == "gzip" for answer in answers)
    assert "<form" in gzip.decompress(answers[0].data).decode()
    assert len({len(answer.data) for answer in answers}) > 4


def test_a_small_answer_is_not_compressed(client):
    assert "Content-Encoding" not in client.get("/healthz", headers=GZIP).headers


def test_a_drawing_opened_by_itself_can_run_nothing(client):
    policy = client.get("/static/crest.svg").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy


def test_an_installation_shows_its_own_crest_and_name(new_app):
    app = new_app()
    folder = app.config["INSTANCE_FOLDER"]
    (folder / "crest.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>')
    crest.init_app(app)
    assert b"circle" in app.test_client().get("/static/crest.svg").data


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<a href="https://example.org"><circle r="3"/></a>',
        '<circle r="3" onload="alert(1)"/>',
        '<image href="https://example.org/x.png"/>',
        "<foreignObject/>",
        "<circle",
    ],
)
def test_a_crest_that_could_do_something_is_refused(tmp_path, inside):
    path = tmp_path / "crest.svg"
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>')
    with pytest.raises(crest.BadCrest):
        crest.check(path)


def test_a_crest_with_entities_is_refused(tmp_path):
    path = tmp_path / "crest.svg"
    path.write_text('<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>')
    with pytest.raises(crest.BadCrest):
        crest.check(path)


def test_our_own_crest_may_be_shown(app):
    crest.check(crest.Path(app.static_folder) / crest.NAME)
