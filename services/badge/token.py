"""The signed token of a card or paper: a CWT in an untagged COSE_Sign1 (RFC 9052, RFC 8392) with claim 169.

    [ {1: -7, 4: kid}, {}, {4: expiry, 7: cti, 169: {1: badge number}}, signature ]

No name, no rank, no service number, no unit. 118 bytes. The unprotected header is not signed, hence it
must be empty, and the coding must be the canonical one: a token with any bit changed is refused.
Revocation goes by `cti`, never by the token's bytes: ECDSA signatures can be rewritten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from rules import badge as rules

from .keys.files import PAPER, PublicKey

ES256 = -7
ALG, KID = 1, 4  # header labels
EXP, CTI, CLAIM_169 = 4, 7, 169
NUMBER, KIND, TEXT = 1, 24, 25  # labels in claim 169: the identifier; of a paper its kind and what it says
SIGNATURE_LENGTH = 64
Sign = Callable[[int, bytes], bytes]


class BadToken(ValueError):
    """A token that is not one of ours. `reason` is for the log and for officers, never for the public page."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Claims:
    """What a token says; of a paper also its kind, as a number, and its text."""

    kid: int
    number: str
    cti: bytes
    expires_at: int  # seconds since 1970
    kind: int | None = None
    text: str | None = None

    @property
    def is_paper(self) -> bool:
        """Whether it speaks of a paper and not of a card."""
        return self.kind is not None


def make(claims: Claims, sign: Sign) -> bytes:
    """The signed token of a card, at most 120 bytes, or of a paper, at most 250."""
    protected, payload = _protected(claims.kid), _payload(claims)
    return _assembled(protected, payload, sign(claims.kid, to_be_signed(protected, payload)))


def read(token: bytes, keys: dict[int, PublicKey], use: str = "card") -> Claims:
    """The claims of a token whose signature holds; the caller judges dates. Raises BadToken otherwise.

    `use` says what is read, "card" or "paper": a key of the other use verifies nothing.
    """
    claims, signature = _parsed(token)
    if claims.is_paper != (use == PAPER):
        raise BadToken("not the claims of a badge")
    if not claims.is_paper and len(token) > rules.LONGEST_TOKEN:
        raise BadToken("too long")
    protected, payload = _protected(claims.kid), _payload(claims)
    if _assembled(protected, payload, signature) != token:
        raise BadToken("not canonical")
    check_signature(keys.get(claims.kid), use, to_be_signed(protected, payload), signature)
    return claims


def _parsed(token: bytes) -> tuple[Claims, bytes]:
    if len(token) > rules.LONGEST_PAPER_TOKEN:
        raise BadToken("too long")
    match decoded(token):
        case [bytes(protected), _, bytes(payload), bytes(signature)]:
            header, claims = decoded(protected), decoded(payload)
        case _:
            raise BadToken("not a COSE_Sign1")
    match header, claims:
        case (
            {1: int(), 4: bytes(kid)},
            {4: int(expires_at), 7: bytes(cti), 169: {1: str(number), **said}},
        ) if len(kid) == 1 and 0 <= expires_at < 1 << 32 and len(cti) == rules.CTI_LENGTH:
            return Claims(kid[0], number, cti, expires_at, *_of_paper(said)), signature
    raise BadToken("not the claims of a badge")


def _of_paper(said: dict) -> tuple[int | None, str | None]:
    """Kind and text of a paper; a card says neither."""
    match said:
        case {24: int(kind), 25: str(text)}:
            return kind, text
    return None, None


def decoded(data: bytes) -> object:
    """CBOR from a stranger. Raises BadToken, and nothing else, for what is not CBOR."""
    try:
        return cbor2.loads(data)
    except (cbor2.CBORDecodeError, ValueError, TypeError, OverflowError, RecursionError) as wrong:
        raise BadToken("not CBOR") from wrong


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052 section 4.4."""
    return cbor2.dumps(["Signature1", protected, b"", payload])


def check_signature(key: PublicKey | None, use: str, signed: bytes, signature: bytes) -> None:
    """Raise BadToken unless this key, made for this use, signed it. Our keys know ES256 only."""
    if key is None or key.use != use:
        raise BadToken("unknown key")
    if len(signature) != SIGNATURE_LENGTH:
        raise BadToken("bad signature")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as wrong:
        raise BadToken("bad signature") from wrong


def _protected(kid: int) -> bytes:
    return cbor2.dumps({ALG: ES256, KID: bytes([kid])})


def _payload(claims: Claims) -> bytes:
    said = {KIND: claims.kind, TEXT: claims.text} if claims.is_paper else {}
    return cbor2.dumps({EXP: claims.expires_at, CTI: claims.cti, CLAIM_169: {NUMBER: claims.number, **said}})


def _assembled(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    return cbor2.dumps([protected, {}, payload, signature])
