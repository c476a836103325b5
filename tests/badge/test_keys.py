"""The files of the signing keys: encrypted, closed to others, refused when they are not."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from rules.refused import Refused
from services.badge import keys
from services.keys import KeyProblem


def folder(app) -> Path:
    return Path(app.instance_path, "keys", "badge")


def test_the_first_key_brings_one_for_lists_and_later_ones_sign_from_then_on(signer):
    first = keys.current_key()
    assert [key.use for key in keys.public_keys().values()] == ["card", "list"]
    assert keys.new_key() == keys.current_key() != first
    assert first in keys.public_keys()


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
