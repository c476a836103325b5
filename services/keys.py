"""The keys of an installation: files of the instance folder that only its owner can read.

secret.key signs cookies, data.key encrypts sensitive columns, audit.key seals the audit trail,
badge.key opens the badge keys. Losing data.key loses the sensitive values: back it up with the database.
"""

from __future__ import annotations

import base64
import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

SIZES = {"secret.key": 48, "data.key": 64, "audit.key": 32, "badge.key": 32}


class KeyProblem(RuntimeError):
    """A key is missing or readable by others; the message says what to do."""


def make(folder: Path) -> list[str]:
    """Make the keys that are not there yet and return their names; an existing key is never touched."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    for name, size in SIZES.items():
        path = folder / name
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(base64.b64encode(secrets.token_bytes(size)))
            made.append(name)
    return made


def read(folder: Path, name: str) -> bytes:
    """The key of this name. Raises KeyProblem when it is missing, too short or open to others."""
    path = folder / name
    if not path.exists():
        raise KeyProblem(f"{path} is missing. Make the keys of this installation with: flask init")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyProblem(f"{path} can be read by others. Close it with: chmod 600 {path}")
    key = base64.b64decode(path.read_bytes())
    if len(key) < SIZES[name]:
        raise KeyProblem(f"{path} is too short to be a key. Restore it from your backup.")
    return key


class Cipher:
    """Deterministic authenticated encryption (AES-SIV, RFC 5297) of the sensitive columns."""

    def __init__(self, key: bytes):
        self._siv = AESSIV(key)

    def seal(self, text: str, context: str) -> str:
        """The text encrypted for one column; the same text gives the same result."""
        return base64.b64encode(self._siv.encrypt(text.encode(), [context.encode()])).decode()

    def open(self, sealed: str, context: str) -> str:
        """The text back. Raises KeyProblem when the key is not the one it was sealed with."""
        try:
            return self._siv.decrypt(base64.b64decode(sealed), [context.encode()]).decode()
        except InvalidTag as wrong:
            raise KeyProblem(f"A value of {context} does not open with this data.key.") from wrong
