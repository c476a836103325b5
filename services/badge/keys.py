"""The signing keys of badges and of status lists: P-256, numbered 0 to 255, in the instance folder.

keys/badge/ holds, for each key, an encrypted private file (card-007.pem) and a public one beside it
(card-007.pub.pem). Cards and lists have keys of their own. A public file stays until the last badge
signed with it has expired; taking it away refuses every badge of that key. Only `sign` touches a private
key, so that a hardware module can take its place.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from flask import current_app

from rules.refused import N_, Refused
from services.keys import KeyProblem

CARD, LIST = "card", "list"
LAST_KID = 255
_NAME = re.compile(r"(card|list)-(\d{3})\.pub\.pem")
_ES256 = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)  # RFC 6979: a repeated print is the same card


@dataclass(frozen=True)
class PublicKey:
    """A key that verifies: its number, what it may sign, and its point."""

    kid: int
    use: str
    key: ec.EllipticCurvePublicKey


def new_key(use: str = CARD) -> int:
    """Make a signing key and return its number; from then on it signs. The first call makes the list's key too."""
    known = public_keys()
    kid = max(known, default=0) + 1
    if kid > LAST_KID:
        raise Refused(N_("All 255 numbers for signing keys are used."))
    private = ec.generate_private_key(ec.SECP256R1())
    _write(_path(use, kid), private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(_passphrase()),
    ))  # fmt: skip
    _write(_path(use, kid, public=True), private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ))  # fmt: skip
    if use == CARD and not any(key.use == LIST for key in known.values()):
        new_key(LIST)
    return kid


def current_key(use: str = CARD) -> int:
    """The number of the newest key for this use. Refused where there is none yet."""
    numbers = [kid for kid, key in public_keys().items() if key.use == use and _path(use, kid).exists()]
    if not numbers:
        raise Refused(N_("There is no signing key yet. A technician makes one with: flask badge key new"))
    return max(numbers)


def public_keys() -> dict[int, PublicKey]:
    """Every key that still verifies, by number."""
    return {
        int(match[2]): PublicKey(int(match[2]), match[1], serialization.load_pem_public_key(path.read_bytes()))
        for path in sorted(_folder().iterdir())
        if (match := _NAME.fullmatch(path.name))
    }


def sign(kid: int, data: bytes) -> bytes:
    """The ES256 signature (r and s, 64 bytes) of the data under the key of this number."""
    r, s = decode_dss_signature(_private_key(kid).sign(data, _ES256))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _private_key(kid: int) -> ec.EllipticCurvePrivateKey:
    """Opened once for each process: the passphrase is slow on purpose."""
    opened = current_app.extensions.setdefault("badge_keys", {})
    if kid not in opened:
        path = next((_path(use, kid) for use in (CARD, LIST) if _path(use, kid).exists()), None)
        if path is None:
            raise Refused(N_("The private part of signing key %(kid)s is not on this machine."), kid=kid)
        _require_closed(path)
        opened[kid] = _open(path)
    return opened[kid]


def _open(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        return serialization.load_pem_private_key(path.read_bytes(), _passphrase())
    except ValueError as wrong:
        raise KeyProblem(f"{path.name} does not open: the passphrase of the badge keys is not the right one.") from wrong


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


def _path(use: str, kid: int, public: bool = False) -> Path:
    return _folder() / f"{use}-{kid:03d}{'.pub' if public else ''}.pem"


def _require_closed(path: Path) -> None:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        mode = "700" if path.is_dir() else "600"
        raise KeyProblem(f"{path} can be read by others. Close it with: chmod {mode} {path}")


def _write(path: Path, content: bytes) -> None:
    """An existing key is never overwritten."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
