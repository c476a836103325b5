"""`flask badge key …`: made, listed, rotated, retired, revoked; what was signed stays valid until its key is revoked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from models import AuditEvent, Badge, BadgeState, Officer, SignedPaperKind, db, now
from services import badge, guard
from services.badge import compromise, keys, status
from services.badge.keys import rotating

from . import cards


@pytest.fixture
def place(app, people, tmp_path, monkeypatch):
    """An installation with keys and a public folder of its own, where Daouda holds a card and an attestation."""
    monkeypatch.setattr(app, "instance_path", str(tmp_path))
    monkeypatch.setitem(app.config, "PUBLIC_FOLDER", str(tmp_path / "public"))
    monkeypatch.setitem(app.extensions, "badge_keys", {})
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        keys.new_key()
        daouda = db.session.get(Officer, people.daouda.officer_id)
        cards.active_card(daouda)
        badge.issue_paper(SignedPaperKind.ATTESTATION, "Daouda", officer=daouda, by=guard.SYSTEM)
        db.session.commit()
        badge.publish_if_due()
    return tmp_path


@pytest.fixture
def typed(app, place):
    """typed("list"): the result of a key command."""
    return lambda *words: app.test_cli_runner().invoke(args=["badge", "key", *words])


def daoudas_card() -> Badge:
    with guard.unscoped("the test looks"):
        return db.session.query(Badge).one()


def published(place: Path) -> status.StatusList:
    return status.read((place / "public" / "status.cwt").read_bytes(), keys.public_keys())


def test_the_list_says_what_each_key_is_for_and_who_needs_it(typed):
    lines = typed("list").output.splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [["1", "card", "signs"], ["2", "list", "signs"], ["3", "paper", "signs"], ["4", "round", "signs"]]
    assert [line.split()[6] for line in lines[1:]] == ["1", "0", "1", "0"]
    assert all(line.split()[4:6] == f"{now():%Y-%m-%d} {line.split()[5]}".split() for line in lines[1:])


def test_a_rotation_publishes_the_new_key_at_once_and_it_signs_a_week_later(app, typed, place, people, monkeypatch):
    assert f"It signs from {now() + dt.timedelta(days=7):%Y-%m-%d}" in typed("rotate").output
    assert b'"kid":"5"' in (place / "public" / "keys.json").read_bytes()
    assert "5  card   published, waits" in typed("list").output
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        assert cards.printed_card(people.colleague_id).key_id == 1
        assert keys.clear_away(now().date() + dt.timedelta(days=800)) == []
        monkeypatch.setattr(rotating, "now", lambda: now() + dt.timedelta(days=8))
        assert keys.current_key() == 5


def test_after_a_rotation_at_once_new_cards_bear_the_new_key_and_old_cards_stay_valid(app, typed, people):
    assert "It signs now" in typed("rotate", "--now").output
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        assert badge.verify(badge.address_of(daoudas_card()))["valid"]
        assert cards.printed_card(people.colleague_id).key_id == 5


def test_the_key_that_signs_is_not_retired_and_an_older_one_goes_on_verifying(app, typed, place):
    assert typed("retire", "1").exit_code == 1
    typed("rotate", "--now")
    with app.app_context():
        address = badge.address_of(daoudas_card())
    assert typed("retire", "1").exit_code == 0
    assert not (place / "keys" / "badge" / "card-001.pem").exists()
    with app.app_context():
        assert badge.verify(address)["valid"]
    assert typed("list").output.splitlines()[1].split()[2] == "verifies"


def test_a_retired_key_is_published_until_its_last_card_has_expired_and_then_no_more(app, typed):
    typed("rotate", "--now")
    typed("retire", "1")
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        last = daoudas_card().expires_on
        assert keys.clear_away(last) == [] and 1 in keys.public_keys()
        assert keys.clear_away(last + dt.timedelta(days=1)) == [1] and 1 not in keys.public_keys()


def test_a_list_key_stays_published_for_as_long_as_its_last_list_is_believed(app, typed):
    typed("rotate", "--use", "list", "--now")
    typed("retire", "2")
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        assert keys.clear_away(now().date() + dt.timedelta(days=7)) == []
        assert keys.clear_away(now().date() + dt.timedelta(days=8)) == [2]


def test_the_cards_of_a_stolen_key_end_and_the_published_list_says_so_at_once(app, typed, place):
    told = typed("revoke", "1", "--yes").output
    assert "1 cards and 0 papers" in told
    with app.app_context():
        ended = daoudas_card()
        assert ended.state is BadgeState.REVOKED and "1" in ended.reason
        assert 1 not in keys.public_keys() and keys.current_key() == 5
        assert not published(place).is_valid(ended.slot)
    assert b'"kid":"1"' not in (place / "public" / "keys.json").read_bytes()


def test_a_stolen_key_is_published_no_more_before_the_first_card_ends_and_a_second_try_ends_the_rest(app, typed, place, monkeypatch):
    def cut_off(*_told, **_more):
        assert b'"kid":"1"' not in (place / "public" / "keys.json").read_bytes()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(compromise.moving, "end", cut_off)
        assert typed("revoke", "1", "--yes").exit_code == 1
    with app.app_context():
        assert daoudas_card().state is BadgeState.ACTIVE and keys.current_key() == 5
    assert "1 cards and 0 papers" in typed("revoke", "1", "--yes").output
    with app.app_context():
        assert daoudas_card().state is BadgeState.REVOKED and sorted(keys.public_keys()) == [2, 3, 4, 5]


def test_the_number_of_a_stolen_key_that_waited_is_not_given_again(app, typed):
    typed("rotate")
    typed("revoke", "5", "--yes")
    assert "Key 6 is made" in typed("rotate").output


def test_many_cards_of_a_stolen_key_end_in_blocks_that_are_kept(app, typed, people, monkeypatch):
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        cards.active_card(people.colleague_id)
        db.session.commit()
    monkeypatch.setattr(compromise, "AT_A_TIME", 1)
    assert "2 cards and 0 papers" in typed("revoke", "1", "--yes").output


def test_the_papers_of_a_stolen_key_end_too(typed):
    assert "0 cards and 1 papers" in typed("revoke", "3", "--yes").output


def test_a_stolen_list_key_signs_no_list_that_is_believed(app, typed, place):
    typed("revoke", "2", "--yes")
    with app.app_context():
        assert published(place).issued_at  # read with the keys that are left


def test_revoking_is_asked_for_again_unless_it_is_said_on_the_line(app, typed):
    assert typed("revoke", "1").exit_code == 1
    with app.app_context():
        assert daoudas_card().state is BadgeState.ACTIVE


@pytest.mark.parametrize("words", [("retire", "9"), ("revoke", "9", "--yes")])
def test_a_number_that_no_key_has_is_refused(typed, words):
    tried = typed(*words)
    assert tried.exit_code == 1 and "9" in tried.output


def test_each_act_on_a_key_stands_in_the_audit_trail(app, typed):
    typed("rotate", "--now")
    typed("retire", "1")
    typed("revoke", "3", "--yes")
    with app.app_context(), guard.unscoped("the test looks"):
        noted = {(event.action, event.record_name) for event in db.session.query(AuditEvent) if event.action.startswith("badge key")}
    assert {("badge key made", "card-005"), ("badge key retired", "card-001"), ("badge key revoked", "paper-003")} <= noted


def test_a_hardware_module_signs_in_the_place_of_the_file(app, place):
    asked = []
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        (place / "keys" / "badge" / "card-001.pem").unlink()
        app.extensions["badge_signer"] = lambda kid, data: asked.append(kid) or bytes(64)
        try:
            assert keys.current_key() == 1
            badge.address_of(daoudas_card())
        finally:
            del app.extensions["badge_signer"]
    assert asked == [1]
