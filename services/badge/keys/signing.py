"""The one function that touches a private key, so that a hardware module can take its place.

Set `app.extensions["badge_signer"]` to a function of the same shape, and no private file is read any more.
"""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from flask import current_app

from . import files

_ES256 = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)  # RFC 6979: a repeated print is the same card


def sign(kid: int, data: bytes) -> bytes:
    """The ES256 signature (r and s, 64 bytes) of the data under the key of this number."""
    return current_app.extensions.get("badge_signer", _from_file)(kid, data)


def _from_file(kid: int, data: bytes) -> bytes:
    """The key is opened once for each process: the passphrase is slow on purpose."""
    opened = current_app.extensions.setdefault("badge_keys", {})
    if kid not in opened:
        opened[kid] = files.read_private(kid)
    r, s = decode_dss_signature(opened[kid].sign(data, _ES256))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")
