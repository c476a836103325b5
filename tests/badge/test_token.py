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
from rules.badge import papers
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


@pytest.fixture
def paper(claims):
    """The claims of a paper with the longest text that a code holds."""
    number, kid = rules.make_number(lambda _below: 7, rules.PAPER_PREFIX), keys.current_key(keys.PAPER)
    return token.Claims(kid, number, claims.cti, claims.expires_at, papers.KINDS["attestation"], "é" * (papers.LONGEST_TEXT // 2))


@pytest.fixture(params=["card", "paper"])
def given_out(request):
    """(claims, use) of a card, and of a paper."""
    name = "claims" if request.param == "card" else "paper"
    return request.getfixturevalue(name), request.param


def test_a_token_is_read_back_and_short_enough(given_out):
    said, use = given_out
    made = token.make(said, keys.sign)
    assert token.read(made, keys.public_keys(), use) == said
    assert len(made) <= {"card": rules.LONGEST_TOKEN, "paper": rules.LONGEST_PAPER_TOKEN}[use]


def test_the_same_badge_always_has_the_same_token(claims):
    assert token.make(claims, keys.sign) == token.make(claims, keys.sign)


def test_an_independent_package_reads_the_token(given_out):
    said, _use = given_out
    text = base45(zlib.compress(token.make(said, keys.sign)))
    public = keys.public_keys()[said.kid].key
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    result = claim169.decode(text, verify_with_ecdsa_p256_pem=pem)
    assert result.claim169.id == said.number
    assert result.cwt_meta.expires_at == said.expires_at


def test_every_single_flipped_bit_is_refused(given_out):
    said, use = given_out
    made, public = token.make(said, keys.sign), keys.public_keys()
    for bit in range(len(made) * 8):
        altered = bytearray(made)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadToken):
            token.read(bytes(altered), public, use)


def test_truncated_lengthened_and_ten_thousand_random_inputs_are_refused_without_a_fault(given_out):
    said, use = given_out
    made, public, chance = token.make(said, keys.sign), keys.public_keys(), random.Random(169)
    inputs = [made[:length] for length in range(len(made))] + [made + b"\0"]
    inputs += [chance.randbytes(chance.randrange(1, 300)) for _ in range(5000)]
    inputs += [made[:at] + chance.randbytes(len(made) - at) for at in chance.choices(range(len(made)), k=5000)]
    for data in (data for data in inputs if data != made):  # a random end of one byte is, now and then, the true one
        with pytest.raises(BadToken):
            token.read(data, public, use)


def test_ten_thousand_random_texts_are_no_tokens_and_no_fault(claims):
    public, chance, signs = keys.public_keys(), random.Random(169), "0123456789abc#:/-+. ٣é\0"
    inputs = ["".join(chance.choices(signs, k=chance.randrange(0, 400))) for _ in range(5000)]
    inputs += [str(chance.getrandbits(chance.randrange(1, 2400))) for _ in range(5000)]
    for text in inputs:
        with pytest.raises(ValueError):  # BadToken is one
            data = rules.from_digits(text, rules.LONGEST_PAPER_TOKEN)
            token.read(data, public, "card" if len(data) <= rules.LONGEST_TOKEN else "paper")


def test_a_card_signed_by_the_key_of_papers_is_refused_and_the_reverse(claims, paper):
    public = keys.public_keys()
    for said, kid, use in ((claims, paper.kid, "card"), (paper, claims.kid, "paper")):
        exchanged = token.make(token.Claims(kid, said.number, said.cti, said.expires_at, said.kind, said.text), keys.sign)
        with pytest.raises(BadToken, match="unknown key"):
            token.read(exchanged, public, use)


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
