"""Who comes before whom."""

from __future__ import annotations

import datetime as dt
import json
import random
from decimal import Decimal

from hypothesis import given, strategies as st

from rules.promotion import Diploma, Honour, Terms, as_plain, dossier_from_plain, rank, rule_from, unsettled

from .candidates import ON, RULE, TERMS, WEIGHTS, dossier, forces, marks


def order(*dossiers) -> list[int]:
    return [place.dossier.officer_id for place in rank(dossiers, RULE, TERMS, 1, ON)]


def first_two(*dossiers):
    return rank(dossiers, RULE, TERMS, 1, ON)[:2]


def test_better_marks_come_first():
    assert order(dossier(1, marks=marks(12, 12, 12)), dossier(2, marks=marks(15, 15, 15))) == [2, 1]


def test_time_in_the_rank_settles_equal_points():
    # Both have all the points of seniority: ten years are long past.
    long, longer = dossier(1, rank_since=dt.date(2012, 1, 1)), dossier(2, rank_since=dt.date(2011, 1, 1))
    assert order(long, longer) == [2, 1]
    assert first_two(long, longer)[0].tie_break == "time_in_rank"


def test_total_service_settles_equal_time_in_the_rank():
    places = first_two(dossier(1, entered_on=dt.date(2014, 1, 1)), dossier(2, entered_on=dt.date(2013, 1, 1)))
    assert [place.dossier.officer_id for place in places] == [2, 1]
    assert {place.tie_break for place in places} == {"service"}


def test_the_older_comes_first_when_service_is_equal_too():
    places = first_two(dossier(1, born_on=dt.date(1993, 1, 1)), dossier(2, born_on=dt.date(1991, 1, 1)))
    assert [place.dossier.officer_id for place in places] == [2, 1]
    assert places[1].tie_break == "age"


def test_somebody_whose_birth_is_not_known_comes_after():
    assert order(dossier(1, born_on=None), dossier(2)) == [2, 1]


def test_only_the_year_of_birth_counts_as_its_last_day():
    assert order(dossier(1, born_on=None, birth_year=1990), dossier(2, born_on=dt.date(1990, 12, 30))) == [2, 1]


def test_the_better_mark_of_the_examination_settles_where_the_round_says_so():
    # The examination weighs nothing here, and settles all the same.
    terms = Terms(weights={"evaluation": 100}, tie_breakers=("exam",))
    places = rank([dossier(1, exam=Decimal(12)), dossier(2, exam=Decimal(13)), dossier(3)], RULE, terms, 1, ON)
    assert [(one.dossier.officer_id, one.tie_break) for one in places] == [(2, "exam"), (1, "exam"), (3, "exam")]


def test_only_the_tie_breakers_of_the_round_settle():
    terms = Terms(weights=WEIGHTS, tie_breakers=("age",))
    long, longer = dossier(1, rank_since=dt.date(2012, 1, 1), born_on=dt.date(1990, 1, 1)), dossier(2, rank_since=dt.date(2011, 1, 1))
    assert [one.dossier.officer_id for one in rank([longer, long], RULE, terms, 1, ON)] == [1, 2]


def test_whom_nothing_tells_apart_only_a_draw_does_and_it_is_called_so():
    places = rank([dossier(9), dossier(4), dossier(7, marks=marks(9, 9, 9)), dossier(5, marks=marks(9, 9, 9))], RULE, TERMS, 1, ON)
    assert [(one.dossier.officer_id, one.tie_break) for one in places] == [(4, "draw"), (9, "draw"), (5, "draw"), (7, "draw")]
    assert unsettled(places) == [[4, 9], [5, 7]]


def test_somebody_beside_a_group_that_is_drawn_is_not_of_it():
    places = rank([dossier(1), dossier(2), dossier(3, entered_on=dt.date(2014, 1, 1))], RULE, TERMS, 1, ON)
    assert [one.tie_break for one in places] == ["service", "draw", "draw"]
    assert unsettled(places) == [[1, 2]]


def test_the_number_drawn_decides_and_the_same_number_always_alike():
    equal = [dossier(number) for number in range(1, 9)]
    drawn = {seed: [one.dossier.officer_id for one in rank(equal, RULE, TERMS, 1, ON, seed)] for seed in ("4711", "4712")}
    assert drawn["4711"] == [one.dossier.officer_id for one in rank(equal[::-1], RULE, TERMS, 1, ON, "4711")]
    assert drawn["4711"] != drawn["4712"] and sorted(drawn["4711"]) == list(range(1, 9))


