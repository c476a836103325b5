"""The files of the signing keys: encrypted, closed to others, refused when they are not."""

from __future__ import annotations

import datetime as dt
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models import now
from rules.badge import LIST_DAYS
from rules.refused import Refused
from services.badge import keys
from services.badge.keys import rotating
from services.keys import KeyProblem


def folder(app) -> Path:
    return Path(app.instance_path, "keys", "badge")


def after(monkeypatch, days: float) -> None:
    """So many days later."""
    monkeypatch.setattr(rotating, "now", lambda: now() + dt.timedelta(days=days))


def test_the_first_key_brings_one_for_each_use_and_all_sign_at_once(signer):
    assert [key.use for key in keys.public_keys().values()] == ["card", "list", "paper", "round"]
    assert [keys.current_key(use) for use in keys.USES] == [1, 2, 3, 4]


def test_a_key_that_follows_another_signs_once_every_list_of_before_is_too_old_to_be_believed(signer, monkeypatch):
    assert keys.new_key() == 5 and 5 in keys.public_keys() and keys.current_key() == 1
    after(monkeypatch, LIST_DAYS - 0.01)
    assert keys.current_key() == 1
    after(monkeypatch, LIST_DAYS + 0.01)
    assert keys.current_key() == 5 and 1 in keys.public_keys()


def test_a_key_that_must_sign_at_once_does(signer):
    assert keys.new_key(signs_now=True) == keys.current_key() == 5


@pytest.mark.parametrize("use", keys.USES)
def test_the_number_of_an_erased_key_is_never_given_again(signer, monkeypatch, use):
    monkeypatch.setattr(rotating, "note", lambda *_told: None)
    number = keys.new_key(use)
    keys.erase(number)
    assert number not in keys.public_keys() and keys.new_key(use) == number + 1


def test_keys_from_before_numbers_were_noted_keep_theirs(signer):
    last = max(keys.public_keys())
    (folder(signer) / "numbers").unlink()
    assert [keys.new_key(), keys.new_key()] == [last + 1, last + 2]


def test_keys_made_at_one_moment_have_different_numbers(signer):
    def make(use: str) -> int:
        with signer.app_context():
            return keys.new_key(use)

    last, wanted = max(keys.public_keys()), keys.USES * 2
    with ThreadPoolExecutor() as makers:
        assert sorted(makers.map(make, wanted)) == list(range(last + 1, last + 1 + len(wanted)))


def test_when_all_numbers_are_used_that_is_said(signer):
    (folder(signer) / "numbers").write_text("255\n")
    with pytest.raises(Refused, match="255"):
        keys.new_key()


def test_a_key_that_waits_signs_where_no_other_is_left(signer):
    keys.new_key()
    for path in folder(signer).glob("card-001.*"):
        path.unlink()
    assert keys.current_key() == 5


def test_a_copy_of_the_files_knows_when_a_key_was_made_and_when_it_signs(signer):
    keys.new_key()
    before = keys.public_keys()[5]
    os.utime(folder(signer) / "card-005.pub.pem", (0, 0))
    after_copy = keys.public_keys()[5]
    assert (after_copy.made_at, after_copy.signs_from) == (before.made_at, before.signs_from)
    assert (before.signs_from - before.made_at).total_seconds() == pytest.approx(LIST_DAYS * 86400, abs=60)


def test_a_key_from_before_its_moments_were_kept_signs(signer):
    place = folder(signer) / "card-001.pub.pem"
    place.write_bytes(place.read_bytes().partition(b"-----BEGIN")[2].join([b"-----BEGIN", b""]))
    assert keys.current_key() == 1 and keys.public_keys()[1].made_at <= now()


def test_key_files_are_encrypted_and_closed(signer):
    assert stat.S_IMODE(folder(signer).stat().st_mode) == 0o700
    for path in folder(signer).iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    private = folder(signer) / f"card-{keys.current_key():03d}.pem"
    assert private.read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")


def test_an_open_key_file_is_refused(signer):
    (folder(signer) / f"card-{keys.current_key():03d}.pem").chmod(0o640)
    with pytest.raises(KeyProblem, match="chmod 600"):
        keys.sign(keys.current_key(), b"")


def test_an_open_key_folder_is_refused(signer):
    folder(signer).chmod(0o755)
    with pytest.raises(KeyProblem, match="chmod 700"):
        keys.current_key()


def test_a_wrong_passphrase_is_said_to_be_wrong(signer):
    signer.config["BADGE_PASSPHRASE"] = "something else"
    with pytest.raises(KeyProblem, match="passphrase"):
        keys.sign(keys.current_key(), b"")


def test_without_a_passphrase_no_key_is_made(signer):
    signer.config["BADGE_PASSPHRASE"] = ""
    with pytest.raises(KeyProblem, match="flask init"):
        keys.new_key()


def test_without_a_key_one_is_asked_for(signer):
    for path in folder(signer).iterdir():
        path.unlink()
    with pytest.raises(Refused, match="flask badge key new"):
        keys.current_key()


def test_a_private_key_kept_elsewhere_is_not_asked_to_sign(signer):
    kid = keys.current_key()
    (folder(signer) / f"card-{kid:03d}.pem").unlink()
    assert kid in keys.public_keys()
    with pytest.raises(Refused, match="private part"):
        keys.sign(kid, b"")
