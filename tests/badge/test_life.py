"""The life of a badge in the records, and what the public list says of it."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from models import Agency, AuditEvent, Badge, BadgeState, Officer, Position, Unit, db
from rules.access import Actor
from rules.refused import Refused
from services import badge, guard
from services.badge import site, status
from tests import force

CLERK = Actor(name="Fatim", role="badge_officer", door="admin")


@pytest.fixture
def acting(people, in_app):
    """The people, with keys made and a badge officer of the police at work."""
    guard.act_as(replace(CLERK, agency_id=force.of_code(Agency, "PN").id))
    make_keys()
    return people


def make_keys() -> None:
    """Keys for the instance folder of the tests, once."""
    if not badge.keys.public_keys():
        badge.keys.new_key()


def daouda(people) -> Officer:
    return db.session.get(Officer, people.daouda.officer_id)


def printed(made: Badge) -> str:
    """Print one badge and return what its code holds, as an independent decoder reads it."""
    out = io.BytesIO()
    assert badge.print_badges([made], out, by=CLERK) == 1
    picture = pypdfium2.PdfDocument(out.getvalue())[0].render(scale=300 / 72).to_pil()
    return zxingcpp.read_barcodes(picture)[0].text


def published() -> status.StatusList:
    return status.read(site.status_list(), badge.keys.public_keys())


def test_a_printed_badge_is_valid_and_a_revoked_one_is_not(acting):
    made = badge.issue(daouda(acting), by=CLERK)
    assert made.state is BadgeState.ISSUED
    text = printed(made)
    assert badge.verify(text) == {"valid": True, "number": made.number, "expires_on": made.expires_on, "reason": ""}
    assert published().is_valid(made.slot)
    badge.revoke(made, "Perdue", by=CLERK)
    assert badge.verify(text)["valid"] is False
    assert not published().is_valid(made.slot)


def test_a_badge_that_was_never_printed_is_not_valid(acting):
    made = badge.issue(daouda(acting), by=CLERK)
    assert badge.verify(badge.address_of(made))["reason"] == "badge is issued"
    assert not published().is_valid(made.slot)


def test_a_new_badge_revokes_the_one_before_and_says_so(acting):
    first = badge.issue(daouda(acting), by=CLERK)
    second = badge.issue(daouda(acting), by=CLERK)
    assert (first.state, second.state) == (BadgeState.REVOKED, BadgeState.ISSUED)
    assert first.reason
    assert first.slot != second.slot


def test_nobody_issues_prints_or_revokes_his_own_badge(acting):
    himself = Actor(name="Daouda", role="badge_officer", officer_id=acting.daouda.officer_id)
    made = badge.issue(daouda(acting), by=CLERK)
    acts = [
        lambda: badge.issue(daouda(acting), by=himself),
        lambda: badge.mark_printed(made, by=himself),
        lambda: badge.revoke(made, "x", by=himself),
    ]
    for act in acts:
        with pytest.raises(Refused, match="own badge"):
            act()


def test_who_is_not_in_service_gets_no_badge(acting):
    officer = daouda(acting)
    officer.position = db.session.query(Position).filter_by(is_serving=False).first()
    with pytest.raises(Refused, match="not in service"):
        badge.issue(officer, by=CLERK)


def test_a_badge_cannot_outlive_two_years(acting):
    with pytest.raises(Refused, match="24 months"):
        badge.issue(daouda(acting), by=CLERK, expires_on=dt.date.today() + dt.timedelta(days=740))


def test_a_revoked_badge_is_neither_printed_nor_revoked_again(acting):
    made = badge.issue(daouda(acting), by=CLERK)
    badge.revoke(made, "Volée", by=CLERK)
    with pytest.raises(Refused, match="no longer be printed"):
        badge.print_badges([made], io.BytesIO(), by=CLERK)
    with pytest.raises(Refused, match="already revoked"):
        badge.revoke(made, "Volée", by=CLERK)


def test_revoking_needs_a_reason(acting):
    with pytest.raises(Refused, match="why"):
        badge.revoke(badge.issue(daouda(acting), by=CLERK), "  ", by=CLERK)


def test_a_unit_is_printed_with_the_missing_badges_issued_and_the_printer_left_out(acting):
    unit = db.session.get(Unit, acting.unit_id)
    chief = Actor(name="Coumba", role="administrator", officer_id=acting.coumba.officer_id)
    held = badge.issue(daouda(acting), by=CLERK)
    assert badge.print_unit(unit, io.BytesIO(), by=chief) == 1
    assert held.state is BadgeState.ACTIVE
    assert badge.print_unit(unit, io.BytesIO(), by=CLERK) == 2


def test_text_that_is_no_token_is_not_valid(acting):
    for text in ("", "bonjour", "https://v.police.gov.ml/#", "#123", "9" * 5000):
        assert badge.verify(text)["valid"] is False


def test_the_site_is_published_whole_and_small(acting, tmp_path):
    badge.publish(tmp_path / "site")
    files = {path.name: path.read_bytes() for path in (tmp_path / "site").iterdir()}
    assert set(files) == set(site.MEDIA_TYPES)
    assert sum(len(gzip.compress(content)) for content in files.values()) < 10_000
    assert {key["for"] for key in json.loads(files["keys.json"])["keys"]} == {"card", "list"}
    page = files["index.html"].decode()
    assert "<script>" not in page
    assert "style=" not in page
    assert 'lang="fr"' in page
    assert 'lang="en"' in page


def test_the_public_sees_revoked_badges_of_every_agency_in_the_list(people, app, client):
    with app.app_context():
        guard.act_as(Actor(name="Aminata", role="administrator"))
        make_keys()
        made = badge.issue(db.session.get(Officer, people.canary_id), by=CLERK)
        badge.revoke(made, "Perdue", by=CLERK)
        db.session.commit()
        slot, public = made.slot, badge.keys.public_keys()
    answer = client.get("/verify/status.cwt")
    assert answer.mimetype == "application/statuslist+cwt"
    assert not status.read(answer.data, public).is_valid(slot)


def test_a_flood_of_the_public_reaches_neither_the_database_nor_the_key(acting, monkeypatch):
    published()
    seen = []
    note = lambda *told: seen.append(told[2])  # noqa: E731
    db.event.listen(db.engine, "before_cursor_execute", note)
    monkeypatch.setattr(badge.keys, "sign", None)
    for _ in range(20):
        published()
    db.event.remove(db.engine, "before_cursor_execute", note)
    assert seen == []


def test_a_change_made_elsewhere_is_in_the_list_half_a_minute_later(acting, monkeypatch):
    made = badge.issue(daouda(acting), by=CLERK)
    printed(made)
    assert published().is_valid(made.slot)
    monkeypatch.setattr(site, "_look_again", lambda: None)
    badge.revoke(made, "Perdue", by=CLERK)
    assert published().is_valid(made.slot)
    later = site.now() + site.LOOK_AGAIN
    monkeypatch.setattr(site, "now", lambda: later)
    assert not published().is_valid(made.slot)


def test_a_new_key_and_a_publication_are_in_the_audit_trail(acting, tmp_path):
    kid = badge.make_key()
    badge.publish(tmp_path / "site")
    with guard.unscoped("look"):
        told = [(event.action, event.record_name) for event in db.session.query(AuditEvent).filter_by(record_type="badge")]
    assert told == [("badge key made", f"card-{kid:03d}"), ("publish", "site")]


def test_the_page_asks_for_nothing_from_elsewhere_and_sends_no_referrer(app, client):
    answer = client.get("/verify/")
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Set-Cookie" not in answer.headers
    assert client.get("/verify/", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_what_is_not_part_of_the_site_is_not_found(app, client):
    assert client.get("/verify/ML00000000000").status_code == 404
    assert client.get("/verify/card-001.pem").status_code == 404
