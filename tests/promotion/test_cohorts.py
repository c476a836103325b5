"""An intake that overtakes an older one is found, with the reason."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, strategies as st

from rules.promotion.cohorts import MOST_PAIRS, Gap, Member, compare

D = Decimal


def some(number: int, year: int, admitted: int = 0, by: str = "choice", **points: object) -> list[Member]:
    """So many of an intake who may be promoted, the first of them admitted."""
    made = {part: D(str(value)) for part, value in points.items()}
    return [Member(year, index < admitted, made, admitted_by=by if index < admitted else None) for index in range(number)]


def barred(number: int, year: int, *missing: str) -> list[Member]:
    return [Member(year, False, None, missing)] * number


def test_the_intakes_of_2017_and_2018_before_that_of_2015_as_it_happened_in_2023():
    found = compare([
        *some(20, 2015, 4, evaluation=30, seniority=18),
        *some(20, 2017, 15, evaluation=38, seniority=12),
        *some(20, 2018, 10, evaluation=36, seniority=10),
    ])
    pairs = [(one.younger.year, one.older.year, one.behind) for one in found.overtakings]
    assert pairs == [(2017, 2015, 16), (2018, 2015, 16)]
    first = found.overtakings[0]
    assert (first.older.share, first.younger.share) == (D("20.0"), D("75.0"))
    assert first.gaps == (Gap("evaluation", D("38.00"), D("30.00")), Gap("seniority", D("12.00"), D("18.00")))
    assert [gap.difference for gap in first.gaps] == [D(8), D(-6)]
    assert not first.is_few


def test_an_older_intake_of_which_a_greater_share_is_admitted_is_overtaken_by_nobody():
    found = compare([*some(10, 2015, 9, evaluation=1), *some(10, 2017, 8, evaluation=2)])
    assert found.overtakings == ()
    assert [(one.year, one.people, one.admitted, one.share) for one in found.intakes] == [(2015, 10, 9, D("90.0")), (2017, 10, 8, D("80.0"))]


def test_the_same_share_is_no_overtaking_however_it_is_rounded():
    assert compare([*some(3, 2015, 1), *some(9, 2017, 3)]).overtakings == ()


def test_who_misses_a_condition_stays_behind_for_that_and_not_for_points():
    found = compare([*barred(8, 2015, "evaluations"), *barred(3, 2015, "evaluations", "fitness"), *some(12, 2017, 6, evaluation=30)])
    one = found.overtakings[0]
    assert (one.behind, one.barred, one.gaps) == (0, 11, ())
    assert one.missing == (("evaluations", 11), ("fitness", 3))


def test_what_brought_the_younger_ones_within_the_places_is_counted():
    younger = [*some(5, 2018, 5, by="board", exam=1), *some(6, 2018, 6, by="choice", exam=1)]
    one = compare([*some(10, 2015, exam=2), *younger]).overtakings[0]
    assert one.admitted_by == (("choice", 6), ("board", 5))


def test_of_small_intakes_it_is_said_that_they_are_small_and_they_come_last():
    found = compare([*some(1, 2014), *some(30, 2015, 3), *some(10, 2017, 5)])
    assert [(one.older.year, one.is_few) for one in found.overtakings] == [(2015, False), (2014, True), (2014, True)]


def test_people_of_an_unknown_year_are_counted_apart():
    found = compare([*some(2, 2015), Member(None, True, {}), Member(None, False)])
    assert (len(found.intakes), found.unknown) == (1, 2)


def test_of_very_many_pairs_the_rest_is_counted():
    members = [one for age in range(20) for one in some(30, 2000 + age, age, evaluation=age)]
    found = compare(members)
    assert (len(found.overtakings), len(found.overtakings) + found.others) == (MOST_PAIRS, 190)


members = st.builds(
    Member,
    year=st.none() | st.integers(2010, 2014),
    is_admitted=st.booleans(),
    points=st.none() | st.fixed_dictionaries({"evaluation": st.sampled_from([D(10), D("20.125")]), "seniority": st.sampled_from([D(1), D(2)])}),
    missing=st.sampled_from([(), ("evaluations",), ("evaluations", "position")]),
    admitted_by=st.sampled_from([None, "choice", "seniority"]),
)


@given(st.lists(members, max_size=15).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_order_of_the_candidates_never_matters(both):
    as_they_come, mixed = both
    assert compare(mixed) == compare(as_they_come)


@given(st.lists(members, max_size=15))
def test_nobody_is_lost_or_counted_twice(some_members):
    found = compare(some_members)
    assert sum(one.people for one in found.intakes) + found.unknown == len(some_members)
    for one in found.overtakings:
        assert one.younger.year > one.older.year
        assert one.younger.admitted * one.older.people > one.older.admitted * one.younger.people
