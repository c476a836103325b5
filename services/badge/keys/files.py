"""The files of the signing keys: encrypted private ones, public ones beside them, closed to others, never overwritten.

keys/badge/ holds, for each key, an encrypted private file (card-007.pem) and a public one (card-007.pub.pem), which
begins with the lines “Made” and “Signs-From”: a copy or a restored backup says the same. The file “numbers” says which
numbers were given, a line each: one is never given again, for an inspector without a network may still know its first key.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import current_app

from models import now
from rules.refused import N_, Refused
from services.keys import KeyProblem

CARD, LIST, PAPER, ROUND = "card", "list", "paper", "round"
USES = (CARD, LIST, PAPER, ROUND)
FIRST_KID, LAST_KID = 1, 255
_NAME = re.compile(r"(card|list|paper|round)-(\d{3})\.pub\.pem")
_NUMBERS = "numbers"
_MOMENTS = re.compile(rb"Made: (\S+)\nSigns-From: (\S+)\n")


@dataclass(frozen=True)
class PublicKey:
    """A key that verifies: its number, what it may sign, its point, when it was made and when it begins to sign."""

    kid: int
    use: str
    key: ec.EllipticCurvePublicKey
    made_at: dt.datetime
    signs_from: dt.datetime


def public_keys() -> dict[int, PublicKey]:
    """Every key that still verifies, by number."""
    return {
        int(match[2]): PublicKey(int(match[2]), match[1], serialization.load_pem_public_key(path.read_bytes()), *_moments(path))
        for path in sorted(_folder().iterdir())
        if (match := _NAME.fullmatch(path.name))
    }


def _moments(place: Path) -> tuple[dt.datetime, dt.datetime]:
    """When a key was made and when it begins to sign. A file from before these lines: for as long as it lies there."""
    if found := _MOMENTS.match(place.read_bytes()):
        return dt.datetime.fromisoformat(found[1].decode()), dt.datetime.fromisoformat(found[2].decode())
    laid = dt.datetime.fromtimestamp(place.stat().st_mtime, dt.UTC)
    return laid, laid


def take_number() -> int:
    """A number that no key had before, nor one that is erased by now. Refused where all are used."""
    with os.fdopen(os.open(_folder() / _NUMBERS, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+") as given:
        fcntl.flock(given, fcntl.LOCK_EX)
        number = max([FIRST_KID - 1, *public_keys(), *map(int, given.read().split())]) + 1
        if number > LAST_KID:
            raise Refused(N_("All 255 numbers for signing keys are used."))
        given.write(f"{number}\n")
    return number


def write_pair(use: str, kid: int, private: ec.EllipticCurvePrivateKey, signs_from: dt.datetime) -> None:
    """Keep a new key: its private part encrypted, its public part beside it, with its moments."""
    _write(path(use, kid), private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(_passphrase()),
    ))  # fmt: skip
    moments = f"Made: {now().isoformat()}\nSigns-From: {signs_from.isoformat()}\n"
    _write(path(use, kid, public=True), moments.encode() + private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ))  # fmt: skip


def read_private(kid: int) -> ec.EllipticCurvePrivateKey:
    """The private part of a key. Refused where it is not on this machine."""
    place = next((path(use, kid) for use in USES if path(use, kid).exists()), None)
    if place is None:
        raise Refused(N_("The private part of signing key %(kid)s is not on this machine."), kid=kid)
    _require_closed(place)
    try:
        return serialization.load_pem_private_key(place.read_bytes(), _passphrase())
    except ValueError as wrong:
        raise KeyProblem(f"{place.name} does not open: the passphrase of the badge keys is not the right one.") from wrong


def can_sign(key: PublicKey) -> bool:
    """Whether the private part is at hand: in its file, or in the hardware module that signs instead."""
    return "badge_signer" in current_app.extensions or path(key.use, key.kid).exists()


def path(use: str, kid: int, public: bool = False) -> Path:
    """Where a part of a key lies."""
    return _folder() / f"{use}-{kid:03d}{'.pub' if public else ''}.pem"


def _passphrase() -> bytes:
    passphrase = current_app.config.get("BADGE_PASSPHRASE")
    if not passphrase:
        raise KeyProblem("The badge keys have no passphrase (badge.key). Make the keys of this installation with: flask init")
    return passphrase if isinstance(passphrase, bytes) else passphrase.encode()


def _folder() -> Path:
    folder = Path(current_app.instance_path, "keys", "badge")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_closed(folder)
    return folder


def _require_closed(place: Path) -> None:
    if stat.S_IMODE(place.stat().st_mode) & 0o077:
        mode = "700" if place.is_dir() else "600"
        raise KeyProblem(f"{place} can be read by others. Close it with: chmod {mode} {place}")


def _write(place: Path, content: bytes) -> None:
    """An existing key is never overwritten, and nobody reads half of one: it takes its name once it is whole."""
    aside = place.with_name(f".{place.name}")
    aside.unlink(missing_ok=True)  # of somebody who was cut off
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    os.link(aside, place)
    aside.unlink()
