"""What would change a place: each single better thing, as ranking the whole list again would place it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, strategies as st

from rules.promotion import Diploma, Punished, rank, rule_from
from rules.promotion.tie_breaking import BY_NAME, order_key
from rules.promotion.what_if import BETTER, Awaited, awaited, prospects

from .candidates import ON, RULE, TERMS, dossier, forces, marks


def keys(places, terms=TERMS, seed=None) -> list[tuple]:
    """The order keys of those who hold a place."""
    return [order_key(one.dossier, one.score, [BY_NAME[name] for name in terms.tie_breakers], seed) for one in places if one.place]


def told(own, others, *, line=1, terms=TERMS) -> dict:
    listed = rank([own, *others], RULE, terms, line, ON)
    rivals = keys([one for one in listed if one.dossier != own], terms)
    return {one.part: one for one in prospects(own, terms, ON, rivals, line=line, seed=None, has_exam=any(one.exam for one in (own, *others)))}


def test_one_point_of_the_mean_is_told_with_its_points_and_its_place():
    found = told(dossier(1), [dossier(2, marks=marks(14, 14, "14.5")), dossier(3, marks=marks(19, 19, 19))])
    mark = found["evaluation"]
    assert (mark.found, mark.place, mark.is_within) == (Decimal("15.000"), 2, False)
    assert mark.gained > 0


def test_what_crosses_the_line_is_told_as_within_the_places():
    found = told(dossier(1), [dossier(2, marks=marks(14, 14, "14.5"))])
    assert (found["evaluation"].place, found["evaluation"].is_within) == (1, True)


def test_a_diploma_of_the_next_level_is_told_by_its_level():
    own = dossier(1, diplomas=(Diploma("Licence", "bachelor", 5),))
    assert told(own, [dossier(2)])["training"].found == "master"
    assert told(dossier(1), [dossier(2)])["training"].found == "primary"


def test_what_brings_nothing_more_is_not_told():
    full = dossier(1, marks=marks(20, 20, 20), rank_since=dt.date(1990, 1, 1))
    assert not {"evaluation", "seniority"} & told(full, [dossier(2)], terms=replace(TERMS, tie_breakers=())).keys()


def test_sanctions_are_told_with_the_day_from_which_none_counts():
    own = dossier(1, sanctions=(Punished("first", dt.date(2022, 3, 1), None, 4), Punished("second", dt.date(2024, 5, 1), dt.date(2026, 9, 1), 5)))
    sanctions = told(own, [dossier(2)])["sanctions"]
    assert (sanctions.found, sanctions.gained) == (dt.date(2027, 3, 1), Decimal("3.000"))


def test_an_examination_that_was_not_held_promises_nothing():
    assert "exam" not in told(dossier(1), [dossier(2)])
    assert told(dossier(1, exam=Decimal(12)), [dossier(2)])["exam"].found == 13


@given(forces(), st.sampled_from([None, "4711"]))
def test_the_place_is_the_one_that_ranking_all_again_gives(force, seed):
    placed = [one for one in rank(force, RULE, TERMS, 3, ON, seed) if one.place]
    has_exam = any(one.exam is not None for one in force)
    for own in placed[:3]:
        rivals = keys([one for one in placed if one is not own], seed=seed)
        for one in prospects(own.dossier, TERMS, ON, rivals, line=3, seed=seed, has_exam=has_exam):
            _found, better = BETTER[one.part](own.dossier, TERMS, ON)
            again = rank([better, *(each for each in force if each.officer_id != better.officer_id)], RULE, TERMS, 3, ON, seed)
            then = next(each for each in again if each.dossier == better)
            assert (one.place, one.score) == (then.place, then.score)
            assert one.place <= own.place


# --- from when on -----------------------------------------------------------------------------------


def test_who_fulfils_everything_waits_for_nothing():
    assert awaited(dossier(1), RULE, ON) == Awaited(ON)


def test_the_day_is_that_of_the_last_condition_to_be_met():
    own = dossier(1, rank_since=dt.date(2023, 4, 1), marks=marks(14, 14))
    assert awaited(own, RULE, ON) == Awaited(dt.date(2028, 4, 1))


def test_no_day_is_told_where_a_condition_is_met_by_no_day():
    assert awaited(dossier(1, is_promotable=False), RULE, ON) == Awaited(None)


def test_what_will_be_lost_until_then_is_told():
    rule = rule_from({"min_years_in_rank": 5, "months_before_retirement": 12})
    own = dossier(1, rank_since=dt.date(2023, 4, 1), retires_on=dt.date(2028, 6, 1))
    assert awaited(own, rule, ON) == Awaited(dt.date(2028, 4, 1), ("retirement",))
