"""Choosing a record by typing a part of its name."""

from __future__ import annotations

import pytest

from admin_views.record.lookup import Lookup, as_number
from models import FailedTry, PromotionRule, db
from services import guard


@pytest.mark.parametrize("text", ["²", "9" * 30, "-1", "1.0", "", None, "x"])
def test_what_is_no_number_of_a_record_is_none(text):
    assert as_number(text) is None


@pytest.mark.parametrize("key", ["²", "9" * 30, "x"])
def test_a_choice_that_is_no_number_chooses_nothing(in_app, key):
    assert Lookup("rule", PromotionRule).get_one(key) is None


def test_a_rule_is_found_by_its_two_ranks(in_app):
    lookup = Lookup("rule", PromotionRule)
    with guard.unscoped("the test looks"):
        wanted = db.session.query(PromotionRule).first()
        found = lookup.get_list(f"{wanted.from_rank.name} {wanted.to_rank.name}")
        everything = db.session.query(PromotionRule).count()
    assert wanted in found and len(found) < everything
    assert lookup.get_list("nulle part") == []


def test_what_could_never_be_found_is_said_at_the_start():
    with pytest.raises(ValueError, match="FailedTry cannot be looked up"):
        Lookup("tries", FailedTry)
