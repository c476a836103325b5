"""The terms of a round as it keeps them."""

from __future__ import annotations

import json

import pytest

from rules.promotion import Terms, default_terms, plain_of, terms_from
from rules.refused import Refused

from .candidates import WEIGHTS


def test_a_round_begins_with_the_weights_of_its_rule_and_what_is_proposed():
    begun = default_terms(WEIGHTS, 30)
    assert (begun["weights"], begun["seniority_percent"], begun["most_for_seniority"], begun["sanction_floor"]) == (WEIGHTS, 30, 20, 10)
    assert begun["tie_breakers"] == ["time_in_rank", "service", "exam", "age"]


def test_terms_are_read_again_as_they_were_kept():
    terms = Terms(weights=WEIGHTS, seniority_percent=30, tie_breakers=("age",), sanction_first=3)
    assert terms_from(json.loads(json.dumps(plain_of(terms)))) == terms


def test_the_same_terms_are_the_same_text_in_whatever_order_they_were_typed():
    backwards = dict(reversed(WEIGHTS.items())) | {"posts": 5}
    assert json.dumps(plain_of(terms_from({"weights": backwards}))) == json.dumps(default_terms(WEIGHTS))


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": {}}, {"weights": {"evaluation": 90}}, {"weights": {"evaluation": 110, "exam": -10}}, {"weights": {"luck": 100}},
        {"seniority_percent": 101}, {"most_for_seniority": 21}, {"marks_counted": 0}, {"tie_breakers": ["luck"]}, {"tie_breakers": ["age", "age"]},
        {"posts_full_at_years": "five"},
    ],
)  # fmt: skip
def test_terms_that_no_list_could_be_made_with_are_refused(wrong):
    with pytest.raises(Refused):
        terms_from({"weights": WEIGHTS} | wrong)