def test_a_draw_changes_nothing_where_something_else_settles():
    better = [dossier(number, marks=marks(number, number, number)) for number in range(1, 9)]
    assert rank(better, RULE, TERMS, 1, ON, "4711") == rank(better, RULE, TERMS, 1, ON)


def test_no_tie_break_is_told_where_none_was_needed():
    assert first_two(dossier(1), dossier(2, marks=marks(9, 9, 9)))[0].tie_break is None


def test_those_within_the_places_are_admitted():
    places = rank([dossier(number, marks=marks(number, number, number)) for number in range(1, 6)], RULE, TERMS, 2, ON)
    assert [(place.dossier.officer_id, place.is_admitted) for place in places] == [
        (5, True), (4, True), (3, False), (2, False), (1, False),
    ]  # fmt: skip


def test_no_more_than_the_quota_of_the_rule_are_admitted():
    rule = rule_from({"most_percent": 30})
    assert sum(one.is_admitted for one in rank([dossier(number) for number in range(1, 10)], rule, TERMS, 5, ON)) == 2


def test_who_may_not_be_promoted_has_no_place_but_has_the_reasons():
    barred = rank([dossier(1, is_promotable=False)], RULE, TERMS, 1, ON)[0]
    assert (barred.place, barred.score, barred.is_admitted) == (None, None, False)
    assert [condition.key for condition in barred.conditions if not condition.is_met] == ["position"]


@given(forces(), st.integers(0, 5), st.randoms(use_true_random=False))
def test_the_order_of_input_never_matters(force, places, chance: random.Random):
    shuffled = list(force)
    chance.shuffle(shuffled)
    assert rank(shuffled, RULE, TERMS, places, ON) == rank(force, RULE, TERMS, places, ON)


def raised(chosen, data):
    """The same person with more points in one thing."""
    better_marks = tuple(mark._replace(score=min(Decimal(20), mark.score + data.draw(st.sampled_from([0, 1, 5])))) for mark in chosen.marks)
    changes = [
        {"marks": better_marks}, {"awards": (*chosen.awards, Honour(ON, 99))}, {"diplomas": (*chosen.diplomas, Diploma("Doctorat", "doctorate", 99))},
        {"sanctions": chosen.sanctions[1:]}, {"headed": tuple(one._replace(ends_on=None) for one in chosen.headed)},
        {"exam": min(Decimal(20), chosen.exam + 3) if chosen.exam is not None else None},
    ]  # fmt: skip
    return chosen._replace(**data.draw(st.sampled_from(changes)))


@given(forces(), st.data())
def test_adding_points_to_somebody_never_lowers_his_place(force, data):
    chosen = data.draw(st.sampled_from(force))
    better = raised(chosen, data)
    after = [better if one is chosen else one for one in force]
    assert (place_of(chosen, after) or 0) <= (place_of(chosen, force) or 0)


@given(forces(), st.data())
def test_adding_points_to_somebody_never_takes_him_off_the_list(force, data):
    chosen, terms = data.draw(st.sampled_from(force)), Terms(weights=WEIGHTS, seniority_percent=40)
    better = raised(chosen, data)
    of = lambda one, people: next(p for p in rank(people, RULE, terms, 3, ON) if p.dossier.officer_id == one.officer_id)  # noqa: E731
    assert of(chosen, [better if one is chosen else one for one in force]).is_admitted >= of(chosen, force).is_admitted


def place_of(chosen, force) -> int | None:
    return next(p.place for p in rank(force, RULE, TERMS, 3, ON) if p.dossier.officer_id == chosen.officer_id)


@given(forces())
def test_places_are_one_to_the_last_without_a_gap(force):
    able = [place for place in rank(force, RULE, TERMS, 2, ON) if place.is_eligible]
    assert [place.place for place in able] == list(range(1, len(able) + 1))
    assert sorted((place.score for place in able), reverse=True) == [place.score for place in able]


@given(forces())
def test_the_parts_add_up_to_the_score_exactly(force):
    for place in rank(force, RULE, TERMS, 2, ON):
        if place.is_eligible:
            assert sum(part.points for part in place.parts) == place.score <= 100


@given(forces())
def test_a_frozen_dossier_is_read_again_to_the_last_digit(force):
    frozen = json.loads(json.dumps(as_plain(force)))
    assert [dossier_from_plain(one) for one in frozen] == force
    assert rank([dossier_from_plain(one) for one in frozen], RULE, TERMS, 2, ON) == rank(force, RULE, TERMS, 2, ON)
