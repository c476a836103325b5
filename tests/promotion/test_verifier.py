"""The verifier that stands alone: it agrees with the rules on whatever round, knows genuine signatures, and names what is wrong."""

from __future__ import annotations

import ast
import hashlib
import io
import secrets
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.promotion.invented import Invented
from tests.promotion.sealed import exchanged
from verifier import verify_round
from verifier.verify_round import is_signed, key_of

SEEDS = range(40)


def test_it_needs_the_standard_library_only_and_no_random_or_clock():
    nodes = list(ast.walk(ast.parse(Path(verify_round.__file__).read_text())))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert modules <= sys.stdlib_module_names and not modules & {"random", "secrets", "time"}


@pytest.mark.parametrize("seed", SEEDS)
def test_it_comes_to_the_same_list_as_the_rules_whatever_the_round(seed):
    assert list(verify_round.check_list(Invented(seed).archive())) == []


def test_the_rounds_of_these_tests_hold_every_way_to_be_admitted_and_every_kind_of_tie():
    places = [place for seed in SEEDS for place in Invented(seed).places()]
    assert {place.admitted_by for place in places} == {None, "choice", "seniority", "board"}
    assert {"service", "age", "draw"} <= {place.tie_break for place in places}


@pytest.mark.parametrize(("before", "after", "named"), [
    ('"is_admitted":true', '"is_admitted":false', "retenu"),
    ('"tie_break":"draw"', '"tie_break":"age"', "départage"),
    ('"key":"years_in_rank","met_on":"20', '"key":"years_in_rank","met_on":"19', "years_in_rank"),
    ('"key":"evaluation","of":"', '"key":"evaluation","of":"1', "evaluation"),
    ('"place":1,', '"place":4,', "rang"),
])  # fmt: skip
def test_it_names_what_a_list_says_that_the_inputs_do_not_give(before, after, named):
    made = Invented(7)
    made.inputs["rule"]["conditions"]["min_years_in_rank"] = 5
    made.inputs["terms"]["weights"] = {"evaluation": 50, "seniority": 50}
    made.inputs["round"]["places"] = 10
    lines = made.archive().read("candidates.jsonl")
    assert before.encode() in lines
    altered = exchanged(made.packed(), "candidates.jsonl", lambda lines: lines.replace(before.encode(), after.encode(), 1))
    [told] = list(verify_round.check_list(zipfile.ZipFile(io.BytesIO(altered))))
    assert named in told


def signed(message: bytes) -> tuple[bytes, tuple[int, int]]:
    private = ec.generate_private_key(ec.SECP256R1())
    r, s = decode_dss_signature(private.sign(message, ec.ECDSA(hashes.SHA256())))
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big"), key_of(public)


def test_it_knows_a_genuine_signature_from_any_other():
    for length in (0, 1, 200, 5000):
        message = secrets.token_bytes(length)
        signature, key = signed(message)
        other = bytearray(signature)
        other[secrets.randbelow(64)] ^= 1
        assert is_signed(message, signature, key)
        assert not is_signed(message + b"x", signature, key)
        assert not is_signed(message, bytes(other), key)
        assert not is_signed(message, signature, signed(message)[1])
        assert not is_signed(message, signature[:63], key)
    for nothing in (bytes(64), b"\xff" * 64, bytes(32) + signature[32:], signature[:32] + bytes(32)):
        assert not is_signed(message, nothing, key)


def test_it_agrees_with_the_example_of_rfc_6979():
    x = 0x60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6
    key = (x, 0x7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299)
    r = "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
    s = "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
    assert is_signed(b"sample", bytes.fromhex(r + s), key) and not is_signed(b"test", bytes.fromhex(r + s), key)


def test_a_point_that_is_not_on_the_curve_is_no_key():
    key = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    lines = key.decode().splitlines()
    middle = lines[2]
    lines[2] = ("A" if middle[5] != "A" else "B") + middle[1:5] + hashlib.sha256(middle.encode()).hexdigest()[:1].upper() + middle[6:]
    with pytest.raises(ValueError, match="P-256"):
        key_of("\n".join(lines).encode())
