"""Tokens and status lists: nothing but ours is accepted, and others can read ours."""

from __future__ import annotations

import datetime as dt
import random
import zlib

import cbor2
import claim169
import pytest
from cryptography.hazmat.primitives import serialization

from rules import badge as rules
from services.badge import keys, status, token
from services.badge.token import BadToken

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def base45(data: bytes) -> str:
    """RFC 9285, for the independent reader only."""
    text = ""
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        value = int.from_bytes(pair, "big")
        for _place in range(len(pair) + 1):
            value, digit = divmod(value, 45)
            text += BASE45[digit]
    return text


def test_a_token_is_read_back_and_short_enough(claims):
    made = token.make(claims, keys.sign)
    assert token.read(made, keys.public_keys()) == claims
    assert len(made) <= 120


def test_the_same_badge_always_has_the_same_token(claims):
    assert token.make(claims, keys.sign) == token.make(claims, keys.sign)


def test_an_independent_package_reads_the_token(claims):
    text = base45(zlib.compress(token.make(claims, keys.sign)))
    public = keys.public_keys()[claims.kid].key
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    result = claim169.decode(text, verify_with_ecdsa_p256_pem=pem)
    assert result.claim169.id == claims.number
    assert result.cwt_meta.expires_at == claims.expires_at


def test_every_single_flipped_bit_is_refused(claims):
    made, public = token.make(claims, keys.sign), keys.public_keys()
    for bit in range(len(made) * 8):
        altered = bytearray(made)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadToken):
            token.read(bytes(altered), public)


def test_truncated_lengthened_and_random_input_is_refused_without_a_fault(claims):
    made, public, chance = token.make(claims, keys.sign), keys.public_keys(), random.Random(169)
    inputs = [made[:length] for length in range(len(made))] + [made + b"\0"]
    inputs += [chance.randbytes(chance.randrange(1, 130)) for _ in range(5000)]
    inputs += [made[:at] + chance.randbytes(len(made) - at) for at in chance.choices(range(len(made)), k=3000)]
    for data in (data for data in inputs if data != made):  # a random end of one byte is, now and then, the true one
        with pytest.raises(BadToken):
            token.read(data, public)


def test_an_unsigned_header_is_refused_although_the_signature_holds(claims):
    protected, _, payload, signature = cbor2.loads(token.make(claims, keys.sign))
    with pytest.raises(BadToken, match="canonical"):
        token.read(cbor2.dumps([protected, {4: 0}, payload, signature]), keys.public_keys())


def test_the_key_of_lists_cannot_sign_a_card(claims):
    listed = token.Claims(keys.current_key(keys.LIST), claims.number, claims.cti, claims.expires_at)
    with pytest.raises(BadToken, match="unknown key"):
        token.read(token.make(listed, keys.sign), keys.public_keys())


def test_a_key_taken_away_refuses_its_badges(claims):
    with pytest.raises(BadToken, match="unknown key"):
        token.read(token.make(claims, keys.sign), {})


def test_a_list_says_which_slots_are_not_valid(signer):
    made = status.make([0, 9, rules.SLOTS - 1], "https://v/status.cwt", AT, keys.current_key(keys.LIST), keys.sign)
    listed = status.read(made, keys.public_keys())
    assert [slot for slot in range(rules.SLOTS) if not listed.is_valid(slot)] == [0, 9, rules.SLOTS - 1]
    assert listed.expires_at - listed.issued_at == 7 * 86400


def test_a_list_follows_the_draft_standard(signer):
    made = status.make([0, 9], "https://v/status.cwt", AT, keys.current_key(keys.LIST), keys.sign)
    sealed = cbor2.loads(made)
    assert sealed.tag == 18
    assert cbor2.loads(sealed.value[0])[16] == "application/statuslist+cwt"
    claims = cbor2.loads(sealed.value[2])
    assert claims[2] == "https://v/status.cwt"
    assert claims[65533]["bits"] == 1
    assert zlib.decompress(claims[65533]["lst"])[:2] == b"\x01\x02"  # least significant bit first


def test_a_list_of_fifty_thousand_badges_with_two_in_a_hundred_revoked_is_small(signer):
    revoked = random.Random(1).sample(range(rules.SLOTS), 1000)
    made = status.make(revoked, "https://v/status.cwt", AT, keys.current_key(keys.LIST), keys.sign)
    assert len(made) < 2000


def test_an_altered_list_is_refused(signer):
    made = bytearray(status.make([7], "https://v/s", AT, keys.current_key(keys.LIST), keys.sign))
    for place in range(len(made)):
        made[place] ^= 1
        with pytest.raises(BadToken):
            status.read(bytes(made), keys.public_keys())
        made[place] ^= 1
