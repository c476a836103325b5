"""The signed status list: one bit a badge, valid or not, never why (IETF Token Status List, CWT form).

The list has a fixed size and badges have random slots, so that neither how many there are nor in which
order they were made can be read from it; an unused slot reads "valid", which a stranger cannot use
without a signature. Bit n is bit n % 8 of byte n // 8, least significant first.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import cbor2

from rules import badge as rules

from .keys.files import PublicKey
from .token import ALG, ES256, KID, BadToken, Sign, check_signature, decoded, to_be_signed

COSE_SIGN1, TYPE = 18, 16
SUBJECT, EXPIRES, ISSUED, TIME_TO_LIVE, STATUS_LIST = 2, 4, 6, 65534, 65533
MEDIA_TYPE = "application/statuslist+cwt"
LIFE = dt.timedelta(days=rules.LIST_DAYS)
REFRESH = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class StatusList:
    """A list whose signature holds."""

    issued_at: int
    expires_at: int
    bits: bytes

    def is_valid(self, slot: int) -> bool:
        """Whether the badge of this slot is valid."""
        return not self.bits[slot // 8] >> slot % 8 & 1


def make(invalid_slots: Iterable[int], address: str, at: dt.datetime, kid: int, sign: Sign) -> bytes:
    """The signed list in which these slots read "not valid". `address` is where it is published."""
    protected = cbor2.dumps({ALG: ES256, KID: bytes([kid]), TYPE: MEDIA_TYPE})
    payload = cbor2.dumps({
        SUBJECT: address,
        EXPIRES: int((at + LIFE).timestamp()),
        ISSUED: int(at.timestamp()),
        STATUS_LIST: {"bits": 1, "lst": zlib.compress(bits_of(invalid_slots), 9)},
        TIME_TO_LIVE: int(REFRESH.total_seconds()),
    })  # fmt: skip
    signature = sign(kid, to_be_signed(protected, payload))
    return _assembled(protected, payload, signature)


def bits_of(invalid_slots: Iterable[int]) -> bytes:
    """The bits of the list in which these slots read "not valid"."""
    bits = bytearray(rules.SLOTS // 8)
    for slot in invalid_slots:
        bits[slot // 8] |= 1 << slot % 8
    return bytes(bits)


def read(data: bytes, keys: dict[int, PublicKey]) -> StatusList:
    """The list, once its signature is found good. Raises BadToken otherwise."""
    match decoded(data):
        case cbor2.CBORTag(tag=18, value=[bytes(protected), _, bytes(payload), bytes(signature)]):
            header, claims = decoded(protected), decoded(payload)
        case _:
            raise BadToken("not a status list")
    match header, claims:
        case (
            {1: -7, 4: bytes(kid), 16: "application/statuslist+cwt"},
            {4: int(expires_at), 6: int(issued_at), 65533: {"bits": 1, "lst": bytes(packed)}},
        ) if len(kid) == 1 and _assembled(protected, payload, signature) == data:
            check_signature(keys.get(kid[0]), "list", to_be_signed(protected, payload), signature)
            return StatusList(issued_at, expires_at, zlib.decompress(packed))
    raise BadToken("not a status list")


def _assembled(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    return cbor2.dumps(cbor2.CBORTag(COSE_SIGN1, [protected, {}, payload, signature]))
