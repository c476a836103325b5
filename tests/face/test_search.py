"""The search box of the frame: any officer of one's scope by any part of the name or the number, and nobody else."""

from __future__ import annotations

import pytest

from tests.force import CANARY

FIND = "/admin/find-officer"


def names(client, typed: str) -> list[str]:
    return [one["name"] for one in client.get(FIND, query_string={"search": typed}).json["found"]]


@pytest.mark.parametrize("typed", ["keita", "KEÏ", "mou kei", "moussa"])
def test_an_officer_is_found_by_any_part_of_his_name(signed_in, typed):
    assert names(signed_in("boubacar"), typed) == ["KEÏTA Moussa"]


def test_a_proposal_tells_rank_and_unit(signed_in):
    (found,) = signed_in("boubacar").get(FIND, query_string={"search": "keita"}).json["found"]
    assert "Sergent" in found["rest"] and "2e arrondissement" in found["rest"]
    assert found["url"].startswith("/admin/officer/details/")


def test_two_letters_propose_nobody(signed_in):
    assert names(signed_in("boubacar"), "ke") == []


def test_nobody_is_proposed_beyond_the_scope(signed_in):
    for name in ("boubacar", "coumba", "fanta"):
        assert names(signed_in(name), CANARY) == []
    assert names(signed_in("coumba"), "keita") == [], "he serves in another unit"
    assert len(names(signed_in("aminata"), CANARY)) == 1


def test_who_has_no_part_in_personnel_finds_nobody_and_has_no_box(signed_in, client):
    assert signed_in("daouda").get(FIND, query_string={"search": "keita"}).status_code == 403
    assert client.get(FIND).location.startswith("/login")
