"""What is published and when, by the worker into the public folder, and how /verify/ hands it out."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from models import Badge, Officer, SignedPaper, SignedPaperKind, db, now
from services import badge, guard
from services.badge import keys, status
from services.badge.publishing import due, files, listed, site

from . import cards


def forbid_keys(app, patch) -> None:
    """From here on nobody opens a private key, as in a web process."""
    app.extensions.pop("badge_keys", None)
    patch.setattr(keys.files, "read_private", lambda kid: pytest.fail(f"key {kid} was opened"))


def given_out(app, officer_id: int) -> int:
    """An active card; returns its slot."""
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        made = cards.active_card(officer_id)
        db.session.commit()
        return made.slot


def revoke(app, slot: int) -> None:
    with app.app_context(), guard.unscoped("the test revokes"):
        found = db.session.query(Badge).filter_by(slot=slot).one()
        badge.revoke(found, "Perdue", by=cards.MAKER)
        db.session.commit()


def said_of(app, client, slot: int) -> bool:
    """What the list that /verify/ hands out says of a slot."""
    with app.app_context():
        public = keys.public_keys()
    return status.read(client.get("/verify/status.cwt").data, public).is_valid(slot)


def test_a_revocation_is_in_the_list_after_the_next_minute_of_the_worker_and_no_web_process_opens_a_key(app, people, client, worker, monkeypatch):
    slot = given_out(app, people.daouda.officer_id)
    worker()
    with monkeypatch.context() as web:
        forbid_keys(app, web)
        assert said_of(app, client, slot)
        revoke(app, slot)
        assert said_of(app, client, slot)
    worker()
    assert not said_of(app, client, slot)


def test_the_list_says_what_holds_in_every_agency(app, people, client, worker):
    slot = given_out(app, people.canary_id)
    revoke(app, slot)
    worker()
    assert not said_of(app, client, slot)


def test_an_ended_paper_is_in_the_list(app, people, client, worker):
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        officer = db.session.get(Officer, people.daouda.officer_id)
        paper = badge.issue_paper(SignedPaperKind.ATTESTATION, "Attestation de service", officer=officer, by=guard.SYSTEM)
        db.session.commit()
        number, slot = paper.id, paper.slot
    worker()
    assert said_of(app, client, slot)
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        badge.end_paper(db.session.get(SignedPaper, number), "Erreur", by=guard.SYSTEM)
        db.session.commit()
    worker()
    assert not said_of(app, client, slot)


def test_the_list_is_made_anew_after_ten_minutes_and_other_files_are_left_untouched(in_app, place, worker, monkeypatch):
    worker()
    before = {name: (place / name).stat().st_ino for name in files.MEDIA_TYPES}
    assert not badge.publish_if_due()
    later = now() + dt.timedelta(minutes=10)
    monkeypatch.setattr(due, "now", lambda: later)
    monkeypatch.setattr(site, "now", lambda: later)
    assert badge.publish_if_due() and not badge.publish_if_due()
    assert [name for name in before if (place / name).stat().st_ino != before[name]] == ["status.cwt"]


@pytest.mark.parametrize("spoil", [lambda place: place.unlink(), lambda place: place.write_bytes(b"\xd2")], ids=["gone", "spoiled"])
def test_a_list_that_is_gone_or_spoiled_is_made_anew(in_app, place, worker, spoil):
    worker()
    spoil(place / "status.cwt")
    assert badge.publish_if_due() and due.published()


def test_a_new_key_is_published_by_the_next_minute(app, place, worker):
    worker()
    with app.app_context():
        kid = badge.make_key(keys.LIST, signs_now=True)
        db.session.commit()
        before = (place / "status.cwt").read_bytes()
        worker()
        assert str(kid) in [key["kid"] for key in json.loads((place / "keys.json").read_text())["keys"]]
        assert (place / "status.cwt").read_bytes() != before and due.published()


def test_a_machine_without_a_key_for_lists_publishes_nothing(in_app, place, worker, monkeypatch):
    monkeypatch.setattr(keys.files, "can_sign", lambda _key: False)
    assert not badge.publish_if_due() and not place.exists()


def test_two_workers_that_publish_at_once_end_with_a_list_that_holds(app, people, place, worker):
    slot = given_out(app, people.daouda.officer_id)
    revoke(app, slot)
    with ThreadPoolExecutor(2) as workers:
        for done in [workers.submit(worker) for _ in range(2)]:
            done.result()
    with app.app_context():
        assert not due.published().is_valid(slot)
    assert {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()} == set(files.MEDIA_TYPES)


def test_until_something_is_published_the_page_says_so_in_both_languages(app, client, place):
    answer = client.get("/verify/")
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "60", "no-store")
    words = answer.get_data(as_text=True)
    assert "Vérification impossible" in words and "Check impossible" in words
    assert client.get("/verify/status.cwt").status_code == 503


def test_the_page_asks_for_nothing_from_elsewhere_and_sends_no_referrer(app, client, worker):
    worker()
    for address, may in (("/verify/", "base-uri 'none'"), ("/verify/inspector/", "'wasm-unsafe-eval'")):
        answer = client.get(address)
        assert answer.status_code == 200 and answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'") and may in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers and answer.headers["Cache-Control"] == "no-cache"
        assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_files_go_out_packed_where_that_is_shorter(app, client, worker):
    worker()
    for name in files.MEDIA_TYPES:
        plain, packed = client.get(f"/verify/{name}"), client.get(f"/verify/{name}", headers={"Accept-Encoding": "gzip"})
        assert plain.content_type == files.MEDIA_TYPES[name]
        is_packed = packed.headers.get("Content-Encoding") == "gzip"
        assert (gzip.decompress(packed.data) if is_packed else packed.data) == plain.data
        assert len(packed.data) <= len(plain.data)
    assert client.get("/verify/status.cwt").mimetype == "application/statuslist+cwt"


def test_what_is_not_part_of_the_site_is_not_found(app, client, place, worker):
    worker()
    (place / "card-001.pem").write_text("secret")
    for name in ("ML00000000000", "card-001.pem", "../keys/audit.key", "inspector/../card-001.pem", "p/", ".status.cwt.x.publishing"):
        assert client.get(f"/verify/{name}").status_code == 404, name


def test_a_flood_of_the_public_reaches_neither_the_database_nor_a_key(app, client, worker, monkeypatch):
    worker()
    client.get("/verify/status.cwt")
    forbid_keys(app, monkeypatch)
    seen = []
    note = lambda *told: seen.append(told[2])  # noqa: E731
    with app.app_context():
        engine = db.engine
    db.event.listen(engine, "before_cursor_execute", note)
    for _ in range(20):
        assert client.get("/verify/status.cwt").status_code == 200
    db.event.remove(engine, "before_cursor_execute", note)
    assert seen == []


def test_expired_cards_leave_the_list(app, people, worker):
    slot = given_out(app, people.daouda.officer_id)
    revoke(app, slot)
    with app.app_context():
        assert slot in listed.not_valid_slots(now().date())
        assert slot not in listed.not_valid_slots(now().date() + dt.timedelta(days=800))


def test_doctor_says_when_the_list_is_old_or_missing_and_when_the_address_is_too_long(app, people, worker, monkeypatch):
    def doctor() -> str:
        with app.app_context():
            return app.test_cli_runner().invoke(args=["doctor"]).output

    assert "is published" not in doctor()
    given_out(app, people.daouda.officer_id)
    assert "No list of cards is published" in doctor()
    worker()
    assert "is published" not in doctor() and "minutes old" not in doctor()
    later = now() + dt.timedelta(minutes=16)
    monkeypatch.setattr(due, "now", lambda: later)
    assert "list of cards is 16 minutes old" in doctor()
    monkeypatch.setitem(app.config, "VERIFY_URL", "https://verification.police.gov.ml/")
    assert "35 characters" in doctor()
